"""What is left to do when all is split off an entity: its key, foreign keys that the splits did not bring, its rows."""

from collections.abc import Iterator
from dataclasses import replace

from designer.analysis.fixes import free_name
from designer.analysis.normalization.design import Design
from designer.analysis.normalization.on_entity import EntityReport
from designer.analysis.normalization.pieces import Piece, may_be_missing
from designer.schema import edits
from designer.schema.apply import apply
from designer.schema.changes import Change
from designer.schema.model import Entity, PrimaryKey, Relationship
from designer.schema.schema import Schema


def keyed_anew(schema: Schema, entity: Entity, key: tuple[str, ...], *, still_apart: bool) -> Change | None:
    """The primary key on columns that stay, in place of one that took a column which has gone.

    still_apart: `key` was a key of the whole; else rows become alike and are merged, for which a key is needed.
    """
    left = schema.entity(entity.id)
    if left.primary_key or not key or any(may_be_missing(schema, entity, one) for one in key):
        return None
    if entity.primary_key is None and still_apart:
        return None
    name = (entity.primary_key and entity.primary_key.name) or free_name(schema, left, (), "pkey")
    return edits.add(schema, PrimaryKey(name=name, columns=key), to=entity.id)


def links_between(schema: Schema, before: Schema, found: EntityReport, design: Design) -> Iterator[Change]:
    """The foreign keys of the design that splitting did not bring: to alternate keys, mostly.

    schema: after all is split off; only tables that the division made, and the entity itself, are meant.
    """
    old = {one.id for one in before.entities} - {found.entity}
    held = {frozenset(one.name for one in table.attributes): table for table in schema.entities if table.id not in old}
    names = found.report.relation.names
    tables = [held.get(frozenset(names(part.attributes))) for part in design.parts]
    for wanted in design.links:
        child, parent = tables[wanted.child], tables[wanted.parent]
        if child is None or parent is None or child == parent:
            continue
        ends = [
            tuple(next(one.id for one in table.attributes if one.name == name) for name in names(wanted.attributes))
            for table in (child, parent)
        ]
        there = any(
            link.parent == parent.id and set(link.columns) == set(ends[0]) for link in schema.references_from(child.id)
        )
        columns = next((key.columns for key in parent.keys if set(key.columns) == set(ends[1])), None)
        if there or columns is None:
            continue
        met = dict(zip(ends[1], ends[0], strict=True))
        name = free_name(schema, child, names(wanted.attributes), "fkey")
        own = Relationship(
            name=name,
            child=child.id,
            columns=tuple(met[one] for one in columns),
            parent=parent.id,
            parent_columns=columns,
        )
        change = edits.add(schema, own)
        schema = apply((change,), schema)
        yield change


def redirected(schema: Schema, before: Schema, entity: Entity, *, still_apart: bool) -> Iterator[tuple[str, Change]]:
    """(name of a foreign key that referred to the entity by columns which have gone, what takes its place).

    It refers to the table that has taken the columns over. Where rows are pairs of independent facts now, it becomes
    one to each table that holds a part of what it referred to: a pair is there exactly if both parts are.
    """
    old = {one.id for one in before.entities} - {entity.id}
    tables = [one for one in schema.entities if one.id not in old]
    for link in before.references_to(entity.id):
        if link.id in schema.located or link.child not in old:
            continue
        ends = dict(zip(before.names(link.parent_columns), link.columns, strict=True))
        met = [(table, tuple(one for one in table.attributes if one.name in ends)) for table in tables]
        keyed = [(one, held) for one, held in met if {each.id for each in held} in [set(k.columns) for k in one.keys]]
        whole = [(one, held) for one, held in keyed if len(held) == len(ends)][:1]
        spread = keyed if not still_apart and {each.name for _, held in keyed for each in held} == {*ends} else []
        for parent, held in whole or spread:
            child = schema.entity(link.child)
            columns = tuple(ends[one.name] for one in held)
            name = free_name(schema, child, schema.names(columns), "fkey")
            theirs = tuple(one.id for one in held)
            change = edits.add(
                schema,
                replace(link, id="", name=name, columns=columns, parent=parent.id, parent_columns=theirs),
            )
            schema = apply((change,), schema)
            yield link.name or "", change


def said_no_more(schema: Schema, entity: Entity) -> Iterator[Change]:
    """Drops of the multivalued dependencies that take in all that is left of the entity, and so say nothing."""
    left = schema.entity(entity.id)
    everything = {one.id for one in left.attributes}
    before = {one.id for one in entity.attributes}
    for one in reversed(left.multivalued_dependencies):
        if everything <= {*one.determinant, *one.dependent} and not before <= {*one.determinant, *one.dependent}:
            change = edits.drop(schema, one.id)
            schema = apply((change,), schema)
            yield change


def rows_without_key(schema: Schema, entity: Entity, piece: Piece) -> Iterator[str]:
    optional = tuple(one for one in piece.key if may_be_missing(schema, entity, one))
    going = tuple(one for one in piece.attributes if one not in piece.stay)
    if optional and going:
        names, values = ", ".join(schema.names(optional)), ", ".join(schema.names(going))
        yield f"Rows without {names} cannot keep their {values}: look at them before."


def rows_after(
    before: Schema, after: Schema, entity: Entity, key: tuple[str, ...], *, still_apart: bool
) -> Iterator[str]:
    """What becomes of the rows that stay. still_apart: `key` was one of the whole."""
    left = after.entity(entity.id)
    if not still_apart:
        gone = tuple(one.id for one in entity.attributes if one.id not in after.located)
        yield (
            f"Rows of {entity.name} that differ only in {', '.join(before.names(gone))} become one row: "
            "a migration merges them, and joins the tables again on the way back."
        )
    elif entity.primary_key and left.primary_key is None and key:
        yield (
            f"The primary key of {entity.name} took a column that leaves it: "
            f"make {', '.join(before.names(key))} its primary key."
        )
