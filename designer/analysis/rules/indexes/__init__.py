"""Indexes: what queries need, and what none of them does."""
