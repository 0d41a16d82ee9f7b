"""Queries: declared access patterns that will not work at the declared size."""
