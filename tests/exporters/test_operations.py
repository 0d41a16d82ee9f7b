"""The operations sheet: its queries find planted faults and nothing else; its numbers follow from what is declared."""

import sqlite3
from dataclasses import replace

import psycopg
import pytest

from designer.exporters import export
from designer.exporters.runbook import integrity_checks, pool, recovery, slow_queries, table_notes, unwatched, watches
from designer.lab.proof import proof_database
from designer.schema import model
from designer.schema.build import dependency, entity, link, options, pattern, schema_of
from designer.schema.frozen import FrozenMap
from designer.schema.schema import Schema
from designer.schema.upkeep import Upkeep

_POSTGRES = model.Dialect(name="postgres", version="18")
_SQLITE = model.Dialect(name="sqlite")


def _rule(
    kind: str, table: str, *columns: str, scope: tuple[str, ...] = (), where: str | None = None
) -> model.Invariant:
    return model.Invariant(
        kind=kind, entity=table, attributes=columns, scope=scope, where=where, text=f"{kind} {table}"
    )


def _shop(*more: object, dialect: model.Dialect = _POSTGRES) -> Schema:
    """Two tables with a relationship between them, written down nowhere but in the design."""
    return schema_of(
        entity("people", "id bigint", "wallet integer", pk="id"),
        entity(
            "bookings",
            "id bigint",
            "person_id bigint",
            "room integer",
            "starts integer",
            "ends integer",
            "main boolean",
            "zip text",
            "city text",
            pk="id",
            functional_dependencies=(dependency("zip", "city"),),
        ),
        link("bookings.person_id", "people.id"),
        _rule("non-negative", "people", "wallet"),
        _rule("no overlap", "bookings", "starts", "ends", scope=("room",)),
        _rule("at most one", "bookings", "main", scope=("room",)),
        _rule("exactly one", "bookings", scope=("person_id",), where="main -- the one that counts"),
        _rule("unique among", "bookings", "room", "starts", where="main"),
        _rule("ordered", "bookings", "starts", "ends"),
        _rule("sum", "bookings", "starts", scope=("person_id",)),
        *more,
        dialect=dialect,
    )


_TABLES = """CREATE TABLE people (id bigint PRIMARY KEY, wallet integer);
CREATE TABLE bookings (id bigint PRIMARY KEY, person_id bigint, room integer, starts integer, ends integer,
  main boolean, zip text, city text);"""
_SOUND = [
    "INSERT INTO people VALUES (1, 0), (2, NULL)",
    "INSERT INTO bookings VALUES (1, 1, 7, 10, 20, true, 'A1', 'Ulm'), (2, 2, 7, 20, NULL, false, 'A1', 'Ulm'),"
    " (3, 2, 8, 15, 18, true, NULL, 'Bonn'), (4, NULL, 9, NULL, 5, false, NULL, 'Kiel'),"
    " (5, 2, 7, 5, 5, NULL, 'B2', NULL)",
]
_FAULTS = {
    "bookings (person_id) refers to people": "INSERT INTO bookings (id, person_id) VALUES (50, 99)",
    "non-negative people": "UPDATE people SET wallet = -1 WHERE id = 2",
    "no overlap bookings": "INSERT INTO bookings (id, room, starts, ends) VALUES (51, 8, 17, 30)",
    "at most one bookings": "INSERT INTO bookings (id, room, starts, ends, main) VALUES (52, 8, 40, 41, true)",
    "exactly one bookings": "UPDATE bookings SET main = false WHERE id = 3",
    "unique among bookings": "UPDATE bookings SET room = 7, starts = 10, ends = 10, person_id = NULL WHERE id = 3",
    "ordered bookings": "UPDATE bookings SET ends = 9 WHERE id = 1",
    "sum bookings": "UPDATE bookings SET starts = -36 WHERE id = 5",
    "bookings: zip determines city": "UPDATE bookings SET city = 'Rom' WHERE id = 2",
}


def test_each_query_is_silent_on_sound_rows_and_finds_the_fault_planted_for_it() -> None:
    checks, notices = integrity_checks(_shop())
    assert not notices
    assert {check.name for check in checks} == set(_FAULTS)
    with proof_database() as database, database.connect() as session:
        session.execute("CREATE SCHEMA IF NOT EXISTS public")
        for statement in [*_TABLES.split(";")[:2], *_SOUND]:
            session.execute(statement)
        assert _violations(session, checks) == dict.fromkeys(_FAULTS, 0)
        for name, fault in _FAULTS.items():
            with session.transaction(force_rollback=True):
                session.execute(fault)
                assert _violations(session, checks)[name] >= 1, name
                rows = next(check.rows for check in checks if check.name == name)
                assert session.execute(rows).fetchone(), name


def _violations(session: psycopg.Connection, checks: tuple) -> dict[str, int]:
    return dict(session.execute(check.sql).fetchone() for check in checks)  # type: ignore[misc]


def test_the_queries_find_the_same_in_sqlite() -> None:
    checks, notices = integrity_checks(_shop(dialect=_SQLITE))
    assert not notices
    session = sqlite3.connect(":memory:", isolation_level=None)
    session.executescript(_TABLES)
    for statement in _SOUND:
        session.execute(statement)
    assert dict(session.execute(check.sql).fetchone() for check in checks) == dict.fromkeys(_FAULTS, 0)
    for name, fault in _FAULTS.items():
        session.execute("BEGIN")
        session.execute(fault)
        assert dict(session.execute(check.sql).fetchone() for check in checks)[name] >= 1, name
        session.execute("ROLLBACK")
    session.close()


def test_keys_over_time_inheritance_and_whole_keys_are_checked_as_they_are_meant() -> None:
    key = model.PrimaryKey(name="rates_pkey", columns=("code", "valid"), without_overlaps=True)
    schema = schema_of(
        replace(entity("rates", "code text", "valid int4range"), primary_key=key),
        entity("contracts", "code text", "valid int4range"),
        entity("old_contracts", "code text", "valid int4range", inherits=("contracts",)),
        entity("pairs", "a integer", "b integer", unique=[["a", "b"]]),
        entity("halves", "a integer", "b integer"),
        link("contracts.(code, valid)", "rates.(code, valid)"),
        link("halves.(a, b)", "pairs.(a, b)", match="full"),
        dialect=_POSTGRES,
    )
    checks, _ = integrity_checks(schema)
    with proof_database() as database, database.connect() as session:
        for statement in (
            "CREATE SCHEMA IF NOT EXISTS public",
            "CREATE TABLE rates (code text, valid int4range)",
            "CREATE TABLE contracts (code text, valid int4range)",
            "CREATE TABLE old_contracts () INHERITS (contracts)",
            "CREATE TABLE pairs (a integer, b integer)",
            "CREATE TABLE halves (a integer, b integer)",
            "INSERT INTO rates VALUES ('x', '[1,5)'), ('x', '[5,9)')",
            "INSERT INTO contracts VALUES ('x', '[2,8)'), (NULL, '[2,8)')",
            "INSERT INTO old_contracts VALUES ('gone', '[1,2)')",
            "INSERT INTO pairs VALUES (1, 1)",
            "INSERT INTO halves VALUES (1, 1), (NULL, NULL)",
        ):
            session.execute(statement)
        assert set(_violations(session, checks).values()) == {0}
        session.execute("INSERT INTO contracts VALUES ('x', '[2,10)')")
        session.execute("INSERT INTO halves VALUES (1, NULL)")
        assert set(_violations(session, checks).values()) == {1}


def test_what_the_rows_do_not_show_is_said_and_not_checked() -> None:
    people = entity("people", "id bigint", "wallet integer", pk="id")
    queue, counter, lone = (_rule(kind, "people", "wallet") for kind in ("queue", "counter", "ordered"))
    checks, notices = integrity_checks(schema_of(people, queue, counter, lone, dialect=_POSTGRES))
    assert not checks
    assert [notice.object for notice in notices] == ["counter people", "ordered people", "queue people"]
    assert all(notice.reason.endswith(".") for notice in notices)


def test_a_copy_whose_values_no_server_can_compare_is_said_and_not_checked() -> None:
    held = dependency("zip", "extra")
    table = entity("places", "id bigint", "zip text", "extra json", pk="id", functional_dependencies=(held,))
    checks, notices = integrity_checks(schema_of(table, dialect=_POSTGRES))
    assert not checks
    assert [notice.reason for notice in notices] == ["values of extra cannot be told apart by their types."]


def test_names_and_rules_in_hostile_words_stay_inside_their_query() -> None:
    table = entity('we"ird;', "id integer", "v integer", pk="id")
    rule = model.Invariant(
        kind="non-negative", entity=table.name, attributes=("v",), text="it's\n; DROP TABLE people; --` <script>"
    )
    schema = schema_of(table, rule, dialect=_SQLITE)
    (check,), _ = integrity_checks(schema)
    session = sqlite3.connect(":memory:")
    session.execute('CREATE TABLE "we""ird;" (id integer, v integer)')
    assert session.execute(check.sql).fetchone()[1] == 0
    session.close()
    assert "\n; DROP" not in check.sql
    assert "<script>" not in export(schema, "operations").text.replace("```sql", "").split("```")[2]


def test_nothing_is_assumed_where_nothing_is_declared() -> None:
    schema = schema_of(entity("people", "id bigint", pk="id"), dialect=_POSTGRES)
    assert slow_queries(schema) is None
    assert table_notes(schema) == ()
    held = pool(schema)
    assert (held.busy, held.wanted, held.per_process, held.allowed, held.through_pooler) == (None,) * 4 + (False,)
    made = recovery(schema)
    assert (made.archived, made.standby) == (False, False)
    sheet = export(schema, "operations").text
    assert "ALTER SYSTEM" not in sheet
    assert all(said in sheet for said in ("not declared", "No volumes are declared"))


@pytest.mark.parametrize(
    ("declared", "pool_size", "through"),
    [
        ({"processes": 8, "max_connections": 100}, 8, False),
        ({"processes": 40, "max_connections": 205}, 5, False),
        ({"processes": 300, "max_connections": 100, "pool_size": 4}, 1, True),
    ],
)
def test_a_pool_is_as_large_as_the_load_wants_and_the_server_allows(
    declared: dict, pool_size: int, through: bool
) -> None:
    busy = pattern("busy", "SELECT 1", per_minute=12_000.0, latency_ms=100.0)  # 20 connections at any time
    if declared["processes"] == 40:
        busy = replace(busy, frequency_per_minute=120_000.0)
    made = pool(schema_of(busy, model.Requirements(**declared), dialect=_POSTGRES))
    assert (made.per_process, made.through_pooler) == (pool_size, through)
    assert made.busy == pytest.approx(200.0 if declared["processes"] == 40 else 20.0)


def test_the_sheet_goes_by_the_numbers_that_a_team_has_set() -> None:
    schema = schema_of(
        entity("events", "id bigint", pk="id", rows=50_000_000, updates_per_day=2_000_000.0),
        model.Requirements(max_connections=100),
        dialect=_POSTGRES,
    )
    usual = export(schema, "operations").text
    own = Upkeep(reserved_connections=20, partition_rows=40_000_000, updated_share_per_day=0.01, horizon_months=7.0)
    assert ("95 for the application" in usual, "partition it" in usual, "fillfactor" in usual) == (True, False, False)
    assert "More than 76 are open." in usual
    sheet = export(schema, "operations", upkeep=own).text
    assert "80 for the application" in sheet
    assert "More than 64 are open." in sheet
    assert "50,000,000 rows in 7 months: partition it" in sheet
    assert "fillfactor = 90" in sheet


def test_recovery_takes_the_weakest_method_that_keeps_the_limits() -> None:
    large = entity("events", "id bigint", "payload text", pk="id", rows=2_000_000_000)

    def made(*parts: object, **needs: float) -> tuple[bool, bool, bool]:
        found = recovery(schema_of(*parts, model.Requirements(**needs), dialect=_POSTGRES))
        return found.archived, found.standby, found.synchronous

    assert made(rpo_minutes=2_880) == (False, False, False)
    assert made(rpo_minutes=15, rto_minutes=60) == (True, False, False)
    assert made(large, rpo_minutes=15, rto_minutes=30) == (True, True, False)
    assert made(rpo_minutes=0) == (True, True, True)


def test_settings_for_tables_run_and_stay_away_where_the_table_states_its_own() -> None:
    busy = {"rows": 50_000_000, "updates_per_day": 60_000_000.0, "retention_days": 90.0}
    columns = ("id bigint", "at timestamptz not null default now()")
    own = options(postgres={"autovacuum_vacuum_scale_factor": "0.01", "fillfactor": "70"})
    schema = schema_of(
        entity("events", *columns, pk="id", **busy),
        entity("tuned", *columns, pk="id", options=own, **{**busy, "retention_days": None}),
        entity("small", *columns, pk="id", rows=100, updates_per_day=5_000.0),
        dialect=_POSTGRES,
    )
    notes = table_notes(schema)
    assert {note.table for note in notes} == {"events"}
    statements = [statement for note in notes for statement in note.sql]
    assert len(statements) == 4
    with proof_database() as database, database.connect() as session:
        session.execute("CREATE SCHEMA IF NOT EXISTS public")
        session.execute("CREATE TABLE events (id bigint, at timestamptz)")
        session.execute("INSERT INTO events VALUES (1, now() - interval '91 days'), (2, now())")
        for statement in statements:
            session.execute(statement)
        assert session.execute("SELECT id FROM events").fetchall() == [(2,)]
        (set_to,) = session.execute("SELECT reloptions FROM pg_class WHERE relname = 'events'").fetchone()
        assert set_to == [
            "autovacuum_vacuum_scale_factor=0.02",
            "autovacuum_analyze_scale_factor=0.01",
            "fillfactor=80",
        ]


def test_what_is_declared_is_watched_by_queries_that_run_with_numbers_to_act_at() -> None:
    needs = model.Requirements(max_connections=105, rpo_minutes=5, replica_reads=True, replica_lag_seconds=2)
    schema = _shop(
        entity("events", "id bigint", "payload text", pk="id", rows=1_000, rows_per_day=1_000_000.0),
        pattern("a booking", "SELECT room FROM bookings WHERE id = $1", per_minute=60.0, latency_ms=20.0),
        needs,
    )
    found = {one.name: one for one in watches(schema)}
    assert list(found) == ["slow queries", "connections", "backups", "replica lag", "integrity", "disk space"]
    assert found["connections"].alarm == "More than 80 are open."
    assert found["replica lag"].alarm.startswith("A replica is behind by more than 2 seconds")
    assert "5 minutes" in found["backups"].alarm
    with proof_database() as database, database.connect() as session:
        for one in found.values():
            if one.sql:
                session.execute(one.sql).fetchall()
    sheet = export(schema, "operations").text
    assert "## Monitoring" in sheet
    assert (
        "| connections | The server takes 105; 5 are kept for administration. | More than 80 are open. | no |" in sheet
    )
    said = replace(schema, requirements=replace(needs, monitoring=FrozenMap({"pools": "alarm", "wal": "no"})))
    assert [one.name for one in unwatched(said)] == [one for one in found if one != "connections"]
    assert "| yes |" in export(said, "operations").text


def test_nothing_is_watched_where_nothing_is_declared() -> None:
    assert watches(schema_of(entity("t", "a int"), dialect=_POSTGRES)) == ()
    assert "No limit is declared to watch" in export(schema_of(entity("t", "a int")), "operations").text


def test_what_takes_a_standby_is_drilled_as_such_and_one_target_is_not_sampled() -> None:
    busy = {"rows": 2_000_000_000, "updates_per_day": 1_600_000_000.0}
    schema = schema_of(
        entity("events", "id bigint", "payload text", pk="id", **busy),
        pattern("an event", "SELECT payload FROM events WHERE id = $1", per_minute=60.0, latency_ms=20.0),
        model.Requirements(rpo_minutes=15, rto_minutes=30),
        dialect=_POSTGRES,
    )
    sheet = export(schema, "operations").text
    assert "minutes are expected; the 30 of an outage the standby keeps." in sheet
    assert "promote the standby within 30 minutes" in sheet
    assert "1 access pattern with a target of 20 ms." in sheet.replace("\u2009", " ")
    assert "log_min_duration_sample" not in sheet
    assert "every 9 minutes." in sheet
