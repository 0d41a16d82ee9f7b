import pytest

from designer.schema.build import entity
from designer.schema.model import Dialect, Index
from tests.analysis.rules.asking import on
from tests.analysis.rules.checking import found

COLUMNS = ("id bigint", "a bigint", "b bigint", "c text")


def repeated(*indexes: Index, **properties: object) -> list[str]:
    """The names of the indexes found to repeat another."""
    findings = found("IX003", entity("t", *COLUMNS, **{"pk": "id", "indexes": indexes, **properties}))
    return sorted(finding.title.split(" ")[0] for finding in findings)


@pytest.mark.parametrize(
    "other",
    [
        on("a", name="two", method="hash"),
        on("a DESC", name="two"),
        on("a", name="two", where="b > 0"),
        on("a", name="two", unique=True),
        on("a", "b", name="two"),
        on("b", "a", name="two"),
    ],
)
def test_what_differs_in_anything_stays(other: Index) -> None:
    assert "two" not in repeated(on("a", name="one"), other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (on("c", name="one"), on("c text_pattern_ops", name="two")),
        (on("a", name="one"), on("a", name="two", include=("b",))),
        (on("lower(c)", name="one"), on("upper(c)", name="two")),
    ],
)
def test_operator_classes_included_columns_and_expressions_make_a_difference(one: Index, other: Index) -> None:
    assert "two" not in repeated(one, other)


def test_of_two_alike_the_first_stays() -> None:
    assert repeated(on("a", name="one"), on("a", name="two")) == ["two"]
    assert repeated(on("a", name="p"), on("a", name="q"), on("a", name="r")) == ["q", "r"]


def test_of_two_the_unique_one_stays() -> None:
    assert repeated(on("a", name="plain"), on("a", name="kept", unique=True)) == ["plain"]


def test_a_key_makes_an_index_on_its_columns_idle_even_a_unique_one() -> None:
    assert repeated(on("id", name="again", unique=True)) == ["again"]
    assert repeated(on("a", name="again"), unique="a") == ["again"]


def test_an_index_that_includes_less_is_idle() -> None:
    less, more = on("a", name="less"), on("a", name="more", include=("b",))
    assert repeated(less, more) == repeated(more, less) == ["less"]
    (finding,) = found("IX003", entity("t", *COLUMNS, pk="id", indexes=[less, more]))
    assert finding.evidence["because it is"] == "the one that includes more"


def test_predicates_and_expressions_are_compared_as_the_server_prints_them() -> None:
    one, two = on("lower(c)", name="one", where="a > 0"), on("(lower(c))", name="two", where="(a > 0)")
    assert repeated(one, two) == ["two"]


def test_six_of_them_make_one_finding() -> None:
    tables = [entity(f"t{n}", "id bigint", "a bigint", pk="id", index="id") for n in range(6)]
    (finding,) = found("IX003", *tables)
    assert len(finding.fix) == 6
    assert len(found("IX003", *tables[:5])) == 5


def test_in_oracle_a_constraint_uses_the_index_made_before_it() -> None:
    table = entity("t", *COLUMNS, pk="id", indexes=[on("id", name="t_pk_i", unique=True), on("a", name="a_i")])
    assert found("IX003", table, dialect=Dialect(name="oracle")) == ()
    assert len(found("IX003", table)) == 1


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("events_event_id_idx", None), ("event_id_index", None), ("events_idx", None), ("idx_events_eventid", None),
        ("events_case_idx", "caseid"), ("ix_kind_of_event", None), ("idx_events_kinds", "kind"), ("id", None),
    ],
)  # fmt: skip
def test_an_index_that_is_named_after_another_column_is_not_simply_dropped(name: str, named: str | None) -> None:
    columns = ("event_id int", "caseid int", "kind text", "id int")
    (finding,) = found("IX003", entity("events", *columns, pk="event_id", indexes=(on("event_id", name=name),)))
    assert (f"It is named after {named}" in finding.message) is (named is not None)
    assert bool(finding.fix) is (named is None)


@pytest.mark.parametrize(
    ("column", "index", "told"), [("pay_id", [], True), ("pay_id", ["pay_id"], False), ("n", [], False)]
)
def test_an_index_that_is_named_after_another_table_may_be_missing_there(
    column: str, index: list[str], told: bool
) -> None:
    indexes = on("pay_id", name="a_pay_id"), on("pay_id", name="idx_pay_history_pay_id")
    history = entity("pay_history", "id int", f"{column} int", pk="id", index=index)
    (finding,) = found("IX003", entity("pay", "id int", "pay_id int", pk="id", indexes=indexes), history)
    assert finding.message.endswith("Its name speaks of pay_history, which has no index on pay_id.") is told
    assert bool(finding.fix) is not told
