import pytest

from designer.schema.build import attribute, entity, link, options
from designer.schema.model import Dialect
from tests.analysis.rules.checking import found


def _found(*columns, dialect: str = "mysql", **own: str):
    table = entity("posts", "id int", *columns, pk="id", options=options(mysql=own))
    return found("TY035", table, dialect=Dialect(name=dialect))


@pytest.mark.parametrize("charset", ["utf8mb4", "latin1", "binary", "ascii"])
def test_whole_unicode_and_sets_of_one_byte_are_left_alone(charset: str) -> None:
    assert _found("body text", charset=charset) == ()
    assert _found("body text") == ()


def test_tables_without_texts_and_texts_with_a_set_of_their_own_are_left_alone() -> None:
    assert _found("n int", charset="utf8") == ()
    own = attribute("body text", options=options(mysql={"charset": "utf8mb4"}))
    assert _found(own, charset="utf8") == ()


def test_other_systems_have_no_such_set() -> None:
    assert _found("body text", dialect="postgres", charset="utf8") == ()


@pytest.mark.parametrize("own", [{"charset": "utf8"}, {"charset": "UTF8MB3"}, {"collation": "utf8_general_ci"}])
def test_the_set_of_three_bytes_is_told_by_either_name_or_by_its_collation(own: dict[str, str]) -> None:
    (finding,) = _found("body text", dialect="mariadb", **own)
    assert finding.title == "Texts of 1 table take no character of four bytes: posts"
    assert bool(finding.fix) == ("charset" in own)


def test_no_fix_is_offered_where_a_key_would_be_too_wide_or_a_foreign_key_compares_texts() -> None:
    mysql, own = Dialect(name="mysql"), options(mysql={"charset": "utf8"})
    wide = entity("a", "code varchar(800)", pk="code", options=own)
    (finding,) = found("TY035", wide, dialect=mysql)
    assert finding.fix == ()
    parent, child = entity("a", "code char(3)", pk="code", options=own), entity("b", "id int", "code char(3)", pk="id")
    (finding,) = found("TY035", parent, child, link("b.code", "a.code"), dialect=mysql)
    assert finding.fix == ()
