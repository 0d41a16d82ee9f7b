"""Conditions on a day or a year of a column as ranges of the bare column, in the words of dialects but PostgreSQL."""

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


def time_elsewhere(predicate: Predicate, name: str, dialect: str) -> str | None:
    """`DATE(name) = …` and `YEAR(name) = …` as a range; None for what is not known to be the same."""
    value = predicate.value
    if predicate.operator != "=" or not (value.isdigit() or value.startswith(("$", ":", "'"))):
        return None
    if predicate.function == "trunc" and "," in predicate.expression:
        return None  # TRUNC(name, 'MONTH')
    if predicate.function in _DAYS:
        form = _DAY.get(dialect)
    else:
        said = predicate.function == "extract" and "YEAR FROM" in predicate.expression.upper()
        form = _YEAR.get(dialect) if said or predicate.function == "year" else None
    return form.format(name=name, value=value) if form else None
