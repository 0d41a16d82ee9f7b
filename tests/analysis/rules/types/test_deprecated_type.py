import pytest

from designer.schema.build import entity
from designer.schema.model import Dialect
from tests.analysis.rules.checking import found

_TSQL, _ORACLE = Dialect(name="tsql"), Dialect(name="oracle")


@pytest.mark.parametrize("dialect", ["postgres", "mysql", "mariadb", "sqlite"])
def test_types_of_that_name_are_left_alone_where_they_are_meant_to_stay(dialect: str) -> None:
    notes = entity("notes", "id int", "body text", "scan image", "old long", pk="id")
    assert found("TY036", notes, dialect=Dialect(name=dialect)) == ()


def test_the_types_that_took_their_place_are_left_alone_and_so_are_names() -> None:
    notes = entity("notes", "id int", "text nvarchar(max)", "image varbinary(max)", "long bigint", pk="id")
    assert found("TY036", notes, dialect=_TSQL) == ()
    assert found("TY036", entity("n", "id NUMBER", "b CLOB", "c BLOB", "d RAW(16)", pk="id"), dialect=_ORACLE) == ()


def test_each_type_gets_the_one_that_holds_as_much() -> None:
    notes = entity("notes", "id int", "a TEXT", "b [ntext]", "c [sys].[image]", pk="id")
    fixes = {one.title.split()[0]: one.fix[0].set["type"] for one in found("TY036", notes, dialect=_TSQL)}
    assert fixes == {"notes.a": "varchar(max)", "notes.b": "nvarchar(max)", "notes.c": "varbinary(max)"}
    old = (entity("a", "id NUMBER", "b LONG", pk="id"), entity("c", "id NUMBER", "d LONG RAW", pk="id"))
    fixes = {one.title.split()[0]: one.fix[0].set["type"] for one in found("TY036", *old, dialect=_ORACLE)}
    assert fixes == {"a.b": "CLOB", "c.d": "BLOB"}


def test_no_fix_is_offered_where_a_check_reads_the_column() -> None:
    notes = entity("notes", "id int", "body ntext", pk="id", checks=("DATALENGTH(body) < 100",))
    (finding,) = found("TY036", notes, dialect=_TSQL)
    assert finding.fix == ()
    assert finding.evidence["in its place"] == "nvarchar(max)"
