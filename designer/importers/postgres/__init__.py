"""Reading PostgreSQL: hand-written DDL and what pg_dump writes.

What has no field of its own in the model stands in `options` under `postgres`, beside the storage parameters:
entities have `access_method`, `on_commit` and `cluster_on` (an index's name); attributes have `statistics` and the
parameters of SET (n_distinct = …); indexes have `statistics` ({column number: target}), keys and exclusions
`tablespace`. A foreign key with PERIOD has `period` under `x`; an opaque statement has `search_path` under `x`
where the path in force was not the default. A column that a table declares although a table it INHERITS from has it
has `local` under `x`; without it such a column is its parent's.
"""
