"""golang-migrate: a file each way, sent to the server as one string.

https://github.com/golang-migrate/migrate (database/postgres). One string of several statements is one transaction on
the server's side, so what must stand outside a transaction is alone in its file.
"""

from collections.abc import Iterator

from designer.planning.formats.base import File, Numbered, numbered, remarks, script
from designer.planning.model import Plan


def write(plan: Plan, first: int) -> tuple[File, ...]:
    """`000001_name.up.sql`, `000001_name.down.sql`."""
    return tuple(file for one in numbered(plan, first) for file in _pair(one))


def _pair(one: Numbered) -> Iterator[File]:
    for way, statements in (("up", one.step.up), ("down", one.step.down)):
        text = "\n".join((*remarks(one.step), script(statements) or "SELECT 1;"))
        yield File(f"{one.number:06}_{one.slug}.{way}.sql", text + "\n")
