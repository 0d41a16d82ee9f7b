"""The lab: embedded PostgreSQL servers and what is proved on them."""
