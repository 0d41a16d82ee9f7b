"""NOT NULL constraints that two columns of a schema would both call the same.

`business_unit.class_id` and `business_unit_class.id` both make `business_unit_class_id_not_null`: the server numbers
the later one. Which is later depends on the order of statements, so both are written out.
"""

from __future__ import annotations

from dataclasses import replace

from designer.importers.postgres.draft import Column
from designer.importers.postgres.workspace import Workspace
from designer.sql.default_names import choose_name, object_name


def tell_not_nulls_apart(workspace: Workspace) -> None:
    """Give a name to each NOT NULL whose made-up one is not its alone."""
    natural, given = _names(workspace)
    taken = {*workspace.constraint_names, *given, *natural}
    for (schema, name), columns in natural.items():
        if len(columns) == 1 and (schema, name) not in given and (schema, name) not in workspace.constraint_names:
            continue
        first_given = given.get((schema, name), len(workspace.tables))
        for number, (place, column) in enumerate(columns):
            chosen = name
            if number or first_given < place:
                in_schema = {made for at, made in taken if at == schema}
                chosen = choose_name(workspace.tables[place].name, column.name, "not_null", in_schema)
                taken.add((schema, chosen))
            assert column.not_null is not None
            column.not_null = replace(column.not_null, name=chosen)


_Name = tuple[str, str]


def _names(workspace: Workspace) -> tuple[dict[_Name, list[tuple[int, Column]]], dict[_Name, int]]:
    """Per made-up name the columns it is for, and per written one the first table that has it, by place.

    A child or a copy has its constraint under the name that was made up for an earlier table: that one keeps it. A
    table that was renamed keeps its own, and a later one of its old name gets another.
    """
    natural: dict[_Name, list[tuple[int, Column]]] = {}
    given: dict[_Name, int] = {}
    for place, table in enumerate(workspace.tables):
        for column in table.columns:
            if column.not_null is None:
                continue
            if column.not_null.name is not None:
                given.setdefault((table.schema, column.not_null.name), place)
            else:
                name = object_name(table.name, column.name, "not_null")
                natural.setdefault((table.schema, name), []).append((place, column))
    return natural, given
