"""What only a process of its own shows: that the program starts, its exit codes, and its streams."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Ran

Designer = Callable[..., Ran]


def test_bad_input_is_exit_code_two_and_one_line_on_the_stream_of_errors(designer_process: Designer) -> None:
    ran = designer_process("import", "-", given="this is no SQL")
    assert (ran.code, ran.out, ran.error.count("\n")) == (2, b"", 1)
    assert ran.error.startswith("designer: ")


def test_what_does_not_hold_is_exit_code_one(designer_process: Designer, shop: Path) -> None:
    assert designer_process("lint", "-", given="TRUNCATE orders;").code == 1


def test_bytes_go_through_both_streams_unchanged(designer_process: Designer, designer: Designer, shop: Path) -> None:
    given = b'CREATE TABLE "Stra\xc3\x9fe" (id int);\r\n'
    ran = designer_process("export", "-", "--to", "postgres", given=given)
    assert (ran.code, ran.error) == (0, "")
    assert "Straße" in ran.text
    assert designer("export", "-", "--to", "postgres", given=given).out == ran.out
    assert designer_process("export", "shop.sql", "--to", "png").out.startswith(b"\x89PNG\r\n\x1a\n")


def test_a_reader_that_goes_away_is_no_error(shop: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with subprocess.Popen(
        [sys.executable, "-m", "designer", "export", "shop.sql", "--to", "postgres"],
        stdin=subprocess.DEVNULL,
        stdout=writing,
        stderr=subprocess.PIPE,
        cwd=shop.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as started:
        os.close(writing)
        assert started.stderr is not None
        assert started.stderr.read() == b""
        assert started.wait(60) == 0


@pytest.mark.parametrize("command", ["explain", "indexes"])
def test_no_server_is_said_in_one_line(
    designer_process: Designer, shop: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("DESIGNER_LAB_PG_BIN", "/nowhere")
    ran = designer_process(command, "shop.sql", "--queries", "queries.sql")
    assert (ran.code, ran.error.count("\n")) == (2, 1)
    assert {"explain": "no plans", "indexes": "no index can be costed"}[command] in ran.error
    assert ": There is no PostgreSQL server" in ran.error


@pytest.mark.parametrize("command", [("verify", "shop.sql"), ("plan", "shop.sql", "shop.sql", "--verify")])
def test_what_was_not_tried_for_want_of_a_server_names_none(
    designer_process: Designer, shop: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("DESIGNER_LAB_PG_BIN", "/nowhere")
    ran = designer_process(*command)
    assert "not executed: there was no server to try it on" in ran.text
    assert "There is no PostgreSQL server" in ran.text
    assert "None" not in ran.text
