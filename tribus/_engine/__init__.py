"""Engines on which tables of events are cleaned and summed."""
