"""golang-migrate: a file each way, sent to the server as one string.

https://github.com/golang-migrate/migrate (database/postgres). One string of several statements is one transaction on
the server's side, so what must stand outside a transaction is alone in its file.
"""

from collections.abc import Iterator

from designer.planning.formats.base import File, Numbered, is_sqlite, numbered, remarks, script
from designer.planning.model import Plan

_UNWRAPPED = "-- It has its own transaction: run it with x-no-tx-wrap=true in the database URL."
"""What the tool's sqlite3 driver needs to be told, as it puts a transaction around every file otherwise."""


def write(plan: Plan, first: int) -> tuple[File, ...]:
    """`000001_name.up.sql`, `000001_name.down.sql`."""
    return tuple(file for one in numbered(plan, first) for file in _pair(one, plan))


def _pair(one: Numbered, plan: Plan) -> Iterator[File]:
    for way, statements in (("up", one.step.up), ("down", one.step.down)):
        told = (_UNWRAPPED,) if is_sqlite(plan) else ()
        text = "\n".join((*remarks(one, back=way == "down"), *told, script(statements) or "SELECT 1;"))
        yield File(f"{one.number:06}_{one.slug}.{way}.sql", text + "\n")
