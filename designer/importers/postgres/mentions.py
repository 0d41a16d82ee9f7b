"""Which objects of the design a carried statement mentions, also inside the body of a function."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from designer.importers.postgres.workspace import DEFAULT_PATH, Workspace
from designer.sql.identifiers import read_identifier, read_string
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind, Token

_DEPTH = 3  # a body in a body in a body; past that nobody writes
_WORDS = re.compile(r"\w+")


def requirements(workspace: Workspace, ids: list[str]) -> dict[str, tuple[str, ...]]:
    """Per id of an opaque statement: the ids of the objects it mentions, other carried ones included."""
    known = _Known(_by_name(workspace, ids))
    found: dict[str, tuple[str, ...]] = {}
    for made, one in zip(ids, workspace.opaque, strict=True):
        tokens = one.tokens or tokenize(one.sql, "postgres").tokens
        mentioned = dict.fromkeys(known.mentioned(tokens, one.path or DEFAULT_PATH, 0))
        if one.on is not None and one.on.id:
            mentioned.setdefault(one.on.id)
        mentioned.pop(made, None)
        found[made] = tuple(mentioned)
    return found


def _by_name(workspace: Workspace, ids: list[str]) -> dict[tuple[str, str], str]:
    found = {(table.schema, table.name): table.id for table in workspace.tables}
    found |= {(kind.schema, kind.name): kind.id for kind in workspace.types.values()}
    found |= {(one.schema, one.name): one.id for one in workspace.sequences if not one.implied}
    for made, one in zip(ids, workspace.opaque, strict=True):
        if one.key is not None and len(one.key) > 2 and one.provides:
            found.setdefault((one.key[1], one.key[2]), made)
    return found


class _Known:
    """The names that may be mentioned, arranged so that most texts are passed over at a glance."""

    def __init__(self, by_name: dict[tuple[str, str], str]) -> None:
        self.by_name = by_name
        self.names = {name for _, name in by_name}
        self.odd = tuple(name for name in self.names if not _WORDS.fullmatch(name))

    def may_be_in(self, text: str) -> bool:
        """Whether a text could mention one of the names."""
        words = _WORDS.findall(text)
        return any(word in self.names or word.lower() in self.names for word in words) or any(
            name.replace('"', '""') in text for name in self.odd
        )

    def mentioned(self, tokens: Sequence[Token], path: tuple[str, ...], depth: int) -> Iterator[str]:
        """The ids of what the tokens mention, as often as they do."""
        for place, token in enumerate(tokens):
            kind = token.kind
            if kind is Kind.WORD:
                name = token.text.lower() if token.text.isascii() else read_identifier(token.text, "postgres")
            elif kind is Kind.QUOTED:
                name = read_identifier(token.text, "postgres")
            elif kind is Kind.STRING and depth < _DEPTH:
                yield from self.in_string(token, path, depth)
                continue
            else:
                continue
            if name in self.names:
                yield from self.named(name, tokens, place, path)

    def named(self, name: str, tokens: Sequence[Token], place: int, path: tuple[str, ...]) -> Iterator[str]:
        if place > 1 and tokens[place - 1].text == ".":
            path = (read_identifier(tokens[place - 2].text, "postgres"),)
        found = next((self.by_name[schema, name] for schema in path if (schema, name) in self.by_name), None)
        if found is not None:
            yield found

    def in_string(self, token: Token, path: tuple[str, ...], depth: int) -> Iterator[str]:
        """The body of a function, or a name in quotes as nextval takes it."""
        if self.may_be_in(token.text):
            inside = tokenize(read_string(token.text, "postgres"), "postgres").tokens
            yield from self.mentioned(inside, path, depth + 1)
