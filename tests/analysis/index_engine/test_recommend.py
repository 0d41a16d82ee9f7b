"""The recommendation as a whole: what it never proposes, budgets, determinism, cancelling, other volumes."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from designer.analysis.index_engine import Cancelled, Recommendation, recommend
from designer.analysis.index_engine.candidate import is_beginning
from designer.analysis.index_engine.report import as_json, as_sql, as_text
from designer.analysis.thresholds import DEFAULTS
from designer.lab.planner import Lab, NoServer, open_lab
from designer.schema.apply import apply
from designer.schema.build import entity, link, schema_of
from designer.schema.model import Index, IndexKey
from designer.schema.schema import Schema
from tests.analysis.index_engine.cases.parts import ask, col

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def shop() -> Schema:
    """Patterns that want indexes of many kinds on two tables, one index that repeats a key, one unused."""
    idle = Index(name="orders_note", keys=(IndexKey(column="note"),))
    twin = Index(name="customers_twin", keys=(IndexKey(column="email"),))
    return schema_of(
        entity("customers", "id bigint", "email text not null", pk="id", unique="email", rows=400_000, indexes=(twin,)),
        entity(
            "orders", "id bigint", col("customer_id bigint not null", distinct=300_000),
            col("status text not null", shares={"done": 0.99, "new": 0.01}), "placed_at timestamptz not null",
            "total numeric(12,2) not null", col("note text", average_width=100), pk="id", rows=3_000_000,
            rows_per_day=5_000, indexes=(idle,),
        ),
        link("orders.customer_id", "customers.id", on_delete="cascade"),
        ask("SELECT * FROM orders WHERE customer_id = $1 ORDER BY placed_at DESC LIMIT 20", 7, name="recent"),
        ask("SELECT * FROM orders WHERE customer_id = $1", 7, name="all of one"),
        ask("SELECT id FROM orders WHERE status = 'new' ORDER BY placed_at LIMIT 10", name="waiting"),
        ask("SELECT id FROM customers WHERE lower(email) = lower($1)", "A", name="sign in", per_minute=300),
        ask("SELECT sum(total) FROM orders WHERE date(placed_at) = $1", "2026-06-01", name="a day", per_minute=0.1),
        ask("SELECT id FROM customers WHERE email LIKE '%' || $1 || '%'", "x", name="find", per_minute=0.1),
    )  # fmt: skip


@pytest.fixture(scope="module")
def lab() -> Lab:
    found = open_lab()
    assert not isinstance(found, NoServer), found
    return found


@pytest.fixture(scope="module")
def found(lab: Lab) -> Recommendation:
    return recommend(shop(), lab, now=NOW, robustness=False)


def test_no_index_is_the_beginning_of_another_or_of_a_key(found: Recommendation) -> None:
    schema = shop()
    assert len(found.indexes) > 2
    for one in found.indexes:
        table = schema.entity(one.entity)
        keys = [Index(keys=tuple(IndexKey(column=column) for column in key.columns)) for key in table.keys]
        others = [other.index for other in found.indexes if other is not one and other.entity == one.entity]
        assert not any(is_beginning(one.index, other) for other in (*keys, *others))


def test_an_index_is_idle_by_the_numbers_of_the_team(lab: Lab) -> None:
    idle = Index(name="t_note", keys=(IndexKey(column="note"),))
    schema = schema_of(
        entity("t", "id bigint", "note text", pk="id", rows=3_000, indexes=(idle,)),
        ask("SELECT note FROM t WHERE id = $1", 7, name="one"),
    )
    for enough, named in ((2, set()), (1, {"t_note"})):
        numbers = replace(DEFAULTS, patterns_to_judge=enough)
        found = recommend(schema, lab, now=NOW, robustness=False, thresholds=numbers)
        assert {one.name for one in found.existing} == named


def test_every_index_says_what_it_serves_costs_and_weighs(found: Recommendation) -> None:
    for one in found.indexes:
        assert one.serves
        assert one.why
        assert one.bytes > 8192
        assert one.write_penalty >= 0
        assert one.cost_after < one.cost_before / 2
    assert found.storage_bytes == sum(one.bytes for one in found.indexes)
    assert all(one.why and one.sql for one in found.rejected)
    assert all(one.before and one.after for one in found.patterns)


def test_advice_beside_indexes_is_there(found: Recommendation) -> None:
    assert {one.name for one in found.existing} == {"customers_twin", "orders_note"}
    (rewrite,) = found.rewrites
    assert rewrite.pattern == "a day"
    assert (rewrite.cost_after or 0) < (rewrite.cost_before or 0) / 10
    (unproved,) = found.not_proved
    assert "gin_trgm_ops" in unproved.sql
    assert "by rule only" in unproved.why


def test_changes_apply_to_the_design(found: Recommendation) -> None:
    made = apply(found.changes, shop())
    added = sum(len(one.indexes) for one in made.entities) - sum(len(one.indexes) for one in shop().entities)
    assert added == len(found.indexes)


@pytest.mark.strict_only("recommends the same a second time")
def test_same_design_gets_the_same_answer(found: Recommendation, lab: Lab) -> None:
    again = recommend(shop(), lab, now=NOW, robustness=False)
    assert [one.sql for one in again.indexes] == [one.sql for one in found.indexes]
    assert (again.cost, again.rejected) == (found.cost, found.rejected)


def test_budget_is_kept_and_what_does_not_fit_says_so(found: Recommendation, lab: Lab) -> None:
    budget = found.storage_bytes // 3
    less = recommend(shop(), lab, budget_bytes=budget, now=NOW, robustness=False)
    assert 0 < less.storage_bytes <= budget
    assert any("budget" in one.why for one in less.rejected)


@pytest.mark.strict_only("recommends once more")
def test_keys_are_no_wider_than_asked(lab: Lab) -> None:
    narrow = recommend(shop(), lab, max_width=1, now=NOW, robustness=False)
    assert narrow.indexes
    assert all(len(one.index.keys) == 1 for one in narrow.indexes)


def test_progress_rises_and_can_call_the_work_off(lab: Lab) -> None:
    seen: list[float] = []

    def stop(share: float, doing: str) -> None:
        seen.append(share)
        if share > 0.1:
            raise Cancelled(doing)

    with pytest.raises(Cancelled):
        recommend(shop(), lab, progress=stop, now=NOW)
    assert seen == sorted(seen)


def test_other_volumes_are_planned_and_what_would_not_pay_is_named_with_its_number(lab: Lab) -> None:
    design = schema_of(
        entity("log", "id bigint", col("kind int not null", distinct=500, min=1, max=500), "note text", pk="id",
               rows=100_000, rows_per_day=50_000),
        ask("SELECT * FROM log WHERE kind = $1", 7, per_minute=0.5),
    )  # fmt: skip
    made = recommend(design, lab, now=NOW)
    assert [one.index.keys[0].column for one in made.indexes] == [design.entity("log").attribute("kind").id]  # type: ignore[union-attr]
    scaled = dict(made.robustness)
    assert scaled.keys() == {"rows_x0.1", "rows_x10", "distinct_x0.1", "distinct_x10"}
    assert any("10,000 rows in log" in one.why for one in scaled["rows_x0.1"].fragile)
    assert not scaled["rows_x10"].fragile


def test_distinct_values_that_nobody_declared_are_not_tried_otherwise_and_every_form_says_so(lab: Lab) -> None:
    silent = schema_of(
        entity("log", "id bigint", "kind int not null", pk="id", rows=100_000),
        ask("SELECT * FROM log WHERE kind = $1", 7),
    )
    made = recommend(silent, lab, now=NOW)
    told = as_json(made)["robustness"]
    assert [label for label, one in told.items() if one["as_declared"]] == ["distinct_x0.1", "distinct_x10"]
    assert told["distinct_x10"]["cost"] == as_json(made)["cost"]
    assert as_text(made).count("(as declared") == 2


def test_report_says_the_same_in_every_form(found: Recommendation) -> None:
    told = json.loads(json.dumps(as_json(found)))
    assert [one["sql"] for one in told["indexes"]] == [one.sql for one in found.indexes]
    for text in (as_sql(found), as_text(found)):
        assert all(one.sql in text for one in found.indexes)
        assert all(one.sql in text for one in found.not_proved)


def test_design_without_anything_to_gain_gets_no_index(lab: Lab) -> None:
    small = schema_of(entity("t", "id bigint", "a int", pk="id", rows=100), ask("SELECT * FROM t WHERE a = 1"))
    made = recommend(small, lab, now=NOW)
    assert (made.indexes, made.storage_bytes) == ((), 0)
    assert "no index pays for itself" in as_text(made)
