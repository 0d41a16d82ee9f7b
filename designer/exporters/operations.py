"""Operations: the sheet that whoever runs the database works from, as Markdown with SQL to run.

Integrity checks to schedule, what to record as slow, how many connections to open, how the data comes back, what to
watch, and what single tables need. Every number comes from what the design declares; what is not declared is said to be
missing.
"""

from collections.abc import Iterable, Iterator

from designer.exporters.markdown import block, paragraph, text
from designer.exporters.result import Export
from designer.exporters.runbook import (
    Pool,
    Recovery,
    SlowQueries,
    integrity_checks,
    pool,
    recovery,
    slow_queries,
    table_notes,
    unwatched,
    watches,
)
from designer.exporters.wording import counted, printable
from designer.schema.schema import Schema
from designer.schema.upkeep import USUAL, Upkeep

name = "operations"
label = "Operations sheet"
suffix = ".md"
media_type = "text/markdown"


def render(schema: Schema, *, upkeep: Upkeep = USUAL) -> Export:
    """The whole sheet, by the numbers that a team has set. A notice for each rule that no query can look for."""
    checks, notices = integrity_checks(schema)
    blocks = [
        f"# Running {text(schema.name)}",
        "Derived from the design: make it again when the design changes. Numbers that are estimates say so.",
        "## Integrity checks",
    ]
    if checks:
        blocks.append(
            f"{counted(len(checks), 'query', 'queries')}, one for each relationship, declared rule and copy. Each "
            "gives one row, the check's name and how many rows break it: run them at night on a copy or a standby, "
            "and raise an alarm for any number but 0. Constraints keep most of them; what was loaded past a "
            "constraint, or written before there was one, shows only here. The inner SELECT by itself shows the rows."
        )
        blocks.append(block("\n\n".join(f"{_commented(check.name)}\n{check.sql};" for check in checks)))
    else:
        blocks.append("Nothing to check: the design has no relationship, no declared rule and no copy.")
    blocks += [f"- {text(one.object)}: {text(one.reason)}" for one in notices]
    blocks += _slow(schema, slow_queries(schema))
    blocks += _pool(schema, pool(schema, upkeep))
    blocks += _recovery(schema, recovery(schema), bool(checks))
    blocks += _watching(schema, upkeep)
    blocks += _tables(schema, upkeep)
    return Export("\n\n".join(blocks) + "\n", notices)


def _commented(line: str) -> str:
    return f"-- {printable(line)}"


def _slow(schema: Schema, slow: SlowQueries | None) -> Iterator[str]:
    yield "## Slow queries"
    if slow is None:
        yield "No access pattern has a latency target: declare them, and this section says what to record."
        return
    found = counted(len(slow.patterns), "access pattern")
    if slow.is_uniform:
        yield f"{found} with a target of {slow.over:g} ms. A statement over it is always recorded."
    else:
        yield (
            f"{found} with a target, the strictest {slow.sampled_over:g} ms, the most patient {slow.over:g} ms. A "
            f"statement over {slow.over:g} ms misses its target whichever it is, and is always recorded; of those over "
            f"{slow.sampled_over:g} ms a tenth is."
        )
    yield "\n".join(
        ["| Access pattern | Target | Runs a minute |", "|---|---|---|"]
        + [f"| {text(one.name)} | {one.latency_ms:g} ms | {_rate(one.frequency_per_minute)} |" for one in slow.patterns]
    )
    settings = _slow_settings(schema.dialect.name, slow)
    if settings:
        yield block(settings)
    else:
        yield "Settings are written for PostgreSQL, MySQL and MariaDB; elsewhere these numbers go into its own."


def _rate(value: float | None) -> str:
    return f"{value:g}" if value is not None else "not declared"


def _slow_settings(dialect: str, slow: SlowQueries) -> str | None:
    if dialect == "postgres":
        sampled = (
            ""
            if slow.is_uniform
            else f"ALTER SYSTEM SET log_min_duration_sample = '{slow.sampled_over:.0f}ms';\n"
            "ALTER SYSTEM SET log_statement_sample_rate = 0.1;\n"
        )
        return (
            f"ALTER SYSTEM SET log_min_duration_statement = '{slow.over:.0f}ms';\n{sampled}"
            "ALTER SYSTEM SET log_lock_waits = on;\n"
            "ALTER SYSTEM SET log_temp_files = '10MB';\n"
            "ALTER SYSTEM SET track_io_timing = on;\n"
            "SELECT pg_reload_conf();\n"
            "-- Needs pg_stat_statements in shared_preload_libraries, and a restart once:\n"
            "-- CREATE EXTENSION pg_stat_statements;\n"
            "-- SELECT calls, mean_exec_time, rows, query FROM pg_stat_statements\n"
            f"--  WHERE mean_exec_time > {slow.sampled_over:g} ORDER BY total_exec_time DESC LIMIT 20;\n"
            "-- For the role that the application signs in as, here called application:\n"
            f"-- ALTER ROLE application SET statement_timeout = '{slow.timeout:.0f}ms';\n"
            f"-- ALTER ROLE application SET lock_timeout = '{max(1000, slow.over):.0f}ms';\n"
            f"-- ALTER ROLE application SET idle_in_transaction_session_timeout = '{slow.timeout:.0f}ms';"
        )
    if dialect in ("mysql", "mariadb"):
        ended = (
            f"SET GLOBAL max_statement_time = {slow.timeout / 1000:g};"
            if dialect == "mariadb"
            else f"SET GLOBAL max_execution_time = {slow.timeout:.0f};"
        )
        return (
            "SET GLOBAL slow_query_log = ON;\n"
            f"SET GLOBAL long_query_time = {slow.over / 1000:g};\n"
            "SET GLOBAL log_queries_not_using_indexes = OFF;\n"
            f"{ended}\n"
            f"SET GLOBAL innodb_lock_wait_timeout = {max(1, round(slow.over / 1000))};"
        )
    return None


def _pool(schema: Schema, made: Pool) -> Iterator[str]:
    yield "## Connections"
    if schema.dialect.name == "sqlite":
        yield "SQLite has no connections to share: one writer at a time, so keep transactions short."
        yield block("PRAGMA journal_mode = WAL;\nPRAGMA foreign_keys = ON;\nPRAGMA busy_timeout = 5000;")
        return
    yield from _bullets(made.reasons)
    needs = schema.requirements
    missing = [
        said
        for said, value in (
            ("rates and latency targets of access patterns", made.busy),
            ("max_connections", needs.max_connections),
            ("processes", needs.processes),
        )
        if value is None
    ]
    if missing:
        yield f"Not declared, and so not counted: {', '.join(missing)}."
    if made.through_pooler:
        yield (
            f"{needs.processes} processes do not fit into {made.allowed} connections, even with one each: put a pooler "
            "between them."
        )
        yield "```ini\n[pgbouncer]\npool_mode = transaction\n" + (
            f"max_client_conn = {(needs.processes or 0) * max(2, needs.pool_size or 2)}\n"
            f"default_pool_size = {min(made.allowed or 1, made.wanted or made.allowed or 1)}\n```"
        )
    elif made.per_process:
        yield f"Pool of each process: **{made.per_process}** connections, and a wait of at most a second for one."


def _recovery(schema: Schema, made: Recovery, checked: bool) -> Iterator[str]:
    yield "## Recovery"
    yield from _bullets(made.reasons)
    if schema.requirements.backup:
        said = "; ".join(f"{key}: {value}" for key, value in schema.requirements.backup.items())
        yield paragraph(f"What the requirements describe: {said}.")
    yield "\n".join(["| What | How |", "|---|---|", *(f"| {what} | {how} |" for what, how in _method(schema, made))])
    yield "### Restore drill"
    yield "A backup that was never restored is a hope. Once a month, on a machine that is not the server's:"
    yield "\n".join(f"{number}. {step}" for number, step in enumerate(_drill(schema, made, checked), 1))


def _method(schema: Schema, made: Recovery) -> Iterator[tuple[str, str]]:
    dialect = schema.dialect.name
    base, log = {
        "postgres": ("`pg_basebackup --checkpoint=fast --wal-method=stream`, or pgBackRest", "`archive_command`"),
        "mysql": (
            "Percona XtraBackup, or `mysqldump --single-transaction`",
            "binary log, copied by `mysqlbinlog --raw`",
        ),
        "mariadb": (
            "`mariadb-backup`, or `mariadb-dump --single-transaction`",
            "binary log, copied by `mariadb-binlog`",
        ),
        "sqlite": ("`.backup` or `VACUUM INTO`", "Litestream"),
    }.get(dialect, ("the server's own full backup", "the server's own log backup"))
    yield "Full copy", f"{base}; every {'night' if made.base_days == 1 else f'{made.base_days} days'}"
    if made.archived:
        seconds = max(10, round((made.rpo or 0) * 60 / 2))
        forced = f", `archive_timeout = {seconds}s`" if dialect == "postgres" else ""
        yield "Log", f"{log}{forced}, to another site"
    if made.standby:
        how = (
            "synchronous: a commit waits for it" if made.synchronous else "asynchronous, promoted by hand or a manager"
        )
        yield "Standby", how
    kept = f"{made.kept_days:g} days" if made.kept_days is not None else "not declared; a month is usual"
    yield "Kept", kept
    yield (
        "Alarm",
        f"the newest copy is older than {made.base_days * 26} hours"
        + (f", or the newest piece of log older than {made.rpo:g} minutes" if made.archived and made.rpo else ""),
    )


def _drill(schema: Schema, made: Recovery, checked: bool) -> Iterator[str]:
    yield "Write down the time. Choose a moment of yesterday at random."
    yield "Fetch the full copy before it" + (" and the log up to it" if made.archived else "") + " from where they lie."
    if schema.dialect.name == "postgres" and made.archived:
        yield (
            "Set `restore_command`, `recovery_target_time` to that moment and `recovery_target_action = 'promote'`; "
            "start the server with `recovery.signal`."
        )
    else:
        yield "Restore it into an empty server of the same version."
    if checked:
        yield "Run the integrity checks above: every number is 0."
    largest = sorted((one for one in schema.entities if one.rows), key=lambda one: -(one.rows or 0))[:3]
    if largest:
        expected = ", ".join(f"{text(schema.qualified(one))} about {one.rows:,}" for one in largest)
        yield f"Count the largest tables: {expected}."
    yield f"Write down the time again{_expected(made)}."
    if made.rpo is not None:
        yield f"Compare the newest row with the chosen moment: less than {made.rpo:g} minutes are missing."
    if made.standby:
        limit = f" within {made.rto:g} minutes" if made.rto is not None else ""
        yield f"Twice a year, announced: promote the standby{limit}, let the application follow, build the other anew."
    yield "Note who did it and what went wrong. Delete the copy."


def _expected(made: Recovery) -> str:
    """How long the restore should have taken: no limit where the standby keeps it."""
    if made.rto is None:
        return ""
    if made.restore_minutes is not None and made.restore_minutes > made.rto:
        return f": about {made.restore_minutes:g} minutes are expected; the {made.rto:g} of an outage the standby keeps"
    return f": less than {made.rto:g} minutes have passed"


def _watching(schema: Schema, upkeep: Upkeep) -> Iterator[str]:
    yield "## Monitoring"
    found = watches(schema, upkeep)
    if not found:
        yield "No limit is declared to watch: targets of access patterns, connections, losses, replicas."
        return
    said = schema.requirements.monitoring
    if said:
        described = "; ".join(f"{key}: {value}" for key, value in said.items())
        yield paragraph(f"What the requirements describe: {described}.")
    missing = {one.name for one in unwatched(schema)}
    yield "\n".join(
        ["| Watch | Because | Act when | Described |", "|---|---|---|---|"]
        + [
            f"| {one.name} | {text(one.because)} | {text(one.alarm)} | {'no' if one.name in missing else 'yes'} |"
            for one in found
        ]
    )
    queries = [f"{_commented(one.name)}\n{one.sql};" for one in found if one.sql]
    if queries:
        yield block("\n\n".join(queries))


def _tables(schema: Schema, upkeep: Upkeep) -> Iterator[str]:
    yield "## Tables"
    notes = table_notes(schema, upkeep)
    if not notes:
        declared = any(one.rows for one in schema.entities)
        yield (
            "What the server does by itself is enough for the declared volumes."
            if declared
            else (
                "No volumes are declared: with rows, growth and updates of each table, this section says what it needs."
            )
        )
    for note in notes:
        yield f"- **{text(note.table)}**: {text(note.why)}"
        if note.sql:
            yield block("\n".join(f"{statement};" for statement in note.sql))


def _bullets(lines: Iterable[str]) -> Iterator[str]:
    shown = [f"- {text(line)}" for line in lines]
    if shown:
        yield "\n".join(shown)
