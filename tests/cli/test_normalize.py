"""`designer normalize` and `designer discover` as a user runs them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ran

Designer = Callable[..., Ran]

LESSONS = {
    "relation": "lessons",
    "attributes": ["student", "subject", "teacher"],
    "fds": [{"from": ["student", "subject"], "to": ["teacher"]}, {"from": ["teacher"], "to": ["subject"]}],
}


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("", "standard input:1:1: this is no JSON, Expecting value"),
        ('{"attributes": \n nope}', ":2:2:"),
        ('{"attributes": ["A"], "fds": [{"from": ["B"], "to": []}]}', "fds[0].from: R has no attribute 'B'"),
        (b"\xff\x00\x00", "standard input: "),
        ("[" * 100_000, "standard input: "),
    ],
)
def test_bad_input_is_one_line_and_exit_code_two(designer: Designer, given: str | bytes, reason: str) -> None:
    ran = designer("normalize", "-", given=given)
    assert (ran.code, ran.out, ran.error.count("\n")) == (2, b"", 1)
    assert reason in ran.error


def test_a_missing_file_is_named(designer: Designer) -> None:
    assert "missing.json: No such file" in designer("normalize", "missing.json").error


def test_the_report_as_json_has_the_keys_of_the_contract(designer: Designer, tmp_path: Path) -> None:
    (tmp_path / "lessons.json").write_text(json.dumps(LESSONS))
    found = designer("normalize", "lessons.json", "--format", "json").json
    assert found["candidate_keys"]["keys"] == [["student", "subject"], ["student", "teacher"]]
    assert found["normal_form"] == "3NF"
    assert found["in_4nf"] is False
    assert set(found["violations"][0]) >= {"normal_form", "from", "to", "why", "derivation", "counterexample"}
    assert found["minimum_cover_size"] == 2
    assert set(found["decompositions"]) == {"3nf", "bcnf", "4nf"}
    assert set(found["decompositions"]["bcnf"]) >= {"relations", "lossless", "dependency_preserving", "lost"}
    assert set(found["decompositions"]["bcnf"]["relations"][0]) >= {"name", "attributes", "key", "normal_form"}
    assert found["bcnf_preserving_exists"] is False


def test_the_report_as_text_explains(designer: Designer) -> None:
    text = designer("normalize", "-", given=json.dumps(LESSONS)).text
    assert "Normal form: 3NF" in text
    assert "Update: Two rows say that" in text


def test_discover_refuses_an_empty_file_and_one_that_is_no_text(designer: Designer, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "binary.csv").write_bytes(b"a,b\n\xff\xfe\xfa,1\n")
    (tmp_path / "nul.csv").write_bytes(b"a,b\n\x00\x01,1\n")
    for name, reason in (
        ("empty.csv", "empty.csv: the file is empty"),
        ("binary.csv", "not UTF-8 text"),
        ("nul.csv", "this is no text"),
    ):
        ran = designer("discover", name)
        assert (ran.code, ran.error.count("\n")) == (2, 1)
        assert reason in ran.error


def test_discover_names_keys_dependencies_and_references(designer: Designer, tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text("id;city\n" + "".join(f"{n};C{n % 7}\n" for n in range(30)))
    rows = "".join(f"{n},{n * 7 % 30},Name {n * 7 % 30},{n % 4}\n" for n in range(200))
    (tmp_path / "orders.csv").write_text(f"order_id,customer_id,customer_name,quantity\n{rows}")
    found = designer("discover", "orders.csv", "customers.csv", "--format", "json").json
    assert found["tables"][0]["rows"] == 200
    assert found["tables"][0]["keys"][0] == ["order_id"]
    best = found["tables"][0]["dependencies"][0]
    assert (best["from"], best["to"]) == (["customer_id"], ["customer_name"])
    assert (best["supporting_repeats"], best["violating_rows"], best["verdict"]) == (170, 0, "likely")
    assert [(one["child"], one["columns"], one["parent"]) for one in found["foreign_keys"]] == [
        ("orders", ["customer_id"], "customers")
    ]
    assert "customer_id → customer_name" in designer("discover", "orders.csv").text


@pytest.mark.parametrize("command", ["normalize", "discover"])
def test_help_shows_examples(designer: Designer, command: str) -> None:
    assert f"  designer {command} " in designer(command, "--help").text
