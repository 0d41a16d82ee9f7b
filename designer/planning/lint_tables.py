"""Hazards that show only when a whole file is looked at: references without an index, keys that run out, replacements
that come too late."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from designer.planning.model import Hazard
from designer.schema.schema import Schema
from designer.sql.cursor import Cursor, Unreadable

_SMALL = ("INT", "INTEGER", "INT4", "SERIAL", "SERIAL4", "SMALLINT", "INT2", "SMALLSERIAL", "SERIAL2")
_HEADS = ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "EXCLUDE", "LIKE")

Columns = tuple[str, ...]


@dataclass(slots=True)
class Tables:
    """What a file says of tables, gathered statement by statement."""

    links: list[tuple[str, Columns, int]] = field(default_factory=list)
    indexes: dict[str, list[Columns]] = field(default_factory=dict)
    built: list[tuple[str, str, Columns, int]] = field(default_factory=list)
    dropped: list[tuple[str, int]] = field(default_factory=list)
    small_keys: list[tuple[str, int]] = field(default_factory=list)

    def read(self, cursor: Cursor) -> None:
        """Takes down one statement. What cannot be read says nothing."""
        line = cursor.line
        inside = cursor.part(0, cursor.size)
        try:
            if inside.take("CREATE", "TABLE") or inside.take("CREATE", "UNLOGGED", "TABLE"):
                self._created(inside)
            elif inside.take("CREATE", "INDEX") or inside.take("CREATE", "UNIQUE", "INDEX"):
                self._index(inside, line)
            elif inside.take("DROP", "INDEX"):
                inside.take("CONCURRENTLY")
                inside.take("IF", "EXISTS")
                self.dropped.append((inside.qualified()[-1], line))
            elif inside.take("ALTER", "TABLE"):
                self._altered(inside)
        except Unreadable:
            return

    def found(self, schema: Schema | None) -> Iterator[tuple[Hazard, int]]:
        """The hazards and their lines, when all is read."""
        for table, columns, line in self.links:
            if not any(
                one[: len(columns)] == columns for one in (*self.indexes.get(table, ()), *_known(schema, table))
            ):
                said = ", ".join(columns)
                yield _hazard(
                    "MG046", f"{table} ({said}) refers to another table without an index: deleting there, and joining,"
                    " reads all of it", f"CREATE INDEX CONCURRENTLY ON {table} ({said});",
                ), line  # fmt: skip
        for column, line in self.small_keys:
            yield _hazard("MG047", f"{column} is a key of 32 bits or fewer: its numbers run out; bigint does not"), line
        for name, line in self.dropped:
            if any(after > line and self._replaces(name, other, table, columns, schema)
                   for other, table, columns, after in self.built):  # fmt: skip
                yield _hazard(
                    "MG049", f"the index {name} goes before what replaces it is there: queries have neither meanwhile",
                    "build the new one first, under another name", "warning",
                ), line  # fmt: skip

    def _replaces(self, name: str, other: str, table: str, columns: Columns, schema: Schema | None) -> bool:
        old = next(
            (
                (entity.name, schema.names(tuple(key.column for key in index.keys if key.column)))
                for entity in (schema.entities if schema else ())
                for index in entity.indexes
                if schema and index.name == name
            ),
            None,
        )
        return other == name or (old is not None and table == old[0] and columns[:1] == old[1][:1])

    def _created(self, cursor: Cursor) -> None:
        cursor.take("IF", "NOT", "EXISTS")
        table = cursor.qualified()[-1]
        if not cursor.at("("):
            return
        first, last = cursor.inside()
        types: dict[str, tuple[str, int]] = {}
        for element in cursor.part(first, last).split():
            if element.key() in _HEADS:
                self._constraint(table, element, types)
            elif element.on_name:
                self._column(table, element, types)

    def _column(self, table: str, element: Cursor, types: dict[str, tuple[str, int]]) -> None:
        line, column = element.line, element.name()
        kind, keys = element.key(), element.keys[element.index :]
        types[column] = (kind, line)
        if "PRIMARY" in keys or "UNIQUE" in keys:
            self.indexes.setdefault(table, []).append((column,))
        if "REFERENCES" in keys:
            self.links.append((table, (column,), line))
        if kind in _SMALL and ("PRIMARY" in keys or "IDENTITY" in keys or "SERIAL" in kind):
            self.small_keys.append((f"{table}.{column}", line))

    def _constraint(self, table: str, element: Cursor, types: dict[str, tuple[str, int]]) -> None:
        line = element.line
        if element.take("CONSTRAINT"):
            element.name()
        if element.take("FOREIGN", "KEY"):
            self.links.append((table, tuple(element.names()), line))
        elif (element.take("PRIMARY", "KEY") or element.take("UNIQUE")) and element.at("("):
            columns = tuple(element.names())
            self.indexes.setdefault(table, []).append(columns)
            kind, place = types.get(columns[0], ("", line)) if len(columns) == 1 else ("", line)
            already = any(one == f"{table}.{columns[0]}" for one, _ in self.small_keys)
            if kind in _SMALL and not already:
                self.small_keys.append((f"{table}.{columns[0]}", place))

    def _altered(self, cursor: Cursor) -> None:
        cursor.take("IF", "EXISTS")
        cursor.take("ONLY")
        table = cursor.qualified()[-1]
        for action in cursor.split():
            if action.take("ADD"):
                action.take("COLUMN")
                action.take("IF", "NOT", "EXISTS")
                if action.key() in _HEADS:
                    self._constraint(table, action, {})
                elif action.on_name:
                    self._column(table, action, {})

    def _index(self, cursor: Cursor, line: int) -> None:
        cursor.take("CONCURRENTLY")
        cursor.take("IF", "NOT", "EXISTS")
        own = cursor.name() if not cursor.at("ON") else ""
        cursor.expect("ON")
        cursor.take("ONLY")
        table = cursor.qualified()[-1]
        if cursor.take("USING"):
            cursor.name()
        if not cursor.at("("):
            return
        first, last = cursor.inside()
        parts = cursor.part(first, last).split()
        columns = tuple(part.name() if part.on_name else "" for part in parts)
        partial = "WHERE" in cursor.keys
        if not partial:
            self.indexes.setdefault(table, []).append(columns)
        self.built.append((own, table, columns, line))


def _known(schema: Schema | None, table: str) -> Iterator[Columns]:
    """The columns that the design's indexes and keys of a table begin with."""
    for entity in schema.entities if schema else ():
        if schema and entity.name == table:
            yield from (schema.names(key.columns) for key in entity.keys)
            for index in entity.indexes:
                if index.where is None:
                    yield schema.names(tuple(key.column for key in index.keys if key.column))


def _hazard(code: str, message: str, mend: str = "", severity: str = "info") -> Hazard:
    return Hazard(code, message, mend, "warning" if severity == "warning" else "info")
