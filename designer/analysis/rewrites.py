"""Conditions on a wrapped column, written on the bare column so that an index on it serves."""

from datetime import date
from decimal import Decimal, InvalidOperation

from sqlglot import exp

from designer.analysis.facts import Facts
from designer.analysis.rewrites_elsewhere import caveat_elsewhere, time_elsewhere
from designer.analysis.workload import Predicate
from designer.schema.model import Attribute
from designer.sql.identifiers import shown_identifier
from designer.sql.parsing import SqlError, parse_one

_UNITS = {"day": "1 day", "week": "1 week", "month": "1 month", "year": "1 year", "hour": "1 hour",
          "minute": "1 minute", "quarter": "3 months"}  # fmt: skip

_TRANSPARENT = (exp.Paren, exp.TsOrDsToDate, exp.TsOrDsToTimestamp)
"""What the parser puts around a column inside another function, YEAR(name) for one, and what changes no value."""


def bare_form(facts: Facts, predicate: Predicate) -> str | None:
    """The same condition as a comparison of the bare column, or None where no such form is known."""
    column = facts.schema.attribute(predicate.attribute)
    dialect = facts.schema.dialect.name
    name = shown_identifier(column.name, dialect)
    if not _wraps_the_column_alone(_tree(predicate.expression, dialect)):
        return None
    if dialect != "postgres" and _holds_times(facts, column):
        return time_elsewhere(predicate, name, dialect)
    if facts.family(column) in ("timestamp", "date"):
        return _time(predicate, name, column.type)
    if (predicate.function or "").startswith("::"):
        return _cast(facts, predicate, column, name)
    return _coalesced(facts, predicate, name)


def bare_caveat(facts: Facts, predicate: Predicate) -> str:
    """In what the bare form differs, or what it rests on; nothing in PostgreSQL, whose types say it all."""
    dialect = facts.schema.dialect.name
    if dialect == "postgres" or not _holds_times(facts, facts.schema.attribute(predicate.attribute)):
        return ""
    return caveat_elsewhere(predicate, dialect)


def _holds_times(facts: Facts, column: Attribute) -> bool:
    """Whether a column is of a type for times, or a text in SQLite, which has none."""
    family = facts.family(column)
    return family in ("timestamp", "date") or (family == "text" and facts.schema.dialect.name == "sqlite")


def _wraps_the_column_alone(tree: exp.Expr | None) -> bool:
    """Whether one function or cast stands around a column, and nothing between them: a day of `placed_at + '3 hours'`
    or of `placed_at AT TIME ZONE 'UTC'` begins at another moment, and `NOT done` is another value."""
    node: exp.Expr | None = tree.find(exp.Column) if tree is not None else None
    around = 0
    while node is not None and node is not tree:
        node = node.parent
        if isinstance(node, exp.Anonymous) and len(node.expressions) > 1:
            return False  # date(name, '+1 day')
        if isinstance(node, exp.Binary | exp.Unary | exp.AtTimeZone | exp.Bracket) and not isinstance(node, exp.Paren):
            return False
        around += node is tree or not isinstance(node, _TRANSPARENT)
    zoned = tree is not None and bool(tree.args.get("zone"))
    return tree is not None and around <= 1 and not zoned


def _time(predicate: Predicate, name: str, kind: str) -> str | None:
    """Parts of a time as ranges: a day by cast or DATE(), any unit by DATE_TRUNC, a year by EXTRACT."""
    value = predicate.value
    if predicate.function in ("::date", "date"):
        if predicate.operator == "between" or _is_date(value):
            return _span(predicate.operator, name, f"({value})::date", "1 day", value)
        return _inside(predicate.operator, name, "day", f"({value})")
    if predicate.function == "date_trunc":
        unit = _truncated_to(predicate.expression)
        if unit not in _UNITS:
            return None
        if predicate.operator == "between":
            return _between(name, unit, kind, value)
        # `$1 + interval` and `'2026-01-01' + interval` would make an interval of the untyped side.
        start = f"{value}::{_of_time(kind)}" if _is_untyped(value) else value
        if _begins(unit, value):
            return _span(predicate.operator, name, start, _UNITS[unit], value)
        return _inside(predicate.operator, name, unit, start)
    if predicate.function == "extract" and _extracted(predicate.expression) == "year":
        if predicate.operator != "=":
            return None
        return f"{name} >= make_date({value}, 1, 1) AND {name} < make_date({value} + 1, 1, 1)"
    return None


def _of_time(kind: str) -> str:
    """The type that a column's beginnings have: those of a date are times."""
    return "timestamptz" if kind == "date" else kind


def _is_untyped(value: str) -> bool:
    return value.startswith(("$", ":", "'")) and "::" not in value


def _is_date(value: str) -> bool:
    """Whether a value is a date without a time: a parameter or text that takes its type from a date, or a date."""
    lowered = value.lower().strip("() ")
    return _is_untyped(value) or lowered == "current_date" or lowered.endswith(("as date", "::date"))


def _begins(unit: str, value: str) -> bool:
    """Whether a value is known to be the beginning of a span: a written date, or what is cut to the same unit."""
    if value.lower().startswith((f"date_trunc('{unit}'", f"timestamp_trunc('{unit}'")):
        return True
    try:
        day = date.fromisoformat(value.strip("'"))
    except ValueError:
        return False
    match unit:
        case "week":
            return day.weekday() == 0
        case "month":
            return day.day == 1
        case "quarter":
            return day.day == 1 and day.month in (1, 4, 7, 10)
        case "year":
            return day.day == 1 and day.month == 1
    return True


def _inside(operator: str, name: str, unit: str, value: str) -> str | None:
    """A comparison with a moment that may lie inside a span: the span it is in, or the first that begins behind it."""
    own = f"date_trunc('{unit}', {value})"
    behind = f"{own} + interval '{_UNITS[unit]}'"
    following = f"date_trunc('{unit}', {value} - interval '1 microsecond') + interval '{_UNITS[unit]}'"
    match operator:
        case "=":
            return f"{name} >= {value} AND {name} < {value} + interval '{_UNITS[unit]}' AND {value} = {own}"
        case ">":
            return f"{name} >= {behind}"
        case "<=":
            return f"{name} < {behind}"
        case ">=":
            return f"{name} >= {following}"
        case "<":
            return f"{name} < {following}"
    return None


def _between(name: str, unit: str, kind: str, value: str) -> str | None:
    """Both ends, each as it would be alone."""
    if value.count(" and ") != 1:
        return None
    ends = [f"{one}::{_of_time(kind)}" if _is_untyped(one) else one for one in value.split(" and ")]
    return f"{_inside('>=', name, unit, ends[0])} AND {_inside('<=', name, unit, ends[1])}"


def _span(operator: str, name: str, start: str, length: str, value: str) -> str | None:
    """A comparison of the beginning of a span of time with `start`, the beginning of one, on the time itself."""
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
            if not (_is_date(low) and _is_date(high)):
                return None
            return f"{name} >= ({low})::date AND {name} < ({high})::date + interval '{length}'"
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
    instead = tree.expressions[0]
    value = _tree(predicate.value, facts.schema.dialect.name)
    if value is None or not _are_other_values(instead, value, facts.schema.dialect.name):
        return None
    return f"{name} = {predicate.value}"


def _are_other_values(one: exp.Expr, other: exp.Expr, dialect: str) -> bool:
    """Whether two constants are known not to be equal: numbers, and texts where none but the same is equal."""
    numbers = [_number(each) for each in (one, other)]
    if None not in numbers:
        return numbers[0] != numbers[1]
    texts = {each.name.strip().casefold() for each in (one, other) if isinstance(each, exp.Literal) and each.is_string}
    return dialect == "postgres" and len(texts) == 2


def _number(node: exp.Expr) -> Decimal | None:
    """The number that a constant is; TRUE and FALSE are 1 and 0."""
    if isinstance(node, exp.Boolean):
        return Decimal(bool(node.this))
    try:
        return Decimal(node.sql()) if isinstance(node, exp.Literal) and not node.is_string else None
    except InvalidOperation:
        return None


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
