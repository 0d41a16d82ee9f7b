"""Which objects of the design a carried statement mentions, also inside the body of a function."""

from __future__ import annotations

from collections.abc import Iterator

from designer.importers.postgres.workspace import DEFAULT_PATH, Workspace
from designer.sql.identifiers import read_identifier, read_string
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind, Token

_DEPTH = 3  # a body in a body in a body; past that nobody writes


def requirements(workspace: Workspace, ids: list[str]) -> dict[str, tuple[str, ...]]:
    """Per id of an opaque statement: the ids of the objects it mentions, other carried ones included."""
    by_name: dict[tuple[str, str], str] = {}
    for table in workspace.tables:
        by_name[table.schema, table.name] = table.id
    for kind in workspace.types.values():
        by_name[kind.schema, kind.name] = kind.id
    for sequence in workspace.sequences:
        if not sequence.implied:
            by_name[sequence.schema, sequence.name] = sequence.id
    for made, one in zip(ids, workspace.opaque, strict=True):
        if one.key is not None and len(one.key) > 2 and one.provides:
            by_name.setdefault((one.key[1], one.key[2]), made)
    names = {name for _, name in by_name}
    found: dict[str, tuple[str, ...]] = {}
    for made, one in zip(ids, workspace.opaque, strict=True):
        mentioned = dict.fromkeys(_mentioned(one.sql, one.path or DEFAULT_PATH, by_name, names, 0))
        mentioned.pop(made, None)
        found[made] = tuple(mentioned)
    return found


def _mentioned(
    sql: str, path: tuple[str, ...], by_name: dict[tuple[str, str], str], names: set[str], depth: int
) -> Iterator[str]:
    tokens = tokenize(sql, "postgres").tokens
    previous: list[Token] = []
    for token in tokens:
        if token.kind is Kind.STRING:
            yield from _inside_string(token, path, by_name, names, depth)
        elif token.kind in (Kind.WORD, Kind.QUOTED):
            name = read_identifier(token.text, "postgres")
            if name in names:
                yield from _named(name, previous, path, by_name)
        previous = [*previous[-1:], token]


def _named(
    name: str, previous: list[Token], path: tuple[str, ...], by_name: dict[tuple[str, str], str]
) -> Iterator[str]:
    schemas = path
    if len(previous) == 2 and previous[1].text == ".":
        schemas = (read_identifier(previous[0].text, "postgres"),)
    for schema in schemas:
        if (schema, name) in by_name:
            yield by_name[schema, name]
            return


def _inside_string(
    token: Token, path: tuple[str, ...], by_name: dict[tuple[str, str], str], names: set[str], depth: int
) -> Iterator[str]:
    """The body of a function, or a name in quotes as nextval takes it."""
    text = read_string(token.text, "postgres")
    if depth < _DEPTH and (token.text.startswith("$") or len(text) < 200 or "\n" in text):
        yield from _mentioned(text, path, by_name, names, depth + 1)
