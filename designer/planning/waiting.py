"""How a step gets the locks of several tables without ever being in somebody's way.

A statement that holds one table and waits for another can meet a writer who holds the other and waits for the first.
PostgreSQL ends one of the two after `deadlock_timeout` (a second unless it is set), and it may be the writer. So such
a step takes all its locks at its beginning, gives up well before that second, and holds nothing until it tries again.
"""

from collections.abc import Collection, Iterable

from designer.exporters.postgres.naming import qualified
from designer.planning.bodies import quoted_body
from designer.planning.model import Lock
from designer.schema.schema import Schema

TOGETHER = "500ms"
"""How long one of several locks is waited for: less than the second after which a deadlock is looked for."""

_TRIES = 40
"""Of a second each, and of two each fifth: within the minute that a statement of a short step has."""

_PATIENT = "1500ms"
"""Each fifth time, so that an automatic VACUUM is sent away, which the server does when it looks for a deadlock. Still
no writer is the one who is ended: whoever waits for this step began to after it, and looks later."""

_STRONG = ("SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE")
_TAG = "wait"
_HEADS = ("SET LOCAL ", f"DO ${_TAG}$")


def is_head(statement: str) -> bool:
    """Whether it is a setting or the waiting with which a transaction of a plan begins."""
    return statement.startswith(_HEADS)


def together(locks: Iterable[Lock], schema: Schema, makes: Collection[str] = ()) -> str | None:
    """The statement that takes the strong ones of these locks on tables of the design; None for fewer than two.

    makes: tables that the step makes, which are in nobody's way.
    """
    tables = {f"{schema.namespace(one.schema) or 'public'}.{one.name}": one for one in schema.entities}
    strong = [lock for lock in locks if lock.mode in _STRONG and lock.relation in tables.keys() - set(makes)]
    if len({lock.relation for lock in strong}) < 2:
        return None
    by_mode: dict[str, list[str]] = {}
    for lock in strong:
        by_mode.setdefault(lock.mode, []).append(f"ONLY {qualified(schema, tables[lock.relation])}")
    return waiting(tuple(f"LOCK TABLE {', '.join(named)} IN {mode} MODE;" for mode, named in by_mode.items()))


def waiting(locks: tuple[str, ...]) -> str:
    """A statement that runs these until it has all the locks, holding none while it sleeps."""
    taken = "\n            ".join(locks)
    body = f"""
BEGIN
    -- All the locks or none, and none between two tries: no writer is kept waiting long, or caught in a deadlock.
    FOR try IN 1..{_TRIES} LOOP
        BEGIN
            PERFORM set_config('lock_timeout', CASE WHEN try % 5 = 0 THEN '{_PATIENT}' ELSE '{TOGETHER}' END, true);
            {taken}
            RETURN;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            PERFORM pg_sleep(0.5);
        END;
    END LOOP;
    RAISE lock_not_available USING MESSAGE = 'the tables are in use all the time: nothing was done, run this again';
END
"""
    return f"DO {quoted_body(body, _TAG)};"
