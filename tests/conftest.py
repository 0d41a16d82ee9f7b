"""Shared by all tests: what machines may lack is handled in one place."""

pytest_plugins = ["tests.optional", "pytester"]
