"""The form of a relationship: the columns it offers are those of the table that is chosen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from designer.schema.build import entity, link, schema_of
from designer.schema.schema import Schema
from designer.store.models import Design
from tests.web.browsing import FRAGMENT, errors_of, fill, form_of, send
from tests.web.states import now

DesignOf = Callable[[Schema], Design]


@pytest.fixture
def design(design_of: DesignOf) -> Design:
    return design_of(
        schema_of(
            entity("child", "id bigint", "a int", "b int", pk="id"),
            entity("one", "x int", "y int", pk="x", unique=["y"]),
            entity("two", "u int", "v int", pk="u, v"),
            link("child.a", "one.y"),
        )
    )


def ids(design: Design, table: str) -> dict[str, str]:
    return {one.name: one.id for one in now(design).entity(table).attributes}


def offered(answer: HttpResponse) -> list[str]:
    """The columns to refer to that the form in the answer offers."""
    form = answer.context["editor"].form  # type: ignore[attr-defined]
    return [label for _, label in form.fields["pairs"].columns["refers"].choices]


def add_url(design: Design) -> str:
    return reverse("add_inside", args=[design.id, "relationship", now(design).entity("child").id])


# What must not be


def test_a_column_of_another_table_is_refused(design: Design, browser: Client) -> None:
    child, one, two = (ids(design, name) for name in ("child", "one", "two"))
    typed = {"parent": now(design).entity("two").id, "pairs-0-column": child["b"], "pairs-0-refers": one["x"]}
    answer = fill(browser, add_url(design), FRAGMENT, **typed)
    assert "none of the table that it refers to" in str(errors_of(answer)["pairs"])
    assert offered(answer) == ["Its key", "u", "v"]
    wrong = {**typed, "pairs-0-refers": "nowhere"}
    assert "none of the table" in str(errors_of(fill(browser, add_url(design), **wrong)))
    assert two.keys() == {"u", "v"}


def test_another_table_does_not_keep_the_columns_of_the_first(design: Design, browser: Client) -> None:
    (known,) = now(design).relationships
    address = reverse("edit_object", args=[design.id, known.id])
    answer = fill(browser, address, parent=now(design).entity("two").id)
    assert "none of two" in str(errors_of(answer)["pairs"])
    assert now(design).relationships == (known,)


def test_a_key_of_two_columns_takes_two(design: Design, browser: Client) -> None:
    child, two = ids(design, "child"), now(design).entity("two")
    answer = fill(browser, add_url(design), parent=two.id, **{"pairs-0-column": child["a"]})
    assert "The primary key of two has 2 columns" in str(errors_of(answer)["pairs"])
    rows = {"pairs-0-column": child["a"], "pairs-0-refers": ids(design, "two")["u"], "pairs-1-column": child["b"]}
    answer = fill(browser, add_url(design), parent=two.id, **rows)
    assert "Say for each column" in str(errors_of(answer)["pairs"])


def test_a_table_that_is_none_offers_nothing(design: Design, browser: Client) -> None:
    answer = fill(browser, add_url(design), FRAGMENT, parent="nowhere", rearrange="parent:follow")
    assert (answer.status_code, offered(answer)) == (200, ["Its key"])


# What it offers


@pytest.mark.parametrize("headers", [FRAGMENT, None], ids=["htmx", "without JavaScript"])
def test_columns_follow_the_table_that_is_chosen(
    headers: dict[str, str] | None, design: Design, browser: Client
) -> None:
    child, two = ids(design, "child"), ids(design, "two")
    assert offered(browser.get(add_url(design), headers=headers)) == ["Its key"]  # type: ignore[arg-type]
    typed = {"parent": now(design).entity("two").id, "pairs-0-column": child["a"], "rearrange": "parent:follow"}
    chosen = fill(browser, add_url(design), headers, name="mine", **typed)
    assert offered(chosen) == ["Its key", "u", "v"]
    address, fields = form_of(chosen)
    assert (fields["name"], fields["pairs-0-column"]) == (["mine"], [child["a"]])
    rows = {"pairs-0-refers": two["v"], "pairs-1-column": child["b"], "pairs-1-refers": two["u"]}
    answer = send(browser, address, fields, **rows)
    assert answer.status_code == 303, errors_of(answer)
    made = next(link for link in now(design).relationships if link.name == "mine")
    assert (made.columns, made.parent_columns) == ((child["a"], child["b"]), (two["v"], two["u"]))


def test_a_known_relationship_moves_to_another_table(design: Design, browser: Client) -> None:
    (known,) = now(design).relationships
    opened = browser.get(reverse("edit_object", args=[design.id, known.id]), headers=FRAGMENT)
    assert offered(opened) == ["Its key", "x", "y"]  # type: ignore[arg-type]
    address, fields = form_of(opened)  # type: ignore[arg-type]
    two = now(design).entity("two")
    followed = send(browser, address, fields, FRAGMENT, parent=two.id, rearrange="parent:follow")
    assert offered(followed) == ["Its key", "u", "v"]
    rows = {"pairs-0-refers": two.attributes[0].id}
    assert send(browser, *form_of(followed), **rows).status_code == 303
    found = now(design).get(known.id)
    assert (found.parent, found.parent_columns) == (two.id, (two.attributes[0].id,))
