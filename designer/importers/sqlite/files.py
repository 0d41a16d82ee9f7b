"""SQLite database files: their catalogue as a script, read in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

HEADER = b"SQLite format 3\0"
"""What every database file begins with."""
_CHILD = Path(__file__).with_name("child.py")
_PASSED = ("LD_LIBRARY_PATH", "TMPDIR")
"""Variables that the child needs: where its own libraries are, and where it may put its file."""
_SECONDS = 30
_LARGEST = 64 << 30


class NoDatabase(ValueError):
    """A file that is no SQLite database, or a broken one; the message is a sentence."""


def is_database(path: str) -> bool:
    """Whether a file begins as SQLite's do."""
    try:
        with Path(path).open("rb") as file:
            return file.read(len(HEADER)) == HEADER
    except (OSError, ValueError):
        return False


def script_of(path: str, shown: str | None = None) -> str:
    """The statements that made what is in a database file; the file is only read.

    shown: what it is called in messages, where that is not its path. Raises NoDatabase.
    """
    answer = _asked(path, shown or path, {})
    own = (row for row in answer["catalogue"] if row[3] and not (row[1] or "").lower().startswith("sqlite_"))
    return "".join(f"{row[3]};\n" for row in own)


def names_of(path: str, shown: str | None = None) -> list[str]:
    """The names of a file's tables. Raises NoDatabase."""
    names: list[str] = _asked(path, shown or path, {"sample": [], "rows": 0})["names"]
    return names


def rows_of(path: str, table: str, rows: int, shown: str | None = None) -> dict[str, Any]:
    """Rows of one table: {columns, types, count, rows}, at most one row more than `rows`, picked at random where there
    are more of them; each value as text, None for null. Raises NoDatabase."""
    found: dict[str, Any] = _asked(path, shown or path, {"sample": [table], "rows": rows})["tables"][table]
    return found


def _asked(path: str, name: str, request: dict[str, Any]) -> dict[str, Any]:
    """The child's answer about a file."""
    found = Path(path)
    try:
        if not found.is_file():
            raise NoDatabase(f"{name} is no file")
        if found.stat().st_size > _LARGEST:
            raise NoDatabase(f"{name} is larger than {_LARGEST >> 30} GB")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise NoDatabase(f"{name!r} cannot be opened: {reason}") from error
    if not is_database(path):
        raise NoDatabase(f"{name} is no SQLite database: it does not begin as one (it may be encrypted)")
    answer = ask({"path": str(found.absolute()), **request})
    if "failed" in answer:
        raise NoDatabase(f"{name} cannot be read as a SQLite database: {answer['failed']}")
    return answer


def ask(request: dict[str, Any], seconds: int = _SECONDS) -> dict[str, Any]:
    """What the child process answers; `failed` says why there is no answer."""
    # What the caller's environment holds, passwords and keys among it, is no business of a file's reader.
    passed = {name: os.environ[name] for name in _PASSED if name in os.environ}
    command = [sys.executable, "-I", "-S", "-X", "utf8", str(_CHILD)]
    try:
        done = subprocess.run(
            command, input=json.dumps({**request, "seconds": seconds}), capture_output=True, text=True,
            timeout=seconds * 2, check=False, env=passed,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"failed": f"it took longer than {seconds * 2} seconds"}
    if done.returncode != 0:
        return {"failed": "reading it ended the reader: the file is damaged, or asks for more than is allowed"}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
