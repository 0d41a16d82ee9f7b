"""The design as a value: frozen dataclasses, changes with a reverse, and functions over both."""
