"""What the user gave cannot be used."""


class BadInput(Exception):
    """Bad input: the message is one sentence with file, line and reason; the exit code is 2."""
