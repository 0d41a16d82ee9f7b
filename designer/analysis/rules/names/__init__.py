"""Names: what makes a schema hard to read or to move."""
