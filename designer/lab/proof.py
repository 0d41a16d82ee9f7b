"""The proof server: executes what must be executed to be believed, and is trusted with nothing.

Exports, migrations and race tests are run in a database of their own, as a role of its own that may do
nothing outside it, on a disposable cluster whose operating system account (where the machine allows one)
owns nothing else and has no network. Database and role are dropped afterwards.

A cluster serves one run at a time (`proof_clusters`); one whose run had to be stopped is thrown away.
"""

import contextlib
import secrets
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import psycopg
from psycopg import sql

from designer.lab import proof_clusters
from designer.lab.cluster import EMPTY
from designer.lab.server import Server
from designer.lab.watchdog import Limits, Watchdog

DEFAULT_LIMITS = Limits()
EXTENSIONS = frozenset({"vector"})


@dataclass(frozen=True, slots=True)
class ProofDatabase:
    """A database to do anything in. `dsn` is for psycopg; `server` is spoken, as `PostgreSQL 18.4`."""

    dsn: str
    name: str
    role: str
    server: str
    watchdog: Watchdog

    @property
    def stopped(self) -> str | None:
        """Why the run was stopped from outside, as a sentence; None when it was not."""
        return self.watchdog.stopped

    def connect(self) -> psycopg.Connection:
        """A session as the database's owner, in autocommit."""
        return psycopg.connect(self.dsn, autocommit=True, connect_timeout=10)


@contextlib.contextmanager
def proof_database(
    settings: Mapping[str, str] = EMPTY, limits: Limits = DEFAULT_LIMITS, *, extensions: Collection[str] = ()
) -> Iterator[ProofDatabase]:
    """A throw-away database, destroyed when the block ends.

    `extensions` are made beforehand, in `public`, as far as they are of those that only a superuser may make and
    that are harmless (EXTENSIONS); its owner makes the others alone, if the server has them. `settings` become the
    database's own (`ALTER DATABASE … SET`). Raises ServerUnavailable. A statement over a limit fails inside with a
    psycopg error; `stopped` tells whether the run was ended from outside.
    """
    clusters = proof_clusters.in_use()
    cluster = clusters.take(limits)
    healthy = False
    try:
        # One session makes the database, watches over it and drops it: a new one costs more than each of the three.
        with contextlib.closing(cluster.connect()) as session:
            database = _make_database(cluster, session, settings, limits)
            try:
                _add_extensions(cluster, database, EXTENSIONS.intersection(extensions))
                yield database
            finally:
                database.watchdog.close()
                healthy = database.stopped is None and _drop_database(session, database)
    finally:
        clusters.give_back(cluster, healthy)


def _make_database(
    cluster: Server, session: psycopg.Connection, settings: Mapping[str, str], limits: Limits
) -> ProofDatabase:
    name, role, password = (f"{kind}_{secrets.token_hex(12)}" for kind in ("proof", "owner", "word"))
    _make_role(session, role, password, limits)
    session.execute(
        # Copying the files costs a sixth of writing them to the log page by page.
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 STRATEGY FILE_COPY").format(
            *map(sql.Identifier, (name, role))
        )
    )
    session.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
    for setting, value in settings.items():
        # By way of the session, since ALTER DATABASE takes a list such as search_path's for one name.
        session.execute("SELECT set_config(%s, %s, false)", [setting, value])
        session.execute(sql.SQL("ALTER DATABASE {} SET {} FROM CURRENT").format(*map(sql.Identifier, (name, setting))))
    if settings:
        session.execute("RESET ALL")  # they are the database's, not those of whoever watches over it
    dsn = cluster.dsn(name, role, password)
    return ProofDatabase(dsn, name, role, f"PostgreSQL {cluster.version}", Watchdog(cluster, role, limits, session))


def _add_extensions(cluster: Server, database: ProofDatabase, extensions: Collection[str]) -> None:
    """While nobody else has made anything in the database."""
    if not extensions:
        return
    with cluster.connect(database.name) as session:
        for extension in sorted(extensions):
            session.execute(sql.SQL("CREATE EXTENSION {} SCHEMA public").format(sql.Identifier(extension)))


def _drop_database(session: psycopg.Connection, database: ProofDatabase) -> bool:
    """Whether nothing of the run is left. Its owner may have made the database undroppable, for instance."""
    try:
        session.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database.name)))
        session.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(database.role)))
    except psycopg.Error:
        return False
    return True


def _make_role(session: psycopg.Connection, role: str, password: str, limits: Limits) -> None:
    """A role without any right. Its time-outs are defaults that it may change; the watchdog's are not."""
    who = sql.Identifier(role)
    made = [
        sql.SQL(
            "CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION NOBYPASSRLS"
            " CONNECTION LIMIT {} PASSWORD {}"
        ).format(who, sql.Literal(limits.connections), sql.Literal(password))
    ]
    defaults = {
        "statement_timeout": f"{limits.statement_seconds:g}s",
        "idle_in_transaction_session_timeout": f"{limits.run_seconds:g}s",
        "temp_file_limit": f"{limits.temporary_mb}MB",  # only a superuser may change this one
    }
    for name, value in defaults.items():
        made.append(sql.SQL("ALTER ROLE {} SET {} = {}").format(who, sql.Identifier(name), sql.Literal(value)))
    session.execute(sql.SQL("; ").join(made))
