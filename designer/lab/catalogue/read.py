"""Reading a catalogue: every name qualified, nothing volatile.

The session is pinned for the reading alone: with `search_path` at pg_catalog the server qualifies each name
it prints, and dates, intervals and numbers in partition bounds or defaults print the same way everywhere.
Owners are not compared: the role that owns an object is "owner" in its privileges, whatever its name.
"""

from types import MappingProxyType
from typing import Any, LiteralString

from psycopg import Connection, Cursor
from psycopg.pq import TransactionStatus
from psycopg.rows import tuple_row

from designer.lab.catalogue.model import Catalogue, Detail, Key, frozen_detail
from designer.lab.catalogue.queries import EVERY_ATTACHMENT, EVERY_OBJECT

_OLDEST = 15

_PINNED: tuple[LiteralString, ...] = (
    "set local search_path = pg_catalog",
    "set local quote_all_identifiers = off",
    "set local datestyle = 'ISO, YMD'",
    "set local intervalstyle = 'postgres'",
    "set local timezone = 'UTC'",
    "set local bytea_output = 'hex'",
    "set local extra_float_digits = 1",
    "set local jit = off",  # one large statement, quickly run: compiling it would take far longer
)
_PREPARED: dict[LiteralString, LiteralString] = {
    "catalogue_objects": EVERY_OBJECT,
    "catalogue_attachments": EVERY_ATTACHMENT,
}

_Address = tuple[int, int, int]


def read_catalogue(connection: Connection[Any], *, again: bool = False) -> Catalogue:
    """Everything the connected database defines, system objects and members of extensions left out.

    Read in one snapshot, or within the caller's transaction when one is open; nothing of the session is
    changed afterwards, except with `again`: then the queries stay prepared in it, and each later reading takes a
    quarter of the time. That is for sessions that are ours alone. Objects in temporary schemas are not read. Raises
    ValueError for a server older than PostgreSQL 15; psycopg's errors pass through.
    """
    major = connection.info.server_version // 10_000
    if major < _OLDEST:
        raise ValueError(f"the catalogue of PostgreSQL {major} cannot be read, only that of {_OLDEST} or newer")
    fresh = connection.info.transaction_status == TransactionStatus.IDLE
    with connection.transaction(force_rollback=True), connection.cursor(row_factory=tuple_row) as cursor:
        if fresh:
            cursor.execute("set transaction isolation level repeatable read, read only")
        cursor.execute("; ".join(_PINNED))
        objects, attachments = _prepared(cursor) if again else _PREPARED.values()
        reading = _Reading()
        for row in cursor.execute(objects, prepare=False):
            reading.take(*row)
        for row in cursor.execute(attachments, prepare=False):
            reading.attach(*row)
    return reading.catalogue(major)


def _prepared(cursor: Cursor[Any]) -> list[LiteralString]:
    """What runs the queries as prepared in this session, which is done now where it has not been."""
    there = {name for (name,) in cursor.execute("select name from pg_prepared_statements")}
    for name, query in _PREPARED.items():
        if name not in there:
            cursor.execute(f"prepare {name} as {query}", prepare=False)
    return [f"execute {name}" for name in _PREPARED]


class _Reading:
    """Rows gathered so far; comments and privileges find their object by its address."""

    def __init__(self) -> None:
        self._details: dict[Key, dict[str, object]] = {}
        self._parents: dict[Key, tuple[Key, ...]] = {}
        self._by_address: dict[_Address, Key] = {}

    def take(
        self,
        catalogue: int,
        oid: int,
        column: int,
        kind: str,
        name: str,
        parents: list[list[str]],
        detail: dict[str, object],
    ) -> None:
        key = (kind, name)
        self._details[key] = detail
        self._parents[key] = tuple((parent_kind, parent) for parent_kind, parent in parents)
        self._by_address[catalogue, oid, column] = key

    def attach(self, name: str, catalogue: int, oid: int, column: int, identity: str | None, value: object) -> None:
        """Add a property to the object at an address; one not read as an object (the index behind a key, the
        sequence behind an identity) gets an entry of its own, if it is not the system's."""
        key = self._by_address.get((catalogue, oid, column))
        if key is not None:
            self._details[key][name] = value
        elif identity is not None:
            whole = self._by_address.get((catalogue, oid, 0))
            self._details[name, identity] = {name: value}
            self._parents[name, identity] = () if whole is None else (whole,)

    def catalogue(self, major: int) -> Catalogue:
        objects: dict[Key, Detail] = {key: frozen_detail(self._details[key]) for key in sorted(self._details)}
        return Catalogue(major, MappingProxyType(objects), MappingProxyType(self._parents))
