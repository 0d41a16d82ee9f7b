"""Growth and operations: what time does to a schema."""
