import pytest

from designer.schema.build import attribute, entity, link
from designer.schema.model import Dialect
from tests.analysis.rules.checking import columns, found

_CODES = ("A1-001", "B2-002", "C3-003", "D4-004", "E5-005")


def _checks(*samples: object, name: str = "part_code", dialect: str = "postgres") -> list[str]:
    table = entity("parts", "id int", attribute(f"{name} varchar(20)", samples=samples), pk="id")
    return [one.evidence["check"] for one in found("CO043", table, dialect=Dialect(name=dialect))]


@pytest.mark.parametrize(
    "samples",
    [_CODES[:4], (*_CODES[:4], "A1-001"), (*_CODES, "F6-06"), (*_CODES, "f6-006"), (*_CODES, ""), (*_CODES, 5),
     ("10001", "10002", "10003", "10004", "10005"), ("EUR", "USD", "GBP", "CHF", "JPY"), (*_CODES, "Ä6-006")],
)  # fmt: skip
def test_few_values_other_forms_and_plain_numbers_or_words_are_left_alone(samples: tuple[object, ...]) -> None:
    assert _checks(*samples) == []


def test_names_of_other_things_and_columns_with_a_check_or_a_key_are_left_alone() -> None:
    assert _checks(*_CODES, name="nickname") == []
    known = attribute("part_code text", samples=_CODES)
    assert columns("CO043", known, checks=("length(part_code) = 6",)) == []
    lists, uses = entity("codes", "code text", pk="code"), entity("uses", "id int", known, pk="id")
    assert found("CO043", lists, uses, link("uses.part_code", "codes.code")) == ()


@pytest.mark.parametrize(
    ("dialect", "expression"),
    [("postgres", "part_code ~ '^[A-Z][0-9][-][0-9]{3}$'"),
     ("mysql", "REGEXP_LIKE(part_code, '^[A-Z][0-9][-][0-9]{3}$', 'c')"),
     ("mariadb", "part_code REGEXP '(?-i)^[A-Z][0-9][-][0-9]{3}$'"),
     ("oracle", "REGEXP_LIKE(\"part_code\", '^[A-Z][0-9][-][0-9]{3}$', 'c')"),
     ("sqlite", "part_code GLOB '[A-Z][0-9]-[0-9][0-9][0-9]'"),
     ("tsql", "part_code LIKE '[A-Z][0-9]-[0-9][0-9][0-9]'")],
)  # fmt: skip
def test_the_form_is_asked_for_in_the_words_of_the_server(dialect: str, expression: str) -> None:
    assert _checks(*_CODES, None, dialect=dialect) == [expression]
