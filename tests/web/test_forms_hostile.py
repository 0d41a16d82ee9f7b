"""Names that mean to break out, given to objects by their forms and taken back; texts follow both ways."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from designer.schema import model
from designer.schema.build import dependency, entity, schema_of
from designer.schema.schema import Schema
from designer.store.cache import schema_of as current
from designer.store.models import Design
from tests.exporters.drawn_designs import HOSTILE
from tests.web.browsing import FRAGMENT, errors_of, fill
from tests.web.states import now

DesignOf = Callable[[Schema], Design]
# A line holds no line end, and what a browser sends holds no control characters of that kind.
TYPED = tuple(name for name in HOSTILE if name.strip())
FEW = TYPED[:5]
"""Markup, quotes, a line end, a hundred characters, emoji: what the default run types into every form."""
MANY = pytest.param(TYPED, marks=pytest.mark.strict_only("every hostile name through every form"))


names = pytest.mark.parametrize("names", [FEW, MANY], ids=["few", "all"])


def accepted(answer: HttpResponse, *about: Any) -> None:
    assert answer.status_code == 200, (about, errors_of(answer))
    assert "<script>alert" not in answer.content.decode()
    assert "</textarea><" not in answer.content.decode().replace("</textarea></", "")


@pytest.mark.parametrize("name", ["", "   ", "\u00a0"])
def test_a_name_of_nothing_is_refused(name: str, design: Design, browser: Client) -> None:
    answer = fill(browser, reverse("add_entity", args=[design.id]), name=name)
    assert (answer.status_code, errors_of(answer)["name"]) == (422, ["Give it a name."])


def test_a_column_takes_any_name_and_gives_it_up_again(design: Design, browser: Client) -> None:
    column = current(design).entity("orders").attributes[1]
    assert column.name == "customer_id"
    # A column called as the statement's own word is not renamed again by guessing.
    typed = [name for name in TYPED if "\n" not in name and name != "select"]
    for name in (*typed, "customer_id"):
        accepted(fill(browser, reverse("edit_object", args=[design.id, column.id]), FRAGMENT, name=name), name)
        assert now(design).get(column.id).name == name
    assert now(design).access_patterns[0].statements == ("SELECT * FROM orders WHERE customer_id = $1",)


@names
def test_types_extensions_and_statements_take_any_name(names: tuple[str, ...], design: Design, browser: Client) -> None:
    for name in names:
        for kind, typed in (
            ("composite", {"comment": name, "attributes-0-name": name, "attributes-0-type": "text"}),
            ("extension", {"comment": name, "schema": name, "version": name[:60]}),
            ("opaque", {"kind_of": "view", "sql": f"CREATE VIEW x AS SELECT '{name.replace(chr(39), '')}'",
                        "provides": name.replace("\n", " "), "columns": name.replace("\n", " ")}),
        ):  # fmt: skip
            answer = fill(browser, reverse("add_object", args=[design.id, kind]), FRAGMENT, name=name, **typed)
            accepted(answer, kind, name)
    schema = now(design)
    for held in (schema.composites, schema.extensions, schema.opaque):
        assert {one.name for one in held} == {name.strip() for name in names}
    assert {one.attributes[0].name for one in schema.composites} == {name.strip() for name in names}


@names
@pytest.mark.parametrize("kind", ["composite", "extension"])
def test_an_object_takes_any_name_and_gives_it_up_again(
    names: tuple[str, ...], kind: str, design: Design, browser: Client
) -> None:
    rows = {"attributes-0-name": "a", "attributes-0-type": "text"} if kind == "composite" else {}
    fill(browser, reverse("add_object", args=[design.id, kind]), name="plain", **rows)
    (made,) = getattr(now(design), f"{kind}s")
    for name in (*(name for name in names if "\n" not in name and name != "select"), "plain"):
        accepted(fill(browser, reverse("edit_object", args=[design.id, made.id]), FRAGMENT, name=name), name)
        assert now(design).get(made.id).name == name


@names
def test_what_is_said_of_a_table_takes_its_hostile_columns(
    names: tuple[str, ...], design_of: DesignOf, browser: Client
) -> None:
    columns = [replace(model.Attribute(name="x", type="integer"), name=name) for name in names]
    table = entity("t", *columns, functional_dependencies=tuple(dependency(names[0], one) for one in names[1:]))
    design = design_of(schema_of(table))
    found = now(design).entity("t")
    first, *others = (one.id for one in found.attributes)
    for text, fact, other in zip(names[1:], found.functional_dependencies, others, strict=True):
        for kind, typed in (
            ("multivalued_dependency", {"determinant": [first], "dependent": [other]}),
            ("denormalization", {"dependency": fact.id, "reason": text}),
            ("invariant", {"kind_of": "non-negative", "text": text, "scope": [first], "attributes-0-column": other}),
        ):  # fmt: skip
            answer = fill(browser, reverse("add_inside", args=[design.id, kind, found.id]), FRAGMENT, **typed)
            accepted(answer, kind, text)
    schema = now(design)
    assert {one.text for one in schema.invariants} == {one.strip() for one in names[1:]}
    assert {one.reason for one in schema.entity("t").denormalizations} == {one.strip() for one in names[1:]}
    for one in (*schema.invariants[:5], *schema.entity("t").denormalizations[:5]):
        accepted(browser.get(reverse("edit_object", args=[design.id, one.id]), headers=FRAGMENT), one)  # type: ignore[arg-type]


def test_the_backup_is_described_in_any_words(design: Design, browser: Client) -> None:
    typed = {"backup_schedule": TYPED[0], "backup_rows-0-what": TYPED[1], "backup_rows-0-value": TYPED[2]}
    accepted(fill(browser, reverse("edit_object", args=[design.id, "requirements"]), FRAGMENT, **typed))
    assert now(design).requirements.backup == {"schedule": TYPED[0], TYPED[1]: TYPED[2]}
