"""Lines that are the client program's and no statement: most say nothing about a design, one takes in another file."""

from __future__ import annotations

from designer.importers.drafting.account import Account

INCLUDED = "another file is included here and was not read"
_PSQL = ("\\i", "\\ir", "\\include", "\\include_relative")
_MYSQL = ("source", "\\.")
_WORDS = {
    "postgres": _PSQL, "mysql": _MYSQL, "mariadb": _MYSQL, "sqlite": (".read",), "tsql": (":r",), "oracle": ("@", "@@"),
}  # fmt: skip
_SHOWN = 100


def client_line(account: Account, dialect: str, line: int, text: str) -> None:
    """Account for such a line: a problem if it takes in a file, since what the file defines is missing then."""
    if included_file(dialect, text) is None:
        account.skip(line, text, "a line for the client program")
    else:
        account.problem(line, 1, f"{INCLUDED}: {text[:_SHOWN]}")


def included_file(dialect: str, text: str) -> str | None:
    """The file that a client's line takes in, as written there; None where it does something else."""
    if text.startswith("@"):  # SQL*Plus, with or without a blank before the name
        return text.lstrip("@").strip() or None if dialect == "oracle" else None
    word, _, rest = text.partition(" ")
    return rest.strip().strip("'\"") or None if word.lower() in _WORDS[dialect] else None
