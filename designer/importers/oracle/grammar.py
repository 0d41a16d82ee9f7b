"""What Oracle adds to columns and constraints."""

from __future__ import annotations

from designer.importers.drafting.counting import sequence_options
from designer.importers.drafting.draft import Check, Column, ForeignKey, Key
from designer.importers.drafting.elements import Grammar, Reading, deferrable
from designer.importers.drafting.key_parts import key_parts
from designer.schema import model
from designer.sql.cursor import Cursor

_ENDS = frozenset(
    ("CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "GENERATED", "AS",
     "VISIBLE", "INVISIBLE", "ENABLE", "DISABLE", "ENCRYPT", "SORT", "SCOPE", "VIRTUAL")
)  # fmt: skip
_STATES = ("ENABLE", "DISABLE", "VALIDATE", "NOVALIDATE", "RELY", "NORELY")
_DEGREES = ("DEFAULT", "ADVANCED", "LOW", "HIGH")
_STORAGE = frozenset(
    ("PCTFREE", "PCTUSED", "INITRANS", "MAXTRANS", "STORAGE", "TABLESPACE", "LOGGING", "NOLOGGING", "COMPUTE",
     "STATISTICS", "COMPRESS", "NOCOMPRESS", "LOCAL", "GLOBAL", "REVERSE", "SORT", "NOSORT", "PARALLEL", "NOPARALLEL",
     "FLASH_CACHE", "CELL_FLASH_CACHE", "ONLINE", "INVISIBLE", "VISIBLE")
)  # fmt: skip


def _column_option(reading: Reading, column: Column, name: str | None) -> bool:
    cursor = reading.cursor
    if cursor.take("NOT", "NULL"):
        column.not_null = model.NotNull(name=name)
        enforced, validated = states(cursor)
        if not enforced:
            column.options["not_null_disabled"] = True
        elif not validated:
            column.not_null = model.NotNull(name=name, validated=False)
    elif cursor.take("DEFAULT", "ON", "NULL"):
        cursor.take("FOR", "INSERT", "ONLY")
        column.options["default_on_null"] = True
        column.default = _default(cursor)
    elif cursor.take("GENERATED") or cursor.at("AS"):
        _generated(cursor, column)
    elif (word := cursor.take_one_of("INVISIBLE", "VISIBLE", "SORT", "VIRTUAL")) is not None:
        if word == "INVISIBLE":
            column.options["invisible"] = True
    elif cursor.take("ENCRYPT"):
        first = cursor.index
        while not cursor.done and (cursor.key() not in _ENDS or cursor.key() == "NO"):
            cursor.skip()
        column.options["encrypt"] = cursor.text(first, cursor.index) or True
    elif (state := cursor.key()) in _STATES or cursor.at("NOT", "DEFERRABLE") or state in ("DEFERRABLE", "INITIALLY"):
        states(cursor)
    else:
        return False
    return True


def _default(cursor: Cursor) -> str:
    first = cursor.index
    if cursor.done:
        raise cursor.error("a value was expected here")
    cursor.skip()
    while not cursor.done and cursor.key() not in _ENDS:
        cursor.skip()
    return cursor.text(first, cursor.index)


def _generated(cursor: Cursor, column: Column) -> None:
    mode = "by default" if cursor.take("BY", "DEFAULT") else "always"
    cursor.take("ALWAYS")
    if cursor.take("ON", "NULL"):
        column.options["identity_on_null"] = True
    cursor.expect("AS")
    if cursor.take("IDENTITY"):
        options: dict[str, object] = {}
        words = ""
        if cursor.at("("):
            inside = cursor.part(cursor.index + 1, cursor.closing())
            counting, words = sequence_options(inside)
            inside.end()
            options |= counting
            cursor.skip()
        further, more = sequence_options(cursor)
        options |= further
        if words or more:
            column.options["identity_options"] = f"{words} {more}".strip()
        column.identity = model.Identity(mode=mode, **options)  # type: ignore[arg-type]
        return
    column.generated = model.Generated(expression=cursor.text(*cursor.inside()), stored=False)
    cursor.take("VIRTUAL")


def states(cursor: Cursor, one: Key | ForeignKey | None = None) -> tuple[bool, bool]:
    """ENABLE, NOVALIDATE, USING INDEX … and the like behind a constraint: whether it is enforced, and validated."""
    enforced = validated = True
    while not cursor.done:
        word = cursor.take_one_of(*_STATES)
        if word is not None:
            enforced = enforced if word not in ("ENABLE", "DISABLE") else word == "ENABLE"
            validated = validated if word not in ("VALIDATE", "NOVALIDATE", "DISABLE") else word == "VALIDATE"
        elif cursor.take("USING", "INDEX"):
            first = cursor.index
            storage(cursor)
            if isinstance(one, Key):
                one.options["using_index"] = cursor.text(first, cursor.index)
        elif one is not None:
            if not deferrable(cursor, one):
                break
        elif not deferrable(cursor, ForeignKey(None, [], (None, ""), [], place=None)):  # type: ignore[arg-type]
            break
    return enforced, validated


def storage(cursor: Cursor) -> None:
    """Step over segment attributes, or the name or the statement of an index."""
    if not cursor.done and cursor.key() not in _STORAGE and cursor.key() not in (*_STATES, ",", "CONSTRAINT", "ADD"):
        if cursor.at("("):
            cursor.skip()
        else:
            cursor.qualified()
    while not cursor.done and cursor.key() in _STORAGE:
        word = cursor.key()
        cursor.index += 1
        if word == "STORAGE" and cursor.at("("):
            cursor.skip()
        elif word == "TABLESPACE":
            _space(cursor)
        elif word in ("PCTFREE", "PCTUSED", "INITRANS", "MAXTRANS"):
            cursor.integer()
        elif word in ("FLASH_CACHE", "CELL_FLASH_CACHE", "STATISTICS", "COMPRESS", "PARALLEL", "LOCAL"):
            _value_of(cursor)


def _space(cursor: Cursor) -> None:
    """Step over a tablespace, or over what a build puts in its place: `&space`, `[[space]]`, `${space}`."""
    if cursor.on_name:
        cursor.name()
        return
    first = cursor.index
    while not cursor.done and (cursor.index == first or _adjoins(cursor)):
        cursor.skip()


def _adjoins(cursor: Cursor) -> bool:
    """Whether nothing stands between the token before and this one, which ends no element of a list."""
    return cursor.tokens[cursor.index - 1].end == cursor.tokens[cursor.index].start and cursor.key() not in (",", ")")


def _value_of(cursor: Cursor) -> None:
    """A number, a list in parentheses or a plain word, if one follows."""
    if cursor.at("("):
        cursor.skip()
    elif not cursor.done and (cursor.tokens[cursor.index].text.isdigit() or cursor.key() in _DEGREES):
        cursor.index += 1


def _after_key(cursor: Cursor, key: Key) -> None:
    enforced, validated = states(cursor, key)
    if not enforced:
        key.options["disabled"] = True
    elif not validated:
        key.options["novalidate"] = True


def _after_check(cursor: Cursor, check: Check) -> None:
    check.enforced, check.validated = states(cursor)


def _after_reference(cursor: Cursor, key: ForeignKey) -> None:
    key.enforced, key.validated = states(cursor, key)


def _nothing(cursor: Cursor, key: Key) -> None:
    """Oracle has nothing before a key's columns."""


def _table_element(reading: Reading) -> bool:
    cursor, table = reading.cursor, reading.table
    if cursor.at("SUPPLEMENTAL", "LOG") or cursor.at("PERIOD", "FOR"):
        table.options["elements"] = (*table.options.get("elements", ()), cursor.rest())
        return True
    if cursor.at("UNIQUE", "KEY") or cursor.at("UNIQUE", "INDEX"):
        _foreign_unique(reading)
        return True
    if cursor.key() in ("KEY", "INDEX") and cursor.key(2) == "(" and _lists_names(cursor):
        raise cursor.error("Oracle makes no index inside a table: CREATE INDEX does")
    return False


def _foreign_unique(reading: Reading) -> None:
    """`UNIQUE KEY name (columns)`, which Oracle refuses and MySQL means: read as the key, and listed as a problem."""
    cursor, place = reading.cursor, reading.place()
    reading.work.report(
        cursor.error(
            "Oracle takes no KEY behind UNIQUE: this is read as CONSTRAINT name UNIQUE (columns)", cursor.index + 1
        ),
        cursor,
    )
    cursor.index += 2
    name = None if cursor.at("(") else cursor.name()
    if not cursor.at("("):
        raise cursor.error("columns in parentheses were expected here")
    parts = key_parts(cursor, reading.table)
    missing = next((one for one in parts if one.column is None or reading.table.column(one.column) is None), None)
    if missing is not None:
        raise cursor.error_at(
            f"{reading.table.path} has no column {missing.column or missing.expression} for its key",
            cursor.tokens[0].start,
        )
    reading.table.keys.append(Key("unique", name, parts, place))


def _lists_names(cursor: Cursor) -> bool:
    """Whether a name stands first in the parentheses: `KEY by_name (name)`, and not the column `key VARCHAR2(10)`."""
    inside = cursor.part(cursor.index + 3, cursor.size)
    return inside.on_name


GRAMMAR = Grammar(
    ends_type=_ENDS,
    ends_default=_ENDS,
    column_option=_column_option,
    before_key=_nothing,
    after_key=_after_key,
    after_check=_after_check,
    after_reference=_after_reference,
    table_element=_table_element,
)
