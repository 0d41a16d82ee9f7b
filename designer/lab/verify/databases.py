"""Where verifications happen: the proof server, or scratch databases on a server that the user names."""

import contextlib
import secrets
from collections.abc import Collection, Iterator

import psycopg
from psycopg import Connection, conninfo, sql

from designer.lab.proof import proof_database

Opened = tuple[Connection[tuple[object, ...]], str]

_TIMEOUT = "60s"


class CannotConnect(ValueError):
    """The user's server cannot be reached, or makes no scratch databases for us; the message is a sentence."""


@contextlib.contextmanager
def empty_database(
    on: str | None, extensions: Collection[str] = ()
) -> Iterator[tuple[Connection[tuple[object, ...]], str]]:
    """A session in an empty database that is gone afterwards, and what the server calls itself.

    extensions: those that the proof server may have ready, as only a superuser can make them.
    Raises ServerUnavailable without `on`, and CannotConnect with it.
    """
    if on is None:
        with proof_database(extensions=extensions) as database, database.connect() as connection:
            yield connection, database.server
        return
    with _scratch_database(on) as (connection, server):
        yield connection, server


@contextlib.contextmanager
def own_database(url: str) -> Iterator[Opened]:
    """A session in the very database that the user names, and what its server calls itself. Raises CannotConnect."""
    with _connected(url) as connection:
        yield connection, _spoken(connection)


@contextlib.contextmanager
def _scratch_database(url: str) -> Iterator[tuple[Connection[tuple[object, ...]], str]]:
    name = f"designer_verify_{secrets.token_hex(6)}"
    with _connected(url) as home:
        try:
            home.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        except psycopg.Error as error:
            raise CannotConnect(
                f"no scratch database could be made on that server: {error.diag.message_primary}; designs are"
                " tried in databases of their own, so connect as a role with CREATEDB"
            ) from error
        try:
            with _connected(conninfo.make_conninfo(url, dbname=name)) as connection:
                connection.execute(f"SET statement_timeout = '{_TIMEOUT}'")
                yield connection, _spoken(connection)
        finally:
            home.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _connected(url: str) -> Connection[tuple[object, ...]]:
    try:
        conninfo.conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise CannotConnect("this is no address of a server; one looks like postgresql://user@host:5432/name") from None
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.Error as error:
        first = (str(error).strip().splitlines() or ["no reason given"])[0]
        raise CannotConnect(f"the server cannot be reached: {first}") from error


def _spoken(connection: Connection[tuple[object, ...]]) -> str:
    number = connection.info.server_version
    return f"PostgreSQL {number // 10000}.{number % 10000}"
