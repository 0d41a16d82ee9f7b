"""Column definitions: the type as written, and the attributes behind it."""

from __future__ import annotations

from dataclasses import dataclass, field

from designer.importers.drafting.draft import Check, Column, ForeignKey, Key, Part
from designer.importers.mysql.expressions import condition, default_text, expression, value_text
from designer.importers.mysql.references import references
from designer.importers.mysql.workspace import Workspace
from designer.schema import model
from designer.sql.cursor import Cursor
from designer.sql.tokens import Kind

_TWO_WORDS = {
    ("DOUBLE", "PRECISION"), ("LONG", "VARCHAR"), ("LONG", "VARBINARY"), ("CHARACTER", "VARYING"),
    ("CHAR", "VARYING"), ("NCHAR", "VARCHAR"), ("NCHAR", "VARYING"), ("CHAR", "BYTE"),
    ("NATIONAL", "CHAR"), ("NATIONAL", "CHARACTER"), ("NATIONAL", "VARCHAR"), ("NATIONAL", "VARCHARACTER"),
}  # fmt: skip
_AFTER_TYPE = ("UNSIGNED", "SIGNED", "ZEROFILL", "BINARY", "ASCII", "UNICODE", "BYTE")
_WORD_AND_VALUE = (
    "SRID", "REF_SYSTEM_ID", "COLUMN_FORMAT", "STORAGE", "ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE",
)  # fmt: skip
_STOPS = (",", ")")
COUNTED = model.Identity(mode="by default")
"""What AUTO_INCREMENT comes to."""


@dataclass(eq=False, slots=True)
class Definition:
    """A column and what its definition says of the table beside it."""

    column: Column
    keys: list[Key] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    null: bool = False


def column_definition(cursor: Cursor, work: Workspace) -> Definition:
    """`name type attribute…`, up to the comma, the closing bracket, FIRST or AFTER."""
    place = work.place(cursor)
    name = cursor.name()
    if cursor.at("SERIAL"):
        found = Definition(Column(name, "bigint unsigned", place, not_null=model.NotNull(), identity=COUNTED))
        cursor.index += 1
        found.keys.append(Key("unique", "", [Part(name)], place))
    else:
        found = Definition(Column(name, column_type(cursor), place))
    reader = _Attributes(cursor, work, found)
    while not cursor.done and cursor.key() not in _STOPS and not cursor.at("FIRST") and not cursor.at("AFTER"):
        reader.read()
    if work.dialect == "mariadb" and any(one.kind == "primary" for one in found.keys):
        # Where MySQL makes a second key, for SERIAL PRIMARY KEY too, MariaDB makes the primary key alone.
        found.keys = [one for one in found.keys if one.kind == "primary"]
    return found


def column_type(cursor: Cursor) -> str:
    """The type as written, with what belongs to it: UNSIGNED, ZEROFILL, BINARY."""
    first = cursor.index
    if cursor.done or cursor.tokens[first].kind is not Kind.WORD:
        raise cursor.error("a type was expected here")
    cursor.index += 1
    if (cursor.keys[first], cursor.key()) in _TWO_WORDS:
        cursor.index += 1
        if cursor.keys[first] == "NATIONAL":
            cursor.take("VARYING")
    if cursor.at("("):
        cursor.skip()
    while cursor.key() in _AFTER_TYPE:
        cursor.index += 1
    return cursor.text(first, cursor.index)


class _Attributes:
    """Reads the attributes of a column, one after the other."""

    def __init__(self, cursor: Cursor, work: Workspace, found: Definition) -> None:
        self.cursor = cursor
        self.work = work
        self.found = found
        self.column = found.column

    def read(self) -> None:
        cursor = self.cursor
        readers = {
            "NOT": self._not, "NULL": self._null, "DEFAULT": self._default, "ON": self._on_update,
            "AUTO_INCREMENT": self._auto_increment, "UNIQUE": self._unique, "PRIMARY": self._primary,
            "KEY": self._primary, "COMMENT": self._comment, "COLLATE": self._collate,
            "GENERATED": self._generated, "AS": self._generated, "CHECK": self._check,
            "CONSTRAINT": self._named_check, "REFERENCES": self._references,
            "CHARACTER": self._charset, "CHARSET": self._charset, "CHAR": self._charset,
            "SERIAL": self._serial_default, "WITH": self._versioning, "WITHOUT": self._versioning,
        }  # fmt: skip
        reader = readers.get(cursor.key())
        if reader is not None:
            reader()
        elif cursor.take_one_of("INVISIBLE"):
            self.column.options["invisible"] = True
        elif cursor.take_one_of("VISIBLE", "ENABLE", "ENFORCED"):
            pass
        elif cursor.key() in _AFTER_TYPE:  # servers take `NOT NULL UNSIGNED` from no one, but `charset x BINARY`
            self.column.type += f" {cursor.tokens[cursor.index].text}"
            cursor.index += 1
        else:
            self._option()

    def _option(self) -> None:
        """Attributes that are a word and a value: SRID 4326, COLUMN_FORMAT FIXED, COMPRESSED, …"""
        cursor = self.cursor
        word = cursor.key()
        if word in _WORD_AND_VALUE:
            cursor.index += 1
        elif word == "COMPRESSED" or (cursor.on_name and cursor.key(1) == "="):
            cursor.index += 1
            if not cursor.at("="):
                self.column.options["compressed"] = True
                return
        else:
            raise cursor.error(f"an attribute of the column {self.column.name} was expected here")
        cursor.take("=")
        self.column.options[word.lower() if word else "option"] = value_text(cursor)

    def _not(self) -> None:
        if self.cursor.take("NOT", "NULL"):
            self.column.not_null = model.NotNull()
        else:
            self.cursor.expect("NOT", "ENFORCED")
            if self.found.checks:
                self.found.checks[-1].enforced = False

    def _null(self) -> None:
        self.cursor.index += 1
        self.found.null = True
        self.column.not_null = None
        if self.column.type.upper().startswith("TIMESTAMP"):
            self.column.options["explicit_null"] = True

    def _default(self) -> None:
        self.cursor.index += 1
        self.column.default = default_text(self.cursor)

    def _on_update(self) -> None:
        self.cursor.expect("ON", "UPDATE")
        self.column.options["on_update"] = default_text(self.cursor)

    def _auto_increment(self) -> None:
        self.cursor.index += 1
        self.column.identity = COUNTED

    def _serial_default(self) -> None:
        self.cursor.expect("SERIAL", "DEFAULT", "VALUE")
        self.column.not_null, self.column.identity = model.NotNull(), COUNTED
        self.found.keys.append(Key("unique", "", [Part(self.column.name)], self.column.place))

    def _unique(self) -> None:
        self.cursor.index += 1
        self.cursor.take("KEY")
        if any(one.kind == "unique" for one in self.found.keys):
            return  # SERIAL says it already, and the server makes one key
        self.found.keys.append(Key("unique", "", [Part(self.column.name)], self.column.place))

    def _primary(self) -> None:
        if not self.cursor.take("PRIMARY", "KEY"):
            self.cursor.expect("KEY")
        self.found.keys.append(Key("primary", "PRIMARY", [Part(self.column.name)], self.column.place))

    def _comment(self) -> None:
        self.cursor.index += 1
        self.column.comment = self.cursor.string() or None

    def _collate(self) -> None:
        self.cursor.index += 1
        self.cursor.take("=")
        self.column.collation = value_text(self.cursor)

    def _charset(self) -> None:
        if not self.cursor.take("CHARSET"):
            self.cursor.index += 1
            self.cursor.expect("SET")
        self.cursor.take("=")
        self.column.options["charset"] = value_text(self.cursor)

    def _generated(self) -> None:
        cursor = self.cursor
        if cursor.take("GENERATED"):
            cursor.expect("ALWAYS")
        cursor.expect("AS")
        if cursor.take("ROW"):
            self.column.options["row"] = cursor.key().lower()
            cursor.index += 1
            return
        text = expression(cursor)
        how = cursor.take_one_of("STORED", "PERSISTENT", "VIRTUAL")
        self.column.generated = model.Generated(expression=text, stored=how in ("STORED", "PERSISTENT"))

    def _check(self) -> None:
        self._add_check(None)

    def _named_check(self) -> None:
        self.cursor.index += 1
        name = None if self.cursor.at("CHECK") else self.cursor.name()
        if self.cursor.at("REFERENCES"):
            self._references(name)
        else:
            self._add_check(name)

    def _add_check(self, name: str | None) -> None:
        place = self.work.place(self.cursor)
        text, enforced = condition(self.cursor)
        at_column = self.column.name if self.work.dialect == "mariadb" else None
        self.found.checks.append(Check(name, text, place, at_column, enforced))

    def _references(self, name: str | None = None) -> None:
        first, place = self.cursor.index, self.work.place(self.cursor)
        key = references(self.cursor, self.work, [self.column.name], place)
        if self.work.dialect == "mariadb":
            key.name = name or ""
            self.found.foreign_keys.append(key)
            return
        reason = f"MySQL reads REFERENCES at a column and makes no foreign key of it ({self.column.name})"
        self.work.skip(place.line, self.cursor.text(first, self.cursor.index), reason)

    def _versioning(self) -> None:
        word = self.cursor.key()
        self.cursor.index += 1
        self.cursor.expect("SYSTEM", "VERSIONING")
        self.column.options["system_versioning"] = word.lower()
