"""Live databases: what is refused first, then that reading one equals reading its dump."""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from designer.importers import import_sql
from designer.importers.live import Unreachable, Wanted, import_url, is_url, parse_target, without_password
from designer.importers.live.guard import address_of
from designer.importers.live.relay import Greeting
from designer.lab.installation import find_installation
from designer.lab.proof import proof_database
from designer.schema.diff import diff

SQL = """
CREATE SCHEMA shop;
CREATE TYPE shop.state AS ENUM ('new', 'done');
CREATE DOMAIN shop.email AS text CHECK (VALUE LIKE '%@%');
CREATE TABLE shop.customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mail shop.email NOT NULL UNIQUE);
CREATE TABLE shop.orders (
  id serial PRIMARY KEY, customer_id bigint NOT NULL REFERENCES shop.customers ON DELETE CASCADE DEFERRABLE,
  state shop.state NOT NULL DEFAULT 'new', total numeric(12,2) CHECK (total >= 0), doubled numeric
  GENERATED ALWAYS AS (total * 2) STORED, during tsrange, EXCLUDE USING gist (during WITH &&)
);
CREATE INDEX open_orders ON shop.orders (customer_id DESC, lower(id::text)) INCLUDE (total) WHERE state = 'new';
COMMENT ON TABLE shop.orders IS 'what was ordered';
CREATE TABLE shop.events (at timestamptz NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE shop.events_2024 PARTITION OF shop.events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE VIEW shop.recent AS SELECT * FROM shop.orders;
CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touch BEFORE UPDATE ON shop.orders FOR EACH ROW EXECUTE FUNCTION shop.touch();
INSERT INTO shop.customers (mail) SELECT n || '@x' FROM generate_series(1, 200) n;
INSERT INTO shop.orders (customer_id, state, total) SELECT 1 + n % 200, CASE WHEN n % 10 = 0 THEN 'new' ELSE 'done'
  END::shop.state, NULLIF(n % 4, 0) FROM generate_series(1, 1000) n;
ANALYZE shop.customers; ANALYZE shop.orders;
"""


@pytest.mark.parametrize("url", ["ftp://x/y", "postgresql://h:port/db", "postgresql://[::1/db", "mysql://h:0x/d",
                                 "postgresql://h/d%00b", "mysql://h/d?host=a%2500b", "sqlite:///x%00",
                                 "postgresql://h/d?port=-5"])  # fmt: skip
def test_what_is_no_address_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(Unreachable) as refused:
        parse_target(url.replace("://", "://user:hunter2@"))
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("cut", ["/", "#", "12/", "12#"])
def test_a_password_cut_off_by_its_own_signs_is_neither_kept_nor_taken_for_a_name(cut: str) -> None:
    url = f"postgresql://ann:{cut}hunter2@db.example.org/shop"
    assert without_password(url) == ""
    with pytest.raises(Unreachable) as refused:
        parse_target(url)
    assert "hunter2" not in str(refused.value)


def test_a_password_shows_nowhere() -> None:
    target = parse_target("postgresql://ann:hunter2@db.example.org/shop")
    assert "hunter2" not in repr(target) + target.shown + target.scrubbed("no hunter2 here")
    assert target.password == "hunter2"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "10.1.2.3", "192.168.0.1", "172.16.0.1", "::1", "::ffff:127.0.0.1", "fd00::1", "0.0.0.0",
     "100.64.0.1", "2130706433", "64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1", "::ffff:0:7f00:1",
     "64:ff9b:1::7f00:1", "fec0::1", "5f00::1"],
)  # fmt: skip
def test_private_addresses_are_refused_unless_allowed(host: str) -> None:
    with pytest.raises(Unreachable, match=r"private address|belongs to no database|no host"):
        address_of(host, 5432, allow_private=False)


@pytest.mark.parametrize(
    "host",
    ["169.254.169.254", "fe80::1", "fd00:ec2::254", "224.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe",
     "::a9fe:a9fe", "168.63.129.16"],
)  # fmt: skip
def test_metadata_services_and_links_are_refused_always(host: str) -> None:
    with pytest.raises(Unreachable, match=r"belongs to no database|no host"):
        address_of(host, 5432, allow_private=True)


@pytest.mark.parametrize(
    "url", ["postgresql://u:p@127.0.0.1/db", "mysql://u:p@localhost/db", "sqlite:////etc/passwd",
            "postgresql:///db?host=/var/run/postgresql"],
)  # fmt: skip
def test_nothing_of_this_machine_is_read_where_that_is_not_allowed(url: str, tmp_path: Path) -> None:
    with pytest.raises(Unreachable):
        import_url(url, pg_dump=tmp_path, allow_private=False)


def test_files_are_no_addresses() -> None:
    assert is_url("postgresql://h/d")
    assert not is_url("dump.sql")
    assert not is_url("https://example.org/x.sql")


@pytest.fixture(scope="module")
def shop_url() -> Iterator[tuple[str, str]]:
    with proof_database() as database:
        with database.connect() as session:
            session.execute(SQL)
        parts = conninfo_to_dict(database.dsn)
        yield (
            f"postgresql://{parts['user']}:{quote(str(parts['password']), safe='')}@/{parts['dbname']}"
            f"?host={quote(str(parts['host']), safe='')}&port={parts.get('port', 5432)}",
            database.dsn,
        )


def test_a_live_database_reads_as_its_dump_does(shop_url: tuple[str, str]) -> None:
    url, dsn = shop_url
    pg_dump = find_installation().program("pg_dump")
    live = import_url(url, pg_dump=pg_dump, allow_private=True)
    dumped = subprocess.run([pg_dump, "-s", dsn], capture_output=True, text=True, check=True).stdout
    from_dump = import_sql(dumped, "postgres", live.schema.name)
    assert live.problems == from_dump.problems == ()
    assert live.counts == from_dump.counts
    bare = replace(
        live.schema,
        entities=tuple(
            replace(
                one,
                rows=None,
                assumed=(),
                attributes=tuple(
                    replace(
                        column, distinct=None, null_fraction=None, average_width=None, correlation=None, values=(),
                        min=None, max=None,
                    )
                    for column in one.attributes
                ),
            )
            for one in live.schema.entities
        ),
    )  # fmt: skip
    assert diff(from_dump.schema, bare) == ()
    assert bare == from_dump.schema


def test_volumes_come_from_the_statistics(shop_url: tuple[str, str]) -> None:
    live = import_url(shop_url[0], pg_dump=find_installation().program("pg_dump"), allow_private=True)
    orders = live.schema.entity("shop.orders")
    assert orders.rows == 1000
    state, total, customer = (orders.attribute(name) for name in ("state", "total", "customer_id"))
    assert state is not None
    assert total is not None
    assert customer is not None
    assert [(one.value, one.frequency) for one in state.values] == [("done", 0.9), ("new", 0.1)]
    assert total.null_fraction == 0.25
    assert customer.distinct == 200
    assert customer.average_width == 8
    assert live.schema.entity("shop.customers").attribute("id").max == 200  # type: ignore[union-attr]


def test_values_that_were_excluded_are_nowhere_in_what_was_read(shop_url: tuple[str, str]) -> None:
    pg_dump = find_installation().program("pg_dump")
    wanted = Wanted(without=("customers.ID", "*.total"))
    live = import_url(shop_url[0], pg_dump=pg_dump, allow_private=True, wanted=wanted)
    orders = live.schema.entity("shop.orders")
    held = {one.name: one for one in orders.attributes}
    assert not held["total"].values
    assert held["total"].null_fraction == 0.25
    assert held["state"].values
    assert held["customer_id"].max is None  # it holds the values of what it refers to
    assert any("orders.customer_id" in one.message for one in live.remarks)
    silent = import_url(shop_url[0], pg_dump=pg_dump, allow_private=True, wanted=Wanted(values=False)).schema
    assert not [one for entity in silent.entities for one in entity.attributes if one.values or one.max is not None]
    assert silent.entity("shop.orders").rows == 1000
    with pytest.raises(Unreachable, match=r"no column 'orders\.totl'"):
        import_url(shop_url[0], pg_dump=pg_dump, allow_private=True, wanted=Wanted(without=("orders.totl",)))


def test_what_was_never_analyzed_is_said(shop_url: tuple[str, str]) -> None:
    live = import_url(shop_url[0], pg_dump=find_installation().program("pg_dump"), allow_private=True)
    said = " ".join(one.message for one in live.remarks)
    assert "Nothing is known of the columns of shop.events" in said
    assert "less than a day" in said
    assert "about 1,200 rows" in said


def test_nothing_was_written(shop_url: tuple[str, str]) -> None:
    url, dsn = shop_url
    with psycopg.connect(dsn, autocommit=True) as session:
        before = session.execute("select pg_current_wal_insert_lsn()").fetchone()
        import_url(url, pg_dump=find_installation().program("pg_dump"), allow_private=True)
        assert session.execute("select pg_current_wal_insert_lsn()").fetchone() == before


def test_a_wrong_password_is_a_sentence_without_it(shop_url: tuple[str, str]) -> None:
    url = shop_url[0].replace("@/", "x@/")
    with pytest.raises(Unreachable, match="authentication") as refused:
        import_url(url, pg_dump=find_installation().program("pg_dump"), allow_private=True)
    assert parse_target(url).password not in str(refused.value)


def test_kinds_of_authentication_that_are_bound_to_a_channel_do_not_pass_the_relay() -> None:
    kinds = b"SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0"
    offer = b"R" + struct.pack("!ii", 8 + len(kinds), 10) + kinds
    notice = b"N" + struct.pack("!i", 10) + b"Mhello"
    rest = b"R" + struct.pack("!ii", 8, 0) + b"SCRAM-SHA-256-PLUS in what comes later\0"
    less = b"SCRAM-SHA-256\0\0"
    wanted = notice + b"R" + struct.pack("!ii", 8 + len(less), 10) + less + rest
    for step in (1, 3, 17, 1000):
        said, greeting = notice + offer + rest, Greeting()
        passed = b"".join(greeting.passed(said[at : at + step]) for at in range(0, len(said), step))
        assert passed == wanted


def test_what_is_no_greeting_passes_the_relay_as_it_is() -> None:
    for said in (b"HTTP/1.1 400 Bad Request\r\n\r\n", b"E" + struct.pack("!i", 9) + b"SFATAL" + b"more", b"R\0"):
        greeting = Greeting()
        passed = b"".join(greeting.passed(said[at : at + 2]) for at in range(0, len(said), 2))
        assert passed in (said, b"")
