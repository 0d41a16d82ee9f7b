"""Checks that let exactly one of several columns hold a value: those that only look like it first."""

import pytest

from designer.analysis.facts import Facts
from designer.analysis.kept_invariants import is_kept
from designer.analysis.mechanisms import mechanism_for
from designer.analysis.nulls import allows_exactly_one
from designer.schema.build import entity, schema_of
from designer.schema.model import Dialect, Invariant

NAMES = ("a", "b")


@pytest.mark.parametrize(
    "check",
    [
        "a IS NOT NULL OR b IS NOT NULL",
        "NOT (a IS NOT NULL AND b IS NOT NULL)",
        "num_nonnulls(a, b) >= 1",
        "num_nonnulls(a, b, c) = 1",
        "num_nonnulls(a) = 1",
        "a > 0 AND b IS NULL",
        "coalesce(a, b) IS NOT NULL",
        "kind = 'a'",
        "a IS NULL",
        "CASE WHEN a IS NULL THEN 1 END = 1",
        "((",
    ],
)
def test_what_allows_none_both_or_reads_values_is_not_taken_for_it(check: str) -> None:
    assert not allows_exactly_one(check, NAMES, "postgres")


@pytest.mark.parametrize(
    "check",
    [
        "num_nonnulls(a, b) = 1",
        "(num_nulls(b, a) = 1)",
        "(a IS NULL) <> (b IS NULL)",
        "(a IS NOT NULL AND b IS NULL) OR (a IS NULL AND b IS NOT NULL)",
        "(a IS NOT NULL)::int + (b IS NOT NULL)::int = 1",
        "CASE WHEN a IS NULL THEN 0 ELSE 1 END + CASE WHEN b IS NULL THEN 0 ELSE 1 END = 1",
    ],
)
def test_every_way_to_say_it_is_understood(check: str) -> None:
    assert allows_exactly_one(check, NAMES, "postgres")


def test_three_columns_are_not_two() -> None:
    assert allows_exactly_one("num_nonnulls(a, b, c) = 1", ("a", "b", "c"), "postgres")
    assert not allows_exactly_one("(a IS NULL) <> (b IS NULL)", ("a", "b", "c"), "postgres")


@pytest.mark.parametrize(
    ("dialect", "where", "check"),
    [
        ("postgres", None, "num_nonnulls(a, b) = 1"),
        ("postgres", "c > 0", "CASE WHEN (c > 0\n) THEN num_nonnulls(a, b) ELSE 1 END = 1"),
        ("mysql", None, "CASE WHEN a IS NULL THEN 0 ELSE 1 END + CASE WHEN b IS NULL THEN 0 ELSE 1 END = 1"),
        ("sqlite", None, "CASE WHEN a IS NULL THEN 0 ELSE 1 END + CASE WHEN b IS NULL THEN 0 ELSE 1 END = 1"),
    ],
)
def test_a_rule_over_columns_gets_a_check_that_then_keeps_it(dialect: str, where: str | None, check: str) -> None:
    rule = Invariant(kind="exactly one", entity="t", attributes=NAMES, where=where)
    columns = ("id bigint", "a bigint", "b bigint", "c bigint")
    bare = Facts(schema_of(entity("t", *columns, pk="id"), rule, dialect=Dialect(name=dialect)))
    (invariant,) = bare.schema.invariants
    assert not is_kept(bare, invariant)
    (change,) = mechanism_for(bare, invariant).changes
    assert change.value.expression == check  # type: ignore[union-attr]
    kept = Facts(schema_of(entity("t", *columns, pk="id", checks=[check]), rule, dialect=Dialect(name=dialect)))
    assert is_kept(kept, kept.schema.invariants[0])
