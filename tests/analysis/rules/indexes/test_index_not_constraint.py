import pytest

from designer.schema.build import entity
from designer.schema.model import Dialect, Index
from tests.analysis.rules.asking import on
from tests.analysis.rules.checking import found

NAMED = entity("named", "a text", "b text", "c text", "d text", unique=["a", "b", "c", "d"])


def made(*indexes: Index, others: tuple = (NAMED,), **properties: object) -> int:
    """How many unique indexes could be constraints."""
    return len(
        found("IX014", *others, entity("t", "id bigint", "x text", "y text", pk="id", indexes=indexes, **properties))
    )


def test_mysql_has_one_thing_for_both() -> None:
    table = entity("t", "id bigint", "x text", pk="id", indexes=(on("x", unique=True),))
    assert found("IX014", NAMED, table, dialect=Dialect(name="mysql")) == ()


@pytest.mark.parametrize(
    "index",
    [
        on("x"), on("x", unique=True, where="y > ''"), on("lower(x)", unique=True), on("x DESC", unique=True),
        on("x text_pattern_ops", unique=True), on("id", unique=True),
    ],
)  # fmt: skip
def test_what_no_constraint_can_say_is_left_alone(index: Index) -> None:
    assert made(index) == 0


def test_a_design_that_makes_its_rules_as_indexes_is_left_alone() -> None:
    assert made(on("x", unique=True), others=()) == 0
    assert made(on("x", unique=True), on("y", unique=True)) == 0


def test_an_exception_is_found_and_becomes_the_constraint_of_its_name() -> None:
    assert made(on("x", unique=True)) == 1
    (finding,) = found("IX014", NAMED, entity("t", "x text", indexes=(on("x", unique=True, name="t_x"),)))
    drop, add = finding.fix
    assert (drop.kind, add.kind, add.value.name) == ("index", "unique", "t_x")
