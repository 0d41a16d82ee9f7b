"""Samples of live databases: what is refused first, then that they are bounded, exact, and say what they are."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from psycopg.conninfo import conninfo_to_dict

from designer.analysis.discovery.discover import discover
from designer.analysis.discovery.report_json import as_json
from designer.analysis.discovery.report_text import as_text
from designer.analysis.discovery.sampled import table_of
from designer.importers.live import Sample, Unreachable, parse_target, samples
from designer.lab.proof import proof_database

SQL = """
CREATE SCHEMA shop; CREATE SCHEMA other;
CREATE TABLE shop.customers (id int PRIMARY KEY, name text, city text, note text);
INSERT INTO shop.customers SELECT n, 'Name ' || n, E'City, "the"\\n' || n % 7, repeat('x', 3000) || n % 3
  FROM generate_series(1, 40) n;
CREATE TABLE shop.orders (id int PRIMARY KEY, customer_id int, city text, "odd ""; name" text);
INSERT INTO shop.orders SELECT n, 1 + n * 7919 % 40, 'City ' || (1 + n * 7919 % 40) % 7, NULL
  FROM generate_series(1, 30000) n;
CREATE TABLE other.orders (id int);
CREATE TABLE shop.secret (id int);
CREATE VIEW shop.seen AS SELECT * FROM shop.orders;
ANALYZE;
"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with proof_database() as database:
        with database.connect() as session:
            session.execute(SQL)
        parts = {name: quote(str(value), safe="") for name, value in conninfo_to_dict(database.dsn).items()}
        place = f"?host={parts['host']}&port={parts.get('port', 5432)}"
        yield f"postgresql://{parts['user']}:{parts['password']}@/{parts['dbname']}{place}"


def read(address: str, *only: str, rows: int = 1000, most: int = 30, files: bool = True) -> list[Sample]:
    return list(samples(parse_target(address), rows=rows, only=only, most=most, allow_private=False, allow_files=files))


@pytest.mark.parametrize(
    ("url", "files", "reason"),
    [
        ("postgresql:///shop?host=/var/run/postgresql", False, "a socket of this machine"),
        ("postgresql://a@127.0.0.1/shop", True, "at a private address"),
        ("mysql://a@169.254.169.254/shop", True, "belongs to no database server"),
        ("sqlite:///x.db", False, "files of the server are not read"),
        ("sqlite:////nowhere/x.db", True, "is no file"),
    ],
)
def test_what_may_not_be_read_is_refused(url: str, files: bool, reason: str) -> None:
    with pytest.raises(Unreachable, match=reason):
        read(url, files=files)


def test_names_that_mean_no_table_and_too_many_tables_are_refused(address: str) -> None:
    with pytest.raises(Unreachable, match=r"there is no table 'shop\.seen'"):
        read(address, "shop.seen")
    with pytest.raises(Unreachable, match="that is 4 tables, and 2 are looked at together"):
        read(address, most=2)


def test_a_small_table_is_read_whole_and_a_large_one_in_part(address: str) -> None:
    found = {one.table: one for one in read(address)}
    assert set(found) == {"customers", "other.orders", "secret", "shop.orders"}
    customers, orders = found["customers"], found["shop.orders"]
    assert (customers.whole, customers.of) == (True, 40)
    rows = list(csv.reader(customers.lines))
    assert rows[0] == ["id", "name", "city", "note"]
    assert rows[1][:3] == ["1", "Name 1", 'City, "the"\n1']
    assert len({row[3] for row in rows[1:]}) == 3
    assert max(len(row[3]) for row in rows) == 32
    assert (orders.whole, orders.of) == (False, 30_000)
    assert len(orders.lines) == 1001
    assert orders.lines[0] == 'id,customer_id,city,"odd ""; name"\n'
    assert found["secret"].whole
    assert len(found["secret"].lines) == 1


def test_the_account_of_a_sample_says_what_it_means_for_the_verdict(address: str) -> None:
    found = discover([table_of(one) for one in read(address, "customers", "shop.orders")])
    text, data = as_text(found), as_json(found)
    assert "a sample: 1,000 rows of about 30,000. What fails in it fails in the table." in text
    assert "all 40 rows of the table" in text
    assert "Keys of the sample" in text
    customers, orders = data["tables"]
    assert customers["sample"] == {"whole": True, "of_rows": 40}
    assert orders["sample"] == {"whole": False, "of_rows": 30_000}
    (card,) = [one for one in orders["dependencies"] if one["from"] == ["customer_id"]]
    assert card["to"] == ["city"]
    assert card["evidence"].endswith("repeats of the sample")
    assert [(one["child"], one["columns"], one["parent"]) for one in data["foreign_keys"]] == [
        ("shop.orders", ["customer_id"], "customers")
    ]


def test_no_reference_is_claimed_to_a_table_of_which_only_a_part_was_read(address: str) -> None:
    found = discover([table_of(one) for one in read(address, "customers", "shop.orders", rows=20)])
    assert found.references == ()


def test_rows_of_a_sqlite_file_are_picked_at_random_the_same_each_time(tmp_path: Path) -> None:
    place = tmp_path / "shop.db"
    connection = sqlite3.connect(place)
    connection.execute('CREATE TABLE "odd ""; name" (id INTEGER PRIMARY KEY, city TEXT, photo BLOB, twice AS (id * 2))')
    connection.executemany(
        'INSERT INTO "odd ""; name" (id, city, photo) VALUES (?, ?, ?)',
        ((n, None if n % 5 == 0 else f'City, "the"\n{n % 7}', b"x" * n) for n in range(3000)),
    )
    connection.execute("CREATE TABLE plain (a TEXT PRIMARY KEY, b INT) WITHOUT ROWID")
    connection.execute("INSERT INTO plain VALUES ('ü', 1), ('b', NULL)")
    connection.execute("CREATE VIEW seen AS SELECT 1")
    connection.commit()
    connection.close()
    address = f"sqlite:///{quote(str(place))}"
    odd, plain = read(address, rows=500)
    assert (odd.table, odd.of, odd.whole) == ('odd "; name', 3000, False)
    rows = list(csv.reader(odd.lines))
    assert rows[0] == ["id", "city", "photo", "twice"]
    assert len(rows) == 501
    assert max(int(row[0]) for row in rows[1:]) > 2000
    assert {len(row[2]) for row in rows[1:] if int(row[0]) > 256} == {64}
    assert read(address, rows=500) == [odd, plain]
    assert (plain.whole, list(csv.reader(plain.lines))) == (True, [["a", "b"], ["b", ""], ["ü", "1"]])
    assert [one.table for one in read(address, "PLAIN")] == ["plain"]
    with pytest.raises(Unreachable, match="no table 'seen'"):
        read(address, "seen")
    place.write_bytes(place.read_bytes()[:3000] + bytes(4096))
    with pytest.raises(Unreachable, match="cannot be read as a SQLite database"):
        read(address)
