"""The parts of an index, an exclusion constraint or a partition key."""

from __future__ import annotations

from dataclasses import dataclass, field

from designer.importers.postgres.draft import Part, Table
from designer.importers.postgres.elements import collation, expression_text, option_value
from designer.importers.postgres.names import column_part, distinct_columns
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor
from designer.sql.expression_names import expression_name
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
        part.label = expression_name(part.expression)
    elif cursor.key(1) in ("(", ".") or not cursor.on_name:
        _function_call(cursor, workspace, part)
    else:
        part.column = part.label = cursor.name()
    _part_tail(cursor, part)
    return part


def _function_call(cursor: Cursor, workspace: Workspace, part: PartSpec) -> None:
    """A function call needs no parentheses around it; neither do COALESCE and the like."""
    first = cursor.index
    cursor.qualified()
    if not cursor.at("("):
        raise cursor.error("( was expected here")
    cursor.skip()
    part.expression = expression_text(cursor, workspace, first, cursor.index)
    part.label = expression_name(part.expression)


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
