"""What would keep a declared rule true in a database: constraints where there are any, else what takes their place."""

from dataclasses import dataclass, replace

from designer.analysis.facts import Facts
from designer.analysis.fixes import check, free_name
from designer.analysis.invariant_forms import at_most_one_of, condition_of, from_zero, in_order, is_of_columns, one_of
from designer.analysis.kept_invariants import is_half_kept
from designer.schema import edits
from designer.schema.changes import Change
from designer.schema.model import Attribute, Entity, Exclusion, ExclusionElement, Extension, Index, IndexKey, Invariant
from designer.sql.identifiers import quote_identifier

_RANGES = {"date": "daterange", "timestamptz": "tstzrange", "timestamp": "tsrange", "integer": "int4range",
           "int": "int4range", "bigint": "int8range", "numeric": "numrange"}  # fmt: skip
_SUBSTITUTES = {
    "exactly one": "a partial unique index, by which there is one at most, and a deferred constraint trigger that looks"
    " whether there is one",
    "sum": "a trigger under a lock on the parent row, or SERIALIZABLE transactions that retry",
    "counter": "`SET n = n + 1` in one statement, with a check of the bounds",
    "queue": "FOR UPDATE SKIP LOCKED when a row is taken",
    "no overlap": "a lock on the row they all belong to, taken before looking, or SERIALIZABLE transactions that retry",
}
_ELSEWHERE = {
    ("sqlite", "queue"): "one UPDATE … RETURNING that takes the row, or BEGIN IMMEDIATE before looking",
    ("sqlite", "no overlap"): "a trigger that looks before each write, or BEGIN IMMEDIATE before looking",
    ("sqlite", "sum"): "a trigger that looks before each write, or BEGIN IMMEDIATE before looking",
    ("tsql", "queue"): "WITH (UPDLOCK, READPAST) where a row is taken",
    ("oracle", "no overlap"): "a lock on the row they all belong to, taken before looking: SERIALIZABLE there"
    " lets it through",
    ("oracle", "sum"): "a trigger under a lock on the parent row: SERIALIZABLE there lets it through",
}
"""What takes the place where a dialect has other words, or none of these."""


@dataclass(frozen=True, slots=True)
class Mechanism:
    """What would keep a rule. changes: empty where no constraint can."""

    name: str
    message: str
    changes: tuple[Change, ...] = ()


def mechanism_for(facts: Facts, invariant: Invariant) -> Mechanism:
    """The mechanism that the rule wants, with the changes that add it where the design says enough."""
    table = facts.schema.entity(invariant.entity)
    columns = [facts.schema.attribute(one) for one in invariant.attributes]
    dialect = facts.schema.dialect.name
    match invariant.kind:
        case "at most one" | "unique among":
            return _unique(facts, table, invariant)
        case "non-negative" if columns:
            return _check(facts, table, columns, from_zero(facts, invariant, columns))
        case "ordered" if len(columns) > 1:
            return _check(facts, table, columns, in_order(facts, invariant, columns))
        case "no overlap" if dialect == "postgres":
            return _exclusion(facts, table, invariant, columns)
        case "exactly one" if is_of_columns(invariant):
            return _check(facts, table, columns, one_of(facts, invariant, columns))
        case "exactly one" if at_most_one_of(facts, invariant) is not None:
            return _exactly_one(facts, table, invariant)
    usual = _SUBSTITUTES.get(invariant.kind, "a constraint on the columns it is about, which it does not name")
    instead = _ELSEWHERE.get((dialect, invariant.kind), usual)
    return Mechanism(instead, f"No constraint can express it by itself; what keeps it is {instead}.")


def _check(facts: Facts, table: Entity, columns: list[Attribute], expression: str) -> Mechanism:
    change = check(facts, table, columns, expression)
    return Mechanism(f"CHECK ({expression})", "A check refuses every row that breaks it, whoever writes it.", (change,))


def _unique(facts: Facts, table: Entity, invariant: Invariant) -> Mechanism:
    columns = (*invariant.scope, *invariant.attributes) if invariant.kind == "unique among" else invariant.scope
    columns = tuple(dict.fromkeys(columns or invariant.attributes))
    if not columns:
        return Mechanism("a unique index", "A unique index keeps it, once the rule names the columns it is about.")
    where = condition_of(facts, invariant)
    names = ", ".join(facts.schema.names(columns))
    index = Index(
        name=free_name(facts.schema, table, (*facts.schema.names(columns), "one"), "idx"),
        keys=tuple(IndexKey(column=column) for column in columns),
        unique=True,
        where=where,
    )
    shown = f"UNIQUE INDEX ({names})" + (f" WHERE {where}" if where else "")
    message = "A unique index refuses the second row, even when both are written at once."
    if where and facts.schema.dialect.name not in ("postgres", "sqlite", "tsql"):
        return Mechanism(shown, f"{message} This dialect has no partial one: a generated column can stand for it.")
    return Mechanism(shown, message, (edits.add(facts.schema, index, to=table.id),))


def _exactly_one(facts: Facts, table: Entity, invariant: Invariant) -> Mechanism:
    """The index for "at most one", where it is not there yet, and in words what keeps "at least one"."""
    instead = _at_least_one(facts, table, invariant)
    rest = f"“At least one” no index can say; what keeps it is {instead}."
    if is_half_kept(facts, invariant):
        return Mechanism(instead, rest)
    index = _unique(facts, table, replace(invariant, kind="at most one"))
    return Mechanism(f"{index.name}, with {instead}", f"{index.message} That is “at most one”. {rest}", index.changes)


def _at_least_one(facts: Facts, table: Entity, invariant: Invariant) -> str:
    """What sees to it that there is a row at all, which no constraint on the rows that are there can."""
    links = facts.schema.references_from(table.id)
    link = next((one for one in links if set(one.columns) == set(invariant.scope)), None)
    dialect, own = facts.schema.dialect.name, facts.name(table)
    parent = facts.name(facts.schema.entity(link.parent)) if link else None
    locked = f" after it has locked the row of {parent}" if parent else ""
    looks = f"a deferred constraint trigger that looks at COMMIT{locked}"
    if dialect != "postgres":
        looks = f"a look before COMMIT in each transaction that writes{locked.replace('it has locked', 'locking')}"
    if parent is None:
        return looks
    late = ", deferred so that both rows can be written" if dialect in ("postgres", "sqlite", "oracle") else ""
    if not late:
        return looks  # the reference could never be filled, as each row would have to be written first
    return f"{looks}, or a NOT NULL reference from {parent} to its row of {own}{late}"


def _exclusion(facts: Facts, table: Entity, invariant: Invariant, columns: list[Attribute]) -> Mechanism:
    """EXCLUDE over the scope and a range; the range is a column, or made of two."""
    name = "EXCLUDE USING gist"
    message = "An exclusion constraint refuses a row that overlaps another, even when both are written at once."
    span = _span(facts, columns)
    if span is None:
        return Mechanism(name, f"{message} It needs a range column, or the two columns it begins and ends with.")
    elements = (*(ExclusionElement(column=column, operator="=") for column in invariant.scope), span)
    value = Exclusion(
        name=free_name(facts.schema, table, (*facts.schema.names(invariant.scope), "overlap"), "excl"),
        elements=elements,
        where=invariant.where,
    )
    changes: tuple[Change, ...] = (edits.add(facts.schema, value, to=table.id),)
    if invariant.scope and not any(one.name == "btree_gist" for one in facts.schema.extensions):
        changes = (edits.add(facts.schema, Extension(name="btree_gist")), *changes)
        message += " Equality on plain columns inside it comes from the extension btree_gist."
    return Mechanism(name, message, changes)


def _span(facts: Facts, columns: list[Attribute]) -> ExclusionElement | None:
    if len(columns) == 1 and facts.family(columns[0]) == "range":
        return ExclusionElement(column=columns[0].id, operator="&&")
    if len(columns) == 2:
        made = _RANGES.get(facts.type_of(columns[0]).base)
        if made and facts.type_of(columns[0]).base == facts.type_of(columns[1]).base:
            start, end = (quote_identifier(one.name, "postgres") for one in columns)
            return ExclusionElement(expression=f"{made}({start}, {end})", operator="&&")
    return None
