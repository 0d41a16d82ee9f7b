"""Plain SQL: two scripts for psql for each step, each a transaction unless it must not be one."""

from collections.abc import Iterator

from designer.planning.formats.base import File, Numbered, numbered, remarks
from designer.planning.model import Plan


def write(plan: Plan, first: int) -> tuple[File, ...]:
    """`0001_name.up.sql` and `0001_name.down.sql`."""
    return tuple(file for one in numbered(plan, first) for file in _pair(one))


def _pair(one: Numbered) -> Iterator[File]:
    for way, statements in (("up", one.step.up), ("down", one.step.down)):
        lines = [*remarks(one.step)]
        if one.step.transactional:
            lines += ["BEGIN;", *statements, "COMMIT;"]
        else:
            lines += ["-- not in a transaction", *statements]
        yield File(f"{one.number:04}_{one.slug}.{way}.sql", "\n".join(lines) + "\n")
