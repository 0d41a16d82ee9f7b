"""Rows that break a declared rule, one SELECT for each kind of rule."""

from collections.abc import Callable
from itertools import pairwise

from designer.exporters.runbook.rows_of import column, comes_before, rows_where, table_of
from designer.schema.model import Entity, Invariant
from designer.schema.schema import Schema
from designer.schema.types import parse_type
from designer.sql.identifiers import shown_identifier


class Unchecked(ValueError):
    """A rule that no query can look for; the message is the reason, for the user."""


def breaking(schema: Schema, invariant: Invariant) -> str:
    """A SELECT of the rows, or groups of rows, that break the rule. Raises Unchecked."""
    return _KINDS[invariant.kind](schema, schema.entity(invariant.entity), invariant)


def _overlapping(schema: Schema, table: Entity, rule: Invariant) -> str:
    different = comes_before(schema, table, "a", "b")
    if different is None:
        raise Unchecked("no key tells the table's rows apart, so that two of them cannot be compared.")
    scope = [f"{column(schema, 'a', one)} = {column(schema, 'b', one)}" for one in rule.scope]
    both = " AND ".join([*scope, different, *_meeting(schema, rule)])
    rows = rows_where(schema, table, rule.where, "a"), rows_where(schema, table, rule.where, "b")
    return f"SELECT a.* FROM {rows[0]}\nJOIN {rows[1]} ON {both}"


def _meeting(schema: Schema, rule: Invariant) -> list[str]:
    """That two spans share a moment: one range each, or a begin and an end that is not in it any more."""
    if len(rule.attributes) == 1:
        if schema.dialect.name != "postgres":
            raise Unchecked("this dialect has no ranges: name the columns that a span begins and ends with.")
        return [f"{column(schema, 'a', rule.attributes[0])} && {column(schema, 'b', rule.attributes[0])}"]
    if len(rule.attributes) != 2:
        raise Unchecked("it names neither a range nor the two columns that a span begins and ends with.")
    start, end = rule.attributes
    conditions = [_before(schema, "a", start, "b", end), _before(schema, "b", start, "a", end)]
    return conditions + [_before(schema, each, start, each, end) for each in ("a", "b")]


def _before(schema: Schema, one: str, start: str, other: str, end: str) -> str:
    """An end that is empty never comes, and a start that is empty was always."""
    first, last = column(schema, one, start), column(schema, other, end)
    return f"({first} < {last} OR {first} IS NULL OR {last} IS NULL)"


def _more_than_one(schema: Schema, table: Entity, rule: Invariant) -> str:
    unique = rule.kind == "unique among"
    columns = tuple(dict.fromkeys((*rule.scope, *rule.attributes) if unique else rule.scope or rule.attributes))
    rows = rows_where(schema, table, _condition(schema, rule), "t")
    if not columns:
        return f"SELECT count(*) AS n FROM {rows}\nHAVING count(*) > 1"
    held = [column(schema, "t", one) for one in columns]
    filled = " AND ".join(f"{one} IS NOT NULL" for one in held)
    names = ", ".join(held)
    return f"SELECT {names}, count(*) AS n FROM {rows}\nWHERE {filled}\nGROUP BY {names}\nHAVING count(*) > 1"


def _other_than_one(schema: Schema, table: Entity, rule: Invariant) -> str:
    if len(rule.attributes) > 1 and not rule.scope:
        return _filled_once(schema, table, rule)
    columns = rule.scope or rule.attributes
    condition = _condition(schema, rule)
    rows = rows_where(schema, table, condition, "t")
    if not columns:
        return f"SELECT count(*) AS n FROM {rows}\nHAVING count(*) <> 1"
    link = next((one for one in schema.references_from(table.id) if set(one.columns) == set(columns)), None)
    if link is not None:
        parent = table_of(schema, schema.entity(link.parent))
        pairs = zip(link.columns, link.parent_columns, strict=True)
        same = " AND ".join(f"{column(schema, 't', here)} = {column(schema, 'p', there)}" for here, there in pairs)
        return f"SELECT p.* FROM {parent} p\nWHERE (SELECT count(*) FROM {rows} WHERE {same}) <> 1"
    # Without a parent, the groups are those that the table has at all.
    same = " AND ".join(f"{column(schema, 't', one)} = {column(schema, 'g', one)}" for one in columns)
    groups = ", ".join(shown_identifier(schema.attribute(one).name, schema.dialect.name) for one in columns)
    all_groups = f"(SELECT DISTINCT {groups} FROM {table_of(schema, table)}) g"
    filled = " AND ".join(f"{column(schema, 'g', one)} IS NOT NULL" for one in columns)
    return f"SELECT g.* FROM {all_groups}\nWHERE {filled} AND (SELECT count(*) FROM {rows} WHERE {same}) <> 1"


def _filled_once(schema: Schema, table: Entity, rule: Invariant) -> str:
    """Of several columns exactly one is to hold a value."""
    filled = [f"CASE WHEN {column(schema, 't', one)} IS NULL THEN 0 ELSE 1 END" for one in rule.attributes]
    return f"SELECT t.* FROM {rows_where(schema, table, rule.where, 't')}\nWHERE {' + '.join(filled)} <> 1"


def _below_zero(schema: Schema, table: Entity, rule: Invariant) -> str:
    if not rule.attributes:
        raise Unchecked("it does not name the column that never falls below zero.")
    below = " OR ".join(f"{column(schema, 't', one)} < 0" for one in rule.attributes)
    return f"SELECT t.* FROM {rows_where(schema, table, rule.where, 't')}\nWHERE {below}"


def _out_of_order(schema: Schema, table: Entity, rule: Invariant) -> str:
    if len(rule.attributes) < 2:
        raise Unchecked("it does not name two columns, the one that comes first and the other.")
    wrong = " OR ".join(
        f"{column(schema, 't', one)} > {column(schema, 't', other)}" for one, other in pairwise(rule.attributes)
    )
    return f"SELECT t.* FROM {rows_where(schema, table, rule.where, 't')}\nWHERE {wrong}"


def _sum_below_zero(schema: Schema, table: Entity, rule: Invariant) -> str:
    if not rule.attributes:
        raise Unchecked("it does not name the column that is summed up.")
    names = ", ".join(column(schema, "t", one) for one in rule.scope)
    sums = [f"sum({column(schema, 't', one)})" for one in rule.attributes]
    wrong = " OR ".join(f"{one} < 0" for one in sums)
    selected = ", ".join([*([names] if names else []), *(f"{one} AS s{number}" for number, one in enumerate(sums, 1))])
    grouped = f"\nGROUP BY {names}" if names else ""
    return f"SELECT {selected} FROM {rows_where(schema, table, rule.where, 't')}{grouped}\nHAVING {wrong}"


def _nothing_shows(schema: Schema, table: Entity, rule: Invariant) -> str:
    what = "who took a row twice" if rule.kind == "queue" else "what the counter should be"
    raise Unchecked(f"the rows do not show {what}: a test with two sessions does, not a query.")


def _condition(schema: Schema, rule: Invariant) -> str | None:
    """The rule's own condition; where a flag is named as its one column, that the flag is set."""
    if rule.where or len(rule.attributes) != 1 or not rule.scope or rule.kind == "unique among":
        return rule.where
    flag = schema.attribute(rule.attributes[0])
    if parse_type(flag.type, schema.dialect.name).family != "boolean":
        return None
    name = shown_identifier(flag.name, schema.dialect.name)
    return f"{name} = 1" if schema.dialect.name in ("tsql", "oracle") else name


_KINDS: dict[str, Callable[[Schema, Entity, Invariant], str]] = {
    "no overlap": _overlapping,
    "at most one": _more_than_one,
    "unique among": _more_than_one,
    "exactly one": _other_than_one,
    "non-negative": _below_zero,
    "ordered": _out_of_order,
    "sum": _sum_below_zero,
    "counter": _nothing_shows,
    "queue": _nothing_shows,
}
