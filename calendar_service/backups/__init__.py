"""Backups: the whole of a site in one file, the same for both databases, and back from it."""
