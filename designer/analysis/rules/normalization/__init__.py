"""Normalization: what depends on what, and where a fact is kept more than once."""
