"""What two sessions do that race for a declared rule: each looks, is content, and writes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import cast

from designer.analysis.invariant_forms import is_of_columns
from designer.analysis.races.samples import insert, moment, name_of, span, table_name, value
from designer.exporters.runbook.rules import Unchecked, breaking
from designer.schema.model import Entity, Invariant
from designer.schema.schema import Schema
from designer.schema.types import parse_type

_BEGIN = "BEGIN"
_COMMIT = "COMMIT"


class NoRace(ValueError):
    """A rule that no race can be written for; the message is the reason, for the user."""


@dataclass(frozen=True, slots=True)
class Race:
    """rows: what is there before. looks, writes: one statement for each of the sessions A and B.

    broken: a SELECT that has rows once the rule is broken; None where the rule is broken when both looks give the same.
    begin, kept_looks, kept_writes: the same with the mechanism, where that lies in the statements and in no constraint.
    kept_by: what it is, in words; empty where a constraint keeps the rule.
    """

    rows: tuple[str, ...]
    looks: tuple[str, str]
    writes: tuple[str, str]
    broken: str | None
    kept_by: str = ""
    begin: str = _BEGIN
    kept_looks: tuple[str, str] = ("", "")
    kept_writes: tuple[str, str] = ("", "")

    def steps(self, kept: bool) -> tuple[tuple[str, str], ...]:
        """(session, statement) in the order in which they are sent."""
        inside = kept and bool(self.kept_by)
        begin = self.begin if inside else _BEGIN
        looks = self.kept_looks if inside and any(self.kept_looks) else self.looks
        writes = self.kept_writes if inside and any(self.kept_writes) else self.writes
        return (
            ("A", begin), ("A", looks[0]), ("B", begin), ("B", looks[1]),
            ("A", writes[0]), ("B", writes[1]), ("A", _COMMIT), ("B", _COMMIT),
        )  # fmt: skip


def race_for(schema: Schema, invariant: Invariant) -> Race:
    """The race for a declared rule of a PostgreSQL design. Raises NoRace."""
    if schema.dialect.name != "postgres":
        raise NoRace("Races are run on PostgreSQL, and this is a design of another database.")
    try:
        breaking(schema, invariant)
    except Unchecked as reason:
        if invariant.kind not in ("counter", "queue"):
            raise NoRace(str(reason)) from None
    return _KINDS[invariant.kind](schema, schema.entity(invariant.entity), invariant)


def _second_row(schema: Schema, table: Entity, rule: Invariant) -> Race:
    """Both see that there is none yet, and both insert it: of exactly one that breaks the half that says at most."""
    unique = rule.kind == "unique among"
    if is_of_columns(rule):
        return _one_of_columns(schema, table, rule)
    if rule.kind == "exactly one":
        rule = replace(rule, kind="at most one")
    shared = tuple(dict.fromkeys((*rule.scope, *rule.attributes) if unique else rule.scope or rule.attributes))
    given = {one: value(schema, schema.attribute(one), 1) for one in shared}
    flag = _flag(schema, rule)
    if flag:
        given[flag] = "true"
    conditions = [f"{name_of(schema, one)} = {text}" for one, text in given.items()]
    conditions += [f"({rule.where}\n)" if "--" in rule.where else f"({rule.where})"] if rule.where else []
    given |= _meeting(schema, table, rule.where)
    look = f"SELECT count(*) FROM {table_name(schema, table)}" + (
        f" WHERE {' AND '.join(conditions)}" if conditions else ""
    )
    first, second = (insert(schema, table, number, given) for number in (1, 2))
    return Race((), (look, look), (first, second), breaking(schema, rule))


def _one_of_columns(schema: Schema, table: Entity, rule: Invariant) -> Race:
    """Rows that break it by themselves: one writes none of the columns, the other all of them."""
    columns = [schema.attribute(one) for one in rule.attributes]
    required = next((one.name for one in columns if one.not_null is not None), None)
    if required is not None:
        raise NoRace(f"{required} always holds a value, so that the others never may.")
    met = _meeting(schema, table, rule.where)
    none = insert(schema, table, 1, {**dict.fromkeys(rule.attributes, "NULL"), **met})
    every = insert(schema, table, 2, {**{one.id: value(schema, one, 1) for one in columns}, **met})
    look = f"SELECT count(*) FROM {table_name(schema, table)}"
    return Race((), (look, look), (none, every), breaking(schema, rule))


def _flag(schema: Schema, rule: Invariant) -> str | None:
    """The boolean column that the rule names beside its scope: it means the rows where that is set."""
    if rule.kind == "unique among" or len(rule.attributes) != 1 or not rule.scope:
        return None
    only = schema.attribute(rule.attributes[0])
    return only.id if parse_type(only.type).family == "boolean" else None


def _meeting(schema: Schema, table: Entity, where: str | None) -> dict[str, str]:
    """Values that meet a condition of one of the usual forms: `flag`, `NOT flag`, `x IS NULL`, `x = 'constant'`."""
    if not where:
        return {}
    text = " ".join(where.split())
    for one in table.attributes:
        name = name_of(schema, one.id)
        forms = {name: "true", f"NOT {name}": "false", f"not {name}": "false", f"{name} IS NULL": "NULL"}
        forms |= {f"{name} is null": "NULL", f"{name} = true": "true", f"{name} = false": "false"}
        if text in forms:
            return {one.id: forms[text]}
        head, equals, rest = text.partition(" = ")
        if equals and head == name and rest.startswith("'") and rest.count("'") == 2 and rest.endswith("'"):
            return {one.id: rest}
    return {}


def _overlap(schema: Schema, table: Entity, rule: Invariant) -> Race:
    """Both see that the time is free, and both take it."""
    scope = {one: value(schema, schema.attribute(one), 1) for one in rule.scope}
    met = _meeting(schema, table, rule.where)
    columns = [schema.attribute(one) for one in rule.attributes]
    if len(columns) == 1:
        spans = [{columns[0].id: span(columns[0], *ends)} for ends in ((0, 1), (2, 3))]
        free = f"{name_of(schema, columns[0].id)} && {spans[0][columns[0].id]}"
    else:
        start, end = columns
        spans = [{start.id: moment(start, a), end.id: moment(end, b)} for a, b in ((0, 1), (2, 3))]
        free = f"{name_of(schema, start.id)} < {moment(end, 3)} AND {name_of(schema, end.id)} > {moment(start, 0)}"
    conditions = [f"{name_of(schema, one)} = {text}" for one, text in scope.items()]
    look = f"SELECT count(*) FROM {table_name(schema, table)} WHERE {' AND '.join([*conditions, free])}"
    writes = tuple(insert(schema, table, number, {**scope, **met, **taken}) for number, taken in enumerate(spans, 1))
    return Race((), (look, look), cast(tuple[str, str], writes), breaking(schema, rule))


def _withdrawal(schema: Schema, table: Entity, rule: Invariant) -> Race:
    """Both see enough, and both take eight of ten."""
    column = rule.attributes[0]
    held = dict.fromkeys(rule.attributes, "10") | _meeting(schema, table, rule.where)
    look = f"SELECT {name_of(schema, column)} FROM {table_name(schema, table)}"
    write = f"UPDATE {table_name(schema, table)} SET {name_of(schema, column)} = {name_of(schema, column)} - 8"
    return Race((insert(schema, table, 1, held),), (look, look), (write, write), breaking(schema, rule))


def _ends_meet(schema: Schema, table: Entity, rule: Invariant) -> Race:
    """One moves the beginning forward, the other the end back, each within what it has read."""
    low, high = (schema.attribute(one) for one in (rule.attributes[0], rule.attributes[-1]))
    held = {low.id: moment(low, 0), high.id: moment(high, 3)} | _meeting(schema, table, rule.where)
    for between in rule.attributes[1:-1]:
        held[between] = moment(schema.attribute(between), 2)
    look = f"SELECT {name_of(schema, low.id)}, {name_of(schema, high.id)} FROM {table_name(schema, table)}"
    writes = (
        f"UPDATE {table_name(schema, table)} SET {name_of(schema, low.id)} = {moment(low, 1)}",
        f"UPDATE {table_name(schema, table)} SET {name_of(schema, high.id)} = {moment(high, 2)}",
    )
    if len(rule.attributes) > 2:
        raise NoRace("The race is written for two columns in order; this rule has more.")
    return Race((insert(schema, table, 1, held),), (look, look), writes, breaking(schema, rule))


def _write_skew(schema: Schema, table: Entity, rule: Invariant) -> Race:
    """Two rows of ten: both see that the sum allows fifteen, and each takes them from its own row."""
    column, scope = rule.attributes[0], {one: value(schema, schema.attribute(one), 1) for one in rule.scope}
    key = _key(table)
    rows = [{**scope, column: "10", **_meeting(schema, table, rule.where)} for _ in (1, 2)]
    look = f"SELECT sum({name_of(schema, column)}) FROM {table_name(schema, table)}"
    change = f"UPDATE {table_name(schema, table)} SET {name_of(schema, column)} = {name_of(schema, column)} - 15"
    first, second = (
        f"{change} WHERE {name_of(schema, key)} = {value(schema, schema.attribute(key), number)}" for number in (1, 2)
    )
    return Race(
        tuple(insert(schema, table, number, row) for number, row in enumerate(rows, 1)),
        (look, look),
        (first, second),
        breaking(schema, rule),
        kept_by="SERIALIZABLE transactions: one of them is told to run again",
        begin="BEGIN ISOLATION LEVEL SERIALIZABLE",
    )


def _lost_count(schema: Schema, table: Entity, rule: Invariant) -> Race:
    """Both read five, and both write six."""
    if not rule.attributes:
        raise NoRace("The rule does not name the column that counts.")
    counter = name_of(schema, rule.attributes[0])
    table_text = table_name(schema, table)
    look = f"SELECT {counter} FROM {table_text}"
    return Race(
        (insert(schema, table, 1, {rule.attributes[0]: "5"}),),
        (look, look),
        (f"UPDATE {table_text} SET {counter} = 6", f"UPDATE {table_text} SET {counter} = 6"),
        f"SELECT {counter} FROM {table_text} WHERE {counter} <> 7",
        kept_by=f"SET {counter} = {counter} + 1 in one statement",
        kept_writes=(f"UPDATE {table_text} SET {counter} = {counter} + 1",) * 2,
    )


def _same_job(schema: Schema, table: Entity, rule: Invariant) -> Race:
    """Both look for the first row to do, and both get the same."""
    key = _key(table)
    table_text, name = table_name(schema, table), name_of(schema, key)
    held = _meeting(schema, table, rule.where)
    where = f" WHERE {rule.where}\n" if rule.where else ""
    look = f"SELECT {name} FROM {table_text}{where} ORDER BY {name} LIMIT 1"
    keep = f"{look} FOR UPDATE SKIP LOCKED"
    return Race(
        tuple(insert(schema, table, number, held) for number in (1, 2)),
        (look, look),
        ("SELECT 'work'", "SELECT 'work'"),
        None,
        kept_by="FOR UPDATE SKIP LOCKED when a row is taken",
        kept_looks=(keep, keep),
    )


def _key(table: Entity) -> str:
    if table.primary_key is None or len(table.primary_key.columns) != 1:
        raise NoRace("The race needs a table with a primary key of one column, to tell its rows apart.")
    return table.primary_key.columns[0]


_KINDS: dict[str, Callable[[Schema, Entity, Invariant], Race]] = {
    "at most one": _second_row,
    "unique among": _second_row,
    "exactly one": _second_row,
    "no overlap": _overlap,
    "non-negative": _withdrawal,
    "ordered": _ends_meet,
    "sum": _write_skew,
    "counter": _lost_count,
    "queue": _same_job,
}
