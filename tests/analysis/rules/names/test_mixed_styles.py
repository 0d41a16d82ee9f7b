import pytest

from designer.analysis.naming_styles import case_of, number_of
from designer.schema.build import entity
from tests.analysis.rules.running import findings, titles

PLURALS = "users orders invoices products suppliers carriers payments refunds".split()


def tables(*names: str) -> list[str]:
    return titles("NM004", *(entity(name, "id bigint", pk="id") for name in names))


@pytest.mark.parametrize(
    "odd", ["metadata", "order_history", "news", "status", "access", "settings", "bus", "order_data"]
)
def test_words_without_a_plural_show_no_style(odd: str) -> None:
    assert tables(*PLURALS, odd) == []


def test_a_design_without_a_clear_style_is_left_alone() -> None:
    assert tables(*PLURALS, "ticket", "branch", "shop") == []  # 3 of 11 are more than a fifth


def test_too_few_names_show_no_style() -> None:
    assert tables(*PLURALS[:6], "ticket") == []


def test_a_few_in_the_singular_are_named() -> None:
    assert tables(*PLURALS, "ticket") == ["1 table not in plural as 8 others are: ticket"]
    assert tables(*PLURALS, "tag") == ["1 table not in plural as 8 others are: tag"]
    assert tables(*PLURALS, "crm") == tables(*PLURALS, "gps") == []
    assert tables(*PLURALS, "ticket", "branch") == ["2 tables not in plural as 8 others are: branch, ticket"]


def test_a_camel_among_snakes_is_named() -> None:
    columns = [f"{word}_code text" for word in "abc def ghi jkl mno pqr stu vwx".split()]
    assert titles("NM004", entity("t", *columns, "unitPrice text")) == [
        "1 column not in snake_case as 8 others are: t.unitPrice"
    ]


def test_tables_and_columns_are_one_finding() -> None:
    columns = [f"{word}_code text" for word in "abc def ghi jkl mno pqr stu vwx".split()]
    (finding,) = findings(
        "NM004", *(entity(name, "id int") for name in (*PLURALS, "ticket")), entity("x", *columns, "aB int")
    )
    assert len(finding.evidence["rows"]) == 2


@pytest.mark.parametrize(
    ("name", "style"),
    [
        ("name", None),
        ("id2", None),
        ("sha256", None),
        ("_name", None),
        ("first name", None),
        ("größe_alt", None),
        ("first_name", "snake_case"),
        ("firstName", "camelCase"),
        ("FirstName", "PascalCase"),
        ("FIRST_NAME", "UPPER_CASE"),
        ("First_Name", "words_Of_both_kinds"),
    ],
)
def test_how_words_are_joined_is_told(name: str, style: str | None) -> None:
    assert case_of(name) == style


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("users", "plural"),
        ("user", "singular"),
        ("order_lines", "plural"),
        ("people", "plural"),
        ("bus", None),
        ("", None),
    ],
)
def test_the_number_of_a_tables_name_is_told(name: str, number: str | None) -> None:
    assert number_of(name) == number
