"""Made rows into a throw-away database: tables first, then rows, then keys, links and indexes, as a restore does."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import psycopg
from psycopg import Connection, sql

from designer.exporters.postgres import statements
from designer.exporters.postgres.changes import sql_between
from designer.lab.measuring.ground import Rows
from designer.lab.measuring.looks import Looks
from designer.lab.measuring.mending import mended
from designer.lab.measuring.results import TableRows
from designer.lab.measuring.sizing import Sized
from designer.lab.measuring.tables import Making
from designer.lab.verify.loading import said
from designer.schema.model import Attribute, Entity
from designer.schema.schema import Schema
from designer.sql.identifiers import read_string
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind

Report = Callable[[int, int, str], None]
_SILENT = ("trigger", "event trigger", "rule", "policy", "grant", "publication", "subscription", "comment")
"""What is carried and must not act on rows that are made, or says nothing about them."""
_CHUNK = 5_000
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


class Loading:
    """Fills one database. notes: sentences about what it lacks."""

    def __init__(self, connection: Connection[tuple[object, ...]], sized: Sized, report: Report) -> None:
        self.connection = connection
        self.sized = sized
        self.report = report
        self.notes: list[str] = []

    def run(self) -> dict[str, Rows]:
        """Everything, by entity id. Raises what `report` raises, and psycopg's errors where the session ends."""
        full = _silent(self.sized.schema)
        bare = _bare(full)
        refused = self._all(statements(bare))
        making = Making(self.sized, Looks(self.connection, self.sized.schema))
        number = sum(one.partition_of is None for one in full.entities)
        for place, rows in enumerate(making.tables()):
            name = full.qualified(rows.entity)
            self.report(place, number, f"Loading {rows.count:,} rows into {name}")
            self._load(rows, place, number)
        self.notes += making.notes
        self.report(number, number, "Building keys, links and indexes")
        refused = self._all(refused)
        self._note(refused)
        self._constraints(bare, full)
        self.report(number, number, "Analyzing")
        self._try("VACUUM (ANALYZE)")
        return making.made

    def counted(self) -> Iterator[TableRows]:
        """What the tables hold now."""
        schema = self.sized.schema
        for entity in schema.entities:
            if entity.partition_of is None and entity.persistence != "temporary":
                try:
                    found = self.connection.execute(sql.SQL("SELECT count(*) FROM {}").format(_name(schema, entity)))
                    (count,) = found.fetchone() or (0,)
                except psycopg.Error:
                    if self.connection.closed:
                        raise
                    count = 0
                yield TableRows(schema.qualified(entity), int(str(count)), self.sized.declared[entity.id])

    def size(self) -> int:
        """Bytes of the whole database."""
        found = self.connection.execute("SELECT pg_database_size(current_database())").fetchone()
        return int(str(found[0])) if found else 0

    def _load(self, rows: Rows, place: int, number: int, *, again: bool = False) -> None:
        table, names = _name(self.sized.schema, rows.entity), list(rows.columns)
        if not rows.count or not names:
            return
        head = sql.SQL("COPY {} ({}) FROM STDIN").format(table, sql.SQL(", ").join(map(sql.Identifier, names)))
        name = self.sized.schema.qualified(rows.entity)
        try:
            with self.connection.cursor() as cursor, cursor.copy(head) as copy:
                for first in range(0, rows.count, _CHUNK):
                    self.report(place, number, f"Loading {rows.count:,} rows into {name}, {first:,} done")
                    copy.write(_lines(rows, first, min(rows.count, first + _CHUNK)))
        except psycopg.Error as error:
            if self.connection.closed:
                raise
            self.notes.append(f"{name} is measured without rows: {said(error)}")
            rows.keep([])
            return
        if not again and (sentences := mended(self.connection, self.sized.schema, rows)) is not None:
            self.notes += sentences
            self._try(sql.SQL("TRUNCATE {}").format(table).as_string())
            self._load(rows, place, number, again=True)
            return
        self._advance(rows)

    def _advance(self, rows: Rows) -> None:
        """Sequences go on behind the rows, for statements that insert."""
        table = _name(self.sized.schema, rows.entity)
        for one in rows.entity.attributes:
            sequence = _sequence(one, table.as_string())
            if sequence is not None and one.name in rows.columns:
                text = sql.SQL("SELECT setval({}, max({})) FROM {}").format(sequence, sql.Identifier(one.name), table)
                self._try(text.as_string())

    def _constraints(self, bare: Schema, full: Schema) -> None:
        """Keys, then the rest. What the rows do not meet is left out, and said."""
        keyed = replace(
            bare,
            entities=tuple(
                replace(one, primary_key=whole.primary_key, uniques=whole.uniques)
                for one, whole in zip(bare.entities, full.entities, strict=True)
            ),
        )
        for before, after in ((bare, keyed), (keyed, full)):
            self._note(self._all(sql_between(before, after)))

    def _all(self, texts: Iterable[str]) -> list[str]:
        """Each statement alone; those that were refused."""
        return [text for text in texts if self._try(text) is not None]

    def _note(self, texts: Iterable[str]) -> None:
        for text in texts:
            why = self._try(text)
            if why is not None:
                self.notes.append(f"Left out: {' '.join(text.split())[:120]} ({why})")

    def _try(self, text: str) -> str | None:
        try:
            self.connection.execute(text.encode())
        except psycopg.Error as error:
            if self.connection.closed:
                raise
            return said(error)
        return None


def make_indexes(
    connection: Connection[tuple[object, ...]], texts: Iterable[str], report: Report
) -> Iterator[tuple[str, float, str | None]]:
    """(statement, milliseconds it took, why it was refused) for each CREATE INDEX."""
    listed = list(texts)
    for place, text in enumerate(listed):
        report(place, len(listed), f"Building index {place + 1} of {len(listed)}")
        began, refused = time.perf_counter(), None
        try:
            connection.execute(text.encode())
        except psycopg.Error as error:
            if connection.closed:
                raise
            refused = said(error)
        yield text, 1000 * (time.perf_counter() - began), refused


def _sequence(attribute: Attribute, table: str) -> sql.Composable | None:
    """What a column's numbers come from, as an expression."""
    if attribute.identity is not None or "serial" in attribute.type.lower():
        return sql.SQL("pg_get_serial_sequence({}, {})").format(sql.Literal(table), sql.Literal(attribute.name))
    tokens = tokenize(attribute.default or "", "postgres").tokens
    if tokens and tokens[0].text.lower() == "nextval":
        named = next((one for one in tokens if one.kind is Kind.STRING), None)
        return sql.SQL("{}::regclass").format(sql.Literal(read_string(named.text, "postgres"))) if named else None
    return None


def _lines(rows: Rows, first: int, last: int) -> str:
    columns = [values[first:last] for values in rows.columns.values()]
    return "".join(
        "\t".join("\\N" if one is None else one.translate(_ESCAPES) for one in row) + "\n"
        for row in zip(*columns, strict=True)
    )


def _silent(schema: Schema) -> Schema:
    """Without what would act on the rows: triggers, policies, row security."""
    entities = tuple(replace(one, row_security=None, replica_identity=None, tablespace=None) for one in schema.entities)
    return replace(schema, entities=entities, opaque=tuple(one for one in schema.opaque if one.kind not in _SILENT))


def _bare(schema: Schema) -> Schema:
    """Tables with their columns alone, and everything that is carried."""
    entities = tuple(
        replace(one, primary_key=None, uniques=(), checks=(), exclusions=(), indexes=()) for one in schema.entities
    )
    return replace(schema, entities=entities, relationships=())


def _name(schema: Schema, entity: Entity) -> sql.Identifier:
    return sql.Identifier(*filter(None, (schema.namespace(entity.schema), entity.name)))
