"""Running the command line: in the process of the tests, and as a user does, in one of its own."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from designer.cli.main import main

ROOT = Path(__file__).resolve().parents[2]


class Ran:
    """What a run of `designer` left: its exit code, and what it said."""

    def __init__(self, code: int, out: bytes, error: str) -> None:
        self.code = code
        self.out = out
        self.error = error

    @property
    def text(self) -> str:
        return self.out.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def designer_process(tmp_path: Path) -> Callable[..., Ran]:
    """`designer_process("import", "x.sql")` in a folder of its own, as a shell starts it; `given` is standard input.

    Starting one costs more than most commands do: it is for what only a process of its own shows.
    """

    def run(*arguments: str, given: str | bytes = b"") -> Ran:
        data = given if isinstance(given, bytes) else given.encode()
        done = subprocess.run(
            [sys.executable, "-m", "designer", *arguments],
            input=data,
            capture_output=True,
            cwd=tmp_path,
            timeout=120,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        error = done.stderr.decode()
        assert "Traceback" not in error, error
        return Ran(done.returncode, done.stdout, error)

    return run


@pytest.fixture
def designer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """The same in the test's own process, with streams of bytes in the place of its own. What the command does not
    catch is raised here."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, given: str | bytes = b"") -> Ran:
        data = given if isinstance(given, bytes) else given.encode()
        streams = [io.TextIOWrapper(io.BytesIO(held), encoding="utf-8") for held in (data, b"", b"")]
        with monkeypatch.context() as swapped:
            for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
                swapped.setattr(sys, name, stream)
            try:
                code = main(arguments)
            except SystemExit as left:  # argparse's way out
                code = int(str(left.code))
        out, error = (_written(stream) for stream in streams[1:])
        return Ran(code, out, error.decode())

    return run


def _written(stream: io.TextIOWrapper) -> bytes:
    stream.flush()
    held = stream.buffer
    assert isinstance(held, io.BytesIO)
    return held.getvalue()


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A small schema with an unindexed foreign key, and a query file beside it."""
    path = tmp_path / "shop.sql"
    path.write_text(
        "CREATE TABLE customers (id bigint PRIMARY KEY, email text NOT NULL UNIQUE);\n"
        "CREATE TABLE orders (\n"
        "  id bigint PRIMARY KEY,\n"
        "  customer_id bigint NOT NULL REFERENCES customers ON DELETE CASCADE,\n"
        "  placed_at timestamptz NOT NULL DEFAULT now()\n"
        ");\n"
        "CREATE VIEW recent AS SELECT * FROM orders;\n"
    )
    (tmp_path / "queries.sql").write_text(
        "-- rows: orders = 10_000_000\n"
        "-- name: recent orders of a customer\n"
        "-- frequency: 1200/min\n"
        "SELECT id FROM orders WHERE customer_id = $1 ORDER BY placed_at DESC LIMIT 50;\n"
    )
    return path
