"""Reading a catalogue and comparing two: equal databases, hostile names, what is said once only."""

import dataclasses
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql
from psycopg.pq import TransactionStatus
from psycopg.rows import dict_row

from designer.lab.catalogue import Catalogue, Difference, compare, read_catalogue
from designer.lab.scratch import ScratchCluster

SHOP = """
create schema shop;
create type shop.state as enum ('new', 'done');
create domain shop.money as numeric(12, 2) constraint positive check (value >= 0);
create sequence shop.tickets;
create table shop.customers (
    id bigint generated always as identity primary key,
    email text not null unique,
    joined timestamptz not null default now(),
    wallet shop.money);
create table shop.orders (
    id serial primary key,
    customer bigint not null references shop.customers on delete cascade,
    state shop.state not null default 'new',
    placed date not null,
    total numeric generated always as (0) stored,
    check (placed > '2000-01-01'));
create index on shop.orders (customer, placed desc) where state = 'new';
create table shop.log (at date not null, line text) partition by range (at);
create table shop.log_2026 partition of shop.log for values from ('2026-01-01') to ('2027-01-01');
create index log_at on shop.log (at);
create view shop.open as select * from shop.orders where state = 'new';
create function shop.note() returns trigger language plpgsql as 'begin return null; end';
create trigger noted after insert on shop.log for each row execute function shop.note();
alter table shop.orders enable row level security;
create policy own on shop.orders using (total >= 0);
comment on column shop.orders.placed is 'the day';
grant select on shop.orders to public;
"""


@pytest.fixture(scope="module")
def cluster() -> Iterator[ScratchCluster]:
    with ScratchCluster(in_memory=True) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def session(cluster: ScratchCluster) -> Iterator[psycopg.Connection]:
    with cluster.connect() as connection:
        connection.autocommit = True
        connection.execute("set search_path = public")
        yield connection


def _read(session: psycopg.Connection, *ddl: str) -> tuple[Catalogue, ...]:
    """The catalogue after each piece of DDL, all of them rolled back."""
    found = []
    with session.transaction(force_rollback=True):
        for piece in ddl:
            session.execute(piece.encode())
            found.append(read_catalogue(session, again=True))
    return tuple(found)


def _database_of(cluster: ScratchCluster, owner: str, ddl: str) -> Catalogue:
    with cluster.connect() as admin:
        admin.autocommit = True
        admin.execute(sql.SQL("create role {}").format(sql.Identifier(owner)))
        admin.execute(sql.SQL("create database {0} owner {0}").format(sql.Identifier(owner)))
    with cluster.connect(owner) as connection:
        connection.execute(sql.SQL("set role {}").format(sql.Identifier(owner)))
        connection.execute(ddl.encode())
        return read_catalogue(connection)


def test_the_same_schema_under_another_owner_and_name_is_equal(cluster: ScratchCluster) -> None:
    one = _database_of(cluster, "anne", SHOP)
    other = _database_of(cluster, 'a "Strange" öwner', SHOP)
    assert {kind for kind, _ in one} >= {
        "table",
        "column",
        "foreign key",
        "index",
        "enum",
        "domain",
        "trigger",
        "policy",
    }
    assert compare(one, other) == ()
    assert one == other


def test_reading_leaves_the_session_as_it_was(session: psycopg.Connection) -> None:
    session.execute("set datestyle = 'German'")
    read_catalogue(session)
    shown = (
        "select current_setting('search_path'), current_setting('datestyle'), current_setting('transaction_isolation')"
    )
    with session.transaction():
        read_catalogue(session)
        inside = session.execute(shown).fetchone()
    session.execute("reset datestyle")
    assert inside == ("public", "German, DMY", "read committed")
    assert session.info.transaction_status == TransactionStatus.IDLE


def test_rows_of_another_shape_in_the_callers_session_do_not_matter(cluster: ScratchCluster) -> None:
    with cluster.connect() as connection:
        connection.row_factory = dict_row  # type: ignore[assignment]
        assert ("schema", "public") in read_catalogue(connection)


def test_names_are_the_same_whatever_the_search_path(session: psycopg.Connection) -> None:
    ddl = "create table t (a int default 1 check (a > 0)); create view v as select a from t"
    first, second = _read(session, ddl, "set local search_path = pg_catalog, public; select 1")
    assert first == second
    assert ("column", "public.t.a") in first


def test_bounds_and_defaults_do_not_follow_the_sessions_formats(session: psycopg.Connection) -> None:
    ddl = """create table p (a timestamptz, b interval default '1 day 2 hours') partition by range (a);
             create table p1 partition of p for values from ('2026-01-02 00:00Z') to ('2026-02-03 00:00Z')"""
    other = "set local datestyle = 'German'; set local timezone = 'Asia/Tokyo'; set local intervalstyle = 'iso_8601'"
    first, second = _read(session, ddl, other)
    assert first == second


def test_system_objects_and_members_of_extensions_are_left_out(session: psycopg.Connection) -> None:
    (catalogue,) = _read(session, "create extension vector; create temporary table gone (a int)")
    assert set(catalogue) == {("schema", "public"), ("extension", "plpgsql"), ("extension", "vector")}


def test_a_sequence_behind_an_identity_is_said_with_its_column_alone(session: psycopg.Connection) -> None:
    (catalogue,) = _read(session, "create table t (a int generated always as identity, b serial)")
    assert {name for kind, name in catalogue if kind == "sequence"} == {"public.t_b_seq"}
    assert "public.t_a_seq" in catalogue["column", "public.t.a"]["identity sequence"]


def test_an_index_behind_a_key_is_said_with_the_key_alone(session: psycopg.Connection) -> None:
    ddl = """create table t (a int primary key, b int unique, c int4range, d int, exclude using gist (c with &&));
             create index i on t (d)"""
    (catalogue,) = _read(session, ddl)
    assert [name for kind, name in catalogue if kind == "index"] == ["public.i"]


@pytest.mark.parametrize("name", ['a"b', "a.b", "a\nb", "<script>", "select", "ü" * 31, "😀", "  ", "a'b", "%s", "{x}"])
def test_hostile_names_are_kept_apart_and_quoted(session: psycopg.Connection, name: str) -> None:
    n = sql.Identifier(name)
    ddl = sql.SQL(
        "create schema {n}; create type {n}.{n} as enum ('x');"
        " create table {n}.t ({n} int constraint {n} primary key,"
        " c int constraint {k} check (c > 0)); create index {k} on {n}.t ({n}, c)"
    ).format(n=n, k=sql.Identifier(name[:20] + "2"))
    with session.transaction(force_rollback=True):
        session.execute(ddl)
        old = read_catalogue(session, again=True)
        session.execute(sql.SQL("alter table {0}.t alter {0} type bigint").format(n))
        new = read_catalogue(session, again=True)
        quoted = session.execute("select quote_ident(%s)", [name]).fetchone()
    assert quoted is not None
    column = f"{quoted[0]}.t.{quoted[0]}"
    assert compare(old, new) == (Difference("column", column, "type: integer", "type: bigint"),)


def test_children_of_what_is_absent_are_not_listed_beside_it(session: psycopg.Connection) -> None:
    full, without_table, without_schema = _read(
        session, SHOP, "drop table shop.orders cascade", "drop schema shop cascade; create schema unrelated"
    )
    assert [(d.kind, d.object, d.found) for d in compare(full, without_table)] == [
        ("table", "shop.orders", None),
        ("view", "shop.open", None),
    ]
    assert [(d.kind, d.object) for d in compare(full, without_schema)] == [("schema", "shop"), ("schema", "unrelated")]


def test_a_child_that_outlives_its_parent_is_still_compared(session: psycopg.Connection) -> None:
    ddl = "create table p (a int) partition by range (a); create table p1 partition of p for values from (0) to (9)"
    both, alone = _read(session, ddl, "alter table p detach partition p1; drop table p")
    assert [(d.kind, d.object) for d in compare(both, alone)] == [("table", "public.p"), ("table", "public.p1")]


def test_copies_on_partitions_go_with_their_original(session: psycopg.Connection) -> None:
    ddl = """create table parent (x int primary key);
             create table p (a int, primary key (a)) partition by range (a);
             create table p1 partition of p for values from (0) to (9)"""
    more = """alter table p add constraint k foreign key (a) references parent; create index i on p (a);
              create function f() returns trigger language plpgsql as 'begin return null; end';
              create trigger r after insert on p for each row execute function f()"""
    plain, rich = _read(session, ddl, more)
    assert [(d.kind, d.object) for d in compare(rich, plain)] == [
        ("foreign key", "public.p.k"),
        ("function", "public.f()"),
        ("index", "public.i"),
        ("trigger", "public.p.r"),
    ]


def test_an_index_that_waits_for_its_partitions_is_not_the_finished_one(session: psycopg.Connection) -> None:
    ddl = """create table p (a int) partition by range (a); create table p1 partition of p for values from (0) to (9);
             create index i on only p (a); create index j on p1 (a)"""
    waiting, finished = _read(session, ddl, "alter index i attach partition j")
    assert compare(waiting, finished) == (
        Difference("index", "public.i", "validity: invalid", "validity: valid"),
        Difference("index", "public.j", "no parent index", "parent index: public.i"),
    )


def test_order_of_columns_can_be_left_out(session: psycopg.Connection) -> None:
    old, new = _read(session, "create table t (a int, b int)", "drop table t; create table t (b int, a int)")
    assert compare(old, new) == (Difference("table", "public.t", "column order: a, b", "column order: b, a"),)
    assert compare(old, new, column_order=False) == ()


def test_columns_that_moved_past_a_new_one_are_still_noticed(session: psycopg.Connection) -> None:
    old, new = _read(session, "create table t (a int, b int)", "drop table t; create table t (b int, c int, a int)")
    assert [(d.kind, d.object) for d in compare(old, new)] == [("column", "public.t.c"), ("table", "public.t")]


def test_kinds_can_be_left_out(session: psycopg.Connection) -> None:
    old, new = _read(session, "create table t (a int)", "create view v as select 1 as a; alter table t add b int")
    assert [d.kind for d in compare(old, new, without={"view"})] == ["column"]


def test_names_of_not_null_constraints_do_not_count_where_one_server_has_none(session: psycopg.Connection) -> None:
    old, new = _read(
        session, "create table t (a int not null)", "alter table t rename constraint t_a_not_null to filled"
    )
    assert compare(old, new) != ()
    assert compare(dataclasses.replace(old, major=15), new) == ()


def test_a_catalogue_cannot_be_changed(session: psycopg.Connection) -> None:
    (catalogue,) = _read(session, "create table t (a int)")
    with pytest.raises(TypeError):
        catalogue["table", "public.t"]["comment"] = "new"  # type: ignore[index]
    with pytest.raises(TypeError):
        catalogue["table", "public.u"] = {}  # type: ignore[index]
