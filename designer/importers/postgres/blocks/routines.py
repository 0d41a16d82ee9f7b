"""Routines of the source's own as something to follow: their parameters, their bodies, and calls of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from designer.importers.postgres.blocks.body import code, statements_in
from designer.importers.postgres.blocks.steps import Block, Simple, steps_of
from designer.importers.postgres.draft import OpaqueDraft
from designer.importers.postgres.workspace import Workspace
from designer.sql.cursor import Cursor, Unreadable
from designer.sql.identifiers import read_identifier, read_string
from designer.sql.tokens import Kind

_MODES = ("IN", "OUT", "INOUT", "VARIADIC")
_TWO_WORDS = ("DOUBLE", "CHARACTER", "CHAR", "BIT", "TIMESTAMP", "TIME", "NATIONAL", "INTERVAL")
"""What types that are more than one word begin with, so that it is no parameter's name."""
_MOST_TEXT, _CALL = 4_000_000, 2_000
"""How many characters of routines are read for the calls of one import, and what a call counts beside."""
_MOST_PARAMETERS = 100
"""What a server takes, unless it is built for more."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One that takes a value: its name (empty if it has none), its type as written, its default."""

    name: str
    type: str
    default: str | None


@dataclass(frozen=True, slots=True)
class Routine:
    """strict: nothing is done where an argument is NULL. path: where names are looked up, if it says so."""

    parameters: tuple[Parameter, ...]
    body: Block
    strict: bool
    path: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Call:
    """`name(…)`: the arguments in order, with their names where these are given."""

    parts: tuple[str, ...]
    arguments: tuple[tuple[str, Cursor], ...]


def plain_calls(cursor: Cursor) -> tuple[Call, ...]:
    """The calls of a statement that does nothing but call: `CALL f(…)`, `SELECT f(…), g(…)`, `SELECT * FROM f(…)`."""
    rest = cursor.part(1, cursor.size)
    if rest.take("*", "FROM"):
        rest = rest.part(2, rest.size)
    try:
        found = tuple(_call(one) for one in rest.split())
    except Unreadable:
        return ()
    return tuple(one for one in found if one is not None) if None not in found else ()


def _call(cursor: Cursor) -> Call | None:
    parts = cursor.qualified()
    if not cursor.at("("):
        return None
    first, last = cursor.index + 1, cursor.closing()
    behind = cursor.part(last + 1, cursor.size)
    behind.take("AS")
    if behind.size - behind.index > 1 or (behind.index < behind.size and not behind.on_name):
        return None
    inside = cursor.part(first, last)
    return Call(parts, tuple(map(_argument, inside.split())) if inside.size else ())


def _argument(cursor: Cursor) -> tuple[str, Cursor]:
    if cursor.on_name and cursor.key(1) in (":=", "=>"):
        if cursor.size < 3:
            raise cursor.error("a value was expected here", 2)
        return cursor.name(), cursor.part(2, cursor.size)
    return "", cursor


def routine_called(call: Call, workspace: Workspace, line: int) -> Routine | None:
    """The one routine that a call can mean; None where it cannot be followed. Its body has the line of the call."""
    at = workspace.finds_function(call.parts)
    if at is None:
        return None
    found = [one for one in _definitions(at, workspace) if _length(one.sql, workspace)]
    fitting = [one for one in (_routine(each, line) for each in found) if one is None or _fits(one, call)]
    return fitting[0] if len(fitting) == 1 else None


def _definitions(at: tuple[str, str], workspace: Workspace) -> Iterator[OpaqueDraft]:
    for one in workspace.opaque:
        if one.kind in ("function", "procedure") and one.key is not None and one.key[1:3] == at:
            yield one


def _length(text: str, workspace: Workspace) -> bool:
    """Whether that much may still be read."""
    workspace.followed += len(text) + _CALL
    return workspace.followed < _MOST_TEXT


def _fits(routine: Routine, call: Call) -> bool:
    """Whether every argument has a parameter, and every parameter a value."""
    placed = sum(not name for name, _ in call.arguments)
    named = {name for name, _ in call.arguments if name}
    rest = routine.parameters[placed:]
    return (
        placed <= len(routine.parameters)
        and named <= {one.name for one in rest}
        and all(one.default is not None or one.name in named for one in rest)
    )


def _routine(opaque: OpaqueDraft, line: int) -> Routine | None:
    """None for what is in another language, has a parameter of any number of values, or is not understood."""
    try:
        cursor = Cursor.over(opaque.sql)
        cursor.take("CREATE")
        cursor.take("OR", "REPLACE")
        cursor.index += 1
        cursor.qualified()
        inside = cursor.part(cursor.index + 1, cursor.closing())
        cursor.skip()
        listed = inside.split() if inside.size else []
        if len(listed) > _MOST_PARAMETERS:
            return None
        parameters = list(map(_parameter, listed))
        return _of(cursor, tuple(one for one in parameters if one is not None), line)
    except Unreadable:
        return None


def _parameter(cursor: Cursor) -> Parameter | None:
    """None for what only gives a value back."""
    mode = cursor.take_one_of(*_MODES)
    if mode == "VARIADIC":
        raise cursor.error("a parameter of any number of values")
    ends = next((at for at in range(cursor.size) if cursor.keys[at] in ("DEFAULT", "=", ":=")), cursor.size)
    name = ""
    two_names = ends - cursor.index > 1 and cursor.tokens[cursor.index + 1].kind in (Kind.WORD, Kind.QUOTED)
    if two_names and cursor.key() not in _TWO_WORDS:
        name = cursor.name()
    if mode == "OUT":
        return None
    default = cursor.text(ends + 1, cursor.size) if ends < cursor.size else None
    return Parameter(name, cursor.text(cursor.index, ends), default)


def _of(cursor: Cursor, parameters: tuple[Parameter, ...], line: int) -> Routine | None:
    """The routine of what stands behind its parameters."""
    language, text, strict = "", None, False
    path: tuple[str, ...] | None = None
    while not cursor.done:
        if cursor.take("LANGUAGE"):
            if cursor.done:
                raise cursor.error("a language was expected here")
            token = cursor.tokens[cursor.index]
            language = (read_string(token.text, "postgres") if token.kind is Kind.STRING else token.text).lower()
        elif cursor.at("AS") and [one.kind for one in cursor.tokens[cursor.index + 1 :][:1]] == [Kind.STRING]:
            cursor.index += 1
            text = cursor.string()
            continue
        elif cursor.take("STRICT") or cursor.take("RETURNS", "NULL", "ON"):
            strict = True
            continue
        elif cursor.take("SET", "SEARCH_PATH"):
            path = _path(cursor)
            continue
        cursor.skip()
    tree = None if text is None else _tree(text, language, line)
    return None if tree is None else Routine(parameters, tree, strict, path)


def _path(cursor: Cursor) -> tuple[str, ...]:
    found: list[str] = []
    if not (cursor.take("=") or cursor.take("TO")):
        raise cursor.error("= or TO was expected here")
    while not cursor.done:
        token = cursor.tokens[cursor.index]
        read = read_string if token.kind is Kind.STRING else read_identifier
        found.append(read(token.text, "postgres"))
        cursor.index += 1
        if not cursor.take(","):
            break
    return tuple(found)


def _tree(text: str, language: str, line: int) -> Block | None:
    body = code(text, line)
    if body is None or language not in ("plpgsql", "sql"):
        return None
    body = Cursor(body.source, [one._replace(line=line) for one in body.tokens])
    if language == "plpgsql":
        return steps_of(body)
    return Block(body.part(0, 1), (), tuple(Simple(one) for one in statements_in(body)), ())
