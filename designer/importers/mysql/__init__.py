"""Reading MySQL and MariaDB: hand-written DDL and what mysqldump and mariadb-dump write.

What has no field of its own in the model stands in `options` under `mysql`. Entities: every table option by its
name in small letters with underscores (`engine`, `charset`, `collation`, `auto_increment`, `row_format` …) as
written, and `partitioning`, the whole PARTITION BY clause. Attributes: `charset`, `on_update`, `invisible`,
`explicit_null` (NULL was written, which a TIMESTAMP needs), `srid`, `column_format`, `storage`, and others by name.
Indexes and keys: `using`, `parser`, `key_block_size`. AUTO_INCREMENT is an identity "by default". FULLTEXT and
SPATIAL are index methods. A foreign key that says NO ACTION has `no_action` under `x`: MariaDB tells it from
RESTRICT, which is what saying nothing means there. A check that stands at a column has `column` under `x`; a
database that the text creates has its defaults under `x` of its schema; an opaque statement has `database` and
`sql_mode` under `x`.
"""
