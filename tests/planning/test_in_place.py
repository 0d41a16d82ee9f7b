"""A plan run in the user's own database: on the rows that are there, and never where the design is another."""

from collections.abc import Iterator

import psycopg
import pytest

from designer.lab.scratch import ScratchCluster
from designer.planning import plan, prove_in_place
from tests.planning.test_dividing import NARROW, ROWS, WIDE, design


@pytest.fixture
def url() -> Iterator[str]:
    with ScratchCluster(in_memory=True) as cluster:
        with cluster.connect() as session:
            session.execute("CREATE DATABASE copy")
        yield cluster.dsn("copy")


def _held(url: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as session:
        return session.execute("SELECT id, zip, town, street FROM orders ORDER BY id").fetchall()


def test_other_design_is_left_alone(url: str) -> None:
    with psycopg.connect(url) as session:
        session.execute("CREATE TABLE orders (id bigint PRIMARY KEY, zip text, town text, street text)")
        session.execute("CREATE VIEW theirs AS SELECT 1 AS one")
        session.execute(ROWS.encode())
    before = _held(url)
    proof = prove_in_place(plan(design(WIDE), design(NARROW)), url)
    assert proof.verdict == "failed"
    assert "nothing was run" in proof.errors[0]
    assert "the column public.orders.town has " in proof.errors[0]
    assert ", where the design has " in proof.errors[0]
    assert "the index public.orders_town is missing" in proof.errors[0]
    assert "the view public.theirs is in no design" in proof.errors[0]
    assert proof.statements == 0
    assert _held(url) == before


@pytest.mark.strict_only("a server of its own")
def test_rows_that_are_there_are_migrated_and_brought_back(url: str) -> None:
    with psycopg.connect(url) as session:
        session.execute(WIDE.encode())
        session.execute(ROWS.encode())
        session.execute("GRANT SELECT ON orders TO PUBLIC; CREATE PUBLICATION feed FOR TABLE orders")
    before = _held(url)
    proof = prove_in_place(plan(design(WIDE), design(NARROW)), url)
    assert (proof.verdict, proof.rows, proof.rows_kept) == ("proved", 20, True)
    assert _held(url) == before


def test_rows_that_stand_against_it_are_found(url: str) -> None:
    with psycopg.connect(url) as session:
        session.execute(WIDE.encode())
        session.execute("INSERT INTO orders VALUES (1, 'Z', 'here', NULL), (2, 'Z', 'there', NULL)")
    proof = prove_in_place(plan(design(WIDE), design(NARROW)), url)
    assert proof.verdict == "failed"
    assert "duplicate key" in proof.errors[0]
    assert proof.errors[-1] == "the steps before it were taken back: the database is as it was"
    assert len(_held(url)) == 2
    with psycopg.connect(url) as session:
        assert session.execute("SELECT to_regclass('places')").fetchone() == (None,)
