"""Readers of Instagram and Threads."""
