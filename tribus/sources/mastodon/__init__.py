"""Mastodon and compatible servers: pages of the API, and exports of accounts."""
