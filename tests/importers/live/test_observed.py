"""What a server has seen of its tables: read from one, put into the design, and taken over by a refresh."""

import psycopg
import pytest

from designer.importers import import_sql
from designer.importers.live.postgres_observed import read_observed
from designer.importers.live.statistics import Statistics, TableFigures, with_statistics
from designer.importers.refresh import refresh_volumes
from designer.importers.reimport import reimport
from designer.lab.proof import proof_database
from designer.schema.frozen import FrozenMap
from designer.schema.observed import Observed, observed

SQL = "CREATE TABLE a (id int); CREATE TABLE b (id int);"


def test_only_what_is_out_of_the_ordinary_is_read() -> None:
    with proof_database() as database, database.connect() as session:
        session.autocommit = True
        session.execute("CREATE SCHEMA shop")
        session.execute("CREATE TABLE shop.calm (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a int)")
        session.execute("CREATE TABLE shop.busy (id serial PRIMARY KEY, a int, b int)")
        session.execute("CREATE INDEX idle ON shop.busy (b)")
        session.execute("SELECT setval('shop.busy_id_seq', 2000000000)")
        session.execute("INSERT INTO shop.busy (id, a) SELECT n, 1 FROM generate_series(1, 20000) n")
        with pytest.raises(psycopg.errors.UniqueViolation):
            session.execute("CREATE UNIQUE INDEX CONCURRENTLY broken ON shop.busy (a)")
        session.execute("DELETE FROM shop.busy WHERE id > 2000")
        session.execute("SELECT pg_stat_force_next_flush()")
        known = read_observed(session, 40.0)
        assert set(known) == {("shop", "busy")}
        busy = known["shop", "busy"]
        assert (busy.invalid, dict(busy.reached), busy.days) == (("broken",), {"id": 2_000_000_000}, 40.0)
        assert set(busy.unscanned) == {"idle"}
        assert busy.dead_rows == 18_000
        assert not busy.never_analyzed  # 2,000 rows are few
        for days in (None, 3.0):
            assert read_observed(session, days)["shop", "busy"].unscanned == FrozenMap()


def test_a_refresh_takes_over_what_is_seen_now_and_lets_go_of_what_was() -> None:
    seen = Observed(seen="2026-03-01", dead_rows=70_000)
    first = Statistics(
        {("public", "a"): TableFigures(9), ("public", "b"): TableFigures(9)}, observed={("public", "a"): seen}
    )
    then = Statistics(
        {("public", "a"): TableFigures(9), ("public", "b"): TableFigures(9)}, observed={("public", "b"): seen}
    )
    design, measured = (with_statistics(import_sql(SQL), one).schema for one in (first, then))
    assert observed(design.entity("a")) == seen
    for after in (refresh_volumes(design, measured), reimport(design, measured).target):
        assert observed(after.entity("a")).is_ordinary
        assert observed(after.entity("b")) == seen
    dumped = reimport(design, import_sql(SQL).schema).target  # a script knows nothing of it
    assert observed(dumped.entity("a")) == seen
