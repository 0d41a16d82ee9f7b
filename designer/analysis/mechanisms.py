"""What in a database keeps a declared rule true: constraints where there are any, else what takes their place."""

from dataclasses import dataclass
from itertools import pairwise

from designer.analysis.expressions import mentions, spelled
from designer.analysis.facts import Facts
from designer.analysis.fixes import check, checks_on, free_name, quoted
from designer.analysis.nulls import allows_exactly_one
from designer.schema import edits
from designer.schema.changes import Change
from designer.schema.model import Attribute, Entity, Exclusion, ExclusionElement, Extension, Index, IndexKey, Invariant
from designer.sql.identifiers import quote_identifier

_RANGES = {"date": "daterange", "timestamptz": "tstzrange", "timestamp": "tsrange", "integer": "int4range",
           "int": "int4range", "bigint": "int8range", "numeric": "numrange"}  # fmt: skip
_SUBSTITUTES = {
    "exactly one": "a partial unique index keeps it to one at most; that there is one, a deferred constraint trigger",
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


def is_kept(facts: Facts, invariant: Invariant) -> bool:
    """Whether something in the design keeps the rule: a constraint, an index, or a trigger on the table."""
    table = facts.schema.entity(invariant.entity)
    columns = [facts.schema.attribute(one) for one in invariant.attributes]
    if _has_trigger(facts, table, columns):
        return True
    match invariant.kind:
        case "at most one" | "unique among":
            return _is_unique(facts, table, invariant)
        case "non-negative":
            return bool(columns) and all(_is_bounded_below(facts, table, one) for one in columns)
        case "ordered":
            return _is_ordered(facts, table, columns)
        case "no overlap":
            return _has_exclusion(facts, table, invariant) or any(key.without_overlaps for key in table.keys)
        case "queue":
            return _takes_with_skip(facts, table)
        case "exactly one" if is_of_columns(invariant):
            return _is_one_of(facts, table, invariant, columns)
    return False


def is_of_columns(invariant: Invariant) -> bool:
    """Whether the rule is about single rows: of several columns exactly one holds a value."""
    return invariant.kind == "exactly one" and len(invariant.attributes) > 1 and not invariant.scope


def mechanism_for(facts: Facts, invariant: Invariant) -> Mechanism:
    """The mechanism that the rule wants, with the changes that add it where the design says enough."""
    table = facts.schema.entity(invariant.entity)
    columns = [facts.schema.attribute(one) for one in invariant.attributes]
    dialect = facts.schema.dialect.name
    match invariant.kind:
        case "at most one" | "unique among":
            return _unique(facts, table, invariant)
        case "non-negative" if columns:
            expression = " AND ".join(f"{quoted(facts, one)} >= 0" for one in columns)
            return _check(facts, table, columns, expression)
        case "ordered" if len(columns) > 1:
            pairs = pairwise(columns)
            expression = " AND ".join(f"{quoted(facts, one)} <= {quoted(facts, other)}" for one, other in pairs)
            return _check(facts, table, columns, expression)
        case "no overlap" if dialect == "postgres":
            return _exclusion(facts, table, invariant, columns)
        case "exactly one" if is_of_columns(invariant):
            return _check(facts, table, columns, _one_of(facts, invariant, columns))
    usual = _SUBSTITUTES.get(invariant.kind, "a constraint on the columns it is about, which it does not name")
    instead = _ELSEWHERE.get((dialect, invariant.kind), usual)
    return Mechanism(instead, f"No constraint can express it by itself; what keeps it is {instead}.")


def _check(facts: Facts, table: Entity, columns: list[Attribute], expression: str) -> Mechanism:
    change = check(facts, table, columns, expression)
    return Mechanism(f"CHECK ({expression})", "A check refuses every row that breaks it, whoever writes it.", (change,))


def _one_of(facts: Facts, invariant: Invariant, columns: list[Attribute]) -> str:
    """That one column holds a value: as PostgreSQL counts them, elsewhere by a sum."""
    names = [quoted(facts, one) for one in columns]
    if facts.schema.dialect.name == "postgres":
        count = f"num_nonnulls({', '.join(names)})"
    else:
        count = " + ".join(f"CASE WHEN {one} IS NULL THEN 0 ELSE 1 END" for one in names)
    if invariant.where:
        return f"CASE WHEN ({invariant.where}\n) THEN {count} ELSE 1 END = 1"
    return f"{count} = 1"


def _unique(facts: Facts, table: Entity, invariant: Invariant) -> Mechanism:
    columns = (*invariant.scope, *invariant.attributes) if invariant.kind == "unique among" else invariant.scope
    columns = tuple(dict.fromkeys(columns or invariant.attributes))
    if not columns:
        return Mechanism("a unique index", "A unique index keeps it, once the rule names the columns it is about.")
    where = _where(facts, invariant)
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


def _where(facts: Facts, invariant: Invariant) -> str | None:
    """The rule's own condition; for a flag that is named as its column, that flag."""
    if invariant.where:
        return invariant.where
    flags = [facts.schema.attribute(one) for one in invariant.attributes]
    if invariant.kind == "at most one" and len(flags) == 1 and facts.family(flags[0]) == "boolean" and invariant.scope:
        return quoted(facts, flags[0]) + (" = 1" if facts.schema.dialect.name == "tsql" else "")
    return None


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


# What is there already


def _is_unique(facts: Facts, table: Entity, invariant: Invariant) -> bool:
    columns = set(invariant.scope) | (set(invariant.attributes) if invariant.kind == "unique among" else set())
    columns = columns or set(invariant.attributes)
    dialect = facts.schema.dialect.name
    where = _where(facts, invariant)
    for path in facts.index_paths(table):
        if not path.unique or not path.keys or not columns:
            continue
        plain = {key.column for key in path.keys}
        same_rows = not path.where or (where is not None and path.where == spelled(where, dialect))
        if plain <= columns | set(invariant.attributes) and None not in plain and same_rows:
            return True
    return any(one for one in table.exclusions if {e.column for e in one.elements} <= columns)


def _is_bounded_below(facts: Facts, table: Entity, column: Attribute) -> bool:
    """Whether a check says `column >= …`, `… <= column` or `column BETWEEN …`."""
    dialect = facts.schema.dialect.name
    for expression in checks_on(facts, table, column):
        tokens = [token for token in spelled(expression, dialect) if token not in ("(", ")")]
        for first, sign, last in zip(tokens, tokens[1:], tokens[2:], strict=False):
            names = {column.name.lower(), f'"{column.name}"', f"`{column.name}`", f"[{column.name}]", "value"}
            if (first in names and sign in (">=", ">", "between")) or (sign in ("<=", "<") and last in names):
                return True
    return False


def _is_ordered(facts: Facts, table: Entity, columns: list[Attribute]) -> bool:
    dialect = facts.schema.dialect.name
    names = {one.name for one in columns}
    return bool(names) and any(
        names <= mentions(one.expression, dialect)
        and any(sign in spelled(one.expression, dialect) for sign in ("<", "<=", ">", ">="))
        for one in table.checks
    )


def _is_one_of(facts: Facts, table: Entity, invariant: Invariant, columns: list[Attribute]) -> bool:
    """Whether a check lets exactly one of the columns hold a value, in all rows or in those that the rule is about."""
    dialect = facts.schema.dialect.name
    names, own = tuple(one.name for one in columns), spelled(_one_of(facts, invariant, columns), dialect)
    return any(
        allows_exactly_one(one.expression, names, dialect) or spelled(one.expression, dialect) == own
        for one in table.checks
    )


def _has_exclusion(facts: Facts, table: Entity, invariant: Invariant) -> bool:
    for one in table.exclusions:
        held = {element.column for element in one.elements}
        texts = " ".join(element.expression or "" for element in one.elements)
        named = all(
            column in held or facts.schema.attribute(column).name in mentions(texts)
            for column in (*invariant.scope, *invariant.attributes)
        )
        if named and any(element.operator == "&&" for element in one.elements):
            return True
    return False


def _takes_with_skip(facts: Facts, table: Entity) -> bool:
    return any(
        block.lock == "skip locked" and any(statement.tables[use].entity == table.id for use in block.uses)
        for parsed in facts.patterns
        for statement in parsed.statements
        for block in statement.blocks
    )


def _has_trigger(facts: Facts, table: Entity, columns: list[Attribute]) -> bool:
    """Whether a trigger or function that is carried on says that it is about the table and the columns."""
    names = {one.name for one in columns}
    return any(
        "trigger" in one.kind
        and table.id in one.requires
        and names
        and names <= mentions(one.sql, facts.schema.dialect.name)
        for one in facts.schema.opaque
    )
