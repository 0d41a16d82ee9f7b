"""Everything the statements read so far have defined, and the rules by which a name finds it."""

from __future__ import annotations

from dataclasses import dataclass, field

from designer.importers.drafting.account import Account
from designer.importers.drafting.outcomes import NotModelled, Skip
from designer.importers.mysql.draft import Database, ForeignKey, Key, Opaque, Table
from designer.importers.result import Carried
from designer.sql.cursor import Cursor, Unreadable

Name = tuple[str | None, str]
"""A database, or None for the one that the script runs in, and what is in it."""


@dataclass(eq=False)
class Workspace(Account):
    """The draft of a design. flavour: mysql or mariadb."""

    flavour: str
    database: str | None = None
    sql_mode: str | None = None
    databases: dict[str, Database] = field(default_factory=dict)
    tables: dict[Name, Table] = field(default_factory=dict)
    opaque: list[Opaque] = field(default_factory=list)

    # Names

    def named(self, parts: tuple[str, ...]) -> Name:
        """What a name in a statement means."""
        return (parts[-2] if len(parts) > 1 else self.database), parts[-1]

    def target(self, parts: tuple[str, ...]) -> Name:
        """Where a new object of this name goes."""
        name = self.named(parts)
        if name[0] is not None:
            self.databases.setdefault(name[0], Database(name[0]))
        return name

    def find(self, name: Name) -> Table | None:
        """The table of this name; one that differs in case only where there is just one such."""
        exact = self.tables.get(name)
        if exact is not None:
            return exact
        folded = name[1].casefold()
        alike = [one for (home, own), one in self.tables.items() if home == name[0] and own.casefold() == folded]
        return alike[0] if len(alike) == 1 else None

    def find_opaque(self, kinds: tuple[str, ...], name: Name) -> Opaque | None:
        return next((one for one in self.opaque for kind in kinds if one.is_called(kind, *name)), None)

    def table(self, cursor: Cursor, *, missing_ok: bool = False) -> Table:
        """The table named here. NotModelled if it is a view or the like, Unreadable if there is none."""
        start = cursor.index
        parts = cursor.qualified()
        name = self.named(parts)
        found = self.find(name)
        if found is not None:
            return found
        opaque = self.find_opaque(("view", "table", "sequence"), name)
        if opaque is not None:
            raise NotModelled(f"belongs to the {opaque.kind} {'.'.join(parts)}, which is carried")
        if missing_ok:
            raise Skip(f"there is no table {'.'.join(parts)}")
        raise Unreadable(f"there is no table {'.'.join(parts)}", cursor.tokens[start].start)

    # Carrying and taking away

    def carry(self, found: Opaque) -> None:
        found.order = self.next_order(found.place.line)
        self.opaque.append(found)
        self.carried.append(Carried(found.kind, found.name, found.place.line, found.reason, found.place.file))

    def drop_opaque(self, found: Opaque, why: str) -> None:
        """A carried statement that a later one drops or replaces is skipped after all."""
        self.opaque.remove(found)
        self.skip_after_all(found.kind, found.name, found.place, why)

    def drop_table(self, name: Name) -> None:
        """Take a table away with the triggers on it."""
        self.tables.pop(name)
        for one in [one for one in self.opaque if one.kind == "trigger" and one.on == name]:
            self.drop_opaque(one, "its table is dropped further down")

    def rename_table(self, table: Table, name: Name) -> None:
        """Give a table another name; foreign keys to it follow."""
        old = (table.database, table.name)
        self.tables = {(name if key == old else key): value for key, value in self.tables.items()}
        table.database, table.name = name
        for other in self.tables.values():
            for key in other.foreign_keys:
                if key.parent == old:
                    key.parent = name

    def foreign_keys_to(self, table: Table) -> list[tuple[Table, ForeignKey]]:
        own = (table.database, table.name)
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
    taken = [one.name[len(prefix) :] for one in table.foreign_keys if one.name.startswith(prefix)]
    return f"{prefix}{max((int(one) for one in taken if one.isdecimal()), default=0) + 1}"


def check_name(table: Table, flavour: str) -> str:
    """`table_chk_1` in MySQL, `CONSTRAINT_1` in MariaDB."""
    prefix = "CONSTRAINT_" if flavour == "mariadb" else f"{table.name}_chk_"
    taken, number = {one.name for one in table.checks}, 1
    while f"{prefix}{number}" in taken:
        number += 1
    return f"{prefix}{number}"


def describe_key(key: Key) -> str:
    return "the primary key" if key.kind == "primary" else f"the key {key.name}"
