"""Roles of the people of a group: core, member, heard, audience."""
