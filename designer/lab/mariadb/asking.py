"""Queries on made rows of the throw-away MariaDB server."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

import pymysql

from designer.lab.asking import MOST_ROWS, Answer, Spent, constant
from designer.lab.mariadb.loading import empty, run, said
from designer.lab.mariadb.server import MariaServer, Session
from designer.sql.identifiers import quote_identifier, quote_literal

_TURNS = "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION"
"""What MySQL 8 runs under unless it is told otherwise."""


class MariaAsker:
    """Asks through one session. full: whether groups are held to what MySQL holds them to."""

    def __init__(self, server: MariaServer, session: Session, *, full: bool) -> None:
        self.server = server.version
        self._session = session
        self._full = full

    def load(self, statements: Sequence[str], zone: str) -> list[str]:
        """As `Asker.load`."""
        empty(self._session)
        _, refused = run(self._session, statements, homes_made=True)
        settings = [f"SET SESSION time_zone = {quote_literal(zone, 'mariadb')}", "SET SESSION max_statement_time = 10"]
        run(self._session, [*settings, *([f"SET SESSION sql_mode = '{_TURNS}'"] if self._full else [])])
        return [f"{' '.join(one.statement.split())[:120]}: {one.message}" for one in refused]

    def ask(self, queries: Sequence[str]) -> list[Answer]:
        """As `Asker.ask`."""
        return [self._answer(one) for one in queries]

    def spent(self, queries: Sequence[tuple[tuple[str, ...], str]]) -> list[Spent | None]:
        """As `Asker.spent`: rows that all tables of the plan gave while the query ran."""
        tables = self._answer("SELECT table_name FROM information_schema.tables WHERE table_schema = database()"
                              " AND table_type = 'BASE TABLE'").rows  # fmt: skip
        names = [quote_identifier(name.strip("'"), "mariadb", always=True) for (name,) in tables]
        run(self._session, [f"ANALYZE TABLE {name}" for name in names])
        return [self._spent(indexes, query) for indexes, query in queries]

    def _answer(self, query: str) -> Answer:
        try:
            with contextlib.closing(self._session.cursor()) as cursor:
                cursor.execute(query)
                rows = cursor.fetchmany(MOST_ROWS + 1)
                names = tuple(str(one[0]) for one in cursor.description or ())
        except pymysql.Error as error:
            return Answer(error=said(error))
        if len(rows) > MOST_ROWS:
            return Answer(error=f"it returns more than {MOST_ROWS:,} rows")
        return Answer(names, tuple(tuple(constant(one, "mariadb") for one in row) for row in rows))

    def _spent(self, indexes: tuple[str, ...], query: str) -> Spent | None:
        made: list[tuple[str, str]] = []
        try:
            with contextlib.closing(self._session.cursor()) as cursor:
                for text in indexes:
                    cursor.execute(text)
                    made.append(_index_and_table(text))
                cursor.execute(f"ANALYZE FORMAT=JSON {query}")
                found = cursor.fetchone()
        except pymysql.Error:
            return None
        finally:
            run(self._session, [f"DROP INDEX {index} ON {table}" for index, table in made])
        plan = json.loads(str(found[0])) if found else {}
        return Spent(round(sum(_read(plan))))


def _index_and_table(text: str) -> tuple[str, str]:
    """The names in `CREATE INDEX i ON t (…)`, as they are written."""
    before, _, behind = text.partition(" ON ")
    return before.split()[-1], behind.split(" (")[0].strip()


def _read(plan: Any) -> Iterator[float]:
    """Rows that each table of a plan gave, all its runs together."""
    if isinstance(plan, list):
        for one in plan:
            yield from _read(one)
    elif isinstance(plan, dict):
        if "table_name" in plan and plan.get("r_rows") is not None:
            yield float(plan["r_rows"]) * float(plan.get("r_loops", 1))
        for one in plan.values():
            yield from _read(one)
