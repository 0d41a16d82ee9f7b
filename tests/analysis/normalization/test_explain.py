from typing import Any

import pytest

from designer.analysis.normalization.explain import counterexample
from designer.analysis.normalization.forms import violations
from designer.analysis.normalization.keys import candidate_keys
from designer.analysis.normalization.of_entity import relation_of
from designer.schema.build import dependency, entity, schema_of
from designer.schema.model import Entity


def shown(table: Entity) -> Any:
    """The counterexample to the first violation of a table."""
    schema = schema_of(table)
    relation = relation_of(schema.entities[0])
    keys = candidate_keys(relation)
    violation = next(violations(relation, keys))
    return counterexample(schema, relation, violation, violation.key or keys.keys[0])


ORDERS = entity(
    "orders",
    "id bigint",
    "customer_id bigint",
    "paid text",
    pk="id",
    functional_dependencies=(dependency("customer_id", "paid"),),
)
LINES = entity(
    "lines",
    "order_id bigint",
    "product text",
    "name text",
    pk="order_id, product",
    functional_dependencies=(dependency("product", "name"),),
)
LESSONS = entity(
    "lessons",
    "student text",
    "subject text",
    "teacher text",
    pk="student, subject",
    functional_dependencies=(dependency("teacher", "subject"),),
)
CONSTANT = entity(
    "settings", "id bigint", "country text", pk="id", functional_dependencies=(dependency((), "country"),)
)


@pytest.mark.parametrize("table", [ORDERS, LINES, LESSONS, CONSTANT], ids=lambda table: table.name)
def test_the_rows_agree_on_the_determinant_and_differ_in_the_key_and_what_should_follow(table: Entity) -> None:
    found = shown(table)
    first, second = (dict(zip(found["columns"], row, strict=True)) for row in found["rows"])
    determinant = set(found["dependency"].partition(" → ")[0].split(", ")) - {"∅"}
    assert {name for name in first if first[name] == second[name]} == determinant


def test_a_name_that_ends_like_an_id_is_text_all_the_same() -> None:
    assert shown(ORDERS)["rows"] == (("1", "1", "paid A"), ("2", "1", "paid B"))


def test_a_constant_is_said_to_depend_on_nothing() -> None:
    assert shown(CONSTANT)["dependency"] == "∅ → country"


def test_no_more_than_four_dependents_are_shown() -> None:
    table = entity(
        "t",
        "id bigint",
        "x text",
        *(f"c{number} text" for number in range(9)),
        pk="id",
        functional_dependencies=(dependency("x", [f"c{number}" for number in range(9)]),),
    )
    assert shown(table)["columns"] == ("id", "x", "c0", "c1", "c2", "c3")
