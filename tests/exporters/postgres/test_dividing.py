"""Dividing a table on a server that holds rows: they are all there afterwards, and again on the way back."""

from collections.abc import Iterator

import psycopg
import pytest

from designer.analysis.engine import analyze
from designer.analysis.mending import fix_sql
from designer.exporters.postgres import statements
from designer.exporters.postgres.changes.dividing import sql_with_rows
from designer.lab.proof import proof_database
from designer.schema.apply import apply
from designer.schema.build import attribute, dependency, entity, link, schema_of
from designer.schema.changes import Split, reverse
from designer.schema.edits import alter
from designer.schema.schema import Schema

HELD = "SELECT id, place, town, country FROM addresses ORDER BY id"


def addresses(name: str = "addresses") -> Schema:
    return schema_of(
        entity(
            name, "id bigint", "place text", "town text not null", attribute("country char(2) default 'XX'"), pk="id",
            functional_dependencies=(dependency("place", "town, country"),),
        ),
        entity("people", "id bigint", "address_id bigint", pk="id"),
        link("people.address_id", f"{name}.id"),
    )  # fmt: skip


def fix_of(schema: Schema) -> tuple[Split, ...]:
    """What the rules on normal forms want."""
    fixes = [one.fix for one in analyze(schema).findings if any(isinstance(change, Split) for change in one.fix)]
    return fixes[0]  # type: ignore[return-value]


@pytest.fixture
def session() -> Iterator[psycopg.Connection]:
    with proof_database() as database, database.connect() as session:
        yield session


def test_a_change_that_divides_nothing_is_as_ever() -> None:
    schema = addresses()
    change = alter(schema, schema.entity("addresses").attributes[1].id, type="varchar(80)")
    (only,) = sql_with_rows((change,), schema)
    assert only.startswith("ALTER TABLE")


def test_every_fact_is_written_once_and_the_way_back_restores_the_table(session: psycopg.Connection) -> None:
    schema = addresses()
    for statement in statements(schema):
        session.execute(statement.encode())
    session.execute(
        "INSERT INTO addresses VALUES (1, 'N1', 'London', 'GB'), (2, 'N1', 'London', 'GB'), (3, 'RM', 'Roma', 'IT')"
    )
    before = session.execute(HELD).fetchall()
    up, down = fix_sql(fix_of(schema), schema)
    for statement in up:
        session.execute(statement.encode())
    (part,) = fix_of(schema)[0].into
    assert session.execute(f'SELECT count(*) FROM "{part.entity.name}"'.encode()).fetchone() == (2,)
    columns = "SELECT column_name FROM information_schema.columns WHERE table_name = 'addresses' ORDER BY 1"
    assert session.execute(columns).fetchall() == [("id",), ("place",)]
    for statement in down:
        session.execute(statement.encode())
    assert session.execute(HELD).fetchall() == before
    with pytest.raises(psycopg.errors.NotNullViolation):
        session.execute("INSERT INTO addresses VALUES (4, 'N1', NULL, 'GB')")


def test_hostile_names_stay_names() -> None:
    schema = addresses('a "b"; DROP TABLE x')
    text = "\n".join(
        (*sql_with_rows(fix_of(schema), schema), *sql_with_rows(reverse(fix_of(schema)), apply(fix_of(schema), schema)))
    )
    assert '"a ""b""; DROP TABLE x"' in text
    assert text.count("DROP TABLE x") == text.count('""; DROP TABLE x')
