import pytest

from designer.analysis.finding import Severity
from designer.schema.build import entity, schema_of
from designer.schema.model import Dialect
from tests.analysis.rules.running import findings, mended, titles


@pytest.mark.parametrize(("name", "dialect"), [("a" * 63, "postgres"), ("a" * 64, "mysql"), ("a" * 999, "sqlite")])
def test_names_within_the_dialects_length_are_left_alone(name: str, dialect: str) -> None:
    assert titles("NM003", entity(name, f"{name} text"), dialect=Dialect(name=dialect)) == []


@pytest.mark.parametrize("name", ["a" * 64, "ä" * 32])
def test_postgres_counts_bytes(name: str) -> None:
    (finding,) = findings("NM003", entity(name, "id int"))
    assert finding.evidence["rows"] == (("entity", name, 64),)
    assert finding.severity is Severity.WARNING


def test_a_server_that_refuses_is_an_error() -> None:
    (finding,) = findings("NM003", entity("ä" * 65, "id int"), dialect=Dialect(name="mysql"))
    assert finding.severity is Severity.ERROR
    assert "refuses" in finding.message


def test_constraints_and_indexes_are_cut_as_the_server_would() -> None:
    after = mended("NM003", schema_of(entity("t", "a" * 60 + " int", index="a" * 60))).entity("t")
    assert after.indexes[0].name == "t_" + "a" * 60 + "_"


def test_two_names_that_would_become_one_are_not_cut() -> None:
    (finding,) = findings("NM003", entity("t", "a" * 60 + " int", index=["a" * 60], unique=["a" * 60]))
    assert finding.fix == ()


def test_tables_and_columns_are_not_renamed_by_themselves() -> None:
    (finding,) = findings("NM003", entity("t", "a" * 64 + " int"))
    assert finding.fix == ()
