"""designer indexes and analyze --prove: what they refuse, the contract's JSON, SQL that runs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from designer.lab.scratch import ScratchCluster
from tests.cli.conftest import Ran

Designer = Callable[..., Ran]
INDEXES = ("indexes", "shop.sql", "--queries", "queries.sql")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--budget", "plenty"), "--budget: 'plenty' is no size"),
        (("--max-width", "0"), "--max-width: an index has 1 to 8 key columns"),
        (("--settings", "missing.json"), "missing.json: No such file"),
    ],
)
def test_what_cannot_be_meant_is_one_line_and_exit_code_two(
    designer: Designer, shop: Path, options: tuple[str, ...], reason: str
) -> None:
    ran = designer(*INDEXES, *options)
    assert (ran.code, ran.out, ran.error.count("\n")) == (2, b"", 1)
    assert reason in ran.error


def test_design_without_patterns_has_nothing_to_serve(designer: Designer, shop: Path) -> None:
    ran = designer("indexes", "shop.sql")
    assert ran.code == 2
    assert "no access pattern" in ran.error


def test_json_has_the_shape_of_the_contract(designer: Designer, shop: Path) -> None:
    ran = designer(*INDEXES, "--format", "json")
    assert ran.code == 0, ran.error
    found = ran.json
    assert found.keys() >= {
        "server", "baseline_cost", "cost", "storage_bytes", "indexes", "rejected", "rewrites", "not_proved",
        "robustness",
    }  # fmt: skip
    (index,) = found["indexes"]
    assert index.keys() >= {"sql", "entity", "serves", "cost_before", "cost_after", "bytes", "write_penalty", "why"}
    assert "(customer_id, placed_at)" in index["sql"]
    assert "recent orders of a customer" in index["serves"]
    assert found["storage_bytes"] == index["bytes"] > 100_000_000
    assert 0 < found["cost"] < found["baseline_cost"] / 1000
    assert found["robustness"].keys() >= {"rows_x0.1", "rows_x10"}
    assert not any(one["as_declared"] for one in found["robustness"].values())
    assert all(one["why"] for one in found["rejected"])


@pytest.mark.strict_only("starts a server more")
def test_sql_runs_on_a_server(designer: Designer, shop: Path) -> None:
    ran = designer(*INDEXES, "--format", "sql")
    assert ran.code == 0, ran.error
    with ScratchCluster(in_memory=True) as cluster, cluster.connect() as session:
        session.execute("SET search_path = public")
        session.execute(shop.read_bytes())
        session.execute(ran.out)
        made = session.execute("SELECT count(*) FROM pg_indexes WHERE tablename = 'orders'").fetchone()
    assert made == (2,)


def test_prove_attaches_costs_to_findings_about_indexes_alone(designer: Designer, shop: Path) -> None:
    ran = designer("analyze", "shop.sql", "--queries", "queries.sql", "--prove", "--format", "json")
    assert ran.code == 0, ran.error
    told = [one for card in ran.json["findings"] for one in (card, *card.get("reasons", ()))]
    proofs = {one["code"]: one["evidence"].get("planner") for one in told}
    assert {code[:2] for code, proof in proofs.items() if proof} == {"IX"}
    assert proofs["IX001"]["server"].startswith("PostgreSQL ")
    ((name, before, after),) = proofs["IX001"]["rows"]
    assert name == "recent orders of a customer"
    assert after < before / 100


def test_prove_tells_indexes_of_one_name_apart(designer: Designer, tmp_path: Path) -> None:
    (tmp_path / "notes.sql").write_text("CREATE TABLE notes (id bigint, head jsonb);\n-- rows: notes = 2_000_000\n")
    asked = (f"-- name: by {key}\nSELECT id FROM notes WHERE head ->> '{key}' = $1;\n" for key in ("one", "two"))
    (tmp_path / "by.sql").write_text("\n".join(asked))
    ran = designer("analyze", str(tmp_path / "notes.sql"), "--queries", str(tmp_path / "by.sql"),
                   "--rules", "IX008", "--prove", "--format", "json")  # fmt: skip
    costs = [one["evidence"]["planner"]["rows"][0] for one in ran.json["findings"]]
    assert {name for name, before, after in costs if after < before / 100} == {"by one", "by two"}


def test_prove_runs_the_rewrites_of_another_dialect_beside_findings_about_indexes(
    designer: Designer, tmp_path: Path
) -> None:
    columns = "id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL, placed_at TEXT NOT NULL"
    (tmp_path / "kept.sql").write_text(f"CREATE TABLE orders ({columns});\n-- rows: orders = 5_000_000\n")
    asked = "SELECT id FROM orders WHERE customer_id = ? ORDER BY placed_at, id LIMIT 20 OFFSET 40;"
    (tmp_path / "by.sql").write_text(f"-- name: page\n-- frequency: 50/min\n{asked}\n")
    ran = designer("analyze", str(tmp_path / "kept.sql"), "--queries", str(tmp_path / "by.sql"), "--from", "sqlite",
                   "--rules", "IX001,QR003", "--prove")  # fmt: skip
    assert "IX001" in ran.text
    assert "Proved equal on" in ran.text
    assert "no planner evidence" in ran.error


def test_prove_without_a_server_says_why_and_still_reports(
    designer_process: Designer, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESIGNER_LAB_PG_BIN", "/nowhere")
    ran = designer_process("analyze", "shop.sql", "--queries", "queries.sql", "--rules", "IX", "--prove")
    assert ran.code == 0
    assert "no planner evidence: There is no PostgreSQL server" in ran.error
    assert "IX001" in ran.text
