"""The columns of a view, as far as its text says them."""

from __future__ import annotations

from designer.importers.postgres.draft import OpaqueDraft, Table
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor
from designer.sql.identifiers import read_identifier
from designer.sql.tokens import Kind

_CLAUSES = {"FROM", "WHERE", "GROUP", "HAVING", "WINDOW", "UNION", "INTERSECT", "EXCEPT", "ORDER", "LIMIT", "OFFSET",
            "FETCH", "FOR", "WITH"}  # fmt: skip
_FROM_ENDS = _CLAUSES - {"FROM"}


def view_columns(cursor: Cursor, workspace: Workspace) -> tuple[str, ...]:
    """The names of a view's columns; the cursor stands behind its name. () where the text does not say them."""
    if cursor.at("("):
        last = cursor.closing()
        places = range(cursor.index + 1, last)
        return tuple(_name(cursor, place) for place in places if cursor.keys[place] != ",")
    select = _select(cursor)
    if select is None:
        return ()
    found: list[str] = []
    for first, last in _items(cursor, select):
        names = _item_names(cursor, workspace, first, last)
        if names is None:
            return ()
        found += names
    return tuple(found)


def _name(cursor: Cursor, place: int) -> str:
    return read_identifier(cursor.tokens[place].text, "postgres")


def _select(cursor: Cursor) -> int | None:
    """The place behind the SELECT that gives the view its columns."""
    place = cursor.index
    while place < cursor.size:
        key = cursor.keys[place]
        if key == "SELECT":
            place += 1
            if place < cursor.size and cursor.keys[place] == "DISTINCT":
                place += 1
                if place < cursor.size and cursor.keys[place] == "ON":
                    place = cursor.closing(place + 1) + 1
            elif place < cursor.size and cursor.keys[place] == "ALL":
                place += 1
            return place
        enters = key == "(" and cursor.keys[place - 1] == "AS" and place + 1 < cursor.size
        enters = (
            enters and cursor.keys[place + 1] in ("SELECT", "(", "WITH") and cursor.closing(place) == cursor.size - 1
        )
        place = place + 1 if enters else cursor.behind(place)
    return None


def _items(cursor: Cursor, first: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start = place = first
    while place < cursor.size:
        key = cursor.keys[place]
        if key == "," or key in _CLAUSES or key == ")":
            found.append((start, place))
            start = place + 1
            if key != ",":
                return found
        place = cursor.behind(place)
    found.append((start, cursor.size))
    return found


def _item_names(cursor: Cursor, workspace: Workspace, first: int, last: int) -> list[str] | None:
    if first >= last:
        return None
    if cursor.keys[last - 1] == "*":
        return _star(cursor, workspace, first, last)
    token = cursor.tokens[last - 1]
    if token.kind in (Kind.WORD, Kind.QUOTED):
        before = cursor.keys[last - 2] if last - 2 >= first else ""
        if before in ("::",) or (before and cursor.tokens[last - 2].kind is Kind.OPERATOR):
            return [_cast_name(cursor, first, last)]
        return [_name(cursor, last - 1)]
    if cursor.keys[last - 1] == ")" and cursor.tokens[first].kind in (Kind.WORD, Kind.QUOTED):
        return [_name(cursor, first)]
    return ["?column?"]


def _cast_name(cursor: Cursor, first: int, last: int) -> str:
    place = next((at for at in range(first, last) if cursor.keys[at] == "::"), last)
    inner = place - 1
    return _name(cursor, inner) if cursor.tokens[inner].kind in (Kind.WORD, Kind.QUOTED) else "?column?"


def _star(cursor: Cursor, workspace: Workspace, first: int, last: int) -> list[str] | None:
    """What `*` or `alias.*` stands for, where the tables after FROM are known."""
    sources = _sources(cursor, workspace, last)
    if last - first == 1:
        if sources is None:
            return None
        return [name for _, names in sources for name in names]
    alias = _name(cursor, last - 3)
    return next((names for label, names in sources or [] if label == alias), None)


def _sources(cursor: Cursor, workspace: Workspace, start: int) -> list[tuple[str, list[str]]] | None:
    """(alias, columns) of each table after FROM; None if one of them is not known."""
    place = start
    while place < cursor.size and cursor.keys[place] != "FROM":
        place = cursor.behind(place)
    found: list[tuple[str, list[str]]] = []
    expects = True
    place += 1
    while place < cursor.size and cursor.keys[place] not in _FROM_ENDS and cursor.keys[place] != ")":
        key = cursor.keys[place]
        if expects and key not in ("ONLY", "LATERAL"):
            here = cursor.part(place, cursor.size)
            if not here.on_name:
                return None
            parts = here.qualified()
            columns = _columns(workspace.find(parts))
            if columns is None or here.at("("):
                return None
            here.take("AS")
            reserved = ("JOIN", "LEFT", "RIGHT", "INNER", "FULL", "CROSS", "NATURAL", "ON", "USING", *_FROM_ENDS)
            label = here.name() if here.on_name and here.key() not in reserved else parts[-1]
            found.append((label, columns))
            place += here.index
            expects = False
            continue
        if key in (",", "JOIN"):
            expects = True
        if key == "USING" or key == "NATURAL":
            return None
        place = cursor.behind(place)
    return found


def _columns(relation: object) -> list[str] | None:
    if isinstance(relation, Table):
        return [column.name for column in relation.columns]
    if isinstance(relation, OpaqueDraft) and relation.columns:
        return list(relation.columns)
    return None
