"""Whether a text that somebody wrote is one complete piece, so that it can stand inside a statement."""

from __future__ import annotations

from designer.sql.tokens import Kind, Lexed

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_NEVER = frozenset((Kind.TERMINATOR, Kind.BROKEN, Kind.META, Kind.DATA, Kind.CONDITIONAL))


def is_complete(lexed: Lexed) -> bool:
    """Whether a text holds something besides comments, ends no statement and leaves no bracket or quote open.

    A conditional comment is refused too: what it holds is code to some servers and nothing to others.
    """
    if lexed.problems:
        return False
    expected: list[str] = []
    for token in lexed.tokens:
        if token.kind in _NEVER:
            return False
        if token.kind is Kind.PUNCTUATION:
            if token.text in _CLOSING:
                expected.append(_CLOSING[token.text])
            elif token.text in ")]}" and (not expected or expected.pop() != token.text):
                return False
    return not expected and any(token.kind is not Kind.COMMENT for token in lexed.tokens)
