"""Rows that make a step fail: which, and the query that finds them beforehand. One code for each, on every server."""

from collections.abc import Callable, Iterator

from designer.exporters.postgres.naming import qualified
from designer.exporters.postgres.text import name
from designer.planning.model import Hazard
from designer.schema.changes import Add, Alter, Change
from designer.schema.model import Relationship
from designer.schema.naming import path_in
from designer.schema.schema import Schema


def orphans(schema: Schema, link: Relationship, spelled: Callable[[str], str], tables: tuple[str, str]) -> Hazard:
    """Rows that refer to nothing. spelled: a column as SQL says it; tables: child and parent as SQL says them."""
    own, theirs = ([spelled(one) for one in schema.names(each)] for each in (link.columns, link.parent_columns))
    match = " AND ".join(f"p.{b} = c.{a}" for a, b in zip(own, theirs, strict=True))
    there = " AND ".join(f"c.{a} IS NOT NULL" for a in own)
    child, parent = schema.entity(link.child).name, schema.entity(link.parent).name
    return Hazard(
        "MG062", f"rows of {child} that refer to no row of {parent} make this fail",
        f"look before: SELECT count(*) FROM {tables[0]} c LEFT JOIN {tables[1]} p ON {match}"
        f" WHERE {there} AND p.{theirs[0]} IS NULL", "info",
    )  # fmt: skip


def any_orphans(table: str) -> Hazard:
    """The same where the server looks at all references of a table at once (SQLite)."""
    return Hazard("MG062", f"rows of {table} that refer to nothing make this fail, and all of it is rolled back",
                  f"look before: PRAGMA foreign_key_check({table})", "info")  # fmt: skip


def unmet(expression: str, query: str = "") -> Hazard:
    """Rows that a new check does not hold for."""
    return Hazard("MG063", f"rows that do not meet {expression} make this fail",
                  f"look before: {query}" if query else "look for them before", "info")  # fmt: skip


def empty(where: str, mend: str, more: str = "") -> Hazard:
    """Rows without a value of a column that must have one."""
    return Hazard("MG064", f"rows without a value of {where} make this fail{more}", mend, "info")


def unfit_rows(change: Change, before: Schema, after: Schema, start: Schema) -> Iterator[Hazard]:
    """What a change of a PostgreSQL design meets in tables that were there when the migration began."""
    match change:
        case Add(kind="relationship") if change.value.validated and change.value.enforced:
            yield from _of_link(after, change.value, start)
        case Alter(kind="relationship") if change.set.get("validated"):
            yield from _of_link(after, after.get(change.id), start)
        case Add(kind="check") if change.value.validated and change.value.enforced and change.parent in start.located:
            yield _of_check(after, change.parent, change.value.expression)
        case Alter(kind="check") if change.set.get("validated"):
            owner = after.located[change.id].owner
            if owner in start.located:
                yield _of_check(after, owner, after.get(change.id).expression)
        case Alter(kind="attribute") if _must_have_a_value(change) and change.id in start.located:
            table = qualified(after, after.entity(after.located[change.id].owner))
            column = name(after.attribute(change.id).name)
            yield empty(path_in(after, change.id), f"look before: SELECT count(*) FROM {table} WHERE {column} IS NULL")


def _of_link(schema: Schema, link: Relationship, start: Schema) -> Iterator[Hazard]:
    if link.child in start.located and all(one in start.located for one in link.columns):
        tables = qualified(schema, schema.entity(link.child)), qualified(schema, schema.entity(link.parent))
        yield orphans(schema, link, name, tables)


def _of_check(schema: Schema, owner: str, expression: str) -> Hazard:
    table = qualified(schema, schema.entity(owner))
    return unmet(expression, f"SELECT count(*) FROM {table} WHERE NOT ({expression})")


def _must_have_a_value(change: Alter) -> bool:
    now, was = change.set.get("not_null"), change.was.get("not_null")
    return bool(now and now.validated and not (was and was.validated))
