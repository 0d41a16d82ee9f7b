"""Everything the statements read so far have defined, and the rules by which a name finds it.

MySQL finds columns and keys without regard to case; names are kept as their definition spells them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from designer.importers.drafting import workspace
from designer.importers.drafting.draft import ForeignKey, Home, Name, Opaque, Place, Table
from designer.importers.mysql.prepared import Texts
from designer.sql.cursor import Cursor


@dataclass(eq=False)
class Workspace(workspace.Workspace):
    """The draft of a design. dialect: mysql or mariadb; home: the database in use; within_a_text: while what is read
    is itself the text that a statement runs."""

    sql_mode: str | None = None
    texts: Texts = field(default_factory=Texts)
    within_a_text: bool = False

    def place(self, cursor: Cursor) -> Place:
        return Place(cursor.line, self.file)

    # Names: those of databases and tables are kept apart by case, as most servers do

    def key(self, name: Name) -> Name:
        return name

    def target(self, parts: tuple[str, ...], place: Place | None = None) -> Name:
        """Where a new object of this name goes."""
        name = self.name_of(parts)
        if name[0] is not None:
            self.homes.setdefault(name[0], Home(name[0], place))
        return name

    def find(self, name: Name) -> Table | None:
        """The table of this name; one that differs in case only where there is just one such."""
        exact = self.tables.get(name)
        if exact is not None:
            return exact
        folded = name[1].casefold()
        alike = [one for (home, own), one in self.tables.items() if home == name[0] and own.casefold() == folded]
        return alike[0] if len(alike) == 1 else None

    def opaque_called(self, name: Name, *kinds: str) -> Opaque | None:
        wanted = name[1].casefold()
        found = (one for one in self.opaque if one.kind in kinds and one.home == name[0])
        return next((one for one in found if one.name.casefold() == wanted), None)

    def foreign_keys_to(self, table: Table) -> list[tuple[Table, ForeignKey]]:
        """The foreign keys of whatever table that lead to this one."""
        own = (table.home, table.name)
        return [(one, key) for one in self.tables.values() for key in one.foreign_keys if key.parent == own]


def key_name(table: Table, first: str) -> str:
    """The name that the server gives to a key without one: its first column, with a number if that is taken."""
    base = "PRIMARY_2" if first.upper() == "PRIMARY" else first
    name, number = base, 2
    while table.key(name) is not None:
        name, number = f"{first}_{number}", number + 1
    return name


def foreign_key_name(table: Table) -> str:
    """`table_ibfk_1` and so on: one more than the highest there is."""
    prefix = f"{table.name}_ibfk_"
    names = [one.name or "" for one in table.foreign_keys]
    taken = [name[len(prefix) :] for name in names if name.startswith(prefix)]
    return f"{prefix}{max((int(one) for one in taken if one.isdecimal()), default=0) + 1}"


def check_name(table: Table, dialect: str) -> str:
    """`table_chk_1` in MySQL, `CONSTRAINT_1` in MariaDB."""
    prefix = "CONSTRAINT_" if dialect == "mariadb" else f"{table.name}_chk_"
    taken, number = {one.name for one in table.checks}, 1
    while f"{prefix}{number}" in taken:
        number += 1
    return f"{prefix}{number}"
