"""Addresses of a design's things. An entity goes by its name where that reads well and cannot be mistaken."""

import re
from functools import cache, lru_cache
from urllib.parse import urlencode

from django.conf import settings
from django.urls import get_resolver, get_script_prefix, get_urlconf, reverse

from designer.schema.model import Entity
from designer.schema.schema import Schema
from designer.web.forms.place import HELD_BY

_PLAIN = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)?")
_UNQUOTED = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*")


def path_to(name: str, *args: int | str) -> str:
    """As Django's `reverse`, which tries its patterns anew each time: pages hold hundreds of links of a few kinds.

    Numbers and texts that no address has to quote are put between what stands around them; all others go the long way.
    """
    words = [str(one) for one in args]
    if not all(map(_UNQUOTED.fullmatch, words)):
        return reverse(name, args=args)
    kinds = tuple(isinstance(one, int) for one in args)
    pieces = _pieces(name, kinds, get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF)
    if pieces is None:
        return reverse(name, args=args)
    return pieces[0] + "".join(word + piece for word, piece in zip(words, pieces[1:], strict=True))


@lru_cache(1000)
def _pieces(name: str, numbers: tuple[bool, ...], prefix: str, urlconf: str) -> tuple[str, ...] | None:
    """What stands before, between and behind the arguments of an address; None where that cannot be said."""
    marks = [str(7_000_001 + place) if number else f"mark-{place}-" for place, number in enumerate(numbers)]
    made = reverse(name, args=[int(mark) if number else mark for mark, number in zip(marks, numbers, strict=True)])
    pieces, rest = [], made
    for mark in marks:
        before, found, rest = rest.partition(mark)
        if not found:
            return None
        pieces.append(before)
    return (*pieces, rest)


def design_url(number: int, **query: str) -> str:
    """The workbench of a design."""
    return with_query(path_to("workbench", number), query)


def entity_url(number: int, schema: Schema, entity_id: str, **query: str) -> str:
    """The workbench with an entity chosen. query: `tab`, `at` (an object's id), `detail`, `around`, …"""
    return with_query(path_to("workbench_entity", number, entity_key(schema, schema.entity(entity_id))), query)


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
