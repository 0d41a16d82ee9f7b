"""References of a script as foreign keys, with entities of their own for many-to-many."""

from __future__ import annotations

from dataclasses import replace

from designer.importers.dbml.columns import text_of
from designer.importers.dbml.draft import Column, End, Reference, Script, Setting, Table
from designer.importers.dbml.workspace import Made, Workspace, shown
from designer.schema import model
from designer.schema.frozen import EMPTY, FrozenMap
from designer.schema.types import parse_type
from designer.sql.default_names import foreign_key_name, primary_key_name, unique_name

_SERIALS = {"serial": "integer", "bigserial": "bigint", "smallserial": "smallint"}
_Side = tuple[Made, tuple[str, ...]]


def build_references(
    script: Script, tables: list[tuple[Table, list[Column], Made]], work: Workspace
) -> list[model.Relationship]:
    """The foreign keys: those of columns first, in the order of their tables, then those of their own."""
    found: list[model.Relationship] = []
    for table, columns, made in tables:
        for column in columns:
            for setting in column.settings:
                if setting.reference is not None:
                    here = End(table.name, (column.name,), setting.token)
                    found += _reference(
                        replace(setting.reference, left=here, inline=True), work, (made, (column.name,))
                    )
    for reference in script.references:
        found += _reference(reference, work)
    return found


def _reference(reference: Reference, work: Workspace, left: _Side | None = None) -> list[model.Relationship]:
    left = left or _side(reference.left, reference, work)
    right = _side(reference.right, reference, work)
    if left is None or right is None:
        return []
    if len(left[1]) != len(right[1]):
        work.problem("a reference needs as many columns on either side; it is left out", reference.token,
                     reference.file)  # fmt: skip
        return []
    if reference.sign == "<>":
        return _junction(reference, left, right, work)
    # The table whose column says it holds the foreign key.
    child, parent = (
        (left, right) if reference.inline and reference.sign == "-" else _child_and_parent(reference.sign, left, right)
    )
    if reference.sign == "-":
        _make_unique(reference, child, work)
    return [_link(reference, child, parent, work, reference.name)]


def _side(end: End, reference: Reference, work: Workspace) -> _Side | None:
    table = work.find(end.table)
    if table is None:
        work.problem(f"there is no table {shown(end.table)}; this reference is left out", end.token, reference.file)
        return None
    missing = [name for name in end.columns if name not in table.columns]
    if missing:
        work.problem(
            f"table {shown(end.table)} has no column {', '.join(missing)}; this reference is left out", end.token,
            reference.file,
        )  # fmt: skip
        return None
    return table, end.columns


def _child_and_parent(sign: str, left: _Side, right: _Side) -> tuple[_Side, _Side]:
    """Between one and one, what refers to a primary key that is not its own is the child; else the right side is."""
    if sign == ">":
        return left, right
    if sign == "<":
        return right, left
    left_is_key = set(left[1]) == set(left[0].primary_key)
    right_is_key = set(right[1]) == set(right[0].primary_key)
    return (left, right) if right_is_key and not left_is_key else (right, left)


def _make_unique(reference: Reference, child: _Side, work: Workspace) -> None:
    table, columns = child
    if table.is_key(columns):
        return
    taken = work.relations[table.schema]
    name = unique_name(table.name, columns, taken)
    taken.add(name)
    table.uniques.append(model.Unique(name=name, columns=table.ids(columns)))
    work.remark(
        f"a one-to-one reference makes {table.name}({', '.join(columns)}) unique: {name}", reference.token,
        reference.file,
    )  # fmt: skip


def _link(reference: Reference, child: _Side, parent: _Side, work: Workspace, given: str | None) -> model.Relationship:
    table, columns = child
    taken = work.constraints[table.id]
    name = given or foreign_key_name(table.name, columns, taken)
    number = 1
    while name in taken:
        name, number = f"{given}{number}", number + 1
    taken.add(name)
    kept = {one.key: one.text or True for one in reference.settings if one.key not in ("delete", "update")}
    return model.Relationship(
        id=work.new_id("relationship", f"{table.path}.{name}", reference.token, reference.file),
        name=name,
        child=table.id,
        columns=table.ids(columns),
        parent=parent[0].id,
        parent_columns=parent[0].ids(parent[1]),
        on_delete=_action(reference.settings, "delete", reference, work),
        on_update=_action(reference.settings, "update", reference, work),
        x=FrozenMap({"dbml": {"settings": kept}}) if kept else EMPTY,
    )


def _action(settings: list[Setting], event: str, reference: Reference, work: Workspace) -> str:
    said = " ".join((text_of(settings, event) or "no action").lower().split())
    if said in model.REFERENTIAL_ACTIONS:
        return said
    work.problem(f"{said!r} is no action on {event}; there is {', '.join(model.REFERENTIAL_ACTIONS)}",
                 reference.token, reference.file)  # fmt: skip
    return "no action"


def _junction(reference: Reference, left: _Side, right: _Side, work: Workspace) -> list[model.Relationship]:
    """The entity between both sides: the columns of either, together its primary key, and both foreign keys."""
    schema, name = left[0].schema, f"{left[0].name}_{right[0].name}"
    number = 1
    while (schema or "", name) in work.tables:
        name, number = f"{left[0].name}_{right[0].name}_{number}", number + 1
    path = f"{schema}.{name}" if schema else name
    table = Made(work.new_id("entity", path, reference.token, reference.file), schema, name)
    work.tables[schema or "", name] = table
    sides = [_copied(side, table, reference, work) for side in (left, right)]
    table.primary_key = tuple(table.columns)
    table.primary_key_name = primary_key_name(name, work.relations[schema])
    work.relations[schema].add(table.primary_key_name)
    work.remark(
        f"the many-to-many reference between {left[0].name} and {right[0].name} became the entity {name}, with a "
        "foreign key to either",
        reference.token,
        reference.file,
    )
    return [
        _link(reference, (table, columns), side, work, None) for columns, side in zip(sides, (left, right), strict=True)
    ]


def _copied(side: _Side, table: Made, reference: Reference, work: Workspace) -> tuple[str, ...]:
    names = []
    for column in side[1]:
        name, number = f"{side[0].name}_{column}", 1
        while name in table.columns:
            name, number = f"{side[0].name}_{column}_{number}", number + 1
        kind = side[0].columns[column].type
        table.columns[name] = model.Attribute(
            id=work.new_id("attribute", f"{table.path}.{name}", reference.token, reference.file),
            name=name,
            type=_SERIALS.get(parse_type(kind, work.dialect).base, kind),
            not_null=model.NotNull(),
        )
        names.append(name)
    return tuple(names)
