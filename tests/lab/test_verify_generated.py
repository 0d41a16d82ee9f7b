"""Whatever the model can say, the export says to a server, and changes of it as SQL end where the export does."""

from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings

from designer.exporters.postgres import statements
from designer.exporters.postgres.changes import NotExpressible, sql_between
from designer.lab.catalogue import Catalogue, compare, read_catalogue
from designer.lab.proof import proof_database
from designer.lab.verify import verify
from designer.schema.align import align
from designer.schema.schema import Schema
from tests.exporters.postgres_designs import designs

# Shrinking a design takes minutes, and what failed is printed.
_some = settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
_many = settings(_some, max_examples=40)


@_some
@given(designs())
def test_a_design_exports_to_a_script_that_loads_and_reads_back_equal(design: Schema) -> None:
    _reads_back_equal(design)


@pytest.mark.strict_only("forty generated designs, each on a server of its own")
@_many
@given(designs())
def test_every_design_exports_to_a_script_that_loads_and_reads_back_equal(design: Schema) -> None:
    _reads_back_equal(design)


def _reads_back_equal(design: Schema) -> None:
    outcome = verify(design)
    assert (outcome.verdict, outcome.errors, outcome.differences, outcome.not_executed) == ("equal", (), (), ())


@pytest.fixture(scope="module")
def session() -> Iterator[psycopg.Connection]:
    with proof_database() as database, database.connect() as connection:
        yield connection


@settings(_some, max_examples=12)
@given(old=designs(), new=designs())
def test_any_design_becomes_any_other_by_the_sql_of_their_difference(
    session: psycopg.Connection, old: Schema, new: Schema
) -> None:
    new = align(new, old)
    try:
        changes = sql_between(old, new)
    except NotExpressible:
        assume(False)
    wanted, changed = _made(session, statements(new)), _made(session, (*statements(old), *changes))
    assert compare(wanted, changed, column_order=False) == ()


def _made(session: psycopg.Connection, script: tuple[str, ...]) -> Catalogue:
    with session.transaction(force_rollback=True):
        for statement in script:
            session.execute(statement.encode())
        return read_catalogue(session)
