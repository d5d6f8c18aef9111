"""Foundations that every package uses: arrays, checks, compilation, provenance, progress, threads."""
