"""CSV to entities: one file, one entity, with types read off the values and the reason for each.

Rows stream through and are not kept: of each column a profile remains (what its values can be, how many differ, how
many are missing). Delimiter, quotes and header are found out and said in `Imported.remarks`; a row that does not fit
is a problem with its line. Under `x` in a map `csv` stand, of an entity, its `candidate_keys` (lists of names of
columns that tell its rows apart), and of an attribute the `reason` for its type.
"""

from designer.importers.csv.reading import read_sources, read_streams

__all__ = ["read_sources", "read_streams"]
