"""A table before, under the names that its columns will have: what is compared with the table after."""

from __future__ import annotations

from dataclasses import replace

from designer.schema.model import Attribute, Check, Entity, Index, IndexKey
from designer.schema.schema import Schema
from designer.sql.renaming import renamed_in


def held(old: Schema, new: Schema, key: str) -> tuple[Entity, Schema]:
    """(the table, the design that holds it): columns renamed at once, in every text of the table as well."""
    entity = old.entity(key)
    later = {one.id: one.name for one in new.entity(key).attributes}
    names = [(one.name, later[one.id]) for one in entity.attributes if later.get(one.id, one.name) != one.name]
    if not names:
        return entity, old
    # By way of names that nothing has, since two columns may change theirs with each other.
    passing = [(f"\x01{number}", new_name) for number, (_, new_name) in enumerate(names)]

    def said(text: str) -> str:
        for (was, _), (through, _) in zip(names, passing, strict=True):
            text = renamed_in(text, was, f"designer_passing_{through[1:]}", "mysql")
        for through, now in passing:
            text = renamed_in(text, f"designer_passing_{through[1:]}", now, "mysql")
        return text

    def check(one: Check) -> Check:
        column = dict(names).get(str(one.x.get("column")))
        x = one.x.with_(column=column) if column else one.x
        return replace(one, expression=said(one.expression), x=x)

    def part(one: IndexKey) -> IndexKey:
        return replace(one, expression=said(one.expression)) if one.expression else one

    def index(one: Index) -> Index:
        return replace(one, keys=tuple(map(part, one.keys)))

    def attribute(one: Attribute) -> Attribute:
        generated = one.generated and replace(one.generated, expression=said(one.generated.expression))
        return replace(one, name=later.get(one.id, one.name), generated=generated)

    made = replace(
        entity, attributes=tuple(map(attribute, entity.attributes)), checks=tuple(map(check, entity.checks)),
        indexes=tuple(map(index, entity.indexes)),
    )  # fmt: skip
    whole = tuple(made if one.id == key else one for one in old.entities)
    return made, replace(old, entities=whole).made_from(old)
