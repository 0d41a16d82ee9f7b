"""Reading any source into a design."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

from designer.importers.cut_dumps import missing_ends
from designer.importers.long_names import cut_names
from designer.importers.result import Imported, Source
from designer.importers.volumes import add_volumes
from designer.sql.dialects import DIALECTS

Reader = Callable[[Sequence[Source], str], Imported]
_HOMES = {
    "postgres": ("designer.importers.postgres.reading", "read_sources"),
    "mysql": ("designer.importers.mysql.reading", "read_mysql"),
    "mariadb": ("designer.importers.mysql.reading", "read_mariadb"),
    "sqlite": ("designer.importers.sqlite.reading", "read_sqlite"),
    "tsql": ("designer.importers.tsql.reading", "read_tsql"),
    "oracle": ("designer.importers.oracle.reading", "read_oracle"),
    "dbml": ("designer.importers.dbml", "read_sources"),
    "csv": ("designer.importers.csv", "read_sources"),
}


class _Readers(Mapping[str, Reader]):
    """Each is loaded when it is asked for: a command reads one dialect, and all of them take a while to load."""

    def __getitem__(self, dialect: str) -> Reader:
        module, name = _HOMES[dialect]
        return cast(Reader, getattr(importlib.import_module(module), name))

    def __iter__(self) -> Iterator[str]:
        return iter(_HOMES)

    def __len__(self) -> int:
        return len(_HOMES)

    def __contains__(self, dialect: object) -> bool:
        return dialect in _HOMES


READERS: Mapping[str, Reader] = _Readers()
"""Per dialect, the function that reads its sources; a further dialect is a further package and a line here."""


class UnknownDialect(ValueError):
    """There is no importer for this dialect."""


def import_sql(sources: Sequence[Source] | str, dialect: str = "postgres", name: str = "design") -> Imported:
    """The design that SQL text defines. Bad SQL is listed in `problems`, never raised.

    Raises UnknownDialect, naming those there are.
    """
    reader = READERS.get(dialect)
    if reader is None:
        raise UnknownDialect(f"no importer for {dialect!r}; there is one for {', '.join(sorted(READERS))}")
    given = [Source(sources)] if isinstance(sources, str) else sources
    found = reader(given, name)
    if dialect in DIALECTS:
        found = add_volumes(found, given)
    problems, remarks = missing_ends(given)
    remarks += cut_names(found.schema, given)
    if not problems and not remarks:
        return found
    return replace(found, problems=(*found.problems, *problems), remarks=(*found.remarks, *remarks))
