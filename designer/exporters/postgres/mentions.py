"""What a piece of SQL mentions: names of other objects, so that those are made before it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from designer.sql.identifiers import read_identifier, read_string
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind, Token

_NAME_KINDS = (Kind.WORD, Kind.QUOTED)
_LONGEST_NAME_IN_STRING = 200
_SHORT = 200

Chain = tuple[str, ...]
"""A dotted name, one to many parts."""


@dataclass(frozen=True, slots=True)
class Mentions:
    """Dotted names in code, which must exist before it, and in strings, which had better."""

    firm: frozenset[Chain]
    loose: frozenset[Chain]

    def __or__(self, other: "Mentions") -> "Mentions":
        return Mentions(self.firm | other.firm, self.loose | other.loose)


NOTHING = Mentions(frozenset(), frozenset())


def mentions(*texts: str, bodies: bool = False) -> Mentions:
    """The dotted names in these texts.

    A string that is cast to regclass is resolved when it is read, so it counts as code; a string that is just
    a name counts loosely, and so does, where `bodies` is set, what the body of a function mentions.
    """
    found = [(_kept if len(text) <= _SHORT else _mentioned)(text, bodies) for text in texts]
    firm = frozenset(chain for one in found for chain in one.firm)
    return Mentions(firm, frozenset(chain for one in found for chain in one.loose))


def _mentioned(text: str, bodies: bool) -> Mentions:
    firm: set[Chain] = set()
    loose: set[Chain] = set()
    tokens = [token for token in tokenize(text, "postgres").tokens if token.kind is not Kind.COMMENT]
    firm.update(_chains(tokens))
    for index, token in enumerate(tokens):
        if token.kind is Kind.STRING:
            inner = list(_in_string(token, bodies))
            (firm if _resolved_at_once(tokens, index) else loose).update(inner)
    return Mentions(frozenset(firm), frozenset(loose))


_kept = lru_cache(maxsize=8192)(_mentioned)
"""The same, remembered: the columns of a large design have few different types and defaults."""


def _chains(tokens: list[Token]) -> Iterator[Chain]:
    chain: list[str] = []
    dotted = False
    for token in tokens:
        if token.kind in _NAME_KINDS:
            if chain and not dotted:
                yield tuple(chain)
                chain = []
            chain.append(read_identifier(token.text, "postgres"))
            dotted = False
        elif token.text == "." and chain:
            dotted = True
        else:
            if chain:
                yield tuple(chain)
            chain, dotted = [], False
    if chain:
        yield tuple(chain)


def _in_string(token: Token, bodies: bool) -> Iterator[Chain]:
    content = read_string(token.text, "postgres")
    is_body = token.text.startswith("$") or len(content) > _LONGEST_NAME_IN_STRING
    if is_body and not bodies:
        return
    inside = tokenize(content, "postgres").tokens
    if bodies or (inside and all(part.kind in _NAME_KINDS or part.text == "." for part in inside)):
        yield from _chains(inside)


def _resolved_at_once(tokens: list[Token], index: int) -> bool:
    """Whether a string is a name that the server looks up while it reads the statement."""
    after = [token.text.lower() for token in tokens[index + 1 : index + 3]]
    return after[:1] == ["::"] and after[1:2] in (["regclass"], ["regtype"], ["regproc"], ["regprocedure"])
