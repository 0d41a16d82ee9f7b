"""How many columns a table may have: the servers' own limits, which also bound what reading one costs."""

from collections.abc import Sized

from designer.sql.cursor import Cursor, Unreadable

MOST_COLUMNS = {"postgres": 1600, "mysql": 4096, "mariadb": 4096, "sqlite": 2000, "tsql": 1024, "oracle": 4096}
"""By dialect. SQLite's is what it is built with unless somebody says more; SQL Server's that of tables without a
column set."""


class TooWide(Unreadable):
    """A column too many: nor is there room for any behind it."""


def expect_room(columns: Sized, cursor: Cursor, at: int | None = None) -> None:
    """Raises TooWide where a table with these columns has room for no other. at: where to point, else at the start."""
    most = MOST_COLUMNS[cursor.dialect]
    if len(columns) >= most:
        raise TooWide(f"a table has at most {most:,} columns", cursor.tokens[0].start if at is None else at)
