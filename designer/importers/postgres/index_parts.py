"""The parts of an index, an exclusion constraint or a partition key."""

from __future__ import annotations

from dataclasses import dataclass, field

from designer.importers.postgres.cursor import Cursor
from designer.importers.postgres.draft import Part, Table
from designer.importers.postgres.elements import collation, expression_text, option_value
from designer.importers.postgres.names import column_part, distinct_columns
from designer.importers.postgres.workspace import Workspace
from designer.sql.identifiers import read_identifier
from designer.sql.tokens import Kind


@dataclass(eq=False, slots=True)
class PartSpec:
    """A part as written; `label` is what the server calls it in a name that it makes up."""

    at: int
    column: str | None = None
    expression: str | None = None
    label: str = "expr"
    collation: str | None = None
    operator_class: str | None = None
    operator_class_parameters: dict[str, str] = field(default_factory=dict)
    descending: bool = False
    nulls: str | None = None
    operator: str = ""


def index_part(cursor: Cursor, workspace: Workspace) -> PartSpec:
    """A column, a function call or an expression in parentheses, with what follows it."""
    part = PartSpec(cursor.tokens[cursor.index].start if not cursor.done else 0)
    if cursor.at("("):
        first, last = cursor.inside()
        part.expression = expression_text(cursor, workspace, first, last)
        part.label = _label(cursor, first, last)
    elif cursor.key(1) in ("(", ".") or not cursor.on_name:
        _function_call(cursor, workspace, part)
    else:
        part.column = part.label = cursor.name()
    _part_tail(cursor, part)
    return part


def _function_call(cursor: Cursor, workspace: Workspace, part: PartSpec) -> None:
    """A function call needs no parentheses around it; neither do COALESCE and the like."""
    first = cursor.index
    part.label = cursor.qualified()[-1]
    if not cursor.at("("):
        raise cursor.error("( was expected here")
    cursor.skip()
    part.expression = expression_text(cursor, workspace, first, cursor.index)


def _part_tail(cursor: Cursor, part: PartSpec) -> None:
    if cursor.take("COLLATE"):
        part.collation = collation(cursor)
    if cursor.on_name and cursor.key() not in ("ASC", "DESC", "NULLS", "WITH", "COLLATE"):
        part.operator_class = collation(cursor)
        if cursor.at("("):
            part.operator_class_parameters = _parameters(cursor)
    if cursor.take_one_of("ASC", "DESC") == "DESC":
        part.descending = True
    if cursor.take("NULLS"):
        said = cursor.take_one_of("FIRST", "LAST")
        if said is None:
            raise cursor.error("FIRST or LAST was expected here")
        natural = "FIRST" if part.descending else "LAST"
        part.nulls = said.lower() if said != natural else None


def _parameters(cursor: Cursor) -> dict[str, str]:
    cursor.expect("(")
    found: dict[str, str] = {}
    while True:
        name = cursor.name()
        found[name] = option_value(cursor) if cursor.take("=") else "true"
        if not cursor.take(","):
            break
    cursor.expect(")")
    return found


def operator(cursor: Cursor) -> str:
    """An operator: bare, or OPERATOR(schema.=) as written."""
    first = cursor.index
    if cursor.take("OPERATOR"):
        cursor.skip()
    elif not cursor.done and cursor.tokens[cursor.index].kind is Kind.OPERATOR:
        cursor.index += 1
    else:
        raise cursor.error("an operator was expected here")
    return cursor.text(first, cursor.index)


def resolved(cursor: Cursor, table: Table, spec: PartSpec) -> Part:
    """The part with its column found. Unreadable if the table has none of this name."""
    column = None
    if spec.column is not None:
        column = table.column(spec.column)
        if column is None:
            raise cursor.error_at(f"{table.name} has no column {spec.column}", spec.at)
    return Part(
        column,
        spec.expression,
        spec.collation,
        spec.operator_class,
        spec.operator_class_parameters,
        spec.descending,
        spec.nulls,
        spec.operator,
        spec.label,
    )


def label_of(parts: list[PartSpec], include: list[str]) -> str:
    """The columns' part of an index's made-up name."""
    return column_part(distinct_columns([*(part.label for part in parts), *include]))


_CONSTRUCTS = {
    "COALESCE", "GREATEST", "LEAST", "NULLIF", "CASE", "ARRAY", "ROW", "EXISTS", "XMLCONCAT", "XMLELEMENT",
}  # fmt: skip
_SQL_FUNCTIONS = {"SUBSTRING": "substring", "TRIM": "btrim", "POSITION": "position", "OVERLAY": "overlay",
                  "EXTRACT": "extract", "NORMALIZE": "normalize"}  # fmt: skip


def _label(cursor: Cursor, first: int, last: int) -> str:
    """What the server calls an expression: its function, its column, the type it is cast to, or `expr`."""
    first, last = cursor.bare(first, last)
    cast = _last_cast(cursor, first, last)
    if cast is not None:
        inner = _label(cursor, first, cast)
        return _cast_type(cursor, cast + 1, last) if inner == "expr" else inner
    key = cursor.keys[first]
    token = cursor.tokens[first]
    if key == "CASE" and cursor.keys[last - 1] == "END":
        return "case"
    if token.kind not in (Kind.WORD, Kind.QUOTED):
        return "expr"
    place, name = first, read_identifier(token.text, "postgres")
    while place + 2 < last and cursor.keys[place + 1] == ".":
        place += 2
        name = read_identifier(cursor.tokens[place].text, "postgres")
    if place + 1 == last:
        return name
    if cursor.keys[place + 1] == "(" and cursor.closing(place + 1) == last - 1:
        return _SQL_FUNCTIONS.get(key, name)
    if key in ("CAST",):
        return "expr"
    return "expr"


def _last_cast(cursor: Cursor, first: int, last: int) -> int | None:
    """Where the `::` stands that is applied last to the whole expression; None if something else is."""
    place, found = first, None
    while place < last:
        key = cursor.keys[place]
        if key == "::":
            found = place
        elif cursor.tokens[place].kind is Kind.OPERATOR:
            return None
        place = cursor.closing(place) + 1 if key in ("(", "[") else place + 1
    return found


def _cast_type(cursor: Cursor, first: int, last: int) -> str:
    words = " ".join(key for key in cursor.keys[first:last] if key)
    return _CAST_NAMES.get(words.split(" (")[0].split(" [")[0], read_identifier(cursor.tokens[first].text, "postgres"))


_CAST_NAMES = {
    "INTEGER": "int4", "INT": "int4", "BIGINT": "int8", "SMALLINT": "int2", "BOOLEAN": "bool", "CHARACTER": "bpchar",
    "CHAR": "bpchar", "CHARACTER VARYING": "varchar", "DOUBLE PRECISION": "float8", "REAL": "float4",
    "DECIMAL": "numeric", "TIMESTAMP": "timestamp", "TIMESTAMP WITHOUT TIME ZONE": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamptz", "TIME WITH TIME ZONE": "timetz", "TIME WITHOUT TIME ZONE": "time",
}  # fmt: skip
