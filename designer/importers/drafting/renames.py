"""Renames: what mentions the old name follows."""

from __future__ import annotations

from dataclasses import replace

from designer.importers.drafting.draft import Column, Table, folded
from designer.importers.drafting.workspace import Workspace
from designer.sql.renaming import renamed_in


def rename_column(work: Workspace, table: Table, column: Column, new: str) -> None:
    """Give a column another name wherever it is used: keys, expressions, foreign keys to it."""
    old, column.name = column.name, new

    def named(name: str) -> str:
        return new if folded(name, work.dialect) == folded(old, work.dialect) else name

    def said(text: str) -> str:
        return renamed_in(text, old, new, work.dialect)

    for key in table.keys:
        for part in key.parts:
            part.column = part.column and named(part.column)
            part.expression = part.expression and said(part.expression)
        key.include = [named(one) for one in key.include]
        key.where = key.where and said(key.where)
    for check in table.checks:
        check.expression = said(check.expression)
        check.column = check.column and named(check.column)
    for one in table.columns:
        if one.generated is not None:
            one.generated = replace(one.generated, expression=said(one.generated.expression))
    for link in table.foreign_keys:
        link.columns = [named(one) for one in link.columns]
    for other in work.tables.values():
        for link in other.foreign_keys:
            if work.find(link.parent) is table:
                link.parent_columns = [named(one) for one in link.parent_columns]
