"""Positions of tribes and users on the tribe map."""
