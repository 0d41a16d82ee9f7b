"""The statements of a pattern with values in them, for two sessions that meet on the same rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from designer.analysis.races.sessions import Session
from designer.analysis.workload import ParsedPattern
from designer.lab.measuring.ground import Rows
from designer.lab.measuring.sizing import Sized
from designer.lab.measuring.typed import value_text
from designer.lab.planner.values import choose_values, with_values
from designer.schema.schema import Schema
from designer.sql.identifiers import quote_literal
from designer.sql.one_query import without_terminator
from designer.sql.parameter_uses import ParameterUse, Table, parameter_uses
from designer.sql.parameters import normalise_parameters

_AMOUNTS = (1, 10)
"""By how much each session changes what it has read."""
_EQUAL = frozenset(("=", "in", "is not distinct from"))


@dataclass(frozen=True, slots=True)
class Bound:
    """A statement for one session. computed: parameters by number whose value is what was read of a column, changed.

    number: of the session, from 0.
    """

    text: str
    values: Mapping[int, str]
    computed: Mapping[int, str]
    number: int
    locking: str = ""

    def __call__(self, session: Session) -> str | None:
        """The text to send; None once an error has ended the transaction."""
        if session.failed:
            return None
        values = dict(self.values)
        for number, column in self.computed.items():
            read = _read(session, column)
            if read is not None:
                values[number] = _changed(read, self.number)
        return " ".join(with_values(self.text, values).split()) + self.locking


def bound(size: Sized, made: Mapping[str, Rows], parsed: ParsedPattern, number: int) -> list[Bound]:
    """The statements of a pattern for session 0 or 1. Rows that they compare with are the same for both."""
    schema, pattern = size.schema, parsed.pattern
    tables: dict[Table, str] = {(schema.namespace(one.schema) or "public", one.name): one.id for one in schema.entities}
    known = {key: frozenset(size.volumes[one].columns) for key, one in tables.items()}
    by_name: dict[str, str] = {}
    found = []
    for statement, read in zip(pattern.statements, parsed.statements, strict=True):
        assigned = {one.value.lstrip("$:"): one for one in read.assignments if one.parameter and not one.own}
        text, names = normalise_parameters(without_terminator(statement), schema.dialect.name)
        chosen = choose_values(schema, size.volumes, pattern, without_terminator(statement))
        values = dict(chosen.choices[0][1]) if chosen.choices else {}
        computed: dict[int, str] = {}
        for use in parameter_uses(text, known) if names else ():
            rows = made.get(tables.get(use.table, "")) if use.table is not None else None
            name = names[use.number - 1]
            if rows is None or not use.column or use.column not in rows.columns or name in by_name:
                continue
            if name in assigned:
                values[use.number] = _written(schema, rows, use, number)
                computed[use.number] = use.column
            elif use.operator in _EQUAL:
                by_name[name] = values[use.number] = _shared(rows, use.column, values.get(use.number, "NULL"))
            elif use.operator == "set":
                values[use.number] = _written(schema, rows, use, number)
        values |= {place: by_name[name] for place, name in enumerate(names, 1) if name in by_name}
        for place in range(1, len(names) + 1):
            values.setdefault(place, str(_AMOUNTS[number]))
        found.append(Bound(text, values, {key: one for key, one in computed.items() if names[key - 1] not in by_name},
                           number))  # fmt: skip
    return found


def _shared(rows: Rows, column: str, instead: str) -> str:
    """The value that the row in the middle has."""
    values = [one for one in rows.columns[column][rows.count // 2 :] + rows.columns[column] if one is not None]
    return quote_literal(values[0], "postgres") if values else instead


def _written(schema: Schema, rows: Rows, use: ParameterUse, number: int) -> str:
    """A value to write: what refers to another row is the same for both sessions, keys are their own."""
    attribute = next(one for one in rows.entity.attributes if one.name == use.column)
    refers = any(attribute.id in link.columns for link in schema.references_from(rows.entity.id))
    keyed = any(attribute.id in key.columns for key in rows.entity.keys)
    if refers or not keyed:
        return _shared(rows, attribute.name, "NULL")
    if attribute.type.lower() in ("bigint", "integer", "int", "smallint"):
        highest = max((int(one) for one in rows.columns[attribute.name] if one is not None), default=0)
        return str(highest + 1 + number)
    return quote_literal(value_text(schema, attribute.type, rows.count + 1 + number), "postgres")


def _read(session: Session, column: str) -> Any:
    """What the session was last told of a column."""
    for answer in reversed(session.answers):
        if answer.rows and column in answer.names:
            return answer.rows[0][answer.names.index(column)]
    return None


def _changed(read: Any, number: int) -> str:
    """What an application would write back: a number raised, a text with more behind it."""
    if isinstance(read, bool):
        return str(not read).lower()
    if isinstance(read, int | float | Decimal):
        return str(read + _AMOUNTS[number])
    return quote_literal(f"{read}{'AB'[number]}" if isinstance(read, str) else str(read), "postgres")
