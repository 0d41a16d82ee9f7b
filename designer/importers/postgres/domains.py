"""CREATE DOMAIN and ALTER DOMAIN."""

from __future__ import annotations

from dataclasses import replace

from designer.importers.drafting.outcomes import AlreadyThere, NotModelled
from designer.importers.postgres.constraints import not_null_tail
from designer.importers.postgres.draft import Check, TypeDraft
from designer.importers.postgres.elements import (
    collation,
    constraint_tail,
    default_text,
    expression_text,
    parenthesised,
    type_text,
)
from designer.importers.postgres.names import choose, object_name, spelled
from designer.importers.postgres.renames import rename_type
from designer.importers.postgres.types import known_type
from designer.importers.postgres.workspace import Workspace
from designer.schema import model
from designer.sql.cursor import Cursor


def create_domain(cursor: Cursor, workspace: Workspace) -> None:
    """CREATE DOMAIN."""
    cursor.expect("CREATE", "DOMAIN")
    place, at = workspace.place(cursor), cursor.index
    parts = cursor.qualified()
    schema, name = workspace.target(parts)
    if (schema, name) in workspace.types:
        raise cursor.error(f"{spelled(parts)} is defined a second time", at)
    cursor.take("AS")
    found = TypeDraft("domain", schema, name, place, type=type_text(cursor, workspace))
    while not cursor.done:
        _domain_property(cursor, workspace, found)
    workspace.types[schema, name] = found


def _domain_property(cursor: Cursor, workspace: Workspace, found: TypeDraft) -> None:
    if cursor.take("COLLATE"):
        found.collation = collation(cursor)
        return
    if cursor.take("DEFAULT"):
        found.default = default_text(cursor, workspace)
        return
    _domain_constraint(cursor, workspace, found)


def _domain_constraint(cursor: Cursor, workspace: Workspace, found: TypeDraft) -> None:
    place = workspace.place(cursor)
    given = cursor.name() if cursor.take("CONSTRAINT") else None
    if cursor.take("NOT", "NULL"):
        natural = object_name(found.name, None, "not_null")
        found.not_null = model.NotNull(name=given if given != natural else None, **not_null_tail(cursor))
    elif cursor.take("NULL"):
        found.not_null = None
    elif cursor.take("CHECK"):
        expression = parenthesised(cursor, workspace)
        tail = constraint_tail(cursor)
        taken = {check.name for check in found.checks}
        name = given or choose(found.name, None, "check", taken.__contains__)
        if name in taken:
            raise cursor.error(f"{found.name} already has a constraint {name}")
        found.checks.append(Check(name, expression, place, tail.get("validated", True)))
    else:
        raise cursor.error("this is no property of a domain")


def alter_domain(cursor: Cursor, workspace: Workspace) -> None:
    """ALTER DOMAIN."""
    cursor.expect("ALTER", "DOMAIN")
    found = known_type(cursor, workspace, ("domain",))
    if cursor.take("SET", "DEFAULT"):
        found.default = expression_text(cursor, workspace, cursor.index, cursor.size)
        cursor.index = cursor.size
    elif cursor.take("DROP", "DEFAULT"):
        found.default = None
    elif cursor.take("SET", "NOT", "NULL"):
        found.not_null = found.not_null or model.NotNull()
    elif cursor.take("DROP", "NOT", "NULL"):
        found.not_null = None
    elif cursor.take("ADD"):
        _domain_constraint(cursor, workspace, found)
    elif cursor.take("RENAME", "TO"):
        rename_type(workspace, found, (found.schema, cursor.name()))
    elif cursor.take("SET", "SCHEMA"):
        rename_type(workspace, found, workspace.target((cursor.name(), found.name)))
    else:
        _alter_domain_constraint(cursor, found)
    cursor.end()


def _alter_domain_constraint(cursor: Cursor, found: TypeDraft) -> None:
    if cursor.take("DROP", "CONSTRAINT"):
        missing_ok = cursor.take("IF", "EXISTS")
        held = _constraint(cursor, found, missing_ok=missing_ok)
        if isinstance(held, Check):
            found.checks.remove(held)
        else:
            found.not_null = None
        cursor.take_one_of("CASCADE", "RESTRICT")
    elif cursor.take("VALIDATE", "CONSTRAINT"):
        held = _constraint(cursor, found)
        if isinstance(held, Check):
            held.validated = True
    elif cursor.take("RENAME", "CONSTRAINT"):
        held = _constraint(cursor, found)
        cursor.expect("TO")
        name = cursor.name()
        if isinstance(held, Check):
            held.name = name
        else:
            found.not_null = replace(held, name=name)
    else:
        raise NotModelled("this change of a domain is not modelled")


def _constraint(cursor: Cursor, found: TypeDraft, *, missing_ok: bool = False) -> Check | model.NotNull:
    """The constraint of the domain that is named here."""
    at = cursor.index
    name = cursor.name()
    for check in found.checks:
        if check.name == name:
            return check
    if found.not_null is not None and name == (found.not_null.name or object_name(found.name, None, "not_null")):
        return found.not_null
    if missing_ok:
        raise AlreadyThere(f"{found.name} has no constraint {name}")
    raise cursor.error(f"{found.name} has no constraint {name}", at)
