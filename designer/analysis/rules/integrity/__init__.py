"""Integrity and concurrency: what two transactions at once may do."""
