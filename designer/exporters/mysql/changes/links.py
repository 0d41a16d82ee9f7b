"""Foreign keys that have to go before tables change, and come back behind it."""

from __future__ import annotations

from dataclasses import replace

from designer.exporters.mysql.changes.column_clauses import remakes
from designer.exporters.mysql.changes.held import held
from designer.exporters.mysql.changes.key_clauses import Keyed, key_text, keys_of
from designer.exporters.mysql.changes.words import meaning
from designer.exporters.mysql.keys import foreign_key
from designer.exporters.mysql.script import ordered
from designer.exporters.mysql.text import of_mysql
from designer.exporters.result import NotExpressible
from designer.schema.model import Attribute, Entity, Index, IndexKey, Relationship
from designer.schema.schema import Schema
from designer.schema.types import same_type


def in_the_way(old: Schema, new: Schema, flavour: str) -> frozenset[str]:
    """Ids of foreign keys of `old` that go, are others, or keep a change from being made."""
    later = {one.id: one for one in new.relationships}
    found = set()
    for link in old.relationships:
        if link.child not in new.located and link.parent in new.located and not _disturbed(old, new, link, flavour):
            continue  # it goes with its table
        now = later.get(link.id)
        if now is None or link.child not in new.located or link.parent not in new.located:
            if link.child not in new.located and link.child == link.parent:
                continue
            found.add(link.id)
        elif _differs(old, new, link, now) or _disturbed(old, new, link, flavour):
            found.add(link.id)
    return frozenset(found)


def link_name(schema: Schema, link: Relationship) -> str:
    """Raises NotExpressible for one whose name was the server's choice."""
    if not link.name:
        raise NotExpressible(
            f"a foreign key of {schema.qualified(schema.entity(link.child))} has no name, so no statement can call it"
        )
    return link.name


def _differs(old: Schema, new: Schema, was: Relationship, now: Relationship) -> bool:
    ends = (was.child, was.parent, was.columns, was.parent_columns)
    if ends != (now.child, now.parent, now.columns, now.parent_columns) or was.name != now.name:
        return True
    child = old.entity(was.child)
    server_named = (was.name or "").startswith(f"{child.name}_ibfk_")
    if server_named and child.name != new.entity(now.child).name:
        return True  # the server gives those another name with the table
    # Under the names of tables and columns that both will have.
    return meaning(foreign_key(new, was)) != meaning(foreign_key(new, now))


def _disturbed(old: Schema, new: Schema, link: Relationship, flavour: str) -> bool:
    for key, columns in ((link.child, link.columns), (link.parent, link.parent_columns)):
        if key not in new.located:
            continue
        was, now = old.entity(key), new.entity(key)
        if _storage(was) != _storage(now) or old.namespace(was.schema) != new.namespace(now.schema):
            return True
        before, after = ({one.id: one for one in entity.attributes} for entity in (was, now))
        if any(one not in after or _other(before[one], after[one], was, now, flavour) for one in columns):
            return True
        if not _covered(old, new, key, columns, flavour):
            return True
    return False


def _storage(entity: Entity) -> tuple[str, ...]:
    options = of_mysql(entity.options)
    return meaning(f"{options.get('engine', 'InnoDB')} {options.get('partitioning', '')}"
                   f" {bool(options.get('system_versioning'))}")  # fmt: skip


def _other(was: Attribute, now: Attribute, table: Entity, later: Entity, flavour: str) -> bool:
    def kind(one: Attribute, entity: Entity) -> tuple[object, ...]:
        own, its = of_mysql(one.options), of_mysql(entity.options)
        charset = own.get("charset") or (None if one.collation else its.get("charset"))
        collation = one.collation or (None if own.get("charset") else its.get("collation"))
        return charset, collation

    if not same_type(was.type, now.type, flavour) or bool(was.not_null) != bool(now.not_null):
        return True
    if remakes(was, now) or was.generated != now.generated or was.identity != now.identity:
        return True
    if was.name != now.name:
        return True
    numeric = meaning(was.type)[:1] and meaning(was.type)[0] in ("int", "bigint", "smallint", "tinyint", "mediumint")
    return not numeric and kind(was, table) != kind(now, later)


def _covered(old: Schema, new: Schema, key: str, columns: tuple[str, ...], flavour: str) -> bool:
    """Whether a key that begins with the columns stands through the whole change."""
    was, at = held(old, new, key)
    after = {one.id: one for one in keys_of(new.entity(key))}

    def stays(one: Keyed) -> bool:
        now = after.get(one.id)
        if now is None or type(now) is not type(one):
            return False
        return meaning(key_text(at, one, flavour)) == meaning(key_text(new, now, flavour))

    found = [one for one in keys_of(was) if set(one.columns[: len(columns)]) == set(columns)]
    return not found or any(stays(one) for one in found)  # where there is none the server has one of its own


def with_own_indexes(schema: Schema) -> Schema:
    """The design with the indexes that the server makes for foreign keys with whose columns no key begins."""
    made: dict[str, list[Index]] = {}
    for link in schema.relationships:
        keys = [*keys_of(schema.entity(link.child)), *made.get(link.child, ())]
        if not any(one.columns[: len(link.columns)] == link.columns for one in keys):
            parts = tuple(IndexKey(column=one) for one in link.columns)
            named = link.name or schema.attribute(link.columns[0]).name
            made.setdefault(link.child, []).append(Index(id=f"{link.id} index", name=named, keys=parts))
    if not made:
        return schema
    entities = (replace(one, indexes=(*one.indexes, *made.get(one.id, ()))) for one in schema.entities)
    return replace(schema, entities=tuple(entities)).made_from(schema)


def circles(old: Schema, new: Schema) -> frozenset[str]:
    """Foreign keys between tables that go, from one that cannot go before the other."""
    place = {one.id: number for number, one in enumerate(ordered(old))}
    return frozenset(
        link.id for link in old.relationships
        if link.child not in new.located and link.parent not in new.located and place[link.parent] > place[link.child]
    )  # fmt: skip


def of_links(child: Entity, links: list[Relationship]) -> str:
    return f"the foreign keys of {child.name}" if len(links) > 1 else f"the foreign key {links[0].name}"


def by_child(schema: Schema, links: list[Relationship]) -> list[tuple[Entity, list[Relationship]]]:
    found: dict[str, list[Relationship]] = {}
    for link in links:
        found.setdefault(link.child, []).append(link)
    return [(schema.entity(key), ones) for key, ones in found.items()]
