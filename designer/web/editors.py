"""From an address to the form of an object.

Every form carries the revision that it was opened on, and is read against the design as it was then: what its
user did not touch is no change, whatever others did meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, QueryDict
from django.urls import reverse

from designer.schema.kinds import KINDS, SINGLETONS
from designer.schema.naming import label
from designer.schema.schema import Schema
from designer.store.editing import schema_at
from designer.store.models import Revision
from designer.web.bench import Bench
from designer.web.forms.base import ObjectForm
from designer.web.forms.place import HELD_BY, Place
from designer.web.forms.registry import FORMS, word
from designer.web.links import path_to, with_query

PAGES = {"access_pattern": "patterns"}
"""Kinds whose form is a page of its own, and the page that lists them."""
SHORT = 80


@dataclass(frozen=True)
class Editor:
    """A form where it is shown. conflicts: as components/conflict.html takes them."""

    bench: Bench
    form: ObjectForm
    conflicts: tuple[dict[str, Any], ...] = ()

    @property
    def kind(self) -> str:
        """Of the object."""
        return self.form.kind

    @property
    def id(self) -> str:
        """Of the object; "" for a new one."""
        return self.form.place.id

    @property
    def title(self) -> str:
        """What it is called over the form."""
        return f"New {word(self.kind)}" if not self.id else word(self.kind).capitalize()

    @property
    def is_under_its_name(self) -> bool:
        """Whether its section, which it is alone in, is called what it is."""
        return self.id in ("requirements", "layout")

    @property
    def action(self) -> str:
        """Where it is sent."""
        if self.id:
            return edit_url(self.bench, self.id)
        return add_url(self.bench, self.kind, self.form.place.owner)

    @property
    def delete_url(self) -> str:
        """Where one is asked whether it shall go; "" for what is always there."""
        return object_action(self.bench, "delete_object", self.id) if self.id and self.id not in SINGLETONS else ""

    @property
    def cancel_url(self) -> str:
        """Where one comes from."""
        if self.kind in PAGES:
            return reverse(PAGES[self.kind], args=[self.bench.design.id])
        return self.bench.url(self.bench.entity, tab="")


def kept(bench: Bench) -> dict[str, str]:
    """How the diagram is drawn, which every address of the workbench carries along."""
    return {name: bench.request.GET.get(name, "") for name in ("detail", "reach")}


def add_url(bench: Bench, kind: str, owner: str = "") -> str:
    """The address of the form of a new object; owner: what it will live in."""
    number = bench.design.id
    plain = path_to("add_inside", number, kind, owner) if owner else path_to("add_object", number, kind)
    return with_query(plain, kept(bench))


def edit_url(bench: Bench, object_id: str) -> str:
    """The address of the form of an object."""
    return object_action(bench, "edit_object", object_id)


def object_action(bench: Bench, name: str, object_id: str) -> str:
    """One of the addresses that end with an object's id."""
    return with_query(path_to(name, bench.design.id, object_id), kept(bench))


def opened_on(bench: Bench) -> tuple[int, Schema]:
    """The revision that the form sent was opened on, and the design as it was. Raises BadRequest."""
    given = bench.request.POST.get("revision", "")
    if not given:
        return bench.design.revision, bench.schema
    try:
        number = int(given)
        return number, schema_at(bench.design, number)
    except (ValueError, Revision.DoesNotExist):
        raise BadRequest("This design has no such revision.") from None


def editor_of(bench: Bench, place: Place, revision: int, data: QueryDict | None = None) -> Editor:
    """The editor of a place. Raises Http404 for a kind that has no form."""
    if place.kind not in FORMS:
        raise Http404("This kind of object has no form.")
    return Editor(bench, FORMS[place.kind](place, data, revision=revision))


def existing(schema: Schema, object_id: str) -> Place | None:
    """The place of an object, or of a part that every design has; None where there is none."""
    if object_id in SINGLETONS:
        return Place(schema, object_id, schema if object_id == "design" else getattr(schema, object_id))
    located = schema.located.get(object_id)
    if located is None:
        return None
    held = HELD_BY.get(located.kind.name)
    owner = getattr(located.value, held) if held is not None else located.owner
    return Place(schema, located.kind.name, located.value, owner)


def fresh(schema: Schema, kind: str, owner: str) -> Place:
    """The place of a new object. Raises Http404 where there can be none."""
    if kind not in KINDS or kind not in FORMS:
        raise Http404("There is no such kind of object.")
    wanted = "entity" if kind in HELD_BY else KINDS[kind].owner
    located = schema.located.get(owner)
    if (located.kind.name if located else "design" if not owner else "") != wanted:
        raise Http404("It cannot be added there.")
    if KINDS[kind].single and located is not None and getattr(located.value, KINDS[kind].field) is not None:
        raise Http404("There is one already.")
    return Place(schema, kind, None, owner)


def called(place: Place) -> str:
    """What an object is called, its entity's name before it."""

    def name_of(object_id: str) -> str:
        located = place.schema.located.get(object_id)
        return str(getattr(located.value, "name", object_id)) if located else object_id

    own = (_in_words(place) or label(KINDS[place.kind], place.value, name_of))[:SHORT]
    return f"{place.entity.name[:SHORT]}.{own}" if place.entity and place.kind != "entity" else own


def _in_words(place: Place) -> str:
    """What is said of an object that has no name and whose label is made of ids; "" for all others."""
    schema, value = place.schema, place.value
    if place.kind == "invariant":
        return value.text or " ".join((value.kind, *schema.names(value.attributes or value.scope)))
    if place.kind == "denormalization":
        fact = schema.located.get(value.dependency or "")
        return called(Place(schema, fact.kind.name, fact.value)) if fact is not None else "copy without a dependency"
    return ""


def called_in(schema: Schema, object_id: str) -> str:
    """What the design calls an object; "" for one that is gone."""
    place = existing(schema, object_id)
    return called(place) if place is not None and place.kind not in SINGLETONS else ""
