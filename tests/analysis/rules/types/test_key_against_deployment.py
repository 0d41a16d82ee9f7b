import pytest

from designer.schema.build import entity, link
from designer.schema.model import Dialect, Requirements
from tests.analysis.rules.checking import found

_counted = entity("orders", "id bigint identity", pk="id")
_scattered = entity("orders", "id uuid default gen_random_uuid()", pk="id")


def _said(*parts: object, deployment: str | None, dialect: str = "postgres") -> list[str]:
    asked = Requirements(deployment=deployment)
    return [one.severity.value for one in found("TY025", *parts, asked, dialect=Dialect(name=dialect))]


def test_nothing_is_said_where_the_deployment_is_not() -> None:
    assert _said(_counted, deployment=None) == _said(_scattered, deployment=None) == []


def test_numbers_go_with_one_server_and_uuids_with_several() -> None:
    assert _said(_counted, deployment="single") == _said(_scattered, deployment="distributed") == []


def test_keys_that_programs_make_references_and_keys_led_by_a_site_are_left_alone() -> None:
    details = entity("details", "id uuid default gen_random_uuid()", pk="id")
    given = entity("orders", "id uuid", pk="id")
    assert _said(given, details, link("details.id", "orders.id"), deployment="single") == []
    assert _said(entity("lines", "site int", "id bigint identity", pk="site, id"), deployment="distributed") == []
    assert _said(entity("codes", "code text", pk="code"), deployment="distributed") == []


@pytest.mark.parametrize("column", ["id serial", "id bigserial", "id int identity", "id bigint default nextval('s')"])
def test_every_kind_of_counter_is_known(column: str) -> None:
    assert _said(entity("orders", column, pk="id"), deployment="distributed") == ["warning"]


def test_a_uuid_that_the_server_makes_is_needless_on_one_server() -> None:
    assert _said(_scattered, deployment="single") == ["info"]
    made = entity("orders", "id uniqueidentifier default (newid())", pk="id")
    assert _said(made, deployment="single", dialect="tsql") == ["info"]
    assert _said(entity("orders", "id INTEGER", pk="id"), deployment="distributed", dialect="sqlite") == ["warning"]
