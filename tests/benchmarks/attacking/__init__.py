"""The attacks of `attacks.py`, by subject: each function tries one kind and notes what held."""
