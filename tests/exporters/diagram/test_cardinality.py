"""What stands at the ends of a line."""

from dataclasses import replace

import pytest

from designer.exporters.diagram.cardinality import End, cardinality, holds_key, nullable
from designer.schema import model
from designer.schema.build import attribute, entity, link, schema_of
from designer.schema.schema import Schema


def _linked(child: model.Entity, columns: str, **properties: object) -> tuple[Schema, model.Relationship]:
    parents = columns.strip("()").split(",")
    parent = entity("p", *(f"k{n} bigint" for n in range(len(parents))), pk=[f"k{n}" for n in range(len(parents))])
    ends = link(f"c.{columns}", "p.(" + ",".join(f"k{n}" for n in range(len(parents))) + ")", **properties)
    schema = schema_of(parent, child, ends)
    return schema, schema.relationships[0]


def test_partial_unique_index_does_not_make_the_child_end_one() -> None:
    index = model.Index(name="i", unique=True, where="x", keys=(model.IndexKey(column="p_id"),))
    schema, found = _linked(replace(entity("c", "p_id bigint not null"), indexes=(index,)), "p_id")
    assert cardinality(schema, found).child.many


def test_key_wider_than_the_reference_does_not_make_the_child_end_one() -> None:
    schema, found = _linked(entity("c", "p_id bigint", "n int", pk="p_id,n"), "p_id")
    assert cardinality(schema, found).child.many


def test_key_inside_the_reference_makes_the_child_end_one() -> None:
    schema, found = _linked(entity("c", "a bigint", "b bigint", pk="a"), "(a,b)")
    assert not cardinality(schema, found).child.many


def test_unique_constraint_makes_the_child_end_one_but_not_identifying() -> None:
    schema, found = _linked(entity("c", "id bigint", "p_id bigint", pk="id", unique="p_id"), "p_id")
    ends = cardinality(schema, found)
    assert not ends.child.many
    assert not ends.identifying


def test_reference_inside_the_primary_key_identifies() -> None:
    schema, found = _linked(entity("c", "p_id bigint", "n int", pk="p_id,n"), "p_id")
    ends = cardinality(schema, found)
    assert ends.identifying
    assert ends.parent == End(least=1, many=False)


@pytest.mark.parametrize(("match", "least"), [(None, 0), ("simple", 0), ("full", 1)])
def test_one_nullable_column_of_two_frees_the_row_unless_the_match_is_full(match: str | None, least: int) -> None:
    schema, found = _linked(entity("c", "a bigint not null", "b bigint"), "(a,b)", match=match)
    assert cardinality(schema, found).parent.least == least


def test_domain_that_forbids_null_makes_its_attributes_not_null() -> None:
    schema = schema_of(entity("t", "a d"), model.Domain(name="d", type="int", not_null=model.NotNull()))
    table = schema.entity("t")
    assert not nullable(schema, table, table.attributes[0].id)


def test_identity_is_never_null() -> None:
    schema = schema_of(model.Entity(name="t", attributes=(attribute("id bigint identity"),)))
    table = schema.entity("t")
    assert not nullable(schema, table, table.attributes[0].id)


def test_expression_index_is_no_key() -> None:
    index = model.Index(name="i", unique=True, keys=(model.IndexKey(expression="lower(a)"),))
    schema = schema_of(replace(entity("t", "a text"), indexes=(index,)))
    table = schema.entity("t")
    assert not holds_key(table, tuple(one.id for one in table.attributes))


@pytest.mark.parametrize(
    ("end", "arrow", "words"),
    [
        (End(0, True), "crowodot", "zero or more"),
        (End(1, True), "crowtee", "one or more"),
        (End(0, False), "teeodot", "zero or one"),
        (End(1, False), "teetee", "exactly one"),
    ],
)
def test_each_end_has_its_sign_and_its_words(end: End, arrow: str, words: str) -> None:
    assert (end.arrow, end.words) == (arrow, words)
