"""Mastodon and what speaks like it: pages of its API, and the exports of accounts."""
