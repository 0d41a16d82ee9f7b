"""The names by which columns refer to the design's own types."""

from functools import lru_cache

from designer.schema.model import Domain, Enum
from designer.schema.schema import Schema


@lru_cache(maxsize=4096)
def bare(type_text: str) -> str:
    """A type's last name, quotes taken off: `shop."Order status"` names `Order status`."""
    text = type_text.strip()
    if text.endswith('"'):
        return text[text.rindex('"', 0, -1) + 1 : -1] if text.count('"') > 1 else text
    return text.rpartition(".")[2]


def changed_types(before: Schema, after: Schema) -> frozenset[str]:
    """The bare names of the enums and domains that came, went or changed, and of the domains over them."""
    if before.enums == after.enums and before.domains == after.domains:
        return frozenset()
    old, new = (_by_name(design) for design in (before, after))
    changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    domains: tuple[Domain, ...] = (*before.domains, *after.domains)
    while more := {bare(one.name) for one in domains if bare(one.type) in changed} - changed:
        changed |= more
    return frozenset(changed)


def _by_name(schema: Schema) -> dict[str, list[Enum | Domain]]:
    found: dict[str, list[Enum | Domain]] = {}
    types: tuple[Enum | Domain, ...] = (*schema.enums, *schema.domains)
    for one in types:
        found.setdefault(bare(one.name), []).append(one)
    return found
