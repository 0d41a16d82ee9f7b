"""Addresses made from pieces are those that Django would make."""

from uuid import UUID

import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix

from designer.web.links import path_to

ADDRESSES = (
    ("workbench", 7),
    ("workbench_entity", 7, "orders"),
    ("workbench_entity", 7, "sales.orders"),
    ("workbench_entity", 123456789012, "7000001"),  # as the mark of a number
    ("workbench_entity", 7, "mark-1-"),
    ("workbench_entity", 7, "größe"),
    ("workbench_entity", 7, 'a b"<&%s'),
    ("workbench_entity", 7, "../../x"),
    ("add_inside", 7, "access_pattern", str(UUID(int=5))),
    ("add_object", 7, "index"),
)


@pytest.mark.parametrize("prefix", ["/", "/schemas/"])
def test_an_address_is_the_one_that_django_makes(prefix: str) -> None:
    set_script_prefix(prefix)
    try:
        for name, *args in ADDRESSES:
            for _ in range(2):
                assert path_to(str(name), *args) == reverse(str(name), args=args)
    finally:
        set_script_prefix("/")


@pytest.mark.parametrize("wrong", [("no_such_page", 7), ("workbench",), ("workbench", 7, 8), ("workbench", "x")])
def test_what_leads_nowhere_is_an_error(wrong: tuple[str, int | str]) -> None:
    with pytest.raises(NoReverseMatch):
        path_to(*wrong)
