"""Reading DBML, the language of dbdiagram: every construct of its manual, one block at a time.

A parser of our own: it says line and column of what it cannot read, goes on with the next line, and reads a
thousand tables in well under a second. What has no field in the model stands under `x` in a map `dbml`: of the
design `project` (settings beside `database_type`), of an entity `alias` and `settings`, of an enum `notes` (value to
note), of a relationship `settings`. Sticky notes are notes of the layout, `{"name", "text", "color"}`; a note of a
table group stands in the layout's `x` under `dbml`. A many-to-many reference becomes an entity of its own with both
foreign keys, and a one-to-one reference a unique constraint; both are said in `Imported.remarks`.
"""

from designer.importers.dbml.reading import read_sources

__all__ = ["read_sources"]
