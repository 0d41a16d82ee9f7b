"""Conditions on a wrapped column, written on the bare column so that an index on it serves."""

from sqlglot import exp

from designer.analysis.facts import Facts
from designer.analysis.workload import Predicate
from designer.schema.model import Attribute
from designer.sql.identifiers import quote_identifier
from designer.sql.parsing import SqlError, parse_one

_UNITS = {"day": "1 day", "week": "1 week", "month": "1 month", "year": "1 year", "hour": "1 hour",
          "minute": "1 minute", "quarter": "3 months"}  # fmt: skip


def bare_form(facts: Facts, predicate: Predicate) -> str | None:
    """The same condition as a comparison of the bare column, or None where no such form is known."""
    column = facts.schema.attribute(predicate.attribute)
    name = quote_identifier(column.name, facts.schema.dialect.name)
    if facts.family(column) in ("timestamp", "date"):
        return _time(predicate, name, column.type)
    if (predicate.function or "").startswith("::"):
        return _cast(facts, predicate, column, name)
    return _coalesced(facts, predicate, name)


def _time(predicate: Predicate, name: str, kind: str) -> str | None:
    """Parts of a time as ranges: a day by cast or DATE(), any unit by DATE_TRUNC, a year by EXTRACT."""
    value = predicate.value
    if predicate.function in ("::date", "date"):
        return _span(predicate.operator, name, f"({value})::date", "1 day", value)
    if predicate.function == "date_trunc":
        unit = _truncated_to(predicate.expression)
        if unit not in _UNITS:
            return None
        # `$1 + interval` and `'2026-01-01' + interval` would make an interval of the untyped side.
        untyped = predicate.operator != "between" and (value.startswith(("$", ":", "'")) and "::" not in value)
        return _span(predicate.operator, name, f"{value}::{kind}" if untyped else value, _UNITS[unit], value)
    if predicate.function == "extract" and _extracted(predicate.expression) == "year":
        if predicate.operator != "=":
            return None
        return f"{name} >= make_date({value}, 1, 1) AND {name} < make_date({value} + 1, 1, 1)"
    return None


def _span(operator: str, name: str, start: str, length: str, value: str) -> str | None:
    """A comparison of the beginning of a span of time with `start`, on the time itself."""
    end = f"{start} + interval '{length}'"
    match operator:
        case "=":
            return f"{name} >= {start} AND {name} < {end}"
        case ">=":
            return f"{name} >= {start}"
        case ">":
            return f"{name} >= {end}"
        case "<":
            return f"{name} < {start}"
        case "<=":
            return f"{name} < {end}"
        case "between" if value.count(" and ") == 1:
            low, high = value.split(" and ")
            cast = "::date" if start.endswith("::date") else ""
            low, high = (f"({one}){cast}" if cast else one for one in (low, high))
            return f"{name} >= {low} AND {name} < {high} + interval '{length}'"
    return None


def _cast(facts: Facts, predicate: Predicate, column: Attribute, name: str) -> str | None:
    """A key compared as text: the value is cast instead."""
    textual = predicate.function in ("::text", "::varchar", "::char", "::bpchar")
    if textual and facts.family(column) in ("integer", "uuid") and predicate.operator == "=":
        return f"{name} = ({predicate.value})::{column.type}"
    return None


def _coalesced(facts: Facts, predicate: Predicate, name: str) -> str | None:
    """`coalesce(deleted, false) = true` is `deleted = true`: a NULL would not have met it either."""
    if predicate.function != "coalesce" or predicate.operator != "=" or not predicate.constant:
        return None
    tree = _tree(predicate.expression, facts.schema.dialect.name)
    if not isinstance(tree, exp.Coalesce) or len(tree.expressions) != 1:
        return None
    instead = tree.expressions[0].sql(dialect="postgres")
    if instead.strip("'").lower() == predicate.value.strip("'").lower() or tree.expressions[0].find(exp.Column):
        return None
    return f"{name} = {predicate.value}"


def _truncated_to(expression: str) -> str | None:
    tree = _tree(expression, "postgres")
    return tree.unit.name.lower() if isinstance(tree, exp.TimestampTrunc | exp.DateTrunc) and tree.unit else None


def _extracted(expression: str) -> str | None:
    tree = _tree(expression, "postgres")
    return tree.name.lower() if isinstance(tree, exp.Extract) else None


def _tree(expression: str, dialect: str) -> exp.Expr | None:
    try:
        return parse_one(expression, dialect)
    except SqlError:
        return None
