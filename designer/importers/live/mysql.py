"""A MySQL or MariaDB database: what SHOW CREATE says of each object, as one script."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Iterator
from typing import Any

import pymysql
from pymysql.connections import Connection

from designer.importers.importing import READERS, import_sql
from designer.importers.live.errors import Unreachable
from designer.importers.live.guard import address_of
from designer.importers.live.mysql_statistics import read_statistics
from designer.importers.live.statistics import with_statistics
from designer.importers.live.target import Target
from designer.importers.live.wanted import EVERYTHING, Wanted
from designer.importers.progress import step
from designer.importers.result import Imported, Source

_SOURCE_COLUMN = {"TRIGGER": 2, "PROCEDURE": 2, "FUNCTION": 2, "EVENT": 3}


def read_mysql(target: Target, *, allow_private: bool, seconds: float, wanted: Wanted = EVERYTHING) -> Imported:
    """The design of a database with its volumes. Raises Unreachable."""
    with mysql_session(target, allow_private=allow_private, seconds=seconds) as session:
        dialect = "mariadb" if "mariadb" in _ask(session, "SELECT version()")[0][0].lower() else "mysql"
        if dialect not in READERS:
            raise Unreachable(f"{dialect} is not read yet")
        text = "\n".join(script(session, target.database))
        statistics = read_statistics(session, target.database, wanted)
    found = import_sql([Source(text)], dialect, target.database)
    return with_statistics(found, statistics)


@contextlib.contextmanager
def mysql_session(target: Target, *, allow_private: bool, seconds: float) -> Iterator[Connection[Any]]:
    """A session that cannot write. Raises Unreachable, for what goes wrong inside as well."""
    address = address_of(target.host, target.port, allow_private=allow_private)
    try:
        with _connect(target, address, seconds) as session:
            _calm(session, seconds)
            yield session
    except (pymysql.MySQLError, OSError) as error:
        said = error.args[-1] if error.args else error
        raise Unreachable(f"{target.shown}: {target.scrubbed(str(said))}") from None


def _connect(target: Target, address: str, seconds: float) -> Connection[Any]:
    context = None
    if target.tls in ("require", "verify-ca", "verify-full"):
        context = ssl.create_default_context()
        context.check_hostname = target.tls == "verify-full"
        if target.tls == "require":
            context.verify_mode = ssl.CERT_NONE
    return pymysql.connect(
        host=address,
        port=target.port,
        user=target.user,
        password=target.password,
        database=target.database,
        charset="utf8mb4",
        connect_timeout=10,
        read_timeout=seconds,
        write_timeout=10,
        local_infile=False,
        ssl=context,
    )


def _calm(session: Connection[Any], seconds: float) -> None:
    """Read only, with names in backticks whatever the server's mode, and no waiting for locks."""
    with session.cursor() as cursor:
        for statement in (
            "SET SESSION TRANSACTION READ ONLY",
            "SET SESSION sql_mode = ''",
            "SET SESSION sql_quote_show_create = 1",
            "SET SESSION lock_wait_timeout = 5",
        ):
            cursor.execute(statement)


def script(session: Connection[Any], database: str) -> Iterator[str]:
    """The statements that would make the database: tables, sequences, views, then what runs by itself."""
    views = []
    yield "SET FOREIGN_KEY_CHECKS = 0;"
    found = _ask(session, "SHOW FULL TABLES")
    for number, (name, kind) in enumerate(found):
        step(number, len(found), f"Table {number + 1:,} of {len(found):,}")
        if kind == "VIEW":
            views.append(name)
        elif kind in ("BASE TABLE", "SYSTEM VERSIONED", "SEQUENCE"):
            word = "SEQUENCE" if kind == "SEQUENCE" else "TABLE"
            yield f"{_shown(session, word, name)[1]};"
    for name in views:
        yield f"{_shown(session, 'VIEW', name)[1]};"
    for word, query in (
        ("FUNCTION", "SELECT routine_name FROM information_schema.routines WHERE routine_schema = %s"
                     " AND routine_type = 'FUNCTION' ORDER BY 1"),
        ("PROCEDURE", "SELECT routine_name FROM information_schema.routines WHERE routine_schema = %s"
                      " AND routine_type = 'PROCEDURE' ORDER BY 1"),
        ("TRIGGER", "SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = %s"
                    " ORDER BY event_object_table, action_timing, event_manipulation, action_order"),
        ("EVENT", "SELECT event_name FROM information_schema.events WHERE event_schema = %s ORDER BY 1"),
    ):  # fmt: skip
        for (name,) in _ask(session, query, (database,)):
            shown = _shown(session, word, name)
            source = shown[_SOURCE_COLUMN[word]]
            if source:  # hidden from roles that do not own it
                yield f"SET sql_mode = '{shown[1]}';"  # it is read, and runs, in the mode that it was made in
                yield f"DELIMITER ;;\n{source};;\nDELIMITER ;"
            else:
                yield f"-- {word.lower()} {name!r} is hidden from this account"


def _shown(session: Connection[Any], word: str, name: str) -> tuple[Any, ...]:
    quoted = name.replace("`", "``")
    return next(iter(_ask(session, f"SHOW CREATE {word} `{quoted}`")))


def _ask(session: Connection[Any], query: str, values: tuple[str, ...] | None = None) -> list[tuple[Any, ...]]:
    with session.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())
