"""COMMENT ON: what stands beside an object for people."""

from collections.abc import Iterator

from designer.exporters.postgres.naming import beside, qualified
from designer.exporters.postgres.text import literal, name
from designer.schema.kinds import KINDS
from designer.schema.model import Composite
from designer.schema.schema import Located, Schema, walk

_WORDS = {
    "schema": "SCHEMA",
    "extension": "EXTENSION",
    "enum": "TYPE",
    "composite": "TYPE",
    "domain": "DOMAIN",
    "sequence": "SEQUENCE",
    "entity": "TABLE",
}
_CONSTRAINTS = ("primary_key", "unique", "check", "exclusion", "domain_check")


def comment(located: Located, schema: Schema, text: str | None) -> str:
    """COMMENT ON an object; None takes the comment away. ValueError for an object without a name."""
    return f"COMMENT ON {target(located, schema)} IS {'NULL' if text is None else literal(text)};"


def target(located: Located, schema: Schema) -> str:
    """What COMMENT ON calls the object: `CONSTRAINT orders_pkey ON public.orders`."""
    kind, value = located.kind.name, located.value
    if not value.name:
        raise ValueError(f"the {kind.replace('_', ' ')} has no name")
    if kind in ("schema", "extension"):
        return f"{_WORDS[kind]} {name(value.name)}"
    if kind in _WORDS:
        return f"{_WORDS[kind]} {qualified(schema, value)}"
    owner = schema.get(value.child if kind == "relationship" else located.owner)
    if kind == "attribute":
        return f"COLUMN {qualified(schema, owner)}.{name(value.name)}"
    if kind == "index":
        return f"INDEX {beside(schema, owner, value.name)}"
    on_domain = "DOMAIN " if kind == "domain_check" else ""
    if kind in _CONSTRAINTS or kind == "relationship":
        return f"CONSTRAINT {name(value.name)} ON {on_domain}{qualified(schema, owner)}"
    raise TypeError(f"no comment on a {kind}")


def comments_of(schema: Schema, object_id: str, *, inside: tuple[str, ...] = ()) -> Iterator[str]:
    """COMMENT ON the object and on what lives in it, of the kinds `inside`."""
    located = schema.located[object_id]
    members = walk(located.value, object_id, located.kind.name) if inside else ()
    for item in (located, *(member for member in members if member.kind.name in inside)):
        text = getattr(item.value, "comment", None)
        if text is not None and (item.kind.label is None or item.value.name):
            yield comment(item, schema, text)
    if isinstance(located.value, Composite):
        for attribute in located.value.attributes:
            if attribute.comment is not None:
                column = f"{qualified(schema, located.value)}.{name(attribute.name)}"
                yield f"COMMENT ON COLUMN {column} IS {literal(attribute.comment)};"


DOMAIN_PARTS = tuple(kind.name for kind in KINDS.inside("domain"))
