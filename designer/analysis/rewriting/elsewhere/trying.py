"""Values for the parameters of two queries: of rows that there are, at the edges, and null."""

from collections import Counter
from collections.abc import Iterator, Mapping

from sqlglot import exp

from designer.analysis.facts import Facts
from designer.analysis.rewriting.elsewhere.making import Made
from designer.analysis.rewriting.elsewhere.values import pool
from designer.analysis.workload import ParsedStatement, Predicate
from designer.analysis.workload.text import SqlText
from designer.schema.model import AccessPattern
from designer.sql.identifiers import quote_literal

SETS = 6
_PLACES = (0.0, 0.5, 0.9, 0.25, 0.75)
_WHOLE = ("1", "3", "0")

Values = Mapping[str, str]
"""A constant for each parameter by its name."""


def sets(pools: Mapping[str, list[str]], names: tuple[str, ...]) -> Iterator[Values]:
    """Some sets of values, and for each parameter one in which it is null; one and empty where there are none."""
    if not names:
        yield {}
        return
    for turn in range(SETS):
        yield {name: _at(pools, name, turn + 2 * place) for place, name in enumerate(names)}
    for turn, name in enumerate(names):
        yield {other: "NULL" if other == name else _at(pools, other, turn) for other in names}


def _at(pools: Mapping[str, list[str]], name: str, place: int) -> str:
    values = pools.get(name) or list(_WHOLE)
    return values[place % len(values)]


def pools_of(
    facts: Facts, pattern: AccessPattern, statement: ParsedStatement, made: Made, probed: Mapping[str, list[str]]
) -> dict[str, list[str]]:
    """Constants worth trying for each parameter of a statement, declared ones first."""
    found: dict[str, list[str]] = {name: [] for name in statement.parameters}
    dialect = facts.schema.dialect.name
    for one in pattern.parameters:
        if one.value is not None and one.name in found:
            text = str(one.value)
            found[one.name].append(text if _is_written(text) else quote_literal(text, dialect))
    for name in found:
        found[name] += probed.get(name, [])
        for use in statement.predicates:
            if name in _named_by(use.value, statement.parameters):
                found[name] += _of_column(facts, use, made)
        found[name] = list(dict.fromkeys(found[name] or _by_name(facts, statement, name, made))) or list(_WHOLE)
    return found


def _by_name(facts: Facts, statement: ParsedStatement, name: str, made: Made) -> Iterator[str]:
    """Values of columns that are called as one is that a parameter is compared with: of a view, for one."""
    marked = SqlText(facts.schema.dialect.name, statement.parameters)
    asked = set()
    for node in statement.tree.find_all(exp.Placeholder) if statement.tree is not None else ():
        if marked.name(node) == name and isinstance(node.parent, exp.Predicate):
            asked |= {one.name.casefold() for one in node.parent.iter_expressions() if isinstance(one, exp.Column)}
    for entity in facts.schema.entities:
        for attribute in entity.attributes:
            if attribute.name.casefold() in asked:
                rows = [one for one in made.columns.get(attribute.id, ()) if one != "NULL"]
                yield from (rows[int(place * len(rows))] for place in _PLACES if rows)


def _of_column(facts: Facts, use: Predicate, made: Made) -> Iterator[str]:
    if use.function is not None:
        return
    attribute = facts.schema.attribute(use.attribute)
    rows = [one for one in made.columns.get(use.attribute, ()) if one != "NULL"]
    often = [text for text, _ in Counter(rows).most_common(1)]
    texts = [*often, *(rows[int(place * len(rows))] for place in _PLACES)] if rows else pool(facts, attribute, ())[:3]
    for text in texts:
        if use.operator in ("like", "ilike"):
            yield f"{text[:2]}%'" if text.startswith("'") and len(text) > 2 else "'%'"
            continue
        yield text
        swapped = text.swapcase()
        if text.startswith("'") and swapped != text and facts.family(attribute) == "text":
            yield swapped


def _named_by(value: str, names: tuple[str, ...]) -> set[str]:
    """The parameters that a value names, written as `$1` or `:name`."""
    words = {word.strip("(),") for word in value.replace(",", " , ").split()}
    return {name for name in names if f"${name}" in words or f":{name}" in words}


def _is_written(text: str) -> bool:
    """Whether a declared value is a constant of SQL as it stands."""
    try:
        float(text)
    except ValueError:
        return (text[:1] == text[-1:] == "'" and len(text) > 1) or text.upper() in ("NULL", "TRUE", "FALSE")
    return True
