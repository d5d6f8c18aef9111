"""Random networks: bootstrap resamples and degree-preserving rewiring."""
