"""The role that a copy of a design is built and asked as: no superuser, bounded in time and space, read only."""

import secrets
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg import sql

from designer.exporters.postgres.text import names as quoted
from designer.lab.planner_server import PLANNER_LIMITS
from designer.lab.scratch import ScratchCluster

_SETTINGS = {
    "statement_timeout": f"{PLANNER_LIMITS.statement_seconds:g}s",
    "transaction_timeout": f"{2 * PLANNER_LIMITS.statement_seconds:g}s",
    "lock_timeout": "2s",
    "idle_in_transaction_session_timeout": "30s",
    "temp_file_limit": f"{PLANNER_LIMITS.temporary_mb}MB",
    "default_transaction_read_only": "on",
}


@dataclass(frozen=True, slots=True)
class CopyRole:
    """homes: the design's schemas beside public, where its names are looked for as their author wrote them."""

    cluster: ScratchCluster
    homes: tuple[str, ...]
    name: str = field(default_factory=lambda: f"role_{secrets.token_hex(10)}")
    password: str = field(default_factory=lambda: f"word_{secrets.token_hex(10)}", repr=False)

    @property
    def identifier(self) -> sql.Identifier:
        """The name, for a statement."""
        return sql.Identifier(self.name)

    def create(self) -> None:
        """Make the role on the server. Raises psycopg.Error."""
        with self.cluster.connect() as session:
            session.execute(
                sql.SQL(
                    "CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION NOBYPASSRLS"
                    " CONNECTION LIMIT {} PASSWORD {}"
                ).format(self.identifier, sql.Literal(PLANNER_LIMITS.connections), sql.Literal(self.password))
            )
            for name, value in _SETTINGS.items():
                session.execute(
                    sql.SQL("ALTER ROLE {} SET {} = {}").format(
                        self.identifier, sql.Identifier(name), sql.Literal(value)
                    )
                )

    def session(self, database: str, *, read_only: bool = True) -> psycopg.Connection:
        """A session of the role. Raises psycopg.OperationalError."""
        path = quoted(("public", *self.homes)).replace("\\", "\\\\").replace(" ", "\\ ")
        settings = {
            "search_path": path,
            "plan_cache_mode": "force_generic_plan",
            "default_transaction_read_only": "on" if read_only else "off",
        }
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        session: psycopg.Connection[Any] = psycopg.connect(
            self.cluster.dsn(database, self.name, self.password),
            autocommit=True,
            options=options,
            connect_timeout=10,
            prepare_threshold=None,
        )
        return session
