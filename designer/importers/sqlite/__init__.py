"""Reading SQLite: hand-written DDL, what `sqlite3 .dump` writes, and database files by their own catalogue.

What has no field of its own in the model stands in `options` under `sqlite`. Entities: `without_rowid`, `strict`,
`dangling_foreign_keys` (texts of references to what is not there, which SQLite takes). Attributes: `not_null_conflict`,
`default_name`. Keys: `inline`, `autoincrement`, `conflict`, `parts` (per column: descending, collation). Relationships:
`implicit` under `x` where the parent's columns are not said, `match` for a word behind MATCH that is not standard.
Types stand as written, and are empty where none was.
"""
