"""Running the command line as a user does: a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

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
def designer(tmp_path: Path) -> Callable[..., Ran]:
    """`designer("import", "x.sql")` in a folder of its own; `given` is standard input."""

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
