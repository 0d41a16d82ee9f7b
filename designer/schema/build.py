"""Short ways to write a design in tests, examples and rules' own pages; names stand for ids.

schema_of(
    entity("customers", "id bigint", pk="id"),
    entity("orders", "id bigint", "customer_id bigint not null", pk="id", index="customer_id"),
    link("orders.customer_id", "customers.id"),
)
"""

import re
from collections.abc import Iterable
from typing import Any

from designer.schema import model
from designer.schema.complete import complete
from designer.schema.frozen import FrozenMap
from designer.schema.schema import Schema

Names = str | Iterable[str]

_FIELD_OF = {
    model.Namespace: "schemas", model.Entity: "entities", model.Relationship: "relationships", model.Enum: "enums",
    model.Domain: "domains", model.Composite: "composites", model.Sequence: "sequences",
    model.Extension: "extensions", model.Opaque: "opaque", model.AccessPattern: "access_patterns",
    model.Invariant: "invariants", model.Decision: "decisions",
}  # fmt: skip
_PROPERTY = re.compile(r"\s+(not null|default (?:'[^']*'|\S+)|identity|unique)(?=\s|$)", re.IGNORECASE)


def schema_of(*parts: Any, **properties: Any) -> Schema:
    """A complete design from its parts, in any order. Raises DesignError if they do not fit together."""
    lists: dict[str, tuple[Any, ...]] = {}
    for part in parts:
        field = _FIELD_OF.get(type(part))
        if field is None:
            if isinstance(part, model.Requirements):
                properties["requirements"] = part
                continue
            raise TypeError(f"{part!r} is no part of a design")
        lists[field] = (*lists.get(field, ()), part)
    return complete(Schema(**{**lists, **properties}))


def entity(
    name: str,
    *columns: str | model.Attribute,
    pk: Names | None = None,
    unique: Names | list[Names] = (),
    index: Names | list[Names] = (),
    indexes: Iterable[model.Index] = (),
    checks: Iterable[str] = (),
    **properties: Any,
) -> model.Entity:
    """An entity. A column is `name type [not null] [default x] [identity]`; a list of lists gives several keys.

    indexes: those that are more than a list of columns, beside the ones named by `index`.
    """
    namespace, _, bare = name.rpartition(".")
    return model.Entity(
        name=bare,
        schema=namespace or None,
        attributes=tuple(column if isinstance(column, model.Attribute) else attribute(column) for column in columns),
        primary_key=model.PrimaryKey(name=f"{bare}_pkey", columns=_names(pk)) if pk else None,
        uniques=tuple(model.Unique(name=f"{bare}_{'_'.join(names)}_key", columns=names) for names in _groups(unique)),
        indexes=tuple(
            model.Index(name=f"{bare}_{'_'.join(names)}_idx", keys=tuple(model.IndexKey(column=one) for one in names))
            for names in _groups(index)
        )
        + tuple(indexes),
        checks=tuple(
            model.Check(name=f"{bare}_check{number or ''}", expression=text) for number, text in enumerate(checks)
        ),
        **properties,
    )


def attribute(text: str, **properties: Any) -> model.Attribute:
    """An attribute from `name type [not null] [default x] [identity]`."""
    name, _, rest = text.strip().partition(" ")
    found = [match[1] for match in _PROPERTY.finditer(f" {rest}")]
    given: dict[str, Any] = {"type": _PROPERTY.sub("", f" {rest}").strip()}
    for word in found:
        match word.lower().split(" ")[0]:
            case "not":
                given["not_null"] = model.NotNull()
            case "default":
                given["default"] = word.split(" ", 1)[1]
            case "identity":
                given["identity"] = model.Identity()
    return model.Attribute(name=name, **{**given, **properties})


def link(child: str, parent: str, **properties: Any) -> model.Relationship:
    """A foreign key from `orders.customer_id` to `customers.id`; several columns as `orders.(a, b)`."""
    child_entity, columns = _end(child)
    parent_entity, parent_columns = _end(parent)
    name = f"{child_entity.rpartition('.')[2]}_{'_'.join(columns)}_fkey"
    return model.Relationship(
        **{"name": name, **properties},
        child=child_entity,
        columns=columns,
        parent=parent_entity,
        parent_columns=parent_columns,
    )


def pattern(name: str, *statements: str, per_minute: float | None = None, **properties: Any) -> model.AccessPattern:
    """An access pattern."""
    return model.AccessPattern(name=name, statements=statements, frequency_per_minute=per_minute, **properties)


def dependency(determinant: Names, dependent: Names, **properties: Any) -> model.FunctionalDependency:
    """A functional dependency between attributes of the entity it is given to."""
    return model.FunctionalDependency(determinant=_names(determinant), dependent=_names(dependent), **properties)


def options(**per_dialect: dict[str, Any]) -> FrozenMap:
    """Options per dialect: `options(mysql={"engine": "InnoDB"})`."""
    return FrozenMap(per_dialect)


def _end(text: str) -> tuple[str, tuple[str, ...]]:
    name, _, columns = text.rpartition(".")
    return name, tuple(column.strip() for column in columns.strip("()").split(","))


def _names(given: Names | None) -> tuple[str, ...]:
    if given is None:
        return ()
    return tuple(part.strip() for part in given.split(",")) if isinstance(given, str) else tuple(given)


def _groups(given: Names | list[Names]) -> list[tuple[str, ...]]:
    if isinstance(given, str):
        return [_names(given)]
    return [_names(item) for item in given]
