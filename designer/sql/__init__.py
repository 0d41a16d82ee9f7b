"""SQL as text: tokens, statements, readers, names, parameters and query files.

Only `texts` and `renames` know the schema model. The modules that need sqlglot (`parsing`, `scopes`,
`statement_names`) import it at their top and nobody else does, so that reading DDL never pays for it.
"""
