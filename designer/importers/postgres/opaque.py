"""Statements that are carried: what each is called, what it provides, what it belongs to."""

from __future__ import annotations

from designer.importers.drafting.draft import Place
from designer.importers.postgres.draft import OpaqueDraft, Table
from designer.importers.postgres.names import spelled
from designer.importers.postgres.shapes import Shape, shape_of
from designer.importers.postgres.view_columns import view_columns
from designer.importers.postgres.workspace import Workspace
from designer.importers.result import Carried
from designer.sql.cursor import Cursor, Unreadable
from designer.sql.identifiers import read_identifier

_NOT_EXISTS = (("CONCURRENTLY",), ("IF", "NOT", "EXISTS"), ("IF", "EXISTS"), ("ONLY",))

REASONS = {
    "grant": "privileges are not modelled",
    "do block": "a DO block is not modelled",
    "cluster": "by which index a table is clustered is not modelled",
    "default privileges": "privileges are not modelled",
}


def carry(cursor: Cursor, workspace: Workspace, reason: str | None = None) -> None:
    """Keep the statement as it is, in its place."""
    cursor.index = 0
    text = cursor.source[cursor.tokens[0].start : cursor.tokens[-1].end]
    verb = cursor.key()
    found = OpaqueDraft("", "", text, Place(cursor.line, workspace.file), 0, reason or "", workspace.path)
    found.tokens = cursor.tokens
    _describe(cursor, workspace, found, verb)
    found.reason = reason or REASONS.get(found.kind, f"{_article(found.kind)} {found.kind} is not modelled")
    _keep(workspace, found)


def carry_text(
    workspace: Workspace, kind: str, name: str, text: str, line: int, reason: str, *, on: Table | None = None
) -> OpaqueDraft:
    """Keep a part of a statement, or what one implies, as a statement of its own."""
    place = Place(line, workspace.file)
    found = OpaqueDraft(kind, _short(name), text, place, 0, reason, workspace.path, on=on)
    _keep(workspace, found)
    return found


def _keep(workspace: Workspace, found: OpaqueDraft) -> None:
    found.order = workspace.next_order(found.place.line)
    if found.relation is not None:
        workspace.add(*found.relation, found)
    workspace.opaque.append(found)
    workspace.carried.append(Carried(found.kind, found.name, found.place.line, found.reason, found.place.file))


def _describe(cursor: Cursor, workspace: Workspace, found: OpaqueDraft, verb: str) -> None:
    if verb in ("GRANT", "REVOKE"):
        found.kind, found.name = "grant", _short(found.sql)
        return
    if verb == "DO":
        found.kind, found.name = "do block", f"on line {found.place.line}"
        return
    if verb == "CREATE":
        cursor.index = 1
        _describe_create(cursor, workspace, found)
        return
    found.kind = _other_kind(cursor, verb)
    found.name = _short(found.sql)
    if verb == "SELECT" and "INTO" in cursor.keys:
        _describe_into(cursor, workspace, found)
    if verb == "ALTER":
        _follow_alteration(cursor, workspace, found)


def _other_kind(cursor: Cursor, verb: str) -> str:
    if cursor.at("ALTER", "DEFAULT", "PRIVILEGES"):
        return "default privileges"
    if verb == "ALTER":
        cursor.index = 1
        shape = shape_of(cursor)
        return f"alter {shape.kind}" if shape else "alter"
    if verb == "COMMENT":
        return "comment"
    if verb == "SECURITY":
        return "security label"
    return verb.lower()


def _describe_into(cursor: Cursor, workspace: Workspace, found: OpaqueDraft) -> None:
    """SELECT … INTO a table: what comes after it may name that."""
    place = 0
    while place < cursor.size and cursor.keys[place] != "INTO":
        place = cursor.behind(place)
    inner = cursor.part(min(place + 1, cursor.size), cursor.size)
    inner.take_one_of("TEMPORARY", "TEMP", "UNLOGGED")
    inner.take("TABLE")
    if not inner.on_name:
        return
    parts = inner.qualified()
    found.kind, found.name = "table", spelled(parts)
    found.relation = workspace.target(parts)
    found.provides = (spelled(found.relation),)
    found.key = ("table", *found.relation)


def _follow_alteration(cursor: Cursor, workspace: Workspace, found: OpaqueDraft) -> None:
    """Tie an ALTER of something carried to it, so that a later DROP under its new name takes both."""
    cursor.index = 1
    shape = shape_of(cursor)
    cursor.take("IF", "EXISTS")
    if shape is None or not cursor.on_name or shape.kind in ("operator", "cast", "user mapping", "transform"):
        return
    parts = cursor.qualified()
    if shape.arguments and cursor.at("("):
        cursor.skip()
    table = cursor.qualified() if shape.on and cursor.take("ON") else None
    places = workspace.places(parts)
    for one in workspace.opaque:
        if one.key is None or one.key[0] != shape.kind:
            continue
        if (
            is_within(workspace, one, spelled(parts), table)
            if table is not None
            else one.key[1:3] in places or one.key[1:] == parts[-1:]
        ):
            found.on = found.on or one.on
            found.key = one.key
            if cursor.at("RENAME", "TO") and cursor.index + 2 < cursor.size:
                _rename(workspace, one, read_identifier(cursor.tokens[cursor.index + 2].text, "postgres"), shape)
                found.key = one.key
            return


def is_within(workspace: Workspace, one: OpaqueDraft, name: str, table: tuple[str, ...]) -> bool:
    """Whether it is what has this name within a table: a trigger, a rule, a policy. The table may have had another."""
    held = workspace.find(table)
    if one.key is None or one.key[1] != name:
        return False
    return one.on is held if isinstance(held, Table) else one.key[-1] == spelled(table)


def _rename(workspace: Workspace, one: OpaqueDraft, new: str, shape: Shape) -> None:
    assert one.key is not None
    if shape.on:
        one.key = (one.key[0], spelled((new,)), *one.key[2:])
    elif len(one.key) > 2:
        one.key = (one.key[0], one.key[1], new, *one.key[3:])
        one.provides = (*one.provides, spelled(one.key[1:3]))
    if one.relation is not None:
        workspace.forget(*one.relation)
        one.relation = (one.relation[0], new)
        workspace.add(*one.relation, one)


def _describe_create(cursor: Cursor, workspace: Workspace, found: OpaqueDraft) -> None:
    replaces = cursor.at("OR", "REPLACE")
    shape = shape_of(cursor)
    if shape is None:
        found.kind, found.name = cursor.key().lower() or "statement", _short(found.sql)
        return
    found.kind = shape.kind
    for words in _NOT_EXISTS:
        cursor.take(*words)
    if shape.kind == "operator":
        last = next((place for place in range(cursor.index, cursor.size) if cursor.keys[place] == "("), cursor.size)
        found.name = _short(cursor.text(cursor.index, last))
        return
    if shape.kind == "index":
        _describe_index(cursor, workspace, found)
        return
    if shape.kind in ("cast", "user mapping", "transform") or not cursor.on_name:
        found.name = _short(_head(cursor))
        return
    try:
        parts = cursor.qualified()
    except Unreadable:
        found.name = _short(found.sql)
        return
    _describe_named(cursor, workspace, found, shape, parts)
    if replaces and found.key is not None:
        _forget_replaced(workspace, found.key)


def _describe_index(cursor: Cursor, workspace: Workspace, found: OpaqueDraft) -> None:
    """An index of something carried: it is where that is, and may have no name."""
    if "CONCURRENTLY" in cursor.keys[: cursor.index]:  # how it once came about is no part of it
        at = cursor.keys.index("CONCURRENTLY")
        found.sql = f"{cursor.text(0, at)} {cursor.text(at + 1, cursor.size)}"
    given = None if cursor.at("ON") else cursor.qualified()[-1]
    found.name = spelled((given,)) if given else _short(found.sql)
    if given is None or not cursor.take("ON"):
        return
    cursor.take("ONLY")
    owner = workspace.find(cursor.qualified())
    if isinstance(owner, OpaqueDraft) and owner.relation is not None:
        found.relation = (owner.relation[0], given)
        found.provides = (spelled(found.relation),)
        found.key = ("index", *found.relation)


def _describe_named(
    cursor: Cursor, workspace: Workspace, found: OpaqueDraft, shape: Shape, parts: tuple[str, ...]
) -> None:
    found.name = spelled(parts)
    if shape.on:
        _on_table(cursor, workspace, found)
        found.key = (shape.kind, *(found.name.rsplit(" on ", 1)))
        return
    if shape.kind in ("role", "publication", "event trigger", "server", "language", "foreign data wrapper"):
        found.key, found.provides = (shape.kind, parts[-1]), (spelled(parts[-1:]),)
        return
    target = workspace.target(parts)
    found.provides = (spelled(target),)
    found.key = (shape.kind, *target)
    if shape.relation:
        if target in workspace.relations and not isinstance(workspace.relations[target], OpaqueDraft):
            raise cursor.error(f"{spelled(parts)} is defined a second time", cursor.index - 1)
        found.relation = target
        if "view" in shape.kind:
            found.columns = view_columns(cursor, workspace)
    if shape.arguments:
        workspace.functions.add(target)
        if cursor.at("("):
            first = cursor.index
            cursor.skip()
            signature = " ".join(cursor.text(first, cursor.index).split())
            found.name = spelled(parts) + signature
            found.key = (shape.kind, *target, signature)


def _on_table(cursor: Cursor, workspace: Workspace, found: OpaqueDraft) -> None:
    """Triggers, policies and rules: the table after ON, or TO in a rule."""
    word = "TO" if found.kind == "rule" else "ON"
    for place in range(cursor.index, cursor.size):
        if cursor.keys[place] == word:
            cursor.index = place + 1
            if not cursor.on_name:
                return
            parts = cursor.qualified()
            table = workspace.find(parts)
            found.on = table if isinstance(table, Table) else None
            found.name = f"{found.name} on {spelled(parts)}"
            return


def _forget_replaced(workspace: Workspace, key: tuple[str, ...]) -> None:
    """OR REPLACE: what it replaces goes, unless something carried since then rests on it by its name."""
    for place in range(len(workspace.opaque) - 1, -1, -1):
        old = workspace.opaque[place]
        if old.key == key:
            name = key[2] if len(key) > 2 else key[-1]
            if any(name in one.sql for one in workspace.opaque[place + 1 :]):
                return
            del workspace.opaque[place]
            workspace.replaced(old)
            return


def _article(kind: str) -> str:
    return "an" if kind[:1] in "aeiou" else "a"


def _head(cursor: Cursor) -> str:
    return cursor.text(cursor.index, min(cursor.size, cursor.index + 8))


def _short(text: str) -> str:
    shown = " ".join(text[:300].split())
    return shown if len(shown) <= 100 else shown[:99] + "…"
