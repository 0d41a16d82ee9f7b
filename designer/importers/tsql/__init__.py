"""Reading T-SQL: hand-written DDL and what SQL Server's Management Studio scripts.

What has no field of its own in the model stands in `options` under `tsql`. Entities: `filegroup`, `textimage_on`,
`filestream_on`, `with` (options of the table), `period`, `set`, `graph`. Attributes: `default_name`, `rowguidcol`,
`sparse`, `filestream`, `hidden`, `masked`, `generated_row`, `not_for_replication`, `explicit_null`. Keys and indexes:
`clustered`, `with`, `on`, `parts`, `inline`, `columnstore`, `at` (the column an index stands at). A computed column has
no type; PERSISTED makes it a generated column that is stored.
"""
