"""SQLite in a process of its own: to run what is written for it, and to read the catalogue back."""

from designer.lab.sqlite.verifying import verify_sqlite, verify_sqlite_source

__all__ = ["verify_sqlite", "verify_sqlite_source"]
