"""What the planner says a statement locks, rewrites and reads, held to what a server does."""

from collections.abc import Iterator

import psycopg
import pytest

from designer.importers import import_sql
from designer.lab.proof import proof_database
from designer.planning.effects import effects

SETUP = """
CREATE TABLE p (id integer PRIMARY KEY, n integer);
CREATE TABLE t (id integer PRIMARY KEY, i integer, v varchar(20), tx text, num numeric(10,2), ts timestamp(3),
  pid integer NOT NULL, j json, e char(5), checked text);
ALTER TABLE t ADD CONSTRAINT filled CHECK (checked IS NOT NULL);
CREATE INDEX t_v ON t (v);
CREATE UNIQUE INDEX t_uq ON t (i);
ALTER TABLE t ADD CONSTRAINT ck0 CHECK (i > 0) NOT VALID;
ALTER TABLE t ADD CONSTRAINT fk0 FOREIGN KEY (pid) REFERENCES p (id) NOT VALID;
CREATE TABLE part (id integer NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE part1 PARTITION OF part FOR VALUES FROM (0) TO (10);
CREATE TABLE pnew (id integer NOT NULL);
"""
ROWS = """
INSERT INTO p SELECT n, n FROM generate_series(1, 50) AS n;
INSERT INTO t SELECT n, n, n, n, n, now(), n % 50 + 1, '{}', 'x', 'y' FROM generate_series(1, 500) AS n;
INSERT INTO part SELECT n FROM generate_series(0, 9) AS n;
INSERT INTO pnew SELECT n FROM generate_series(10, 19) AS n;
CREATE FUNCTION trg() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
"""
STATEMENTS = """
alter table t add column x int
alter table t add column x int default 5
alter table t add column x timestamptz default now()
alter table t add column x uuid default gen_random_uuid()
alter table t add column x timestamptz default clock_timestamp()
alter table t add column x int not null default 0
alter table t add column x bigserial
alter table t add column x bigint generated always as identity
alter table t add column x int generated always as (i * 2) stored
alter table t add column x int generated always as (i * 2) virtual
alter table t add column x int references p (id)
alter table t add column x int check (x > 0)
alter table t drop column tx
alter table t drop column pid
alter table t alter column v type varchar(40)
alter table t alter column v type varchar(10)
alter table t alter column v type text
alter table t alter column v type varchar(20) collate "C"
alter table t alter column tx type text collate "C"
alter table t alter column tx type varchar(100)
alter table t alter column tx type varchar
alter table t alter column i type bigint
alter table t alter column num type numeric(12,2)
alter table t alter column num type numeric(12,4)
alter table t alter column num type numeric
alter table t alter column ts type timestamp(6)
alter table t alter column ts type timestamp(0)
alter table t alter column e type text
alter table t alter column checked type varchar
alter table t alter column j type jsonb using j::jsonb
alter table t alter column i set not null
alter table t alter column checked set not null
alter table t alter column pid drop not null
alter table t alter column i set default 9
alter table t alter column i drop default
alter table t alter column tx set statistics 500
alter table t alter column tx set storage external
alter table t alter column tx set (n_distinct = 5)
alter table t add constraint ck check (i > 0)
alter table t add constraint ck check (i > 0) not valid
alter table t add constraint nn not null i not valid
alter table t add constraint nn not null i
alter table t validate constraint ck0
alter table t add constraint fk foreign key (pid) references p
alter table t add constraint fk foreign key (pid) references p not valid
alter table t validate constraint fk0
alter table t add constraint uq unique (i)
alter table t add constraint uq unique using index t_uq
alter table t add constraint ex exclude using btree (i with =)
alter table t drop constraint ck0
alter table t drop constraint fk0
create index on t (v)
create unique index on t (i)
drop index t_v
alter table t rename column v to w
alter table t rename to t9
alter table t rename constraint ck0 to ck1
alter table t set (fillfactor = 80)
alter table t reset (fillfactor)
alter table t set unlogged
alter table t cluster on t_v
alter table t enable row level security
alter table t force row level security
create policy po on t using (true)
create trigger tg before insert on t for each row execute function trg()
alter table t disable trigger user
comment on table t is 'x'
comment on column t.i is 'x'
truncate t
drop table t
alter table part attach partition pnew for values from (10) to (20)
alter table part detach partition part1
create table part2 partition of part for values from (30) to (40)
create table u (id int references p)
alter table t replica identity full
alter table t owner to current_user
lock table t
lock t, p in share row exclusive mode
reindex table t
reindex (verbose) index t_v
cluster t using t_v
""".strip().splitlines()
SCHEMA = import_sql(SETUP).schema
TABLES = ("p", "t", "part", "part1", "pnew")
_MODES = {
    "AccessShareLock": "ACCESS SHARE", "RowShareLock": "ROW SHARE", "RowExclusiveLock": "ROW EXCLUSIVE",
    "ShareUpdateExclusiveLock": "SHARE UPDATE EXCLUSIVE", "ShareLock": "SHARE",
    "ShareRowExclusiveLock": "SHARE ROW EXCLUSIVE", "ExclusiveLock": "EXCLUSIVE",
    "AccessExclusiveLock": "ACCESS EXCLUSIVE",
}  # fmt: skip
_STRENGTH = list(_MODES)


@pytest.fixture(scope="module")
def session() -> Iterator[psycopg.Connection]:
    with proof_database() as database, database.connect() as connection:
        connection.execute((SETUP + ROWS).encode())
        yield connection


def _files(session: psycopg.Connection) -> dict[str, int]:
    return dict(session.execute("SELECT relname, relfilenode FROM pg_class WHERE relname = ANY (%s)", [list(TABLES)]))


def _oids(session: psycopg.Connection) -> dict[int, str]:
    return dict(session.execute("SELECT oid, relname FROM pg_class WHERE relname = ANY (%s)", [list(TABLES)]))


def _measured(session: psycopg.Connection, statement: str) -> tuple[dict[str, str], set[str], set[str]]:
    """Strongest lock by table, tables with another file, tables that were read from beginning to end."""
    with session.transaction(force_rollback=True):
        oids, files = _oids(session), _files(session)
        read = dict(
            session.execute(
                "SELECT oid, pg_stat_get_xact_numscans(oid) FROM pg_class WHERE oid = ANY (%s)", [list(oids)]
            )
        )
        session.execute(statement.encode())
        locks: dict[str, str] = {}
        rows = session.execute(
            "SELECT relation, mode FROM pg_locks WHERE pid = pg_backend_pid() AND relation = ANY (%s)", [list(oids)]
        )
        for oid, mode in rows:
            held = locks.get(oids[oid])
            if held is None or _STRENGTH.index(mode) > _STRENGTH.index(held):
                locks[oids[oid]] = mode
        after = _files(session)
        rewritten = {table for table, number in after.items() if number != files[table]}
        scanned = {
            oids[oid]
            for oid, number in session.execute(
                "SELECT oid, pg_stat_get_xact_numscans(oid) FROM pg_class WHERE oid = ANY (%s)", [list(oids)]
            )
            if number > read[oid]
        }
    strong = {table: _MODES[mode] for table, mode in locks.items() if mode != "AccessShareLock"}
    return strong, rewritten, scanned


@pytest.mark.parametrize("statement", STATEMENTS)
def test_claim_is_what_the_server_does(statement: str, session: psycopg.Connection) -> None:
    claimed = effects(statement, SCHEMA)
    locks, rewritten, scanned = _measured(session, statement)
    said_locks = {one.relation.removeprefix("public."): one.mode for one in claimed.locks}
    assert {table: mode for table, mode in said_locks.items() if table in TABLES} == locks
    if statement != "truncate t":  # an empty file instead of the old one, and no work
        assert {one.removeprefix("public.") for one in claimed.rewrites} == rewritten
        said = {one.removeprefix("public.") for one in (*claimed.scans, *claimed.rewrites, *claimed.builds)}
        assert scanned <= said | ({"p"} if "foreign key" in statement or "fk0" in statement else set())
        assert said <= scanned | rewritten


def test_statement_that_cannot_be_read_claims_nothing() -> None:
    assert effects("ALTER TABLE").locks == ()
    assert effects("SELECT 1").locks == ()
    assert effects("ALTER TABLE t ADD CONSTRAINT 'x").locks == ()


@pytest.mark.parametrize("statement", ["CREATE INDEX CONCURRENTLY i ON t (v)", "DROP INDEX CONCURRENTLY t_v"])
def test_concurrent_statement_lets_writers_through(statement: str) -> None:
    assert {one.mode for one in effects(statement, SCHEMA).locks} == {"SHARE UPDATE EXCLUSIVE"}
