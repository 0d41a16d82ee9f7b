"""What PostgreSQL calls an index's key that is an expression, and an output column without a name.

As FigureIndexColname: a function by its name, a cast by what it casts or else by the type's own name, a column
by its name, CASE by its ELSE, and `expr` when nothing says.
"""

from __future__ import annotations

from designer.sql.cursor import Cursor, Unreadable
from designer.sql.tokens import Kind

_TYPES = {
    "int": "int4", "integer": "int4", "smallint": "int2", "bigint": "int8", "real": "float4", "float": "float8",
    "double precision": "float8", "decimal": "numeric", "dec": "numeric", "boolean": "bool", "char": "bpchar",
    "character": "bpchar", "nchar": "bpchar", "character varying": "varchar", "char varying": "varchar",
    "nchar varying": "varchar", "national character": "bpchar", "national char": "bpchar",
    "bit varying": "varbit", "timestamp with time zone": "timestamptz", "time with time zone": "timetz",
    "timestamp without time zone": "timestamp", "time without time zone": "time",
}  # fmt: skip
_SPECIAL = frozenset(
    "COALESCE GREATEST LEAST XMLCONCAT XMLELEMENT XMLFOREST XMLPARSE XMLPI XMLROOT XMLSERIALIZE NULLIF"
    " ARRAY ROW EXISTS".split()
)
_FUNCTIONS = {"TRIM": "btrim", "CEILING": "ceiling", "SUBSTRING": "substring", "NORMALIZE": "normalize"}
_MOST = 30


def expression_name(expression: str) -> str:
    """The name of a key that is `expression`, as it stands in the statement (with or without its parentheses)."""
    try:
        return _named(Cursor.over(expression), 0)[0] or "expr"
    except Unreadable:
        return "expr"


def output_name(expression: str) -> str:
    """The name of an output column that is `expression` and has no other: `?column?` when nothing says."""
    try:
        return _named(Cursor.over(expression), 0)[0] or "?column?"
    except Unreadable:
        return "?column?"


def _named(cursor: Cursor, depth: int) -> tuple[str, int]:
    """A name and how sure it is: 2 for a column or function, 1 for a type or CASE, 0 for none."""
    name, strength = _operand(cursor, depth) if depth < _MOST else ("", 0)
    while not cursor.done:
        if cursor.take("::"):
            type_name = _type(cursor)
            name, strength = (name, strength) if strength == 2 else (type_name, 1)
        elif cursor.take("COLLATE"):
            cursor.qualified()
        elif cursor.take("AT", "TIME", "ZONE"):
            _operand(cursor, depth)
            name, strength = "timezone", 2
        elif cursor.at("["):
            cursor.skip()
        elif cursor.take("."):
            name, strength = cursor.name(), 2
        elif cursor.take("FILTER") or cursor.take("OVER") or cursor.take("WITHIN", "GROUP"):
            cursor.skip()
        else:
            return "", 0  # an operator
    return name, strength


def _operand(cursor: Cursor, depth: int) -> tuple[str, int]:
    key = cursor.key()
    if key == "(":
        return _named(cursor.part(*cursor.inside()), depth + 1)
    if key == "CASE":
        return _case(cursor, depth)
    if key in ("CAST", "TREAT") and cursor.key(1) == "(":
        return _cast(cursor, depth)
    if key in _SPECIAL and cursor.key(1) in ("(", "["):
        cursor.index += 1
        cursor.skip()
        return key.lower(), 2
    if key in ("NULL", "TRUE", "FALSE", "NOT") or not cursor.on_name:
        cursor.index += 1
        return "", 0
    return _call_or_column(cursor, key)


def _call_or_column(cursor: Cursor, key: str) -> tuple[str, int]:
    name = cursor.qualified()[-1]
    if cursor.at("("):
        first = cursor.key(1)
        cursor.skip()
        if key == "TRIM":
            return {"LEADING": "ltrim", "TRAILING": "rtrim"}.get(first, "btrim"), 2
        return _FUNCTIONS.get(key, name), 2
    if not cursor.done and cursor.tokens[cursor.index].kind is Kind.STRING:
        cursor.index += 1
        return _TYPES.get(name, name), 1
    return name, 2


def _cast(cursor: Cursor, depth: int) -> tuple[str, int]:
    """CAST goes by what it casts when that has a sure name, else by the type."""
    cursor.index += 1
    inside = cursor.part(*cursor.inside())
    while not inside.done and not inside.at("AS"):
        inside.skip()
    name, strength = _named(inside.part(0, inside.index), depth + 1)
    inside.expect("AS")
    return (name, strength) if strength == 2 else (_type(inside), 1)


def _case(cursor: Cursor, depth: int) -> tuple[str, int]:
    """CASE goes by its ELSE when that has a sure name."""
    level, otherwise, end = 0, 0, cursor.size
    while not cursor.done:
        key = cursor.key()
        level += (key == "CASE") - (key == "END")
        if not level:
            end = cursor.index
            cursor.index += 1
            break
        if key == "ELSE" and level == 1:
            otherwise = cursor.index + 1
        cursor.skip()
    if otherwise:
        name, strength = _named(cursor.part(otherwise, end), depth + 1)
        if strength == 2:
            return name, 2
    return "case", 1


def _type(cursor: Cursor) -> str:
    """Take a type and give the name by which the catalogue knows it."""
    name = cursor.qualified()[-1]
    words = [name]
    while (word := cursor.take_one_of("PRECISION", "VARYING", "CHARACTER", "CHAR")) is not None:
        words.append(word.lower())
    if cursor.at("("):
        cursor.skip()
    if name in ("timestamp", "time") and cursor.key() in ("WITH", "WITHOUT"):
        words += [cursor.key(place).lower() for place in range(3)]
        cursor.index += 3
    while cursor.at("["):
        cursor.skip()
    return _TYPES.get(" ".join(words), name)
