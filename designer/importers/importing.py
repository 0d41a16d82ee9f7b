"""Reading any source into a design."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from designer.importers.csv import read_sources as read_csv
from designer.importers.dbml import read_sources as read_dbml
from designer.importers.mysql.reading import read_mariadb, read_mysql
from designer.importers.oracle.reading import read_oracle
from designer.importers.postgres.reading import read_sources as read_postgres
from designer.importers.result import Imported, Source
from designer.importers.sqlite.reading import read_sqlite
from designer.importers.tsql.reading import read_tsql

READERS: dict[str, Callable[[Sequence[Source], str], Imported]] = {
    "postgres": read_postgres,
    "mysql": read_mysql,
    "mariadb": read_mariadb,
    "sqlite": read_sqlite,
    "tsql": read_tsql,
    "oracle": read_oracle,
    "dbml": read_dbml,
    "csv": read_csv,
}
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
    return reader([Source(sources)] if isinstance(sources, str) else sources, name)
