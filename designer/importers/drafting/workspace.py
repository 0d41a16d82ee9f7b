"""Everything the statements read so far have defined, and the rules by which a name finds it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from designer.importers.drafting.account import Account
from designer.importers.drafting.draft import Alias, Home, Key, Name, Opaque, Place, Sequence, Table, folded
from designer.importers.drafting.outcomes import Clash, NotModelled, Skip
from designer.importers.result import Carried
from designer.sql.cursor import Cursor
from designer.sql.tokens import Kind, column_of


@dataclass(eq=False)
class Workspace(Account):
    """The draft of a design. home: where a name without a namespace goes."""

    dialect: str
    home: str | None = None
    homes: dict[str, Home] = field(default_factory=dict)
    tables: dict[Name, Table] = field(default_factory=dict)
    sequences: dict[Name, Sequence] = field(default_factory=dict)
    aliases: dict[Name, Alias] = field(default_factory=dict)
    opaque: list[Opaque] = field(default_factory=list)
    routines: tuple[tuple[int, int], Mapping[str, list[str]]] | None = None  # as `texts_of_routines` gathered them

    def place(self, cursor: Cursor) -> Place:
        start = cursor.tokens[min(cursor.index, cursor.size - 1)].start if cursor.tokens else 0
        return Place(cursor.line, self.file, column_of(cursor.source, start))

    # Names

    def name_of(self, parts: tuple[str, ...]) -> Name:
        """What a name in a statement means."""
        return (parts[-2] if len(parts) > 1 else self.home), parts[-1]

    def key(self, name: Name) -> Name:
        home = folded(name[0], self.dialect) if name[0] else None
        return home, folded(name[1], self.dialect)

    def target(self, parts: tuple[str, ...], place: Place) -> Name:
        """Where a new object of this name goes."""
        name = self.name_of(parts)
        if name[0] is None:
            return name
        home = self.homes.setdefault(folded(name[0], self.dialect), Home(name[0], place))
        return home.name, name[1]

    def find(self, name: Name) -> Table | None:
        """The table of this name; without a namespace, or in one that has none such, the only one called so."""
        exact = self.tables.get(self.key(name))
        if exact is not None or (name[0] is not None and self.home is not None):
            return exact
        wanted = folded(name[1], self.dialect)
        alike = [one for (_, own), one in self.tables.items() if own == wanted]
        return alike[0] if len(alike) == 1 and (name[0] is None or alike[0].home is None) else None

    def opaque_called(self, name: Name, *kinds: str) -> Opaque | None:
        wanted = folded(name[1], self.dialect)
        found = (one for one in self.opaque if one.kind in kinds)
        return next((one for one in found if folded(one.name.rpartition(".")[2], self.dialect) == wanted), None)

    def texts_of_routines(self) -> Mapping[str, list[str]]:
        """The definitions of the routines by their names, gathered anew only where something was carried or dropped."""
        state = self.last_order, len(self.opaque)
        if self.routines is None or self.routines[0] != state:
            texts: defaultdict[str, list[str]] = defaultdict(list)
            for one in self.opaque:
                if one.kind in ("procedure", "function"):
                    texts[one.name.rpartition(".")[2].lower()].append(one.sql)
            self.routines = state, texts
        return self.routines[1]

    def table(self, cursor: Cursor, *, missing_ok: bool = False) -> Table:
        """The table named here. NotModelled if it is carried, Skip or Clash if there is none."""
        start = cursor.index
        parts = cursor.qualified()
        found = self.find(self.name_of(parts))
        if found is not None:
            return found
        shown = ".".join(parts)
        opaque = self.opaque_called(self.name_of(parts), "view", "materialized view", "table", "virtual table")
        if opaque is not None:
            raise NotModelled(f"belongs to the {opaque.kind} {shown}, which is carried")
        if missing_ok:
            raise Skip(f"there is no table {shown}")
        raise Clash(f"there is no table {shown}", cursor.tokens[start].start)

    def add_table(self, table: Table) -> None:
        self.tables[self.key((table.home, table.name))] = table

    def index(self, name: str) -> tuple[Table, Key] | None:
        """The index of this name, and its table."""
        wanted = folded(name, self.dialect)
        for table in self.tables.values():
            for key in table.keys:
                if key.name and folded(key.name, self.dialect) == wanted:
                    return table, key
        return None

    # Carrying and taking away

    def carry(self, cursor: Cursor, kind: str, name: str, reason: str, on: Name | None = None) -> None:
        """Keep the statement that the cursor reads, whole."""
        first = cursor.tokens[0]
        sql = cursor.source[first.start : cursor.tokens[-1].end]
        words = frozenset(
            folded(Cursor(cursor.source, [token], self.dialect).name(), self.dialect)
            for token in cursor.tokens
            if token.kind is Kind.WORD or (token.kind is Kind.QUOTED and len(token.text) > 2)
        )
        place = Place(first.line, self.file)
        self.keep(Opaque(kind, name, sql, place, 0, reason, on, words))

    def keep(self, found: Opaque) -> None:
        """Carry this, behind all that is carried so far."""
        found.order = self.next_order(found.place.line)
        self.opaque.append(found)
        self.carried.append(Carried(found.kind, found.name, found.place.line, found.reason, found.place.file))

    def drop_opaque(self, found: Opaque, why: str) -> None:
        """A carried statement that a later one drops or replaces is skipped after all."""
        self.opaque.remove(found)
        self.skip_after_all(found.kind, found.name, found.place, why)

    def drop_table(self, table: Table) -> None:
        """Take a table away with the triggers on it."""
        triggers = [one for one in self.opaque if one.kind == "trigger" and one.on and self.find(one.on) is table]
        self.tables = {key: one for key, one in self.tables.items() if one is not table}
        for one in triggers:
            self.drop_opaque(one, "its table is dropped further down")

    def rename_table(self, table: Table, name: Name) -> None:
        """Give a table another name; foreign keys to it and the triggers on it follow."""
        triggers = [one for one in self.opaque if one.on and self.find(one.on) is table]
        for other in self.tables.values():
            for key in other.foreign_keys:
                if self.find(key.parent) is table:
                    key.parent = name
        self.tables = {(self.key(name) if one is table else key): one for key, one in self.tables.items()}
        table.home, table.name = name
        for one in triggers:
            one.on = name
