"""Twitter, now X: what its two programming interfaces gave, and the archive of an account."""
