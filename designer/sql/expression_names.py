"""What PostgreSQL calls an index's key that is an expression, and an output column without a name.

As FigureIndexColname: a function by its name, a cast by what it casts or else by the type's own name, a column
by its name, CASE by its ELSE, and `expr` when nothing says.
"""

from __future__ import annotations

from designer.sql.reader import Reader, ReadError

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
_MOST = 200


def expression_name(expression: str) -> str:
    """The name of a key that is `expression`, as it stands in the statement (with or without its parentheses)."""
    try:
        return _named(Reader.over(expression), 0)[0] or "expr"
    except ReadError:
        return "expr"


def _named(reader: Reader, depth: int) -> tuple[str, int]:
    """A name and how sure it is: 2 for a column or function, 1 for a type or CASE, 0 for none."""
    name, strength = _operand(reader, depth) if depth < _MOST else ("", 0)
    while not reader.at_end:
        if reader.accept("::"):
            type_name = _type(reader)
            name, strength = (name, strength) if strength == 2 else (type_name, 1)
        elif reader.accept("COLLATE"):
            reader.qualified_name()
        elif reader.accept("AT", "TIME", "ZONE"):
            _operand(reader, depth)
            name, strength = "timezone", 2
        elif reader.word() == "[":
            reader.skip_balanced()
        elif reader.word() == "." and reader.at_name(1):
            reader.next()
            name, strength = reader.identifier(), 2
        else:
            return "", 0  # an operator
    return name, strength


def _operand(reader: Reader, depth: int) -> tuple[str, int]:
    if reader.word() == "(":
        inside = reader.inside()
        return _named(inside, depth + 1)
    if reader.word() == "CASE":
        return _case(reader, depth)
    if reader.word() in ("CAST", "TREAT") and reader.word(1) == "(":
        reader.next()
        inside = reader.inside()
        name, strength = _named(Reader.over(inside.text_until("AS")), depth + 1)
        inside.expect("AS")
        return (name, strength) if strength == 2 else (_type(inside), 1)
    if reader.word() in _SPECIAL and reader.word(1) in ("(", "["):
        word = reader.next().text.lower()
        reader.skip_balanced()
        return word, 2
    if not reader.at_name():
        reader.next()
        return "", 0
    word = reader.word()
    if word in ("NULL", "TRUE", "FALSE", "NOT"):
        reader.next()
        return "", 0
    name = reader.qualified_name().name
    if reader.word() == "(":
        first = reader.inside().word()
        if word == "TRIM":
            return {"LEADING": "ltrim", "TRAILING": "rtrim"}.get(first, "btrim"), 2
        return _FUNCTIONS.get(word, name), 2
    if reader.peek().text.startswith("'"):
        reader.next()
        return _TYPES.get(name, name), 1
    return name, 2


def _case(reader: Reader, depth: int) -> tuple[str, int]:
    """CASE goes by its ELSE when that has a sure name."""
    level, else_text = 0, ""
    mark = reader.mark
    while not reader.at_end:
        word = reader.word()
        if word == "CASE":
            level += 1
        elif word == "END":
            level -= 1
            if not level:
                else_text = reader.text_since(mark) if else_text else ""
                reader.next()
                break
        elif word == "ELSE" and level == 1:
            reader.next()
            mark, else_text = reader.mark, "ELSE"
            continue
        reader.skip_balanced()
    if else_text:
        name, strength = _named(Reader.over(else_text), depth + 1)
        if strength == 2:
            return name, 2
    return "case", 1


def _type(reader: Reader) -> str:
    """Take a type and give the name by which the catalogue knows it."""
    name = reader.qualified_name().name
    words = [name]
    while reader.word() in ("PRECISION", "VARYING", "CHARACTER", "CHAR"):
        words.append(reader.next().text.lower())
    if reader.word() == "(":
        reader.skip_balanced()
    if name in ("timestamp", "time") and reader.word() in ("WITH", "WITHOUT"):
        words += [reader.next().text.lower() for _ in range(3) if not reader.at_end]
    while reader.word() == "[":
        reader.skip_balanced()
    return _TYPES.get(" ".join(words), name)
