"""Plain SQL: two scripts for psql, or another server's own client, for each step, each a transaction unless it must not
be one."""

from collections.abc import Iterator

from designer.planning.formats.base import File, Numbered, for_client, is_mysql, is_sqlite, numbered, remarks
from designer.planning.model import Plan


def write(plan: Plan, first: int) -> tuple[File, ...]:
    """`0001_name.up.sql` and `0001_name.down.sql`."""
    return tuple(file for one in numbered(plan, first) for file in _pair(one, plan))


_BUILT_ALONE = (
    "-- Outside a transaction. A lock_timeout would end it where it only waits for older transactions to go, and a",
    "-- failed build is cleared by the step before: so none is set, and the statement says no IF NOT EXISTS.",
)
_BATCHES = (
    "-- Outside a transaction: each batch is one. Stopped, or ended by an error, it is run again and goes on where it",
    "-- was; notices tell how far it is.",
)
_IGNORED = "-- squawk-ignore require-lock-timeout, require-statement-timeout, prefer-robust-stmts"


def _pair(one: Numbered, plan: Plan) -> Iterator[File]:
    for way, statements in (("up", one.step.up), ("down", one.step.down)):
        lines = [*remarks(one, back=way == "down")]
        if one.step.transactional:
            lines += ["BEGIN;", *statements, "COMMIT;"]
        else:
            own = is_sqlite(plan) or is_mysql(plan)
            lines += for_client(statements, plan) if own else [*_alone(statements), _IGNORED, *statements]
        yield File(f"{one.number:04}_{one.slug}.{way}.sql", "\n".join(lines) + "\n")


def _alone(statements: tuple[str, ...]) -> tuple[str, ...]:
    """Why these stand outside a transaction."""
    if any(" CONCURRENTLY " in text for text in statements):
        return _BUILT_ALONE
    return _BATCHES if any(text.startswith("DO ") for text in statements) else ()
