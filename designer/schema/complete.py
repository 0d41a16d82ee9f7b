"""Completing what a person or a builder left out: ids, the default namespace, names used as references."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from designer.schema import model
from designer.schema.errors import DesignError
from designer.schema.kinds import KINDS, Kind
from designer.schema.naming import make_id, path
from designer.schema.ordering import in_order
from designer.schema.references import map_references
from designer.schema.schema import Schema, walk
from designer.schema.validity import problems


def complete(schema: Schema) -> Schema:
    """`schema` with every id filled in, names in references replaced by ids, lists in canonical order.

    Raises DesignError listing references to what does not exist, and ids or names given twice.
    """
    named = _IdMaker(_with_default_namespace(schema)).run()
    resolved = _Resolver(named).run()
    found = problems(resolved)
    if found:
        raise DesignError(*found)
    return in_order(resolved)


def _with_default_namespace(schema: Schema) -> Schema:
    """PostgreSQL has no object outside a namespace: what names none is in `public`."""
    if schema.dialect.name != "postgres":
        return schema
    fields = ("entities", "enums", "domains", "composites", "sequences")
    homeless = any(value.schema is None for field in fields for value in getattr(schema, field))
    if not homeless:
        return schema
    public = next((namespace for namespace in schema.schemas if namespace.name == "public"), None)
    home = (public.id or "public") if public else "public"
    placed: dict[str, Any] = {
        field: tuple(value if value.schema else replace(value, schema=home) for value in getattr(schema, field))
        for field in fields
    }
    schemas = schema.schemas if public else (*schema.schemas, model.Namespace(name="public"))
    return replace(schema, schemas=schemas, **placed)


class _IdMaker:
    """Gives an id to every object that has none."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._taken = {item.value.id for item in walk(schema) if item.value.id}
        self._paths: dict[str, str] = {}
        self._labels: dict[str, str] = {}

    def run(self) -> Schema:
        lists: dict[str, Any] = {
            kind.field: tuple(self._named(kind, value, "") for value in getattr(self._schema, kind.field))
            for kind in _namespaces_and_entities_first()
        }
        return replace(self._schema, **lists)

    def _named(self, kind: Kind, value: Any, owner: str) -> Any:
        where = path(kind, value, owner, self._path_of, self._label_of)
        object_id = value.id or make_id(kind.name, where, self._taken.__contains__)
        self._taken.add(object_id)
        if kind.name in ("schema", "entity", "enum", "domain", "attribute"):
            self._paths[object_id] = where
            self._labels[object_id] = value.name
            if kind.name in ("schema", "entity"):
                self._paths.setdefault(value.name, where)
        changes: dict[str, Any] = {} if value.id else {"id": object_id}
        for inner in KINDS.inside(kind.name):
            held = getattr(value, inner.field)
            if inner.single:
                changes[inner.field] = held and self._named(inner, held, object_id)
            elif held:
                changes[inner.field] = tuple(self._named(inner, item, object_id) for item in held)
        return replace(value, **changes) if changes else value

    def _path_of(self, reference: str) -> str:
        return self._paths.get(reference, reference)

    def _label_of(self, reference: str) -> str:
        return self._labels.get(reference, reference)


def _namespaces_and_entities_first() -> list[Kind]:
    """Paths begin with a namespace or an entity, so those get their ids before what names them."""
    return sorted(KINDS.inside("design"), key=lambda kind: (kind.name != "schema", kind.name != "entity"))


class _Resolver:
    """Replaces names by ids, wherever a reference is a name."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._known = {item.value.id for item in walk(schema)}
        self._top = {
            "schema": {namespace.name: namespace.id for namespace in schema.schemas},
            "access_pattern": {pattern.name: pattern.id for pattern in schema.access_patterns},
        }
        self._entities: dict[str, model.Entity] = {}

    def run(self) -> Schema:
        namespaced = self._mapped(self._schema, self._top_level)
        for entity in namespaced.entities:
            self._entities.setdefault(entity.name, entity)
        for entity in namespaced.entities:
            self._entities[f"{namespaced.namespace(entity.schema)}.{entity.name}"] = entity
            self._entities[entity.id] = entity
        return self._mapped(namespaced, self._in_scope)

    def _mapped(self, schema: Schema, resolve: Callable[[Any, Any, str, str, str], str]) -> Schema:
        def inside(kind: Kind, value: Any, owner: Any) -> Any:
            mapped = map_references(value, lambda ref, to, field: resolve(value, owner, ref, to, field))
            changes: dict[str, Any] = {}
            for inner in KINDS.inside(kind.name):
                held = getattr(mapped, inner.field)
                if held and inner.single:
                    changes[inner.field] = inside(inner, held, mapped)
                elif held:
                    changes[inner.field] = tuple(inside(inner, item, mapped) for item in held)
            changes = {field: new for field, new in changes.items() if new != getattr(mapped, field)}
            return replace(mapped, **changes) if changes else mapped

        lists: dict[str, Any] = {
            kind.field: tuple(inside(kind, value, None) for value in getattr(schema, kind.field))
            for kind in KINDS.inside("design")
        }
        layout = map_references(schema.layout, lambda ref, to, field: resolve(None, None, ref, to, field))
        return replace(schema, layout=layout, **lists)

    def _top_level(self, value: Any, owner: Any, reference: str, kind: str, field: str) -> str:
        if reference in self._known:
            return reference
        return self._top.get(kind, {}).get(reference, reference)

    def _in_scope(self, value: Any, owner: Any, reference: str, kind: str, field: str) -> str:
        if reference in self._known:
            return reference
        if kind == "entity":
            found = self._entities.get(reference)
            return found.id if found else reference
        if kind == "attribute":
            return self._attribute(self._scope(value, owner, field), reference)
        return reference

    def _scope(self, value: Any, owner: Any, field: str) -> model.Entity | None:
        match value:
            case model.Entity():
                return value
            case model.Relationship():
                return self._entities.get(value.parent if field == "parent_columns" else value.child)
            case model.Invariant():
                return self._entities.get(value.entity)
        return owner if isinstance(owner, model.Entity) else None

    def _attribute(self, scope: model.Entity | None, reference: str) -> str:
        if scope is None:
            table, _, name = reference.rpartition(".")
            scope, reference_name = self._entities.get(table), name
        else:
            reference_name = reference
        found = scope.attribute(reference_name) if scope else None
        return found.id if found else reference
