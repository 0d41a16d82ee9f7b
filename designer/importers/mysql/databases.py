"""Homes, which are the schemas of a design: CREATE, ALTER, DROP DATABASE, and USE."""

from __future__ import annotations

from designer.importers.drafting.draft import Home
from designer.importers.drafting.outcomes import NotModelled, Skip
from designer.importers.mysql.expressions import value_text
from designer.importers.mysql.workspace import Workspace
from designer.sql.cursor import Cursor


def create_database(cursor: Cursor, work: Workspace) -> None:
    """A schema of the design with its default character set and collation."""
    cursor.index = 1
    cursor.take("OR", "REPLACE")
    if not cursor.take_one_of("DATABASE", "SCHEMA"):
        raise cursor.error("DATABASE was expected here")
    cursor.take("IF", "NOT", "EXISTS")
    place = work.place(cursor)
    name = cursor.name()
    found = work.homes.setdefault(name, Home(name))
    found.place = found.place or place
    _options(cursor, found)


def alter_database(cursor: Cursor, work: Workspace) -> None:
    """Other defaults for a database; without a name, for the one in use."""
    cursor.index = 2
    named = cursor.on_name and cursor.key() not in ("DEFAULT", "CHARACTER", "CHARSET", "COLLATE", "COMMENT")
    name = cursor.name() if named else work.home
    if name is None:
        raise NotModelled("it changes the database that the script runs in, and so what its tables are made with")
    _options(cursor, work.homes.setdefault(name, Home(name)))


def _options(cursor: Cursor, found: Home) -> None:
    while not cursor.done:
        cursor.take("DEFAULT")
        if cursor.take("CHARACTER", "SET") or cursor.take("CHARSET"):
            cursor.take("=")
            found.options["charset"] = value_text(cursor)
        elif cursor.take("COLLATE"):
            cursor.take("=")
            found.options["collation"] = value_text(cursor)
        elif cursor.take("COMMENT"):
            cursor.take("=")
            found.comment = cursor.string() or None
        elif cursor.take_one_of("ENCRYPTION", "READ"):
            cursor.take("ONLY")
            cursor.take("=")
            value_text(cursor)
        else:
            raise cursor.error("an option of the database was expected here")


def drop_database(cursor: Cursor, work: Workspace) -> None:
    """Everything in it goes."""
    cursor.index = 2
    cursor.take("IF", "EXISTS")
    name = cursor.name()
    if work.homes.pop(name, None) is None:
        raise Skip(f"there is no database {name} in the design")
    for table in [table for (home, _), table in work.tables.items() if home == name]:
        work.drop_table(table)
    for one in [one for one in work.opaque if one.home == name]:
        work.drop_opaque(one, "its database is dropped further down")
    if work.home == name:
        work.home = None


def use(cursor: Cursor, work: Workspace) -> None:
    """The database that names without one mean from here on."""
    cursor.index = 1
    name = cursor.name()
    cursor.end()
    work.homes.setdefault(name, Home(name, work.place(cursor)))
    work.home = name
