"""Engines that clean and sum tables of events."""
