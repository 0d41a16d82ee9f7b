"""`designer plan`: what is refused and how, then the document, the files and the proof."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from designer.cli.main import main
from tests.cli.conftest import Ran

Designer = Callable[..., Ran]

OLD = "CREATE TABLE customers (id bigint PRIMARY KEY, email text, age int);\n"
NEW = (
    "CREATE TABLE customers (\n  id bigint PRIMARY KEY,\n  mail text NOT NULL, -- was: email\n  age int\n);\n"
    "CREATE INDEX by_age ON customers (age);\n"
)


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    (tmp_path / "old.sql").write_text(OLD)
    (tmp_path / "new.sql").write_text(NEW)
    return tmp_path


@pytest.mark.parametrize(
    ("new", "arguments", "reason"),
    [
        (NEW, ("--target-version", "9"), "12 to 18"),
        (NEW, ("--on", "postgresql://x/y"), "--verify"),
        (NEW, ("--first", "0"), "counts from 1"),
        (NEW, ("--verify", "--yes"), "give both"),
        (NEW, ("--verify", "--on", "postgresql://nobody@127.0.0.1:1/x"), "cannot be reached"),
        (NEW.replace("email", "phone"), (), "no such column"),
        (NEW + "SELECT 1; -- was: nothing\n", (), "stands beside nothing that has a name"),
        ("CREATE TABLE people (id int); -- was: persons\n", (), "no such table"),
        (
            "CREATE TABLE customers (id bigint PRIMARY KEY) PARTITION BY RANGE (id);\n",
            (),
            "has no partition: its rows would have nowhere to go",
        ),
    ],
)
def test_what_cannot_be_planned_is_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    pair: Path,
    new: str,
    arguments: tuple[str, ...],
    reason: str,
) -> None:
    (pair / "new.sql").write_text(new)
    monkeypatch.chdir(pair)
    assert main(["plan", "old.sql", "new.sql", *arguments]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert reason in said.err


def test_equal_designs_say_that_nothing_is_to_do(designer: Designer, pair: Path) -> None:
    assert designer("plan", "old.sql", "old.sql").text == "nothing to do: the two designs are the same\n"
    assert designer("plan", "old.sql", "old.sql", "--format", "json").json["steps"] == []


def test_a_hint_is_about_the_design_though_a_file_of_patterns_has_something_on_its_line(
    designer: Designer, pair: Path
) -> None:
    (pair / "q.sql").write_text("\n\n-- name: read\nSELECT mail FROM customers;\n" * 2)
    ran = designer("plan", "old.sql", "new.sql", "--queries", "q.sql")
    assert (ran.error, "RENAME COLUMN email TO mail" in ran.text) == ("", True)


def test_likely_rename_is_proposed_and_not_done(designer: Designer, pair: Path) -> None:
    (pair / "new.sql").write_text(NEW.replace(" -- was: email", "").replace(" NOT NULL", ""))
    ran = designer("plan", "old.sql", "new.sql")
    assert "perhaps a rename: column public.customers.email to public.customers.mail;" in ran.error
    assert "write `-- was: email`" in ran.error
    assert "DROP COLUMN email" in ran.text


def test_likely_renames_are_asked_about_one_after_the_other(designer: Designer, pair: Path) -> None:
    (pair / "old.sql").write_text(OLD + "CREATE TABLE paid (id bigint PRIMARY KEY, amount int);\n")
    people = "CREATE TABLE people (id bigint PRIMARY KEY, email text, age int);\n"
    (pair / "new.sql").write_text(people + "CREATE TABLE paid (id bigint PRIMARY KEY, amounts int);\n")
    for answers, renames, drops in (("n\ny\n", 2, 1), ("Yes\nyes\n", 3, 0), ("y\nn\n", 1, 0), ("", 0, 1)):
        ran = designer("plan", "old.sql", "new.sql", "--ask", given=answers)
        assert "Is the table public.people what public.customers was? [y/N]" in ran.error
        assert "Is the column public.paid.amounts what public.paid.amount was? [y/N]" in ran.error
        ups = [line for line in ran.text.splitlines() if line.startswith("   up ")]
        assert sum("RENAME" in line for line in ups) == renames, ups
        assert sum("DROP COLUMN" in line for line in ups) == drops, ups


def test_large_table_is_planned_online_where_no_strategy_is_given(designer: Designer, pair: Path) -> None:
    (pair / "old.sql").write_text(f"{OLD}-- rows: customers = 2_000_000\n")
    made = designer("plan", "old.sql", "new.sql", "--format", "json")
    assert made.json["strategy"] == "online"
    assert "planned online, as customers holds 2,000,000 rows" in made.error
    assert (
        designer("plan", "old.sql", "new.sql", "--strategy", "direct", "--format", "json").json["strategy"] == "direct"
    )
    last = designer("plan", "old.sql", "new.sql", "--strategy", "direct").text.partition("by_age")[0]
    assert "2,000,000 rows" in last  # NEW does not say how many: as many as before


RENAMED = [
    ("CREATE TABLE t (a int,\nCONSTRAINT {} CHECK (a > 1){}\n);", "c", "positive", "check"),
    ("CREATE TABLE t (a int,\nCONSTRAINT {} UNIQUE (a){}\n);", "u", "only", "unique"),
    ("CREATE TABLE t (a int);\nCREATE INDEX {} ON t (a);{}", "i", "by_a", "index"),
    ("CREATE TYPE {}{}\nAS ENUM ('x');", "mood", "humour", "enum"),
    ("CREATE TYPE mood AS ENUM ('x',\n'{}',{}\n'z');", "sad", "blue", "enum_value"),
    ("CREATE SEQUENCE {};{}", "s", "numbers", "sequence"),
]


@pytest.mark.parametrize(("text", "old", "new", "kind"), RENAMED, ids=[one[3] for one in RENAMED])
def test_hint_beside_anything_with_a_name_tells_of_its_rename(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str, old: str, new: str, kind: str
) -> None:
    (tmp_path / "old.sql").write_text(text.format(old, ""))
    (tmp_path / "new.sql").write_text(text.format(new, f" -- was: {old}"))
    main(["diff", str(tmp_path / "old.sql"), str(tmp_path / "new.sql"), "--format", "json"])
    (change,) = json.loads(capsys.readouterr().out)["changes"]
    assert (change["change"], change["kind"], change["from"], change["to"]) == ("rename", kind, old, new)


def test_hint_that_was_followed_already_is_none_any_more(designer: Designer, pair: Path) -> None:
    (pair / "old.sql").write_text(NEW)
    assert designer("diff", "old.sql", "new.sql", "--format", "json").json["changes"] == []


def test_hint_tells_diff_of_a_rename(designer: Designer, pair: Path) -> None:
    changes = designer("diff", "old.sql", "new.sql", "--format", "json").json["changes"]
    assert [(one["from"], one["to"]) for one in changes if one["change"] == "rename"] == [("email", "mail")]


def test_hint_makes_a_rename_and_the_document_has_every_key(designer: Designer, pair: Path) -> None:
    ran = designer("plan", "old.sql", "new.sql", "--strategy", "online", "--verify", "--format", "json")
    assert ran.code == 0
    made = ran.json
    assert {"changes", "steps", "survival", "verified"} <= made.keys()
    assert made["verified"]["verdict"] == "proved"
    assert made["verified"]["rows_kept"] is True
    first = made["steps"][0]
    assert {
        "phase", "up", "down", "transactional", "locks", "rewrites", "scans", "hazards", "estimate_seconds",
        "irreversible",
    } <= first.keys()  # fmt: skip
    assert "ALTER TABLE public.customers RENAME COLUMN email TO mail;" in first["up"]
    assert first["locks"] == [
        {"relation": "public.customers", "mode": "ACCESS EXCLUSIVE", "blocks": "reads and writes"}
    ]
    assert [step["transactional"] for step in made["steps"] if "CONCURRENTLY" in step["up"][-1]] == [False, False]


def test_files_are_written_where_told_with_the_numbers_told(designer: Designer, pair: Path) -> None:
    ran = designer(
        "plan", "old.sql", "new.sql", "--as", "flyway", "--first", "7", "--strategy", "online", "--out", "db/m"
    )
    assert ran.code == 0
    assert "files for flyway in db/m" in ran.error
    names = sorted(path.name for path in (pair / "db" / "m").iterdir())
    assert names[0].startswith("U10__") or names[0].startswith("U7__")
    assert any(name.startswith("V7__rename_email_to_mail") for name in names)
    assert any(name.endswith(".sql.conf") for name in names)
