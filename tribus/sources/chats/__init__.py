"""Readers of chats, forums and mailing lists."""
