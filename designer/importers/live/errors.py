"""What keeps a database from being read."""


class Unreachable(ValueError):
    """A sentence for the user; it never holds a password."""
