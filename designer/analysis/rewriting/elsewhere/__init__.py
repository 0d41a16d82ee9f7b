"""Rewrites of designs for other databases than PostgreSQL: run on a server of their own kind, where there is one."""
