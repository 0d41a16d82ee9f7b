"""The parts of a query in its tokens: its branches and clauses, and what surrounds it."""

from __future__ import annotations

from designer.importers.postgres.elements import type_text
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor
from designer.sql.tokens import Kind

_CLAUSES = frozenset({"FROM", "WHERE", "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", "OFFSET", "FETCH", "FOR", "WITH"})
_SETS = ("UNION", "INTERSECT", "EXCEPT")
_BEHIND = ("ORDER", "LIMIT", "OFFSET", "FETCH", "FOR")


def query_of(cursor: Cursor) -> Cursor:
    """The query behind AS, or the one that says INTO."""
    place = 0
    wanted = "INTO" if cursor.at("SELECT") else "AS"
    while place < cursor.size and cursor.keys[place] != wanted:
        place = cursor.behind(place)
    if wanted == "AS":
        return cursor.part(place + 1, cursor.size)
    behind = cursor.part(place + 1, cursor.size)
    behind.take_one_of("TEMPORARY", "TEMP", "UNLOGGED")
    behind.take("TABLE")
    behind.qualified()
    return Cursor(cursor.source, [*cursor.tokens[:place], *behind.tokens[behind.index :]])


def bare(cursor: Cursor) -> Cursor:
    """The query without WITH DATA behind it and parentheses around it, be there an order or a LIMIT behind these."""
    first, last = cursor.index, cursor.size
    if cursor.keys[last - 1 :] == ["DATA"]:
        last -= 3 if cursor.keys[last - 2] == "NO" else 2
    while cursor.keys[first : first + 1] == ["("]:
        closing = cursor.closing(first)
        if closing != last - 1 and cursor.keys[closing + 1] not in _BEHIND:
            break
        first, last = first + 1, closing
    return cursor.part(first, last)


def branches(query: Cursor) -> list[Cursor]:
    """The queries that UNION and the like join, each by itself."""
    found: list[Cursor] = []
    first = place = query.index
    while place < query.size:
        if query.keys[place] in _SETS:
            found.append(query.part(first, place))
            first = place + 1 + (query.keys[place + 1 : place + 2] in (["ALL"], ["DISTINCT"]))
        place = query.behind(place)
    return [*found, query.part(first, query.size)]


def clauses(query: Cursor) -> dict[str, int]:
    """Where each clause begins."""
    found: dict[str, int] = {}
    place = query.index
    while place < query.size:
        key = query.keys[place]
        if key in _CLAUSES and _begins_clause(query, place):
            found.setdefault(key, place)
        place = query.behind(place)
    return found


def _begins_clause(query: Cursor, place: int) -> bool:
    """Whether it is not `IS DISTINCT FROM`, `WITHIN GROUP`, `WITH ORDINALITY`, `timestamp WITH TIME ZONE`."""
    key, before, behind = query.keys[place], query.keys[place - 1], query.keys[place + 1 : place + 2]
    if key == "WITH":
        return behind in (["CHECK"], ["LOCAL"], ["CASCADED"])
    return (key, before) not in (("FROM", "DISTINCT"), ("GROUP", "WITHIN"))


def whole_call(item: Cursor) -> str:
    """The name of the function whose call is all of an item but its alias."""
    if item.size < 3 or item.tokens[0].kind is not Kind.WORD or item.keys[1] != "(":
        return ""
    behind = item.keys[item.closing(1) + 1 :]
    return item.keys[0].lower() if len(behind) < 2 or (len(behind) == 2 and behind[0] == "AS") else ""


def type_as_written(item: Cursor, workspace: Workspace) -> str | None:
    """The type of a cast that is all of an item, in the words of its source; None where more stands behind it."""
    if item.at("CAST"):
        if item.closing(1) + 1 < item.size and item.keys[item.size - 2] != "AS":
            return None
        inside = item.part(2, item.closing(1))
        while not inside.done and not inside.take("AS"):
            inside.skip()
        return type_text(inside, workspace)
    signs = [place for place in range(item.size) if item.keys[place] == "::"]
    if not signs:
        return None
    typed = item.part(signs[-1] + 1, item.size)
    kind = type_text(typed, workspace)
    typed.take("AS")
    return kind if typed.done or typed.index == typed.size - 1 else None
