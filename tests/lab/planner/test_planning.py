"""What the planner makes of a design without rows."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from designer.lab.places import memory_directory, scratch_directory
from designer.lab.planner import Lab, NoServer, Planned, explain, open_lab, plan_text, scaled
from designer.schema.build import dependency, entity, link, schema_of
from designer.schema.frozen import FrozenMap
from designer.schema.model import (
    AccessPattern,
    Dialect,
    Domain,
    Enum,
    EnumValue,
    Extension,
    Index,
    IndexKey,
    Opaque,
    Parameter,
    PartitionBy,
    PartitionKey,
    PartitionOf,
)
from tests.lab.planner.conftest import ORDERS, asks, candidates, shop

RECENT = asks("SELECT id FROM orders WHERE customer_id = $1 ORDER BY placed_at DESC LIMIT 50", "recent")


def test_unknown_column_is_refused_in_the_servers_words(planned: Planned) -> None:
    found = planned.explain(asks("SELECT placed_att FROM orders"))
    assert (found.cost, found.plan, found.rows) == (None, None, None)
    assert 'column "placed_att" does not exist' in found.warnings[0]
    assert 'orders.placed_at"' in found.warnings[0]


def test_design_for_another_server_has_no_plans_and_says_so() -> None:
    found = explain(replace(shop(), dialect=Dialect(name="mysql")))
    assert isinstance(found, NoServer)
    assert "written for mysql" in found.reason


def test_without_a_server_the_reason_is_the_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    code = (
        "from designer.lab.planner import open_lab, NoServer; found = open_lab();"
        "assert isinstance(found, NoServer); print(found.reason)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "DESIGNER_LAB_PG_BIN": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "There is no PostgreSQL server" in ran.stdout


def test_empty_tables_look_as_large_as_declared(planned: Planned) -> None:
    plan = planned.explain(asks("SELECT * FROM orders")).plan
    assert plan is not None
    assert plan.rows == pytest.approx(ORDERS, rel=0.01)
    assert planned.table_bytes(planned.schema.entity("orders").id) > ORDERS * 50


def test_candidate_is_used_only_when_shown(planned: Planned) -> None:
    without = planned.explain(RECENT)
    shown = planned.explain(RECENT, {"by_customer"})
    assert without.indexes_used == ()
    assert shown.indexes_used == (planned.name_of("by_customer"),)
    assert without.cost is not None
    assert shown.cost is not None
    assert shown.cost < without.cost / 100
    assert planned.costs([RECENT], {"by_customer"}) == (shown.cost,)
    assert planned.costs([RECENT]) == (without.cost,)


def test_partial_index_has_the_size_of_its_share(planned: Planned) -> None:
    partial = next(one for one in planned.schema.entity("orders").indexes if one.name == "orders_new")
    size = planned.size(partial.id)
    assert size is not None
    assert size.rows == pytest.approx(0.02 * ORDERS, rel=0.05)
    by_customer = planned.size("by_customer")
    assert by_customer is not None
    assert size.bytes < by_customer.bytes / 20


def test_expression_index_knows_how_many_values_its_expression_has(planned: Planned) -> None:
    search = asks("SELECT id FROM customers WHERE lower(email) = :mail", "search")
    found = planned.explain(search, {"by_lower"})
    assert found.rows == 1
    assert found.indexes_used == ("customers_expr_idx",)


def test_parameters_take_values_from_the_statistics_and_the_generic_plan_none(planned: Planned) -> None:
    by_status = asks("SELECT id FROM orders WHERE status = $1", "by status")
    one = planned.explain(by_status).statements[0]
    assert one.values == (("1", "'done'"),)
    assert [(each.label, each.values) for each in one.variants] == [("rare values", (("1", "'new'"),))]
    assert one.generic is not None
    assert one.generic.rows == pytest.approx(ORDERS / 2, rel=0.01)


def test_declared_value_of_a_parameter_is_used(planned: Planned) -> None:
    pattern = AccessPattern(
        name="new",
        statements=("SELECT id FROM orders WHERE status = :status ORDER BY placed_at LIMIT 5",),
        parameters=(Parameter(name="status", type="text", value="'new'"),),
    )
    assert planned.explain(pattern).statements[0].plan.indexes == ("orders_new",)  # type: ignore[union-attr]


def test_array_and_interval_parameters_are_planned(planned: Planned) -> None:
    for query in (
        "SELECT id FROM orders WHERE id = ANY($1)",
        "SELECT id FROM orders WHERE placed_at > now() - $1::interval",
        "SELECT id FROM orders WHERE total BETWEEN $1 AND $2 LIMIT $3 OFFSET $4",
        "INSERT INTO orders (id, customer_id, status, placed_at) VALUES ($1, $2, $3, $4)",
        "UPDATE orders SET status = $1 WHERE id = $2",
        "SELECT 1 FROM customers WHERE email LIKE $1",
    ):
        found = planned.explain(asks(query))
        assert found.cost is not None, found.warnings


def test_costs_of_statements_that_run_together_are_added(planned: Planned) -> None:
    both = AccessPattern(name="both", statements=("SELECT 1 FROM orders", "SELECT 1 FROM customers"))
    found = planned.explain(both)
    assert found.cost == pytest.approx(sum(one.plan.cost for one in found.statements if one.plan))
    assert found.plan is not None
    assert found.plan.relations == ("orders",)


def test_exactly_one_step_is_the_costliest_and_the_tree_marks_it(planned: Planned) -> None:
    plan = planned.explain(RECENT).plan
    assert plan is not None
    marked = [node for node in plan.root.walk() if node.costliest]
    assert [node.kind for node in marked] == ["Seq Scan"]
    assert plan_text(plan).count("<-- costliest") == 1
    assert sum(node.own_cost for node in plan.root.walk()) == pytest.approx(plan.cost)


def test_assumptions_are_named_and_declared_figures_are_not(planned: Planned) -> None:
    assumed = planned.explain(RECENT).assumed
    assert "orders.placed_at distinct" in assumed
    assert not any(one.startswith("orders rows") or "status" in one for one in assumed)


def test_correlated_columns_come_with_a_warning() -> None:
    design = schema_of(
        entity(
            "homes", "id bigint", "city int", "state int", pk="id", rows=100_000,
            functional_dependencies=(dependency("city", "state"),),
        )
    )  # fmt: skip
    with Lab().design(design) as planned:
        both = planned.explain(asks("SELECT 1 FROM homes WHERE city = 1 AND state = 2"))
        assert any("city determines state" in one for one in both.warnings)
        assert not planned.explain(asks("SELECT 1 FROM homes WHERE city = 1")).warnings


def test_enums_domains_arrays_json_and_views_are_planned() -> None:
    design = schema_of(
        Enum(name="mood", values=(EnumValue(value="sad"), EnumValue(value="happy"))),
        Domain(name="amount", type="numeric(10,2)"),
        entity(
            "things", "id uuid", "mood mood not null", "price amount not null", "tags text[] not null",
            "data jsonb not null", "during tstzrange", "search tsvector", "host inet", "at timestamptz not null",
            "rate numeric(4,2)", "share numeric(2,2)",
            "seen timestamp(3) with time zone", "doc xml", "spot point", pk="id", rows=1_000_000,
            indexes=[
                Index(name="tagged", method="gin", keys=(IndexKey(column="tags"),)),
                Index(name="held", method="gin", keys=(IndexKey(column="data", operator_class="jsonb_path_ops"),)),
                Index(name="when_at", method="brin", keys=(IndexKey(column="at"),)),
                Index(name="overlaps", method="gist", keys=(IndexKey(column="during"),)),
                Index(name="hashed", method="hash", keys=(IndexKey(column="mood"),)),
                Index(name="keyed", keys=(IndexKey(expression="(data ->> 'kind')"),)),
                Index(name="daily", keys=(IndexKey(expression="((at AT TIME ZONE 'UTC')::date)"),)),
            ],
        ),
        Opaque(kind="view", name="happy", sql="CREATE VIEW happy AS SELECT * FROM things WHERE mood = 'happy'"),
    )  # fmt: skip
    with Lab().design(design) as planned:
        assert (planned.left_out, planned.notes) == ((), ())
        expected = {
            "SELECT 1 FROM things WHERE tags @> '{a}'": ("tagged",),
            "SELECT 1 FROM things WHERE data @> '{\"a\": 1}'": ("held",),
            "SELECT 1 FROM things WHERE during && '[2024-01-01,2024-01-02)'": ("overlaps",),
            "SELECT 1 FROM things WHERE data ->> 'kind' = 'x'": ("keyed",),
            "SELECT 1 FROM things WHERE (at AT TIME ZONE 'UTC')::date = '2024-01-01'": ("daily",),
            "SELECT 1 FROM happy": (),
        }
        found = {query: planned.explain(asks(query)).indexes_used for query in expected}
        assert found == expected
        happy = planned.explain(asks("SELECT 1 FROM things WHERE mood = 'happy'"))
        assert happy.rows == pytest.approx(500_000, rel=0.01)


def test_what_the_server_lacks_is_stood_in_for_and_said() -> None:
    trigrams = IndexKey(column="email", operator_class="gin_trgm_ops")
    design = schema_of(
        Extension(name="citext"),
        entity(
            "people", "id bigint", "email citext", "place geometry(Point,4326)", pk="id", rows=1000,
            indexes=[Index(id="t", name="t", method="gin", keys=(trigrams,))],
        ),
    )  # fmt: skip
    with Lab().design(design) as planned:
        assert planned.explain(asks("SELECT email FROM people WHERE id = 1")).cost is not None
        assert [one.id for one in planned.left_out] == ["t"]
        assert any("people.email is planned as text" in one for one in planned.notes)
        assert planned.size("t") is None


def test_partitions_share_the_rows_and_a_candidate_covers_them_all() -> None:
    parent = entity(
        "events", "id bigint not null", "at date not null", "kind int not null", rows=12_000_000,
        partition_by=PartitionBy(strategy="range", keys=(PartitionKey(column="at"),)),
    )  # fmt: skip
    parts = [
        entity(f"events_{month}", rows=None, partition_of=PartitionOf(
            parent="events", bound=f"FOR VALUES FROM ('2024-{month:02}-01') TO ('2024-{month + 1:02}-01')"))
        for month in range(1, 4)
    ]  # fmt: skip
    design = schema_of(parent, *parts)
    kind = design.entity("events").attributes[2].id
    candidate = (design.entity("events").id, Index(id="by_kind", keys=(IndexKey(column=kind),)))
    with Lab().design(design, [candidate]) as planned:
        everything = planned.explain(asks("SELECT * FROM events"))
        assert everything.rows == pytest.approx(12_000_000, rel=0.02)
        month = asks("SELECT 1 FROM events WHERE at = '2024-02-03' AND kind = 5")
        assert planned.explain(month).plan.relations == ("events_2",)  # type: ignore[union-attr]
        assert planned.explain(month, {"by_kind"}).indexes_used != ()
        day = planned.explain(asks("SELECT 1 FROM events WHERE at = '2024-02-03'"))
        assert day.rows == pytest.approx(4_000_000 / 29, rel=0.1)  # February's rows over its days
        size = planned.size("by_kind")
        assert size is not None
        assert size.rows == pytest.approx(12_000_000, rel=0.01)


def test_divided_table_without_partitions_is_planned_with_one_that_holds_all() -> None:
    parent = entity(
        "events", "id bigint", "at date", rows=1_000_000,
        partition_by=PartitionBy(strategy="hash", keys=(PartitionKey(column="id"),)),
    )  # fmt: skip
    with Lab().design(schema_of(parent)) as planned:
        assert planned.explain(asks("SELECT * FROM events")).rows == pytest.approx(1_000_000, rel=0.01)
        assert any("declares no partitions" in one for one in planned.notes)


def test_a_billion_rows_take_no_disk() -> None:
    design = schema_of(entity("huge", "id bigint", "note text", pk="id", rows=10**9))
    with Lab().design(design) as planned:
        assert planned.table_bytes(design.entity("huge").id) > 40 * 10**9
        assert planned.explain(asks("SELECT * FROM huge WHERE id = 5")).cost == pytest.approx(8.6, abs=0.2)


def test_scaled_design_has_other_row_counts() -> None:
    small, large = scaled(shop(), rows=0.1), scaled(shop(), rows=10)
    assert (small.entity("orders").rows, large.entity("orders").rows) == (ORDERS // 10, ORDERS * 10)


def test_fillfactor_makes_a_table_larger() -> None:
    tables = [
        entity("full", "id bigint", "a text", rows=1_000_000),
        entity("half", "id bigint", "a text", rows=1_000_000, options=FrozenMap({"postgres": {"fillfactor": "50"}})),
    ]
    design = schema_of(*tables)
    with Lab().design(design) as planned:
        full, half = (planned.table_bytes(design.entity(name).id) for name in ("full", "half"))
        assert half == pytest.approx(2 * full, rel=0.05)


def test_same_question_has_the_same_answer() -> None:
    def answers() -> object:
        with Lab().design(shop(), candidates(shop())) as planned:
            return planned.explain_all([RECENT, asks("SELECT 1 FROM customers")], {"by_customer"})

    assert answers() == answers()


def test_designs_are_planned_by_several_threads_at_once() -> None:
    def rows(count: int) -> float | None:
        design = schema_of(
            entity("a", "id bigint", pk="id", rows=count), entity("b", "a_id bigint", rows=9), link("b.a_id", "a.id")
        )
        with Lab().design(design) as planned:
            return planned.explain(asks("SELECT * FROM a")).rows

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(rows, [1000, 20_000, 300_000])) == [1000, 20_000, 300_000]


def _cost(_: int) -> float | None:
    lab = open_lab()
    assert isinstance(lab, Lab)
    with lab.design(shop(), candidates(shop())) as planned:
        return planned.explain(RECENT, {"by_customer"}).cost


@pytest.mark.strict_only("starts several servers")
@pytest.mark.parametrize("how", ["spawn", "fork"])
def test_processes_plan_at_once_and_agree(how: str) -> None:
    expected = _cost(0)  # this process has a server of its own, which a fork must not take for its own
    with multiprocessing.get_context(how).Pool(3) as pool:
        assert pool.map(_cost, range(6)) == [expected] * 6
    assert _cost(0) == expected


@pytest.mark.strict_only("starts several servers")
def test_what_a_killed_process_leaves_is_removed_by_the_next() -> None:
    code = (
        "import time; from tests.lab.planner.conftest import shop; from designer.lab.planner import Lab\n"
        "with Lab().design(shop()) as planned:\n"
        "    print(planned.cluster.directory, flush=True); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    directory = Path(child.stdout.readline().strip())
    assert directory.parent == (memory_directory() or scratch_directory())
    assert directory.exists()
    child.send_signal(signal.SIGKILL)
    child.wait()
    time.sleep(1)
    again = subprocess.run(
        [sys.executable, "-c", "from designer.lab.planner import explain\nfrom tests.lab.planner.conftest import shop\n"
         "explain(shop())"],
        check=True,
    )  # fmt: skip
    assert again.returncode == 0
    assert not directory.exists()
