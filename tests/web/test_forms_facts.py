"""Forms of what people say of a table: multivalued dependencies, copies kept on purpose, invariants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from designer.schema.build import dependency, entity, pattern, schema_of
from designer.schema.edits import alter
from designer.schema.model import Invariant, MultivaluedDependency
from designer.schema.schema import Schema
from designer.store.editing import edit
from designer.store.models import Design
from tests.web.browsing import FRAGMENT, errors_of, fill, form_of, send
from tests.web.states import now

DesignOf = Callable[[Schema], Design]


@pytest.fixture
def design(design_of: DesignOf) -> Design:
    return design_of(
        schema_of(
            entity(
                "bookings", "id bigint", "room int", "room_name text", "begins date", "ends date", pk="id",
                functional_dependencies=(dependency("room", "room_name"),),
            ),
            entity("other", "id bigint", pk="id"),
            pattern("list of bookings", "SELECT room_name FROM bookings WHERE room = $1"),
        )
    )  # fmt: skip


def ids(design: Design) -> dict[str, str]:
    return {one.name: one.id for one in now(design).entity("bookings").attributes}


def added(browser: Client, design: Design, kind: str, **typed: Any) -> Any:
    return fill(browser, reverse("add_inside", args=[design.id, kind, now(design).entity("bookings").id]), **typed)


# What must not be


@pytest.mark.parametrize(
    ("kind", "typed", "field", "words"),
    [
        ("multivalued_dependency", {"determinant": ["room"]}, "dependent", "Choose what there are several of"),
        ("multivalued_dependency", {"determinant": ["room"], "dependent": ["room"]}, "dependent", "determines itself"),
        (
            "multivalued_dependency",
            {"determinant": ["room", "id"], "dependent": ["room_name", "begins", "ends"]},
            "dependent",
            "holds in every table",
        ),
        ("denormalization", {"reason": "speed"}, "dependency", "Choose the dependency"),
        ("denormalization", {"dependency": "wrong", "reason": "speed"}, "dependency", "valid choice"),
        ("denormalization", {"dependency": "->", "refresh": "trigger"}, "reason", "or say why it is kept"),
        ("invariant", {"text": "x"}, "kind_of", "Choose what holds"),
        ("invariant", {"kind_of": "sometimes"}, "kind_of", "valid choice"),
        ("invariant", {"kind_of": "non-negative"}, "attributes", "never falls below zero"),
        ("invariant", {"kind_of": "ordered", "attributes-0-column": "begins"}, "attributes", "two columns or more"),
        (
            "invariant",
            {"kind_of": "ordered", "attributes-0-column": "begins", "attributes-1-column": "begins"},
            "attributes",
            "stands here twice",
        ),
        ("invariant", {"kind_of": "at most one"}, "scope", "at most one, or say the condition"),
        ("invariant", {"kind_of": "at most one", "where": "room = "}, "where", "what follows it is missing"),
    ],
)
def test_bad_input_is_said_at_its_field(
    kind: str, typed: dict[str, Any], field: str, words: str, design: Design, browser: Client
) -> None:
    known = ids(design) | {"->": now(design).entity("bookings").functional_dependencies[0].id}
    sent = {
        name: [known[one] for one in held] if isinstance(held, list) else known.get(held, held)
        for name, held in typed.items()
    }
    answer = added(browser, design, kind, headers=FRAGMENT, **sent)
    assert answer.status_code == 422
    assert words in " ".join(errors_of(answer)[field])
    now(design)
    assert design.revision == 1


@pytest.mark.parametrize("kind", ["multivalued_dependency", "denormalization", "invariant"])
def test_none_of_them_stands_alone(kind: str, design: Design, browser: Client) -> None:
    assert browser.get(reverse("add_object", args=[design.id, kind])).status_code == 404


def test_a_copy_is_recorded_once(design: Design, browser: Client) -> None:
    typed = {"dependency": now(design).entity("bookings").functional_dependencies[0].id, "reason": "speed"}
    assert added(browser, design, "denormalization", **typed).status_code == 303
    assert "recorded already" in str(errors_of(added(browser, design, "denormalization", **typed)))


def test_a_table_without_dependencies_has_no_copy_to_record(design: Design, browser: Client) -> None:
    assert b"copy kept on purpose" in browser.get(f"/d/{design.id}/bookings").content
    assert b"copy kept on purpose" not in browser.get(f"/d/{design.id}/other").content


# What they make


def test_a_multivalued_dependency_is_declared_decided_and_deleted(design: Design, browser: Client) -> None:
    key = ids(design)
    typed = {"determinant": [key["room"]], "dependent": [key["begins"], key["ends"]], "state": "undecided"}
    assert added(browser, design, "multivalued_dependency", **typed).status_code == 303
    (made,) = now(design).entity("bookings").multivalued_dependencies
    assert (made.determinant, made.dependent, made.state) == ((key["room"],), (key["begins"], key["ends"]), "undecided")
    page = browser.get(f"/d/{design.id}/bookings").content.decode()
    assert "room ↠ begins, ends" in page
    assert browser.post(reverse("decide", args=[design.id, made.id]), {"state": "accepted"}).status_code == 303
    assert now(design).get(made.id) == MultivaluedDependency(
        id=made.id, determinant=made.determinant, dependent=made.dependent
    )
    answer = browser.post(reverse("delete_object", args=[design.id, made.id]), {"revision": "3"})
    assert answer.status_code == 303
    assert now(design).entity("bookings").multivalued_dependencies == ()


def test_a_copy_kept_on_purpose_names_its_pattern_and_what_refreshes_it(design: Design, browser: Client) -> None:
    schema = now(design)
    fact, reads = schema.entity("bookings").functional_dependencies[0], schema.access_patterns[0]
    typed = {"dependency": fact.id, "access_pattern": reads.id, "refresh": "trigger"}
    answer = added(browser, design, "denormalization", **typed)
    assert answer.headers["Location"] == f"/d/{design.id}/bookings"
    (made,) = now(design).entity("bookings").denormalizations
    assert (made.dependency, made.access_pattern, made.refresh, made.reason) == (fact.id, reads.id, "trigger", "")
    assert fill(browser, reverse("edit_object", args=[design.id, made.id]), reason="Read often").status_code == 303
    assert now(design).get(made.id).reason == "Read often"
    last = design.revisions.order_by("-number")[0]
    assert last.label == "Change copy kept on purpose bookings.room->room_name"
    page = browser.get(f"/d/{design.id}/bookings?at={made.id}").content.decode()
    assert "Kept true by" in page


def test_an_invariant_keeps_the_order_of_its_columns(design: Design, browser: Client) -> None:
    key = ids(design)
    columns = {"attributes-0-column": key["ends"], "attributes-1-column": key["begins"]}
    typed = {"kind_of": "ordered", "text": "It begins before it ends.", "scope": [key["room"]], "where": "room > 0"}
    assert added(browser, design, "invariant", **columns, **typed).status_code == 303
    (made,) = now(design).invariants
    assert made == Invariant(
        id=made.id, kind="ordered", entity=now(design).entity("bookings").id, text="It begins before it ends.",
        attributes=(key["ends"], key["begins"]), scope=(key["room"],), where="room > 0",
    )  # fmt: skip
    address, fields = form_of(browser.get(reverse("edit_object", args=[design.id, made.id]), headers=FRAGMENT))
    turned = send(browser, address, fields, FRAGMENT, rearrange="attributes:down:0")
    answer = send(browser, *form_of(turned), text="")
    assert answer.headers["Location"] == f"/d/{design.id}/bookings"
    found = now(design).get(made.id)
    assert (found.attributes, found.text) == ((key["begins"], key["ends"]), "")
    assert browser.post(reverse("undo_last", args=[design.id])).status_code in (302, 303)
    assert now(design).get(made.id) == made


def test_an_invariant_goes_with_its_table(design: Design, browser: Client) -> None:
    added(browser, design, "invariant", kind_of="non-negative", **{"attributes-0-column": ids(design)["room"]})
    question = browser.get(reverse("delete_object", args=[design.id, now(design).entity("bookings").id]))
    assert "invariant" in question.content.decode()


def test_two_people_change_different_fields_of_an_invariant(design: Design, browser: Client, edgar: User) -> None:
    added(browser, design, "invariant", kind_of="non-negative", **{"attributes-0-column": ids(design)["room"]})
    (made,) = now(design).invariants
    address, fields = form_of(browser.get(reverse("edit_object", args=[design.id, made.id]), headers=FRAGMENT))
    edit(design, edgar, (alter(now(design), made.id, where="room < 9"),), label="Where")
    assert send(browser, address, fields, text="Rooms count up.").status_code == 303
    assert (now(design).get(made.id).where, now(design).get(made.id).text) == ("room < 9", "Rooms count up.")
    clash = send(browser, address, fields, FRAGMENT, where="room < 5")
    assert clash.status_code == 409
    assert "room &lt; 9" in clash.content.decode()
