"""SQLite in a process of its own: to run what is written for it, and to read the catalogue back."""
