"""Ranges that an exclusion constraint keeps apart, laid out one after another.

Met is what bookings look like: some columns compared with `=`, and one range, in a column or made of two columns, with
`&&`. Within each group of rows that agree in the first, the ranges follow one another without a gap. Every other
exclusion is left to the server, which is asked afterwards.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from designer.lab.measuring.ground import Ground, Rows, is_unique
from designer.lab.planner.volume import as_date
from designer.schema.model import Entity, Exclusion, ExclusionElement
from designer.schema.types import parse_type
from designer.sql.identifiers import read_identifier
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind

_ENDS = {
    "int4range": "integer", "int8range": "integer", "numrange": "integer", "daterange": "date",
    "tsrange": "timestamp", "tstzrange": "timestamp",
}  # fmt: skip
_FIRST = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Range:
    """kind: of its ends; columns: one that holds it, or those of its two ends."""

    kind: str
    columns: tuple[str, ...]


def lay_apart(ground: Ground, rows: Rows) -> None:
    """Give the ranges of a table's rows values that none of its exclusions refuses, where it is of the known form."""
    schema, entity = ground.sized.schema, rows.entity
    referring = {name for link in schema.references_from(entity.id) for name in schema.names(link.columns)}
    for exclusion in entity.exclusions:
        equal = [_equal(entity, one) for one in exclusion.elements if one.operator == "="]
        span = _span(entity, exclusion)
        if span is None or None in equal or len(equal) + 1 != len(exclusion.elements):
            continue
        names = [name for name in equal if name]
        attributes = [entity.attribute(name) for name in span.columns]
        single = any(one is None or is_unique(entity, one) for one in attributes)
        if single or set(span.columns) & referring or not {*span.columns, *names} <= {*rows.columns}:
            continue
        end = _ends(span.kind, ground.sized.volumes[entity.id].columns[span.columns[0]].minimum)
        placed: dict[tuple[str | None, ...], int] = {}
        for row in range(rows.count):
            group = tuple(rows.columns[name][row] for name in names)
            place = placed.get(group, 0)
            if any(rows.columns[name][row] is None for name in (*span.columns, *names)):
                continue  # what is empty, or has no room to be in, meets nothing
            placed[group] = place + 1
            low, high = end(place), end(place + 1)
            made = (low, high) if len(span.columns) == 2 else (f"[{low},{high})",)
            for name, value in zip(span.columns, made, strict=True):
                rows.columns[name][row] = value


def _equal(entity: Entity, element: ExclusionElement) -> str | None:
    return next((one.name for one in entity.attributes if one.id == element.column), None)


def _span(entity: Entity, exclusion: Exclusion) -> _Range | None:
    """The one range that must not overlap."""
    found = [one for one in exclusion.elements if one.operator == "&&"]
    if len(found) != 1:
        return None
    (element,) = found
    if element.column is not None:
        held = next(one for one in entity.attributes if one.id == element.column)
        kind = _ENDS.get(parse_type(held.type).base)
        return _Range(kind, (held.name,)) if kind else None
    return _made_of(entity, element.expression or "")


def _made_of(entity: Entity, expression: str) -> _Range | None:
    """`tstzrange(begins, ends)`, with or without a word on its bounds."""
    tokens = [one for one in tokenize(expression, "postgres").tokens if one.kind is not Kind.COMMENT]
    while len(tokens) > 1 and tokens[0].text == "(" and tokens[-1].text == ")":
        tokens = tokens[1:-1]
    words = [one.text for one in tokens]
    if len(tokens) not in (6, 8) or words[1] != "(" or words[3] != "," or words[-1] != ")":
        return None
    if len(tokens) == 8 and (words[5] != "," or words[6] not in ("'[)'", "'()'")):
        return None
    kind = _ENDS.get(words[0].lower())
    names = tuple(read_identifier(words[place], "postgres") for place in (2, 4))
    known = {one.name for one in entity.attributes if not one.generated}
    return _Range(kind, names) if kind and set(names) <= known and len(set(names)) == 2 else None


def _ends(kind: str, minimum: object) -> Callable[[int], str]:
    """The n-th end of ranges without gaps: hours, days, or tens, from the declared minimum on."""
    if kind == "integer":
        first = int(str(minimum)) if str(minimum).lstrip("-").isdigit() else 0
        return lambda place: str(first + 10 * place)
    begins = _begin(minimum)
    if kind == "date":
        return lambda place: (begins.date() + timedelta(days=place)).isoformat()
    return lambda place: (begins + timedelta(hours=place)).isoformat()


def _begin(minimum: object) -> datetime:
    found = as_date(minimum)
    if isinstance(found, datetime):
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return datetime(found.year, found.month, found.day, tzinfo=UTC) if isinstance(found, date) else _FIRST
