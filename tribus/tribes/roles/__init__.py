"""Roles of the users of a group: core, member, newcomer, heard, audience."""
