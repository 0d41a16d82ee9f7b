"""Running a script statement by statement on the throw-away server."""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass

import pymysql

from designer.importers.mysql.conditionals import seen_by, without
from designer.lab.mariadb.catalogue import databases
from designer.lab.mariadb.references import without_references_at_columns
from designer.lab.mariadb.server import Session
from designer.sql.identifiers import quote_identifier
from designer.sql.splitting import split
from designer.sql.statements import Statement
from designer.sql.tokens import Kind

DATABASE = "design"
"""Where a script runs that names no database."""

_DEFINES = frozenset(("CREATE", "ALTER", "DROP", "RENAME", "USE", "SET"))
_OF_SERVER = frozenset(
    ("USER", "ROLE", "SERVER", "LOGFILE", "TABLESPACE", "INSTANCE", "SONAME", "GLOBAL", "PERSIST", "PASSWORD")
)
_CHARSETS = frozenset(
    ("NAMES", "CHARACTER_SET_CLIENT", "CHARACTER_SET_RESULTS", "CHARACTER_SET_CONNECTION", "COLLATION_CONNECTION",
     "CHARSET", "CHARACTER")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refused:
    """A statement that the server refused, and its words."""

    statement: str
    message: str


def empty(session: Session) -> None:
    """Drop every database, and make the one in which scripts run."""
    with contextlib.closing(session.cursor()) as cursor:
        cursor.execute("SET SESSION foreign_key_checks = 0")
        for name in databases(session):
            cursor.execute(f"DROP DATABASE {quote_identifier(name, 'mariadb', always=True)}")
        cursor.execute("SET SESSION foreign_key_checks = 1")
        cursor.execute("SET SESSION timestamp = 1000000000")  # events keep when they were made
        cursor.execute(f"CREATE DATABASE {DATABASE}")
        cursor.execute(f"USE {DATABASE}")


def run(session: Session, statements: Iterable[str], *, homes_made: bool = False) -> tuple[int, list[Refused]]:
    """How many statements ran, and those that the server refused.

    homes_made: whether a database that USE names and that is not there is made first, as a source may expect it.
    """
    ran, failures = 0, []
    with contextlib.closing(session.cursor()) as cursor:
        for text in statements:
            try:
                if homes_made and text[:3].upper() == "USE":
                    cursor.execute(f"CREATE DATABASE IF NOT EXISTS {text[3:].strip().rstrip(';')}")
                cursor.execute(text)
                ran += 1
            except pymysql.Error as error:
                failures.append(Refused(text, said(error)))
    return ran, failures


def said(error: pymysql.Error) -> str:
    """The server's words."""
    return str(error.args[1]) if len(error.args) > 1 else str(error)


def definitions(text: str, flavour: str) -> list[str]:
    """The statements of a source that define something, or that what is defined depends on.

    Conditional comments are those that a server of this flavour runs. Data, and what belongs to the whole server, is
    passed over; so is in what bytes the file was: it is text by now.
    """
    return [seen for one in split(text, flavour) if _defines(one) and (seen := _as_seen(one, flavour))]


def _as_seen(statement: Statement, flavour: str) -> str:
    seen = seen_by(statement.tokens, flavour)
    text, start = statement.text, statement.start
    if seen.cuts:
        text = without(statement.source, start, start + len(text), seen.cuts) if seen.tokens else ""
    return without_references_at_columns(text) if flavour == "mysql" and "REFERENCES" in text.upper() else text


def _defines(statement: Statement) -> bool:
    words = [token.text.upper() for token in statement.tokens if token.kind is Kind.WORD][:4]
    if statement.kind in ("meta", "data") or not words or words[0] not in _DEFINES:
        return False
    if words[0] == "SET":
        first = {*words, *(token.text.upper().lstrip("@") for token in statement.tokens[:4])}
        return not (first & _CHARSETS or first & _OF_SERVER)
    return words[1] not in _OF_SERVER if len(words) > 1 else True
