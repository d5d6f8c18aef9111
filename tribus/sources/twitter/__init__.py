"""Twitter, now X: posts and lists of its two APIs, and the archive of an account."""
