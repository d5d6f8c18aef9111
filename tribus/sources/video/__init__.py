"""Readers of comments on videos."""
