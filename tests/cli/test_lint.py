"""`designer lint`: what is refused, then the findings as text, JSON and SARIF."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from designer.cli.main import main
from tests.cli.conftest import Ran

Designer = Callable[..., Ran]


@pytest.mark.parametrize(
    ("arguments", "given", "reason"),
    [
        (("missing.sql",), b"", "No such file"),
        (("-",), b"SELECT 1;\n\xff", "-:2: this is not UTF-8"),
        (("-", "--target-version", "9"), b"", "12 to 18"),
        (("-", "--queries", "q.sql"), b"", "give both"),
    ],
)
def test_bad_input_is_one_line(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    given: bytes,
    reason: str,
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(given)))
    assert main(["lint", *arguments]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert reason in said.err


def test_harmless_file_says_so(designer: Designer) -> None:
    ran = designer("lint", "-", given="SELECT 1;")
    assert (ran.code, ran.text) == (0, "no hazards\n")


def test_finding_has_its_line_lock_and_safer_way(designer: Designer, shop: Path) -> None:
    ran = designer("lint", "-", "--schema", "shop.sql", "--queries", "queries.sql", "--format", "json",
                   given="SET lock_timeout = '5s';\nCREATE INDEX i ON orders (placed_at);")  # fmt: skip
    assert ran.code == 1
    (found,) = ran.json["findings"]
    assert (found["code"], found["severity"], found["line"], found["lock"]) == ("MG010", "error", 2, "SHARE")
    assert "10,000,000 rows" in found["message"]
    assert found["rewrite_sql"] == ["CREATE INDEX CONCURRENTLY i ON orders (placed_at);"]


def test_sarif_points_at_the_line(designer: Designer, shop: Path) -> None:
    (shop.parent / "m.sql").write_text("\n\nTRUNCATE orders;")
    run = designer("lint", "m.sql", "--format", "sarif").json["runs"][0]
    places = [one["locations"][0]["physicalLocation"]["region"]["startLine"] for one in run["results"]]
    assert set(places) == {3}


def test_what_postgresql_cannot_read_is_never_called_harmless(designer: Designer) -> None:
    ran = designer("lint", "-", "--format", "json", given="SELECT 1;\nDELIMITER //\nnothing here;\nSELECT 'open")
    assert ran.code == 1
    assert [one["line"] for one in ran.json["unread"]] == [2, 4]
    assert "-:2: PostgreSQL has no statement that begins with DELIMITER" in ran.error
    assert "nothing ends" in ran.json["unread"][1]["message"]
    cut = designer("lint", "-", given="CREATE TABLE t (\n  id int,\n  n numeric(9")
    assert (cut.code, "-:3: a bracket begins here that nothing ends" in cut.error) == (1, True)
    assert "a bracket ends here" in designer("lint", "-", given="SELECT 1);").error
    assert designer("lint", "-", given="WITH a AS (SELECT 1) (SELECT 2);\n(SELECT 1);\n\\echo x\n;").code == 0
