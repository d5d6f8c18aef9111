"""Positions of tribes and people, before anything is drawn."""
