"""A changed source read again into a design that people have worked on, as changes to review.

What the source says wins; what it cannot say (notes, positions, decisions, volumes, access patterns, dependencies)
stays as it is in the design. Nothing is applied here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from designer.importers.choosing import Needs, completed, needs_of, picked
from designer.importers.refresh import VOLUMES, assumed_after, refresh_volumes, statistics_after
from designer.schema import model
from designer.schema.align import align
from designer.schema.apply import apply
from designer.schema.changes import Change, Rename
from designer.schema.diff import diff
from designer.schema.errors import DesignError
from designer.schema.frozen import FrozenMap
from designer.schema.likely_renames import LikelyRename, likely_renames
from designer.schema.naming import path_in
from designer.schema.observed import observed, with_observed
from designer.schema.schema import Schema
from designer.sql.renames import RenameRefused, rename_with_rewrites

_ENTITY_KEPT = ("comment", *VOLUMES, "retention_days", "multivalued_dependencies", "denormalizations")


@dataclass(frozen=True)
class Reimport:
    """changes: what leads from the design to the source, confirmed renames first; target: the design after them;
    renames: pairs of a drop and an addition that look like one rename; refused: confirmed renames that cannot be
    made, with the reason; before: the design that the changes lead on from.
    """

    changes: tuple[Change, ...]
    target: Schema
    renames: tuple[LikelyRename, ...]
    before: Schema
    refused: tuple[str, ...] = ()

    @cached_property
    def needs(self) -> Needs:
        """Of each change, the places of those that it cannot go without."""
        return needs_of(self.changes, self.before)


def reimport(old: Schema, new: Schema, confirmed: Collection[tuple[str, str]] = ()) -> Reimport:
    """The changes that a source read again asks for. confirmed: renames, as paths before and after."""
    renames, refused = _confirmed_renames(old, new, confirmed)
    renamed = apply(renames, old) if renames else old
    target = _keeping(renamed, align(new, renamed))
    changes = diff(renamed, target)
    return Reimport((*renames, *changes), target, likely_renames(changes, renamed, target), old, refused)


def only_volumes(old: Schema, measured: Schema) -> Reimport:
    """The changes that measured volumes ask for, and no others."""
    target = refresh_volumes(old, measured)
    return Reimport(diff(old, target), target, (), old)


def chosen(found: Reimport, places: Collection[int]) -> tuple[Change, ...]:
    """The changes at these places, as they are made without the others.

    Raises DesignError, naming what is missing, where one needs another that was not chosen.
    """
    if len(places) == len(found.changes):
        return found.changes
    missing = completed(found.needs, places) - frozenset(places)
    if missing:
        raise DesignError("some of the chosen changes need others that are not")
    return picked(found.changes, found.before, found.target, places)


def _confirmed_renames(
    old: Schema, new: Schema, confirmed: Collection[tuple[str, str]]
) -> tuple[tuple[Rename, ...], tuple[str, ...]]:
    """Renames of entities before those of their attributes, each in the design as the earlier ones leave it."""
    made: list[Rename] = []
    refused: list[str] = []
    design = old
    for before, after in sorted(confirmed, key=lambda pair: pair[0].count(".")):
        found = _at(old, before)
        if found is None:
            refused.append(f"there is no {before} to rename")
            continue
        try:
            change = rename_with_rewrites(design, found, after.rpartition(".")[2])
            design = apply((change,), design)
        except (RenameRefused, ValueError) as error:
            refused.append(f"{before} cannot be renamed to {after}: {error}")
            continue
        made.append(change)
    return tuple(made), tuple(refused)


def _at(schema: Schema, path: str) -> str | None:
    wanted = {path, f"public.{path}"}
    for object_id, located in schema.located.items():
        if located.kind.name in ("entity", "attribute") and path_in(schema, object_id) in wanted:
            return object_id
    return None


def _keeping(old: Schema, new: Schema) -> Schema:
    """The new design with all that its source does not say taken from the old one."""
    before = {one.id: one for one in old.entities}
    entities = tuple(_entity(before[one.id], one) if one.id in before else one for one in new.entities)
    there = replace(new, entities=entities).located
    same = old.dialect.name == new.dialect.name
    return replace(
        new,
        name=old.name,
        comment=new.comment or old.comment,
        dialect=old.dialect if same and new.dialect.version is None else new.dialect,
        entities=entities,
        schemas=_with_comments(old.schemas, new.schemas),
        enums=_with_comments(old.enums, new.enums),
        domains=_with_comments(old.domains, new.domains),
        relationships=_with_comments(old.relationships, new.relationships),
        access_patterns=new.access_patterns or old.access_patterns,
        invariants=tuple(one for one in old.invariants if one.entity in there and _all(one.attributes, there)),
        requirements=old.requirements,
        decisions=old.decisions,
        layout=_layout(old.layout, new.layout, there),
        x=new.x or old.x,
    )


def _with_comments(olds: Iterable[Any], news: Iterable[Any]) -> tuple[Any, ...]:
    """The new objects with the comments and the own keys of the old ones, where they have none themselves."""
    before = {one.id: one for one in olds}
    return tuple(
        replace(one, comment=one.comment or before[one.id].comment, x=one.x or before[one.id].x)
        if one.id in before
        else one
        for one in news
    )


def _entity(old: model.Entity, new: model.Entity) -> model.Entity:
    before = {one.id: one for one in old.attributes}
    there = {one.id for one in new.attributes}
    kept = {field: _said(getattr(new, field), getattr(old, field)) for field in _ENTITY_KEPT}
    kept["assumed"] = assumed_after(old, new, VOLUMES)
    kept["multivalued_dependencies"] = tuple(
        one for one in kept["multivalued_dependencies"] if _all((*one.determinant, *one.dependent), there)
    )
    made = replace(
        new,
        **kept,
        attributes=tuple(_attribute(before[one.id], one) if one.id in before else one for one in new.attributes),
        functional_dependencies=new.functional_dependencies
        or tuple(one for one in old.functional_dependencies if _all((*one.determinant, *one.dependent), there)),
        checks=_with_comments(old.checks, new.checks),
        indexes=_with_comments(old.indexes, new.indexes),
        uniques=_with_comments(old.uniques, new.uniques),
        x=FrozenMap({**old.x, **new.x}),
    )
    # A source with volumes is a server, or tells of one: what an earlier one has seen no longer holds.
    return made if new.rows is None else with_observed(made, observed(new))


def _attribute(old: model.Attribute, new: model.Attribute) -> model.Attribute:
    kept = {field: getattr(new, field) for field in ("comment", "samples")}
    kept = {field: _said(value, getattr(old, field)) for field, value in kept.items()}
    return replace(new, **kept, **statistics_after(old, new), x=new.x or old.x)


def _said(new: Any, old: Any) -> Any:
    return old if new in (None, ()) else new


def _layout(old: model.Layout, new: model.Layout, there: Collection[str]) -> model.Layout:
    """Positions, groups, views and notes of the design, without what is gone; the source's where it has none."""
    groups = tuple(replace(one, entities=tuple(i for i in one.entities if i in there)) for one in old.groups)
    views = tuple(replace(one, entities=tuple(i for i in one.entities if i in there)) for one in old.views)
    pins = {entity: place for entity, place in old.pins.items() if entity in there}
    return replace(
        old,
        groups=groups or new.groups,
        views=views,
        pins=type(old.pins)(pins),
        notes=old.notes or new.notes,
        x=old.x or new.x,
    )


def _all(ids: Iterable[str], there: Collection[str]) -> bool:
    return all(one in there for one in ids)
