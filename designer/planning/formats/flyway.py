"""Flyway: versioned and undo migrations; a script configuration beside those that run outside a transaction.

https://documentation.red-gate.com/flyway (versioned migrations, script config files). A file is one transaction
unless `executeInTransaction=false` stands in `<script>.conf`.
"""

from collections.abc import Iterator

from designer.planning.formats.base import File, Numbered, for_client, numbered, remarks, script
from designer.planning.model import Plan


def write(plan: Plan, first: int) -> tuple[File, ...]:
    """`V1__name.sql`, `U1__name.sql`."""
    return tuple(file for one in numbered(plan, first) for file in _files(one, plan))


def _files(one: Numbered, plan: Plan) -> Iterator[File]:
    for letter, statements in (("V", one.step.up), ("U", one.step.down)):
        path = f"{letter}{one.number}__{one.slug}.sql"
        yield File(
            path,
            "\n".join((*remarks(one, back=letter == "U"), script(for_client(statements, plan)) or "SELECT 1;")) + "\n",
        )
        if not one.step.transactional:
            yield File(f"{path}.conf", "executeInTransaction=false\n")
