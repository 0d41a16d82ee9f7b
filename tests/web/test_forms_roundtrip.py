"""Opening a form and saving it as it is changes nothing, whatever the object is and whatever it is called."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse

from designer.schema.kinds import SINGLETONS
from designer.schema.schema import Schema
from designer.store.cache import schema_of
from designer.store.models import Design
from designer.store.sample import sample
from designer.web.editors import Place, existing
from designer.web.forms.base import ObjectForm
from designer.web.forms.registry import FORMS
from tests.exporters.drawn_designs import hostile
from tests.store.test_mapping import everything
from tests.web.browsing import errors_of, fill, form_of
from tests.web.conftest import ClientOf

DesignOf = Callable[[Schema], Design]


def places(schema: Schema) -> list[Place]:
    """Everything of a design that has a form."""
    found = (existing(schema, key) for key in (*SINGLETONS, *schema.located))
    return [place for place in found if place is not None and place.kind in FORMS]


def sent_back(form: ObjectForm) -> ObjectForm:
    """The form as a browser sends it when nothing was typed."""
    editor = {"form": form, "title": "x", "action": "/x", "id": "x", "cancel_url": "/", "delete_url": "/"}
    html = render_to_string("inspector/editor.html", {"editor": editor, "may_edit": True})
    _, fields = form_of(HttpResponse(html))
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name, values)
    return type(form)(form.place, data)


@pytest.mark.parametrize("design", [everything, hostile, sample])
def test_a_form_that_comes_back_as_it_went_out_is_no_change(design: Callable[[], Schema]) -> None:
    for place in places(design()):
        form = sent_back(FORMS[place.kind](place))
        assert form.is_valid(), (place.kind, place.value, form.errors)
        assert form.changed_data == [], (place.kind, place.value, form.changed_data)
        assert form.changes() == ()


def test_every_kind_that_is_edited_is_among_them() -> None:
    assert {place.kind for place in places(everything())} == set(FORMS)


def test_saving_one_of_each_kind_unchanged_makes_no_revision(
    design_of: DesignOf, alice: User, client_of: ClientOf
) -> None:
    schema = everything()
    design, client = design_of(schema), client_of(alice)
    for place in {place.kind: place for place in places(schema)}.values():
        answer = fill(client, reverse("edit_object", args=[design.id, place.id]))
        assert answer.status_code == 303, (place.kind, errors_of(answer))
    design.refresh_from_db()
    assert design.revision == 1
    assert schema_of(design) == schema
