"""Reading Oracle: hand-written DDL and what its tools write, SQL*Plus lines and PL/SQL included.

What has no field of its own in the model stands in `options` under `oracle`. Entities: `storage` (all that stands
behind the columns, partitions included, as written), `elements`. Attributes: `invisible`, `default_on_null`,
`identity_on_null`, `encrypt`, `not_null_disabled`. Keys: `inline`, `using_index`, `disabled`, `novalidate`. Indexes:
`bitmap`, `storage`. Constraints that are disabled are not enforced, those enabled NOVALIDATE are not validated. Names
without quotes are in capitals, as the server has them.
"""
