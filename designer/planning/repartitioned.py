"""Which tables a migration divides otherwise, and the design in which everything else is done already."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from designer.planning.bounds import parts_of
from designer.planning.carrying import CODE
from designer.planning.grown_designs import spelled
from designer.planning.model import CannotPlan, Options
from designer.schema.align import align
from designer.schema.model import Attribute, Entity, NotNull, Relationship
from designer.schema.ordering import in_order
from designer.schema.schema import Schema


def divided_anew(old: Schema, new: Schema) -> tuple[Schema, Schema, tuple[str, ...]]:
    """The two designs, and the ids of tables that are in both and divided otherwise; parts of others are not looked at.

    What `serial` stands for is said in full in such tables: the two designs may spell it differently.
    """
    tables = _divided_otherwise(old, new)
    if not tables:
        return old, new, ()
    spelled_out = [
        spelled(schema, [one.id for table in tables for one in schema.entity(table).attributes])
        for schema in (old, new)
    ]
    return spelled_out[0], align(spelled_out[1], spelled_out[0]), tables


def _divided_otherwise(old: Schema, new: Schema) -> tuple[str, ...]:
    return tuple(
        one.id
        for one in new.entities
        if one.id in old.located
        and old.entity(one.id).partition_by != one.partition_by
        and not (one.partition_of or old.entity(one.id).partition_of)
    )


def undivided(old: Schema, new: Schema, tables: Iterable[str]) -> Schema:
    """The new design with these tables divided as they were, and with the keys that they had."""
    at = new
    for table in tables:
        at = _as_it_was(old, at, table)
    return at


def parts_and_table(at: Schema, after: Schema, table: str) -> Schema:
    """A design with this one table, its partitions and what refers to it as another design has them."""
    there = after.entity(table)
    gone = {one.id for one in parts_of(at, at.entity(table))}
    entities = [there if one.id == table else one for one in at.entities if one.id not in gone]
    links = [one for one in at.relationships if table not in (one.child, one.parent)]
    links += [one for one in after.relationships if table in (one.child, one.parent)]
    known = {one.id for one in (*entities, *parts_of(after, there))}
    code = [one for one in after.opaque if known >= _tables_of(one.requires, after)]
    return in_order(
        replace(
            at,
            entities=(*entities, *parts_of(after, there)),
            relationships=tuple(one for one in links if {one.child, one.parent} <= known),
            opaque=tuple(code),
        )
    )


def _tables_of(requires: Iterable[str], schema: Schema) -> set[str]:
    return {one for one in requires if one in schema.located and isinstance(schema.get(one), Entity)}


def _as_it_was(old: Schema, new: Schema, table: str) -> Schema:
    was, now = old.entity(table), new.entity(table)
    mine = parts_of(old, was)
    _can_have_both(old, new, was, now)
    columns = {one.id for one in now.attributes}
    primary = was.primary_key if was.primary_key and columns >= {*was.primary_key.columns} else now.primary_key
    in_key = {*(now.primary_key.columns if now.primary_key else ())}
    between = replace(
        now,
        partition_by=was.partition_by,
        rows=was.rows if now.rows is None else now.rows,
        options=was.options,
        persistence=was.persistence,
        replica_identity=was.replica_identity,
        attributes=tuple(_filled(one) if one.id in in_key else one for one in now.attributes),
        primary_key=primary,
        uniques=_lasting(was.uniques, columns),
        exclusions=_lasting(was.exclusions, columns),
        indexes=_indexes(was, now, columns),
    )
    parts = {one.id for one in parts_of(new, now)}
    left_out = {key for key, one in new.located.items() if key in parts or one.owner in parts}
    entities = [between if one.id == table else one for one in new.entities if one.id not in parts]
    inbound = [one for one in old.references_to(table) if _stands(one, new)]
    links = [one for one in new.relationships if one.parent != table]
    return in_order(
        replace(
            new,
            entities=(*entities, *mine),
            relationships=(*links, *inbound),
            opaque=tuple(one for one in new.opaque if not (one.kind in CODE and left_out & set(one.requires))),
        )
    )


def _filled(attribute: Attribute) -> Attribute:
    if attribute.not_null or attribute.identity:
        return attribute
    return replace(attribute, not_null=NotNull())


def _lasting(items: Iterable[Any], columns: set[str]) -> tuple[Any, ...]:
    """Keys and exclusions of before, as long as their columns are there."""

    def used(one: Any) -> set[str]:
        parts = {part.column for part in getattr(one, "elements", ()) if part.column}
        return parts | {*getattr(one, "columns", ()), *getattr(one, "include", ())}

    return tuple(one for one in items if used(one) <= columns)


def _indexes(was: Entity, now: Entity, columns: set[str]) -> tuple[Any, ...]:
    """Indexes of before, so that none is built for a table that goes; as they will be called where they stay."""
    theirs = {one.id: one for one in now.indexes}
    renamed = {one.id: one.name for one in was.attributes} != {one.id: one.name for one in now.attributes}
    found = []
    for one in was.indexes:
        used = {part.column for part in one.keys if part.column} | {*one.include}
        texts = one.where or any(part.expression for part in one.keys)
        if one.id in theirs and renamed:
            found.append(theirs[one.id])
        elif used <= columns and not (texts and renamed):
            found.append(one)
    return tuple(found)


def _stands(link: Relationship, schema: Schema) -> bool:
    """Whether the two tables and all columns of a foreign key are there."""
    return all(one in schema.located for one in (link.child, *link.columns, link.parent, *link.parent_columns))


def _can_have_both(old: Schema, new: Schema, was: Entity, now: Entity) -> None:
    """Raises CannotPlan for what no second table can stand beside."""
    said = new.qualified(now)
    heirs = [one for schema in (old, new) for one in schema.entities if was.id in one.inherits]
    if was.inherits or now.inherits or heirs:
        raise CannotPlan(f"{said} inherits, or is inherited from: a divided table cannot; take that away first")
    if "temporary" in (was.persistence, now.persistence):
        raise CannotPlan(f"{said} is temporary: make it anew instead of dividing it")
    both = {one.id for one in parts_of(old, was)} & {one.id for one in parts_of(new, now)}
    taken = [one.name for one in parts_of(new, now) if one.id in old.located]
    if taken and not both:
        raise CannotPlan(f"{said}: {taken[0]} is a table already; a new partition has to be a new table")
    if both:
        raise CannotPlan(f"{said}: {taken[0]} is a partition before and after; give the new partitions other names")
    if was.partition_by and [one.id for one in was.attributes] != [one.id for one in now.attributes]:
        raise CannotPlan(f"{said}: its columns and its partitions change at once; plan them one after the other")
    named: list[Any] = [one for each in (was, now) for one in (*each.keys, *each.indexes, *each.exclusions)]
    named += [one for schema in (old, new) for one in schema.references_to(was.id)]
    unnamed = [one for one in named if not one.name]
    if unnamed:
        raise CannotPlan(
            f"{said}: give its keys, its indexes and what refers to it names, so that they can be had a second time"
        )


def can_be_divided(schema: Schema, entity: Entity, options: Options) -> None:
    """Raises CannotPlan where PostgreSQL would refuse the table as the design has it; says what to do instead."""
    by, said = entity.partition_by, schema.qualified(entity)
    if by is None:
        return
    if not any(one.partition_of and one.partition_of.parent == entity.id for one in schema.entities):
        raise CannotPlan(f"{said} has no partition: its rows would have nowhere to go; add one, such as a DEFAULT")
    columns = [part.column for part in by.keys]
    for key in entity.keys:
        own = ", ".join(schema.names(key.columns))
        if None in columns:
            raise CannotPlan(
                f"{said}: PostgreSQL keeps ({own}) unique over partitions only where those go by columns, and they go"
                " by an expression; divide it by a column, or take the key away"
            )
        lacking = [str(one) for one in columns if one not in key.columns]
        if lacking:
            names = ", ".join(schema.names(tuple(lacking)))
            raise CannotPlan(
                f"{said}: its key ({own}) lacks {names}, by which it is divided, and PostgreSQL keeps a key unique over"
                f" partitions only with it; make it ({own}, {names}), and let what refers to it refer to all of them"
            )
    for link in schema.references_to(entity.id):
        if set(link.parent_columns) not in [set(key.columns) for key in entity.keys]:
            told = ", ".join(schema.names(link.parent_columns))
            raise CannotPlan(
                f"{schema.qualified(schema.entity(link.child))}: its foreign key {link.name} refers to ({told}) of"
                f" {said}, which is no key of it: let it refer to a whole key, or drop it"
            )
