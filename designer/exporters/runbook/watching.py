"""What to watch while a design runs: each declared limit with the query that shows it and the number to act at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from designer.exporters.runbook.recovery import is_archived
from designer.exporters.runbook.settings import slow_queries
from designer.exporters.runbook.sizes import row_bytes
from designer.exporters.wording import counted
from designer.schema.schema import Schema
from designer.schema.upkeep import USUAL, Upkeep
from designer.schema.words import singular, words

_USED_SHARE = 0.8
"""Of the connections; above it there is no room left for a bunch of requests."""
_HOURS_OF_A_COPY = 26
"""A copy each night, and two hours for it to be made."""
_DAYS_OF_ROOM = 30
"""So long it may take until somebody has bought a disk."""
_ANSWERS_NO = frozenset({"no", "none", "nothing", "nobody", "off", "false", "not"})


@dataclass(frozen=True, slots=True)
class Watch:
    """name: what to look at; because: the declared number that asks for it; alarm: when somebody has to act.

    limited: whether a limit is declared that this is held against. sql: a query that shows it, None where it is no
    matter of a query, or the dialect has its own ways.
    """

    name: str
    because: str
    alarm: str
    limited: bool
    sql: str | None = None


_WORDS = {
    "slow queries": frozenset("slow query statement latency apm".split()),
    "connections": frozenset("connection pool pooler pgbouncer".split()),
    "backups": frozenset("backup wal archive archiving restore".split()),
    "replica lag": frozenset("replica replication lag standby".split()),
    "integrity": frozenset("integrity invariant consistency".split()),
    "disk space": frozenset("disk space storage".split()),
}
"""By what words the requirements' own description says that something is watched."""


def watches(schema: Schema, upkeep: Upkeep = USUAL) -> tuple[Watch, ...]:
    """Everything that the declared limits, rates and rules give reason to watch."""
    return tuple(found for make in _ALL for found in make(schema, upkeep))


def unwatched(schema: Schema, *, limits: bool = False) -> tuple[Watch, ...]:
    """Those of which the requirements do not say that anybody does. limits: only what is held against a limit."""
    said = watched_words(schema)
    makers = _OF_LIMITS if limits else _ALL
    return tuple(one for make in makers for one in make(schema, USUAL) if not (_WORDS[one.name] & said))


def is_watched(schema: Schema, name: str) -> bool:
    """Whether the requirements say in any words that somebody watches what is called so here."""
    return bool(_WORDS[name] & watched_words(schema))


def watched_words(schema: Schema) -> frozenset[str]:
    """The words in the singular by which the requirements tell what is watched; what is answered with no is left
    out."""
    found: set[str] = set()
    for name, how in (schema.requirements.monitoring or {}).items():
        own = words(how) if isinstance(how, str) else ()
        if how is None or how is False or (own and own[0] in _ANSWERS_NO):
            continue
        found.update(map(singular, (*words(name), *own)))
    return frozenset(found)


def _slow(schema: Schema, upkeep: Upkeep) -> Iterator[Watch]:
    slow = slow_queries(schema)
    if slow is None:
        return
    sql = {
        "postgres": "SELECT pid, now() - query_start AS runs_since, query FROM pg_stat_activity "
        f"WHERE state = 'active' AND pid <> pg_backend_pid() AND now() - query_start > interval '{slow.over:g} ms'",
        "mysql": "SELECT id, time, info FROM information_schema.processlist "
        f"WHERE command = 'Query' AND id <> connection_id() AND time > {slow.over / 1000:g}",
        "mariadb": "SELECT id, time_ms, info FROM information_schema.processlist "
        f"WHERE command = 'Query' AND id <> connection_id() AND time_ms > {slow.over:g}",
    }
    yield Watch(
        "slow queries",
        f"{counted(len(slow.patterns), 'access pattern')} with a target of "
        + (f"{slow.over:g} ms." if slow.is_uniform else f"{slow.sampled_over:g} to {slow.over:g} ms."),
        f"A statement runs longer than {slow.over:g} ms, or one in a hundred of a pattern misses its target.",
        True,
        sql.get(schema.dialect.name),
    )


def _connections(schema: Schema, upkeep: Upkeep) -> Iterator[Watch]:
    most = schema.requirements.max_connections
    if not most or schema.dialect.name == "sqlite":
        return
    alarm = max(1, int((most - upkeep.reserved_connections) * _USED_SHARE))
    sql = {
        "postgres": "SELECT count(*) AS used FROM pg_stat_activity WHERE backend_type = 'client backend'",
        "mysql": "SELECT count(*) AS used FROM information_schema.processlist",
        "mariadb": "SELECT count(*) AS used FROM information_schema.processlist",
    }
    yield Watch(
        "connections",
        f"The server takes {most}; {upkeep.reserved_connections} are kept for administration.",
        f"More than {alarm} are open.",
        True,
        sql.get(schema.dialect.name),
    )


def _backups(schema: Schema, upkeep: Upkeep) -> Iterator[Watch]:
    needs = schema.requirements
    if needs.rpo_minutes is None and not needs.backup:
        return
    archived = is_archived(needs.rpo_minutes)
    limit = f"{needs.rpo_minutes:g} minutes" if archived and needs.rpo_minutes else f"{_HOURS_OF_A_COPY} hours"
    sql = None
    if archived and schema.dialect.name == "postgres":
        sql = (
            "SELECT extract(epoch FROM now() - last_archived_time) / 60 AS minutes, failed_count, last_failed_wal "
            "FROM pg_stat_archiver"
        )
    yield Watch(
        "backups",
        f"At most {needs.rpo_minutes:g} minutes may be lost."
        if needs.rpo_minutes is not None
        else "A backup is described; one that stopped is found out when it is needed.",
        f"The newest piece is older than {limit}, or one has failed.",
        needs.rpo_minutes is not None,
        sql,
    )


def _lag(schema: Schema, upkeep: Upkeep) -> Iterator[Watch]:
    needs = schema.requirements
    if not needs.replica_reads or schema.dialect.name == "sqlite":
        return
    limit = needs.replica_lag_seconds
    sql = {
        "postgres": "SELECT application_name, extract(epoch FROM replay_lag) AS seconds FROM pg_stat_replication",
        "mysql": "SHOW REPLICA STATUS",
        "mariadb": "SHOW REPLICA STATUS",
    }
    yield Watch(
        "replica lag",
        "Replicas are read."
        if limit is None
        else f"Replicas are read, and an answer may be {limit:g} seconds old at most.",
        "No limit is declared: say how old an answer may be."
        if limit is None
        else f"A replica is behind by more than {limit:g} seconds: take it out of the reads.",
        True,
        sql.get(schema.dialect.name),
    )


def _rules(schema: Schema, upkeep: Upkeep) -> Iterator[Watch]:
    links, rules = len(schema.relationships), len(schema.invariants)
    told = [counted(number, noun) for number, noun in ((links, "relationship"), (rules, "declared rule")) if number]
    if told:
        yield Watch(
            "integrity",
            f"{' and '.join(told)} can be looked at.",
            "One of the integrity checks gives another number than 0.",
            False,
        )


def _disk(schema: Schema, upkeep: Upkeep) -> Iterator[Watch]:
    growing = [one for one in schema.entities if one.rows_per_day and not one.partition_by]
    per_day = sum(((one.rows_per_day or 0) - (one.deletes_per_day or 0)) * row_bytes(schema, one) for one in growing)
    if per_day <= 0:
        return
    sql = {
        "postgres": "SELECT pg_database_size(current_database()) / 1e9 AS gigabytes",
        "mysql": "SELECT sum(data_length + index_length) / 1e9 AS gigabytes FROM information_schema.tables",
        "mariadb": "SELECT sum(data_length + index_length) / 1e9 AS gigabytes FROM information_schema.tables",
    }
    yield Watch(
        "disk space",
        f"Rows of about {per_day / 1e9:,.2g} GB come each day, by the declared growth and estimated widths.",
        f"Less than {per_day * _DAYS_OF_ROOM / 1e9:,.2g} GB are free: {_DAYS_OF_ROOM} days' growth, indexes not "
        "counted.",
        False,
        sql.get(schema.dialect.name),
    )


_Maker = Callable[[Schema, Upkeep], Iterator[Watch]]
_OF_LIMITS: tuple[_Maker, ...] = (_slow, _connections, _backups, _lag)
_ALL: tuple[_Maker, ...] = (*_OF_LIMITS, _rules, _disk)
