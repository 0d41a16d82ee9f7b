"""What a declared rule says of rows, as conditions in SQL."""

from dataclasses import replace
from itertools import pairwise

from designer.analysis.facts import Facts
from designer.analysis.fixes import quoted
from designer.schema.model import Attribute, Invariant


def is_of_columns(invariant: Invariant) -> bool:
    """Whether the rule is about single rows: of several columns exactly one holds a value."""
    return invariant.kind == "exactly one" and len(invariant.attributes) > 1 and not invariant.scope


def at_most_one_of(facts: Facts, invariant: Invariant) -> Invariant | None:
    """Of "exactly one for each", the half that a unique index keeps; None where the rule does not say which rows."""
    if invariant.kind != "exactly one" or not invariant.scope or is_of_columns(invariant):
        return None
    half = replace(invariant, kind="at most one")
    return half if condition_of(facts, half) or not invariant.attributes else None


def from_zero(facts: Facts, invariant: Invariant, columns: list[Attribute]) -> str:
    """That none of the columns is below zero."""
    return _of_its_rows(invariant, " AND ".join(f"{quoted(facts, one)} >= 0" for one in columns))


def in_order(facts: Facts, invariant: Invariant, columns: list[Attribute]) -> str:
    """That each column is at most the next one."""
    pairs = pairwise(columns)
    return _of_its_rows(
        invariant, " AND ".join(f"{quoted(facts, one)} <= {quoted(facts, other)}" for one, other in pairs)
    )


def _of_its_rows(invariant: Invariant, expression: str) -> str:
    """The expression where the rule's own condition holds; all other rows pass."""
    return f"NOT ({invariant.where}\n) OR ({expression})" if invariant.where else expression


def one_of(facts: Facts, invariant: Invariant, columns: list[Attribute]) -> str:
    """That one column holds a value: as PostgreSQL counts them, elsewhere by a sum."""
    names = [quoted(facts, one) for one in columns]
    if facts.schema.dialect.name == "postgres":
        count = f"num_nonnulls({', '.join(names)})"
    else:
        count = " + ".join(f"CASE WHEN {one} IS NULL THEN 0 ELSE 1 END" for one in names)
    if invariant.where:
        return f"CASE WHEN ({invariant.where}\n) THEN {count} ELSE 1 END = 1"
    return f"{count} = 1"


def condition_of(facts: Facts, invariant: Invariant) -> str | None:
    """The rule's own condition; for a flag that is named as its column, that flag."""
    if invariant.where:
        return invariant.where
    flags = [facts.schema.attribute(one) for one in invariant.attributes]
    if invariant.kind == "at most one" and len(flags) == 1 and facts.family(flags[0]) == "boolean" and invariant.scope:
        return quoted(facts, flags[0]) + (" = 1" if facts.schema.dialect.name == "tsql" else "")
    return None
