from typing import Any

import pytest

from designer.schema.build import attribute, entity, link
from designer.schema.model import Entity, Requirements
from tests.analysis.rules.running import findings, titles

LINK = link("branches.company_id", "companies.id")


def pair(*columns: Any, both: tuple[Any, ...] | None = None, **properties: Any) -> tuple[Entity, ...]:
    """Companies with the columns, and branches that refer to them, with the same ones or those of `both`."""
    parent = entity("companies", "id bigint", *columns, pk="id")
    child = entity("branches", "id bigint", "company_id bigint", *(both or columns), **{"pk": "id", **properties})
    return parent, child


REGISTERED = ("register_number text", "legal_form text")


def test_one_column_in_common_is_chance() -> None:
    assert titles("NF009", *pair("register_number text"), LINK) == []


@pytest.mark.parametrize(
    "columns",
    [
        ("name text", "status text", "notes text"),  # one word each
        ("created_at timestamptz", "updated_at timestamptz"),
        ("is_active boolean", "has_parent boolean"),
        ("unit_price numeric", "tax_rate numeric"),
        ("postal_code text", "phone_number text", "first_name text"),
        ("sort_order int", "display_name text"),
    ],
)
def test_names_that_any_table_may_have_are_left_alone(columns: tuple[str, ...]) -> None:
    assert titles("NF009", *pair(*columns), LINK) == []


def test_columns_of_other_types_are_left_alone() -> None:
    assert titles("NF009", *pair(*REGISTERED, both=("register_number bigint", "legal_form int")), LINK) == []


def test_a_shared_key_is_left_alone() -> None:
    assert titles("NF009", *pair(*REGISTERED, unique=["register_number", "legal_form"]), LINK) == []


def test_tables_that_do_not_refer_to_each_other_are_left_alone() -> None:
    assert titles("NF009", *pair(*REGISTERED)) == []


def test_columns_that_are_explained_on_both_sides_are_left_alone() -> None:
    explained = [attribute(text, comment="Its own.") for text in REGISTERED]
    assert titles("NF009", *pair(*explained), LINK) == []


def test_columns_that_run_through_the_design_are_left_alone() -> None:
    assert titles("NF009", *pair(*REGISTERED), entity("courts", "id bigint", *REGISTERED, pk="id"), LINK) == []


def test_the_tenant_is_left_alone() -> None:
    wanted = Requirements(tenancy="workspace_token")
    assert titles("NF009", *pair("workspace_token text", "legal_form text"), LINK, wanted) == []


def test_a_part_of_the_same_thing_in_a_table_of_its_own_is_left_alone() -> None:
    parent, _ = pair(*REGISTERED)
    part = entity("branches", "company_id bigint", *REGISTERED, pk="company_id")
    assert titles("NF009", parent, part, LINK) == []


def test_two_distinctive_columns_are_reported_once() -> None:
    (finding,) = findings("NF009", *pair(*REGISTERED), LINK)
    assert finding.title == "branches and companies, which it refers to, both have register_number, legal_form"
