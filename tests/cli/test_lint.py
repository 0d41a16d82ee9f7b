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
