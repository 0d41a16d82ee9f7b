"""What the rules on types say of designs that are written for another system than PostgreSQL."""

import pytest

from designer.analysis.finding import Finding
from designer.schema.build import attribute, entity, link, pattern
from designer.schema.model import Attribute, Dialect, Identity
from tests.analysis.rules.checking import found


def _of(dialect: str, code: str, *columns: str | Attribute, **properties: object) -> tuple[Finding, ...]:
    table = entity("things", "key_of_row bigint", *columns, **{"pk": "key_of_row", **properties})  # type: ignore[arg-type]
    return found(code, table, dialect=Dialect(name=dialect))


@pytest.mark.parametrize(
    ("dialect", "code", "column"),
    [
        ("sqlite", "TY001", "birth_date text"), ("sqlite", "TY001", "paid_at text"),
        ("mysql", "TY001", attribute("batch varchar(20)", samples=("20240301", "20231130", "20240117"))),
        ("mysql", "TY001", attribute("seen varchar(20)", samples=("2024-03-01", "2023-11-30"))),
        ("mysql", "TY002", attribute("postal_code varchar(20)", samples=("10115", "80331", "20095"))),
        ("mysql", "TY002", attribute("batch varchar(20)", samples=("0071", "0072", "0073"))),
        ("mysql", "TY002", "weight text"), ("mysql", "TY003", "is_paid tinyint(1)"), ("mysql", "TY003", "is_paid int"),
        ("oracle", "TY003", "IS_PAID CHAR(1)"), ("tsql", "TY003", "is_paid bit"),
        ("oracle", "TY005", "NAME VARCHAR2(9)"),
        ("mysql", "TY012", "uuid char(36)"), ("mysql", "TY016", "price decimal"),
        ("oracle", "TY016", "PRICE NUMBER(9)"),
        ("oracle", "TY024", "STATE VARCHAR2(6 CHAR) DEFAULT 'closed'"),
    ],
)  # fmt: skip
def test_what_is_right_there_is_left_alone(dialect: str, code: str, column: str | Attribute) -> None:
    assert _of(dialect, code, column) == ()


@pytest.mark.parametrize(
    ("dialect", "code", "column", "wanted"),
    [
        ("mysql", "TY001", "paid_at varchar(30)", "datetime(6)"),
        ("tsql", "TY001", "paid_at varchar(30)", "datetimeoffset"),
        ("mysql", "TY001", "date_of_birth char(10)", "date"),
        ("oracle", "TY001", "DATE_OPENED VARCHAR2(20 CHAR)", "DATE"),
        ("postgres", "TY001", attribute("seen text", samples=("31.12.2023", "01.02.2024", "15.06.2022")), "date"),
        ("mysql", "TY002", attribute("score varchar(9)", samples=("3.5", "4.0", "12.75")), "decimal(28,10)"),
        ("mysql", "TY002", "weight varchar(9)", "decimal(28,10)"),
        ("oracle", "TY002", "FEE VARCHAR2(9)", "NUMBER"),
        ("mysql", "TY003", "is_paid char(1) default 'N'", "tinyint(1)"), ("tsql", "TY003", "is_paid int", "bit"),
        ("tsql", "TY005", "last_name nchar(40)", "nvarchar(40)"),
        ("oracle", "TY005", "TITLE CHAR(40 CHAR)", "VARCHAR2(40 CHAR)"),
        ("tsql", "TY012", "uuid char(36)", "uniqueidentifier"), ("mariadb", "TY012", "uuid char(36)", "uuid"),
    ],
)  # fmt: skip
def test_the_type_that_is_offered_is_the_dialects_own(dialect: str, code: str, column: str, wanted: str) -> None:
    (finding,) = _of(dialect, code, column)
    assert finding.fix[0].set["type"] == wanted


def test_a_number_of_nine_digits_ends_in_oracle() -> None:
    volume = {"rows": 1_000_000, "rows_per_day": 2_000_000.0}
    for kind, count in (("NUMBER(9)", 1), ("NUMBER(19)", 0), ("NUMBER", 0)):
        key = attribute(f"ID {kind}", identity=Identity())
        table = entity("EVENTS", key, pk="ID", **volume)
        assert len(found("TY010", table, dialect=Dialect(name="oracle"))) == count


def test_money_without_a_scale_and_a_state_too_long_are_seen_in_oracle() -> None:
    assert _of("oracle", "TY016", "PRICE NUMBER")
    assert _of("oracle", "TY024", "STATE VARCHAR2(5 CHAR) default 'closed'")


@pytest.mark.parametrize(
    ("dialect", "default", "scattered"),
    [
        ("mysql", "(uuid_to_bin(uuid()))", True), ("mysql", "(uuid_to_bin(uuid(), 1))", False),
        ("tsql", "(newid())", True),
        ("tsql", "(newsequentialid())", False), ("mariadb", "uuid()", False), ("mariadb", "uuid_v4()", True),
    ],
)  # fmt: skip
def test_keys_that_scatter_are_told_from_those_that_follow_each_other(
    dialect: str, default: str, scattered: bool
) -> None:
    key = attribute("k binary(16)", default=default)
    table = entity("events", key, pk="k", rows=50_000_000, rows_per_day=500_000.0)
    assert bool(found("TY013", table, dialect=Dialect(name=dialect))) is scattered


@pytest.mark.parametrize(
    ("dialect", "child", "parent", "severity"),
    [
        ("mysql", "int", "int", None), ("mysql", "int unsigned", "int", "error"), ("mysql", "bigint", "int", "error"),
        ("mysql", "varchar(9)", "varchar(20)", "warning"), ("mysql", "varchar(30)", "varchar(20)", None),
        ("tsql", "smallint", "int", "error"), ("tsql", "nvarchar(9)", "uniqueidentifier", "error"),
        ("oracle", "NUMBER(9)", "NUMBER(19)", "warning"), ("oracle", "NUMBER", "NUMBER(19)", None),
        ("sqlite", "INTEGER", "INT", None), ("sqlite", "TEXT", "INTEGER", "error"),
    ],
)  # fmt: skip
def test_two_sides_of_a_foreign_key(dialect: str, child: str, parent: str, severity: str | None) -> None:
    tables = entity("p", f"k {parent}", pk="k"), entity("c", "n int", f"r {child}", pk="n")
    findings = found("TY014", *tables, link("c.r", "p.k"), dialect=Dialect(name=dialect))
    assert [one.severity for one in findings] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("dialect", "condition"),
    [
        ("mysql", "JSON_UNQUOTE(JSON_EXTRACT(doc, '$.city')) = ?"), ("sqlite", "json_extract(doc, '$.city') = ?"),
        ("tsql", "JSON_VALUE(doc, '$.city') = @p1"),
    ],
)  # fmt: skip
def test_a_document_that_is_searched_is_seen_by_the_function_that_looks_inside(dialect: str, condition: str) -> None:
    kind = {"mysql": "json", "tsql": "nvarchar(max)"}.get(dialect, "TEXT")
    table = entity("things", "n int", f"doc {kind}", pk="n")
    query = pattern("search", f"SELECT n FROM things WHERE {condition}")
    assert found("TY009", table, query, dialect=Dialect(name=dialect))


def test_the_case_of_addresses_matters_where_the_server_sees_it() -> None:
    for dialect, count in (("oracle", 1), ("sqlite", 1), ("tsql", 0), ("mysql", 0)):
        assert len(_of(dialect, "TY022", "work_email varchar(90)", unique="work_email")) == count
    checked = {"unique": "WORK_EMAIL", "checks": ("WORK_EMAIL = LOWER(WORK_EMAIL)",)}
    assert _of("oracle", "TY022", "WORK_EMAIL VARCHAR2(90)", **checked) == ()
