import pytest

from designer.schema.build import attribute, entity, link, options, pattern
from designer.schema.model import Dialect
from tests.analysis.rules.checking import found


def _pair(
    one: str | None,
    other: str | None,
    dialect: str = "postgres",
    *,
    kind: str = "varchar(20)",
    linked: bool = True,
    joined: bool = False,
    **table: object,
) -> list[tuple[str, bool]]:
    codes = entity("codes", attribute(f"code {kind}", collation=one), pk="code", **table)
    parts = entity("parts", "id int", attribute(f"code {kind}", collation=other), pk="id", **table)
    told = [codes, parts]
    told += [link("parts.code", "codes.code")] if linked else []
    told += [pattern("p", "SELECT p.id FROM codes c JOIN parts p ON c.code = p.code")] if joined else []
    findings = found("TY028", *told, dialect=Dialect(name=dialect))
    return [(one.severity.value, bool(one.fix)) for one in findings]


@pytest.mark.parametrize("dialect", ["postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle"])
def test_the_same_collation_or_none_on_both_sides_is_fine(dialect: str) -> None:
    assert _pair(None, None, dialect) == []
    assert _pair("utf8mb4_bin", "utf8mb4_bin", dialect) == []


def test_two_spellings_of_a_collation_are_one() -> None:
    assert _pair('pg_catalog."C"', '"C"') == _pair('"default"', None) == []
    assert _pair("NOCASE", "nocase", "sqlite") == _pair("Latin1_General_BIN", "latin1_general_bin", "tsql") == []


def test_columns_that_nothing_compares_and_other_types_are_left_alone() -> None:
    assert _pair('"C"', '"POSIX"', linked=False) == []
    assert _pair('"C"', '"POSIX"', kind="integer") == []


def test_what_depends_on_a_default_that_is_not_known_is_left_alone() -> None:
    assert _pair("utf8mb4_bin", None, "mysql") == _pair("Latin1_General_BIN", None, "tsql") == []


def test_what_the_server_refuses_is_an_error_and_told_once() -> None:
    assert _pair('"C"', '"POSIX"', joined=True) == [("error", True)]
    assert _pair('"C"', '"POSIX"', linked=False, joined=True) == [("error", True)]
    assert _pair("utf8mb4_bin", "utf8mb4_general_ci", "mysql") == [("error", False)]


def test_an_index_that_cannot_serve_is_a_warning() -> None:
    assert _pair(None, '"C"') == [("warning", False)]
    assert _pair("NOCASE", None, "sqlite") == [("warning", False)]
    assert _pair("latin1_bin", "utf8mb4_bin", "mysql") == [("warning", False)]


def test_the_collation_of_a_table_is_that_of_its_columns() -> None:
    table = {"options": options(mysql={"collation": "utf8mb4_bin"})}
    assert _pair("utf8mb4_bin", None, "mysql", **table) == []
    assert _pair("utf8mb4_general_ci", None, "mysql", **table) == [("error", False)]
