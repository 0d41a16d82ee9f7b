import pytest

from designer.analysis.finding import Severity
from designer.importers import import_sql
from designer.schema.build import entity, link, options
from designer.schema.model import Dialect
from tests.analysis.rules.checking import found, found_in


def _found(engine: str, dialect: str = "mysql"):
    table = entity("logs", "id bigint", pk="id", options=options(mysql={"engine": engine}))
    return found("CO060", table, dialect=Dialect(name=dialect))


@pytest.mark.parametrize("engine", ["InnoDB", "MEMORY", "CSV", "ARCHIVE", "RocksDB"])
def test_engines_that_keep_promises_and_engines_for_a_purpose_are_left_alone(engine: str) -> None:
    assert _found(engine) == ()


def test_a_design_of_another_system_has_no_engine() -> None:
    assert _found("MyISAM", "postgres") == ()


def test_a_table_with_a_full_text_index_chose_its_engine() -> None:
    text = "CREATE TABLE texts (id int PRIMARY KEY, body text, FULLTEXT KEY (body)) ENGINE={}"
    assert found_in("CO060", import_sql(text.format("MyISAM"), "mysql").schema) == ()


def test_declared_foreign_keys_make_it_an_error_and_come_first() -> None:
    own = options(mysql={"engine": "MyISAM"})
    tables = [entity(name, "id bigint", "a_id bigint", pk="id", options=own) for name in ("a", "b")]
    (plain,) = found("CO060", *tables, dialect=Dialect(name="mysql"))
    (finding,) = found("CO060", *tables, link("b.a_id", "a.id"), dialect=Dialect(name="mariadb"))
    assert (plain.severity, finding.severity) == (Severity.WARNING, Severity.ERROR)
    assert finding.evidence["rows"] == (("b", "MyISAM", 1), ("a", "MyISAM", 0))
    assert [one.set["options"]["mysql"]["engine"] for one in finding.fix] == ["InnoDB", "InnoDB"]


def test_no_fix_is_offered_for_partitioned_tables() -> None:
    own = options(mysql={"engine": "Aria", "partitioning": "PARTITION BY HASH (id) PARTITIONS 4"})
    (finding,) = found("CO060", entity("logs", "id bigint", pk="id", options=own), dialect=Dialect(name="mariadb"))
    assert finding.fix == ()
