"""Resampled and rewired networks: the bootstrap and the null model."""
