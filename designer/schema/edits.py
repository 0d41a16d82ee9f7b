"""Changes made from a design: what a form, a rule's fix or a command asks for, with its consequences."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from designer.schema.changes import Add, Alter, Change, Drop, Move, Rename, Rewrite
from designer.schema.errors import DesignError
from designer.schema.frozen import FrozenMap
from designer.schema.kinds import KINDS, SINGLETONS, Kind
from designer.schema.model import Decision, Index, IndexKey, PrimaryKey, Unique
from designer.schema.naming import make_id, names_inside, path
from designer.schema.ordering import by_name
from designer.schema.references import references
from designer.schema.schema import Located, Schema, walk

_KIND_OF = {kind.type: kind for kind in reversed(tuple(KINDS)) if kind.name != "domain_check"}


def add(schema: Schema, value: Any, *, to: str = "", position: int | None = None, kind: str | None = None) -> Add:
    """Adds `value` to the object `to` ("" is the design). Ids that are missing are made from its name."""
    where = KINDS[kind] if kind else _KIND_OF[type(value)]
    value = _with_ids(schema, where, value, to)
    if where.ordered and position is None:
        position = len(getattr(schema.get(to), where.field))
    return Add(kind=where.name, id=value.id, parent=to, position=position, value=value)


def _with_ids(schema: Schema, kind: Kind, value: Any, owner: str) -> Any:
    located = schema.located

    def path_of(reference: str) -> str:
        found = located.get(reference)
        return path(found.kind, found.value, found.owner, path_of, name_of) if found else reference

    def name_of(reference: str) -> str:
        found = located.get(reference)
        return str(getattr(found.value, "name", reference)) if found else reference

    insides = KINDS.inside(kind.name)
    prefix = path(kind, value, owner, path_of, name_of) if insides or not value.id else ""
    changes: dict[str, Any] = {"id": value.id or make_id(kind.name, prefix, located.__contains__)}
    for inner in insides:
        held = getattr(value, inner.field)
        if inner.single:
            changes[inner.field] = held and _inner(schema, inner, held, prefix)
        else:
            changes[inner.field] = tuple(_inner(schema, inner, item, prefix) for item in held)
    return replace(value, **changes)


def _inner(schema: Schema, kind: Kind, value: Any, prefix: str) -> Any:
    if value.id:
        return value
    where = path(kind, value, "", lambda _: prefix, lambda reference: reference)
    return replace(value, id=make_id(kind.name, where, schema.located.__contains__))


def index(schema: Schema, entity: str, columns: tuple[str, ...], **properties: Any) -> Add:
    """Adds an index on these attributes of `entity` (ids), named `table_columns_idx`."""
    if properties.get("name") is None:
        properties["name"] = _free_name(schema, entity, columns, "idx")
    value = Index(keys=tuple(IndexKey(column=column) for column in columns), **properties)
    return add(schema, value, to=entity)


def unique(schema: Schema, entity: str, columns: tuple[str, ...], **properties: Any) -> Add:
    """Adds a unique constraint, named `table_columns_key`."""
    value = Unique(name=_free_name(schema, entity, columns, "key"), columns=columns, **properties)
    return add(schema, value, to=entity)


def primary_key(schema: Schema, entity: str, columns: tuple[str, ...]) -> Add:
    """Adds a primary key, named `table_pkey`."""
    return add(schema, PrimaryKey(name=_free_name(schema, entity, (), "pkey"), columns=columns), to=entity)


def _free_name(schema: Schema, entity_id: str, columns: tuple[str, ...], ending: str) -> str:
    entity = schema.entity(entity_id)
    taken = names_inside(entity, "entity")
    made = "_".join((entity.name, *schema.names(columns), ending))
    # The server cuts at 63 bytes, which could make two names one.
    stem = made.encode()[:59].decode(errors="ignore") if len(made.encode()) > 63 else made
    name, suffix = stem, 1
    while name in taken:
        name, suffix = f"{stem}{suffix}", suffix + 1
    return name


def alter(schema: Schema, object_id: str, /, **fields: Any) -> Alter:
    """Sets properties of an object, or of the design, its requirements or its layout (by those names)."""
    if object_id in SINGLETONS:
        kind, value = object_id, schema if object_id == "design" else getattr(schema, object_id)
    else:
        kind, value = schema.located[object_id].kind.name, schema.get(object_id)
    changed = {name: new for name, new in fields.items() if new != getattr(value, name)}
    was = {name: getattr(value, name) for name in changed}
    return Alter(kind=kind, id=object_id, set=FrozenMap(changed), was=FrozenMap(was))


def rename(schema: Schema, object_id: str, new: str, rewrites: tuple[Rewrite, ...] = ()) -> Rename:
    """Renames an object. The texts that mention it are found by `designer.sql`, and given as `rewrites`."""
    located = schema.located[object_id]
    old = getattr(located.value, located.kind.label or "name")
    return Rename(kind=located.kind.name, id=object_id, old=old, new=new, rewrites=rewrites)


def move(schema: Schema, object_id: str, to: int) -> Move:
    """Moves an attribute or an enum value to another position among its siblings."""
    located = schema.located[object_id]
    siblings = [value.id for value in getattr(schema.get(located.owner), located.kind.field)]
    return Move(kind=located.kind.name, id=object_id, old=siblings.index(object_id), new=to)


def drop(schema: Schema, object_id: str) -> Drop:
    """Drops an object and, before it, everything that cannot be without it.

    Raises DesignError for a column that its table is partitioned by.
    """
    located = schema.located[object_id]
    gone = _with_insides(located)
    dependents: list[Located] = []
    waiting = list(gone)
    while waiting:
        for other, field in schema.referrers.get(waiting.pop(), ()):
            if other.value.id in gone or other.owner in gone or _stays(other, field):
                continue
            inside = _with_insides(other)
            if object_id in inside:
                raise DesignError(f"{other.value.name} is partitioned by {located.value.name}")
            gone |= inside
            waiting += inside
            dependents.append(other)
    dependents += [other for other in map(_located_decision, schema.decisions) if _is_decision_about(other, gone)]
    order = [kind.name for kind in KINDS]
    dependents.sort(key=lambda other: (-order.index(other.kind.name), *by_name(other.value)))
    cascades = tuple(_removal(schema, other) for other in dependents if other.owner not in gone)
    return replace(_removal(schema, located), cascades=(*_loosened(schema, gone), *cascades))


def _located_decision(decision: Decision) -> Located:
    return Located(KINDS["decision"], decision, "")


def _is_decision_about(located: Located, gone: set[str]) -> bool:
    """A decision holds for one object: another that later gets its name, and with it its id, is judged anew."""
    return located.kind.name == "decision" and located.value.subject in gone


def _with_insides(located: Located) -> set[str]:
    return {located.value.id, *(item.value.id for item in walk(located.value, located.value.id, located.kind.name))}


def _removal(schema: Schema, located: Located) -> Drop:
    position = None
    if located.kind.ordered:
        siblings = getattr(schema.get(located.owner), located.kind.field)
        position = [value.id for value in siblings].index(located.value.id)
    return Drop(
        kind=located.kind.name,
        id=located.value.id,
        parent=located.owner,
        position=position,
        value=located.value,
    )


_OPTIONAL = {("sequence", "owned_by"), ("opaque", "requires"), ("denormalization", "access_pattern")}
"""References that may be emptied: the object is loosened from what goes, and stays."""


def _stays(located: Located, field: str) -> bool:
    """Whether the object can do without what this field names."""
    return (located.kind.name, field) in _OPTIONAL or field in ("inherits", "attached_to")


def _loosened(schema: Schema, gone: set[str]) -> Iterator[Change]:
    """Alterations of what stays but named something that goes, the layout included."""
    fields: dict[str, set[str]] = {}
    for reference in gone:
        for located, field in schema.referrers.get(reference, ()):
            if located.value.id not in gone and located.owner not in gone and _stays(located, field):
                fields.setdefault(located.value.id, set()).add(field)
    for object_id in sorted(fields):
        value = schema.get(object_id)
        emptied = {field: _without(getattr(value, field), gone) for field in sorted(fields[object_id])}
        yield alter(schema, object_id, **emptied)
    layout = schema.layout
    if any(reference in gone for _, _, reference in references(layout)):
        yield alter(
            schema,
            "layout",
            pins=FrozenMap({key: place for key, place in layout.pins.items() if key not in gone}),
            groups=tuple(replace(one, entities=_without(one.entities, gone)) for one in layout.groups),
            views=tuple(replace(one, entities=_without(one.entities, gone)) for one in layout.views),
        )


def _without(held: Any, gone: set[str]) -> Any:
    if isinstance(held, tuple):
        return tuple(reference for reference in held if reference not in gone)
    return None if held in gone else held
