from dataclasses import replace
from typing import Any

import pytest

from designer.analysis.engine import examine, rule_of
from designer.analysis.finding import Confidence, Finding
from designer.analysis.naming_styles import CASES, case_of, case_under, follows, number_of
from designer.analysis.thresholds import DEFAULTS, Conventions
from designer.schema.build import entity, schema_of
from designer.schema.model import Dialect
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


def set_to(naming: Conventions, *parts: Any, code: str = "NM004", dialect: str = "postgres") -> list[Finding]:
    rule = rule_of(code)
    assert rule is not None
    design = schema_of(*parts, dialect=Dialect(name=dialect))
    return list(examine(design, [rule], replace(DEFAULTS, naming=naming)).found)


PLURAL, SINGULAR = Conventions(number="plural"), Conventions(number="singular")
SNAKE, CAMEL, PASCAL, UPPER = (Conventions(case=case) for case in CASES)


def test_what_follows_the_convention_of_the_team_is_left_alone() -> None:
    assert set_to(PLURAL, *(entity(name, "id int") for name in (*PLURALS, "metadata", "order_history"))) == []
    assert set_to(SINGULAR, entity("ticket", "id int"), entity("status", "id int")) == []
    assert set_to(SNAKE, entity("order_lines", "id int", "_x int", "line_2 text", "sha256 text", "größe text")) == []
    assert set_to(CAMEL, entity("orderLines", "id int", "unitPrice int")) == []
    assert set_to(PASCAL, entity("OrderLines", "Id int", "UnitPrice int", "IBAN text", "HTTPStatus int")) == []
    assert set_to(UPPER, entity("ORDERS", "ID int", "UNIT_PRICE int")) == []


def test_one_name_off_the_convention_of_the_team_is_enough() -> None:
    (finding,) = set_to(PLURAL, entity("ticket", "id int"))
    assert finding.title == "The team writes tables in plural, 1 is not: ticket"
    assert finding.confidence is Confidence.LIKELY
    assert finding.evidence["columns"][2] == "the style to follow"
    (finding,) = set_to(SNAKE, entity("Users", "unitPrice int"), entity("x", "Id int"))
    assert finding.title == (
        "The team writes tables in snake_case, 1 is not: Users; "
        "the team writes columns in snake_case, 2 are not: Users.unitPrice, x.Id"
    )


def test_the_convention_of_the_team_counts_where_the_majority_is_another() -> None:
    names = [*PLURALS, "ticket"]
    (finding,) = set_to(SINGULAR, *(entity(name, "id int") for name in names))
    assert finding.title.startswith("The team writes tables in singular, 8 are not: ")
    assert {row[0] for row in finding.evidence["rows"]} == set(PLURALS)
    columns = [f"{word}_code text" for word in "abc def ghi jkl mno pqr stu vwx".split()]
    (finding,) = set_to(CAMEL, entity("t", *columns, "unitPrice text"))
    assert "8 are not" in finding.title
    assert "unitPrice" not in finding.title


def test_what_is_not_set_is_still_learned_from_the_design() -> None:
    parts = [entity(name, "id int", "unitPrice int") for name in (*PLURALS, "ticket")]
    (finding,) = set_to(SNAKE, *parts)
    assert finding.title.startswith("1 table not in plural as 8 others are: ticket; the team writes columns in")
    assert {row[2] for row in finding.evidence["rows"]} == {"plural", "snake_case"}


def test_capitals_that_oracle_makes_of_unquoted_names_are_no_style() -> None:
    parts = entity("ORDER_LINES", "ID int", "UNIT_PRICE int")
    assert set_to(SNAKE, parts, dialect="oracle") == []
    assert len(set_to(SNAKE, parts)) == 1
    assert len(set_to(SNAKE, entity("ORDER_LINES", "unitPrice int"), dialect="oracle")) == 1


def test_capitals_that_the_team_has_set_need_no_word_about_their_quotes() -> None:
    users = entity("Users", "FirstName text", "first int")
    assert set_to(PASCAL, users, code="NM002") == []
    for naming in (Conventions(), SNAKE, CAMEL, UPPER):
        (finding,) = set_to(naming, users, code="NM002")
        assert finding.title == "2 names have to be quoted: Users, Users.FirstName"
    (finding,) = set_to(PASCAL, entity("Users", "Größe int", "unitPrice int"), code="NM002")
    assert finding.title == "1 name has to be quoted: Users.unitPrice"
    assert len(set_to(SNAKE, entity("users", "ID int"), code="NM002", dialect="oracle")) == 1


@pytest.mark.parametrize(
    ("name", "followed", "style"),
    [
        ("users", "snake camel", "lower case"),
        ("order_lines", "snake", "snake_case"),
        ("orderLines", "camel", "camelCase"),
        ("OrderLines", "pascal", "PascalCase"),
        ("Orders", "pascal", "PascalCase"),
        ("ORDERS", "upper", "UPPER_CASE"),
        ("ORDER_LINES", "upper", "UPPER_CASE"),
        ("SKU", "upper pascal", "UPPER_CASE"),
        ("Order_Lines", "", "words_Of_both_kinds"),
        ("order lines", "", "with other signs"),
        ("order-lines", "", "with other signs"),
        ("_id", "snake camel", "lower case"),
        ("2fa", "snake camel", "lower case"),
        ("GRÖSSE", "upper", "UPPER_CASE"),
        ("顧客", None, None),
        ("_1", None, None),
    ],
)
def test_how_a_name_stands_to_each_convention_is_told(name: str, followed: str | None, style: str | None) -> None:
    if followed is None:
        assert {case_under(name, case) for case in CASES} == {None}
        return
    assert {case for case in CASES if follows(name, case)} == set(followed.split())
    for case, called in CASES.items():
        assert case_under(name, case) == (called if case in followed.split() else style)
        assert case in followed.split() or style != called
