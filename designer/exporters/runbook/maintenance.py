"""What single tables need while they are in use: vacuum, room for updates, statistics, partitions, deletion."""

from collections.abc import Iterator
from dataclasses import dataclass

from designer.schema.arrivals import arrival
from designer.schema.model import Entity
from designer.schema.schema import Schema
from designer.schema.types import parse_type
from designer.schema.upkeep import (
    MOST_DEAD_ROWS,
    USUAL,
    VACUUM_SHARE,
    Upkeep,
    dead_rows_per_day,
    fillfactor_for,
    horizon_months,
    rows_after,
    states,
    vacuum_share,
)
from designer.sql.identifiers import quote_literal, shown_identifier, shown_name

LARGE_ROWS = 1_000_000
"""Below, what a server does by itself is good enough."""
_STATISTICS_ROWS = 100_000_000


@dataclass(frozen=True, slots=True)
class TableNote:
    """table: its name; why: the numbers it rests on; sql: statements, none where a sentence says it all."""

    table: str
    why: str
    sql: tuple[str, ...] = ()


def table_notes(schema: Schema, upkeep: Upkeep = USUAL) -> tuple[TableNote, ...]:
    """For each table with declared volumes, in the order of the design; settings that it states are left alone."""
    notes: list[TableNote] = []
    for table in schema.entities:
        if schema.dialect.name == "postgres" and not table.partition_by:
            notes += _vacuum(schema, table)
            notes += _room(schema, table, upkeep)
            notes += _statistics(schema, table)
        notes += _ending(schema, table)
        notes += _growing(schema, table, upkeep)
    return tuple(notes)


def _vacuum(schema: Schema, table: Entity) -> Iterator[TableNote]:
    dead = dead_rows_per_day(table)
    rows = table.rows or 0
    if rows >= LARGE_ROWS and dead and not states(table, "autovacuum_vacuum_scale_factor", "autovacuum_enabled"):
        share = vacuum_share(rows, MOST_DEAD_ROWS)
        if dead >= rows * share / 7:  # At least once a week; rarer, and the default comes early enough.
            yield TableNote(
                schema.qualified(table),
                f"{dead:,.0f} rows die each day of {rows:,}. Autovacuum would wait for {rows * VACUUM_SHARE:,.0f} of "
                f"them; with {share:g} it comes after {rows * share:,.0f}, every {_span(rows * share / dead)}.",
                (_set(schema, table, f"autovacuum_vacuum_scale_factor = {share:g}"),
                 _set(schema, table, f"autovacuum_analyze_scale_factor = {share / 2:g}")),
            )  # fmt: skip
    added = table.rows_per_day or 0
    if added and not dead and rows >= LARGE_ROWS and not states(table, "autovacuum_vacuum_insert_scale_factor"):
        share = vacuum_share(rows, max(added, MOST_DEAD_ROWS))
        yield TableNote(
            schema.qualified(table),
            f"Rows are only added, {added:,.0f} a day to {rows:,}: vacuum has to come for them too, to freeze them in "
            "small portions and to keep index-only scans.",
            (_set(schema, table, f"autovacuum_vacuum_insert_scale_factor = {share:g}"),),
        )


def _span(days: float) -> str:
    """`3.2 days`, `5 hours`, `54 minutes`."""
    if days >= 1:
        return f"{days:,.1f} days"
    return f"{days * 24:,.0f} hours" if days * 24 >= 2 else f"{max(1, round(days * 1440))} minutes"


def _room(schema: Schema, table: Entity, upkeep: Upkeep) -> Iterator[TableNote]:
    rows, updates = table.rows or 0, table.updates_per_day or 0
    if not rows or updates < max(10_000, rows * upkeep.updated_share_per_day) or states(table, "fillfactor"):
        return
    yield TableNote(
        schema.qualified(table),
        f"{updates / rows:,.2f} updates of each row a day: room on the page keeps new versions there, and the indexes "
        "untouched. It holds for pages written from now on.",
        (_set(schema, table, f"fillfactor = {fillfactor_for(updates / rows)}"),),
    )


def _statistics(schema: Schema, table: Entity) -> Iterator[TableNote]:
    if (table.rows or 0) < _STATISTICS_ROWS:
        return
    skewed = [one for one in table.attributes if one.distinct and one.distinct > 1_000 and one.values]
    if skewed:
        column = f"ALTER TABLE {_name(schema, table)} ALTER COLUMN {{}} SET STATISTICS 1000"
        yield TableNote(
            schema.qualified(table),
            f"{table.rows:,} rows, and columns whose values are not alike in number: the sample of 100 values misses "
            "many of the frequent ones.",
            tuple(column.format(shown_identifier(one.name, schema.dialect.name)) for one in skewed),
        )


def _ending(schema: Schema, table: Entity) -> Iterator[TableNote]:
    """Deletion of rows past their time, in portions that hold no lock for long."""
    if table.retention_days is None or table.partition_of:
        return
    moment = _moment(schema, table)
    what = f"Rows are kept {table.retention_days:g} days"
    if table.partition_by:
        yield TableNote(schema.qualified(table), f"{what}: detach and drop partitions that have ended, each month.")
    elif moment is None:
        yield TableNote(schema.qualified(table), f"{what}, and no column surely says how old a row is. Add one.")
    elif schema.dialect.name == "postgres":
        yield TableNote(
            schema.qualified(table),
            f"{what}. Run it again until it deletes nothing; 5,000 rows at a time hold no lock for long.",
            (f"DELETE FROM {_name(schema, table)} WHERE ctid = ANY (ARRAY(\n"
             f"  SELECT ctid FROM {_name(schema, table)} WHERE {moment} < now() - "
             f"{quote_literal(f'{table.retention_days:g} days', 'postgres')}::interval LIMIT 5000))",),
        )  # fmt: skip
    elif schema.dialect.name in ("mysql", "mariadb"):
        yield TableNote(
            schema.qualified(table),
            f"{what}. Run it again until it deletes nothing; 5,000 rows at a time hold no lock for long.",
            (f"DELETE FROM {_name(schema, table)} WHERE {moment} < now() - INTERVAL {round(table.retention_days)} DAY "
             "LIMIT 5000",),
        )  # fmt: skip
    else:
        yield TableNote(schema.qualified(table), f"{what}, told by {moment}: delete older ones in portions.")


def _growing(schema: Schema, table: Entity, upkeep: Upkeep) -> Iterator[TableNote]:
    if table.rows is None or table.partition_of:
        return
    months = horizon_months(schema, upkeep)
    later = rows_after(table, months) or 0
    if table.partition_by and table.partition_by.strategy == "range":
        yield TableNote(
            schema.qualified(table),
            "Create next month's partition before it begins, from a scheduled job that raises an alarm when it fails; "
            "a row without a partition is refused.",
        )
    elif later >= upkeep.partition_rows and not table.partition_by and table.retention_days is None:
        yield TableNote(
            schema.qualified(table),
            f"{later:,.0f} rows in {months:g} months: partition it while it has {table.rows:,}, or say how long rows "
            "are kept.",
        )


def _moment(schema: Schema, table: Entity) -> str | None:
    """The column that surely says when a row came to be: rows go by what it holds."""
    dialect = schema.dialect.name
    families = ((one, parse_type(one.type, dialect).family) for one in table.attributes if one.not_null)
    found = arrival((one, family) for one, family in families if family in ("timestamp", "date"))
    return shown_identifier(found.name, dialect) if found else None


def _set(schema: Schema, table: Entity, setting: str) -> str:
    return f"ALTER TABLE {_name(schema, table)} SET ({setting})"


def _name(schema: Schema, table: Entity) -> str:
    return shown_name(schema.namespace(table.schema) or "", table.name, dialect=schema.dialect.name)
