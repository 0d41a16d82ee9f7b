"""Which changed objects have to change in one stage."""

from collections.abc import Iterable, Iterator
from typing import Any

from designer.schema.model import Composite, Domain, Entity, Enum, Sequence
from designer.schema.schema import Schema
from designer.sql.mentions import mentions


def families(altered: list[str], gone: list[str], old: Schema, new: Schema) -> list[tuple[str, ...]]:
    """The altered tables, types and sequences, in groups that hold together; schemas and types first.

    gone: ids of objects that go; a sequence among them joins the table whose column owns it.
    """
    kinds = (Entity, Enum, Domain, Composite, Sequence)
    members = [key for key in altered if isinstance(new.get(key), kinds)]
    members += [key for key in gone if isinstance(old.get(key), Sequence)]
    union = _Union(members)
    for one, other in (*_related(old), *_related(new), *_retyped(old, new), *_by_type(members, old, new)):
        union.join(one, other)
    others = [key for key in altered if type(new.get(key)).__name__ in ("Namespace", "Extension")]
    groups = [(key,) for key in others]
    found = union.groups()
    tables_last = sorted(found, key=lambda group: any(_is_table(key, old, new) for key in group))
    return groups + [group for group in tables_last if any(key in altered for key in group)]


class _Union:
    """Sets that grow together."""

    def __init__(self, members: Iterable[str]) -> None:
        self._leader = {key: key for key in members}

    def _find(self, key: str) -> str:
        while self._leader[key] != key:
            key = self._leader[key]
        return key

    def join(self, one: str, other: str) -> None:
        if one in self._leader and other in self._leader:
            self._leader[self._find(other)] = self._find(one)

    def groups(self) -> list[tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for key in self._leader:
            found.setdefault(self._find(key), []).append(key)
        return [tuple(group) for group in found.values()]


def _is_table(key: str, old: Schema, new: Schema) -> bool:
    return isinstance((new if key in new.located else old).get(key), Entity)


def _related(schema: Schema) -> Iterator[tuple[str, str]]:
    """Tables and their parents; sequences and the tables whose columns own them or read from them."""
    for entity in schema.entities:
        for parent in entity.inherits:
            yield entity.id, parent
        if entity.partition_of:
            yield entity.id, entity.partition_of.parent
    for sequence in schema.sequences:
        if sequence.owned_by:
            yield sequence.id, schema.located[sequence.owned_by].owner
        else:
            for entity in schema.entities:
                if any(a.default and mentions(a.default, sequence.name, "postgres") for a in entity.attributes):
                    yield sequence.id, entity.id


def _retyped(old: Schema, new: Schema) -> Iterator[tuple[str, str]]:
    """The two tables of a foreign key of which columns change their type."""
    for link in old.relationships:
        for attribute_id in (*link.columns, *link.parent_columns):
            if attribute_id in new.located and new.attribute(attribute_id).type != old.attribute(attribute_id).type:
                yield link.child, link.parent


def _by_type(members: list[str], old: Schema, new: Schema) -> Iterator[tuple[str, str]]:
    """Types and the changed tables and types that use them."""
    for key in members:
        for schema in (old, new):
            if key not in schema.located:
                continue
            value = schema.get(key)
            if isinstance(value, Enum) and _only_grows(key, old, new):
                continue  # which is a step of its own: new values cannot be used in the transaction that adds them
            if isinstance(value, Enum | Domain | Composite):
                for other in members:
                    if other != key and other in schema.located and _uses(schema.get(other), value.name):
                        yield key, other


def _uses(value: Any, name: str) -> bool:
    if isinstance(value, Entity | Composite):
        return any(mentions(one.type, name, "postgres") for one in value.attributes)
    return isinstance(value, Domain) and mentions(value.type, name, "postgres")


def _only_grows(enum_id: str, old: Schema, new: Schema) -> bool:
    if enum_id not in old.located or enum_id not in new.located:
        return False
    before = [one.id for one in old.get(enum_id).values]
    known = set(before)
    return [one.id for one in new.get(enum_id).values if one.id in known] == before
