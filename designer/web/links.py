"""Addresses of a design's things. An entity goes by its name where that reads well and cannot be mistaken."""

import re
from functools import cache
from urllib.parse import urlencode

from django.urls import get_resolver, reverse

from designer.schema.model import Entity
from designer.schema.schema import Schema
from designer.web.forms.place import HELD_BY

_PLAIN = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)?")


def design_url(number: int, **query: str) -> str:
    """The workbench of a design."""
    return with_query(reverse("workbench", args=[number]), query)


def entity_url(number: int, schema: Schema, entity_id: str, **query: str) -> str:
    """The workbench with an entity chosen. query: `tab`, `at` (an object's id), `detail`, `around`, …"""
    return with_query(reverse("workbench_entity", args=[number, entity_key(schema, schema.entity(entity_id))]), query)


def object_url(number: int, schema: Schema, object_id: str, **query: str) -> str:
    """The workbench with any object chosen: an entity, something inside one, or something of the design's."""
    place = schema.located[object_id]
    if place.kind.name == "entity":
        return entity_url(number, schema, object_id, **query)
    held = HELD_BY.get(place.kind.name)
    if held is not None:
        return entity_url(number, schema, getattr(place.value, held), at=object_id, **query)
    owner = schema.located.get(place.owner)
    if owner is not None and owner.kind.name == "entity":
        return entity_url(number, schema, place.owner, at=object_id, **query)
    return design_url(number, at=object_id, **query)


def entity_key(schema: Schema, entity: Entity) -> str:
    """What stands in the address: the qualified name if it finds this entity and no page, else the id."""
    name = schema.qualified(entity)
    if _PLAIN.fullmatch(name) and name not in _pages() and schema.entity(name) is entity:
        return name
    return entity.id


def find_entity(schema: Schema, key: str) -> Entity | None:
    """The entity that an address names by id or by name."""
    try:
        return schema.entity(key)
    except KeyError:
        return None


def with_query(url: str, query: dict[str, str]) -> str:
    """`url` with what is not empty of `query`."""
    given = {name: value for name, value in query.items() if value}
    return f"{url}?{urlencode(given)}" if given else url


@cache
def known_pages() -> frozenset[str]:
    """The names of all addresses of the application."""
    return frozenset(name for name in get_resolver().reverse_dict if isinstance(name, str))


@cache
def _pages() -> frozenset[str]:
    """First parts of the addresses that a design's own pages have: no entity may hide behind them."""
    start = "d/%(number)s/"
    paths = (
        path
        for name in known_pages()
        for alternatives, *_ in get_resolver().reverse_dict.getlist(name)
        for path, _ in alternatives
    )
    return frozenset(path.removeprefix(start).partition("/")[0] for path in paths if path.startswith(start))
