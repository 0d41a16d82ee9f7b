"""The three rules on accepted dependencies, on what they share."""

from dataclasses import replace

from designer.analysis.engine import analyze
from designer.schema.apply import apply
from designer.schema.build import dependency, entity, pattern, schema_of
from designer.schema.model import Denormalization, Entity, Index, IndexKey

CODES = {"NF002", "NF003", "NF004"}


def codes(*tables: Entity) -> list[str]:
    return [one.code for one in analyze(schema_of(*tables), codes=CODES).findings]


def test_a_table_without_declared_dependencies_is_left_alone() -> None:
    assert codes(entity("t", "a int", "b int", pk="a")) == []


def test_undecided_and_rejected_dependencies_are_left_alone() -> None:
    given = (dependency("b", "c", state="undecided"), dependency("c", "b", state="rejected"))
    assert codes(entity("t", "a int", "b int", "c int", pk="a", functional_dependencies=given)) == []


def test_a_unique_index_is_a_key_like_any_other() -> None:
    table = entity("t", "a int", "b text not null", "c text", pk="a", functional_dependencies=(dependency("b", "c"),))
    index = Index(name="i", unique=True, keys=(IndexKey(column="b"),))
    assert codes(replace(table, indexes=(index,))) == []
    assert codes(table) == ["NF003"]


def test_a_copy_that_is_kept_on_purpose_is_left_alone() -> None:
    table = entity(
        "t",
        "a int",
        "b int",
        "c int",
        pk="a",
        functional_dependencies=(dependency("b", "c", id="fd"),),
        denormalizations=(Denormalization(dependency="fd", access_pattern="p", refresh="trigger"),),
    )
    schema = schema_of(table, pattern("p", "SELECT c FROM t"))
    assert analyze(schema, codes=CODES).findings == ()


def test_each_dependency_is_reported_once_by_the_rule_of_its_form() -> None:
    table = entity(
        "t",
        *(f"{name} int" for name in "abcde"),
        pk="a, b",
        functional_dependencies=(dependency("a", "c"), dependency("c", "d"), dependency("e", "b")),
    )
    assert sorted(codes(table)) == ["NF002", "NF003", "NF004"]


def test_a_fix_takes_along_what_hangs_on_what_it_moves() -> None:
    schema = schema_of(
        entity(
            "lines",
            "order_id int",
            "product_id int",
            "supplier text",
            "city text",
            pk="order_id, product_id",
            functional_dependencies=(dependency("product_id", "supplier"), dependency("supplier", "city")),
        )
    )
    partial = next(one for one in analyze(schema, codes=CODES).findings if one.code == "NF002")
    after = apply(partial.fix, schema)
    assert [one.name for one in after.entity("lines").attributes] == ["order_id", "product_id"]
    # What is left to mend is still known, in its new place.
    assert [(one.code, after.get(one.subject.entity or "").name) for one in analyze(after, codes=CODES).findings] == [
        ("NF003", "products")
    ]


def test_several_dependents_depend_in_the_plural() -> None:
    table = entity("t", "a int", "b int", "c int", "d int", pk="a", functional_dependencies=(dependency("b", "c, d"),))
    (finding,) = analyze(schema_of(table), codes=CODES).findings
    assert finding.title == "t.c, d depend on b, which is no key"
