"""DO blocks: what PL/pgSQL would do to the schema, read without running any of it."""
