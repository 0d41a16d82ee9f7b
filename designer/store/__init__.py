"""Designs, teams and their history, kept in PostgreSQL."""
