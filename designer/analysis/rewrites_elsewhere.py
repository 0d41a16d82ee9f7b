"""Conditions on a day, month or year of a column as ranges of the bare column, in dialects other than PostgreSQL."""

from datetime import date, timedelta

from designer.analysis.workload import Predicate

_DAY = {
    "mysql": "{name} >= {value} AND {name} < {value} + INTERVAL 1 DAY",
    "mariadb": "{name} >= {value} AND {name} < {value} + INTERVAL 1 DAY",
    "sqlite": "{name} >= {value} AND {name} < date({value}, '+1 day')",
    "oracle": "{name} >= {value} AND {name} < {value} + 1",
}
"""SQL Server reads an index for CAST (… AS date) as it is."""
_YEAR = {
    "mysql": "{name} >= MAKEDATE({value}, 1) AND {name} < MAKEDATE({value} + 1, 1)",
    "mariadb": "{name} >= MAKEDATE({value}, 1) AND {name} < MAKEDATE({value} + 1, 1)",
    "tsql": "{name} >= DATEFROMPARTS({value}, 1, 1) AND {name} < DATEFROMPARTS({value} + 1, 1, 1)",
    "oracle": "{name} >= TO_DATE({value} || '-01-01', 'YYYY-MM-DD')"
    " AND {name} < TO_DATE(({value} + 1) || '-01-01', 'YYYY-MM-DD')",
}
_DAYS = {"::date", "date", "ts_or_ds_to_date", "trunc"}
_FORMATTED = ("strftime", "date_format", "time_to_str")
_TEXTUAL = ("mysql", "mariadb", "sqlite")
"""Where a text in ISO's form is compared with times as they are."""
_AS_TEXT = (
    "It rests on times that are kept as texts such as 2024-03-10 08:30:00, which is what SQLite's own functions make:"
    " numbers and texts with a time zone are not found by it."
)
_WHOLE_DAY = "A value with a time of day found nothing as the query is written, and finds its whole day in this form."
_FOUR_DIGITS = "It rests on years of four digits."


def time_elsewhere(predicate: Predicate, name: str, dialect: str) -> str | None:
    """`DATE(name) = …`, `YEAR(name) = …` or a formatted month as a range; None for what is not known to be the same."""
    value = predicate.value
    if predicate.operator != "=":
        return None
    if predicate.function in _FORMATTED:
        return _formatted(predicate, name) if dialect in _TEXTUAL else None
    if predicate.function == "trunc" and "," in predicate.expression:
        return None  # TRUNC(name, 'MONTH')
    if predicate.function in _DAYS:
        known = _is_day(value) if value.startswith("'") else _is_parameter(value)
        form = _DAY.get(dialect) if known and not (dialect == "oracle" and value.startswith("'")) else None
    else:
        shown = predicate.expression.upper()
        said = predicate.function == "extract" and ("(YEAR FROM" in shown or "(YEAR," in shown)
        known = len(value) == 4 if value.isdigit() else _is_parameter(value)
        form = _YEAR.get(dialect) if known and (said or predicate.function == "year") else None
    return form.format(name=name, value=value) if form else None


def caveat_elsewhere(predicate: Predicate, dialect: str) -> str:
    """What such a range rests on."""
    said = [_AS_TEXT] if dialect == "sqlite" else []
    if predicate.function in _DAYS and _is_parameter(predicate.value):
        said.append(_WHOLE_DAY)
    if (predicate.function == "year" or predicate.function == "extract") and _is_parameter(predicate.value):
        said.append(_FOUR_DIGITS)
    return " ".join(said)


def _formatted(predicate: Predicate, name: str) -> str | None:
    """`strftime('%Y-%m', name) = '2024-03'`: from the first day of what is written out to the first behind it."""
    value = predicate.value.strip("'")
    if not predicate.value.startswith("'"):
        return None
    for pattern, whole in (("%Y-%m-%d", value), ("%Y-%m", f"{value}-01"), ("%Y", f"{value}-01-01")):
        if f"'{pattern}'" in predicate.expression:
            if not _is_day(f"'{whole}'"):
                return None
            begins = date.fromisoformat(whole)
            days = {"%Y-%m-%d": 1, "%Y-%m": 31, "%Y": 366}[pattern]
            ends = begins + timedelta(days=days)
            behind = {"%Y-%m-%d": ends, "%Y-%m": ends.replace(day=1), "%Y": ends.replace(month=1, day=1)}[pattern]
            return f"{name} >= '{begins}' AND {name} < '{behind}'"
    return None


def _is_day(text: str) -> bool:
    """Whether a constant is a day in ISO's form, of four digits and below the last year there is."""
    inside = text.strip("'")
    try:
        return len(inside) == 10 and 1000 <= date.fromisoformat(inside).year < 9999
    except ValueError:
        return False


def _is_parameter(value: str) -> bool:
    return value.startswith(("$", ":")) and value[1:].replace("_", "a").isalnum()
