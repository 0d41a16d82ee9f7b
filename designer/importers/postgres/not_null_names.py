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
    natural: dict[tuple[str, str], list[tuple[str, Column]]] = {}
    given: set[tuple[str, str]] = {*workspace.constraint_names}
    for table in workspace.tables:
        for column in table.columns:
            if column.not_null is None:
                continue
            if column.not_null.name is not None:
                given.add((table.schema, column.not_null.name))
                continue
            name = object_name(table.name, column.name, "not_null")
            natural.setdefault((table.schema, name), []).append((table.name, column))
    taken = given | natural.keys()
    for (schema, name), columns in natural.items():
        if len(columns) == 1 and (schema, name) not in given:
            continue
        for number, (table_name, column) in enumerate(columns):
            chosen = name
            if number:
                chosen = choose_name(table_name, column.name, "not_null", {made for at, made in taken if at == schema})
                taken.add((schema, chosen))
            assert column.not_null is not None
            column.not_null = replace(column.not_null, name=chosen)
