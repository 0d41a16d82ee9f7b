"""Tokens of DBML, with the line and column of each, in time linear in the text."""

from __future__ import annotations

import re
import textwrap
from typing import NamedTuple


class Token(NamedTuple):
    """kind: word, number, name (in double quotes), string, expression, colour, sign or end; value: what it means."""

    kind: str
    value: str
    start: int
    end: int
    line: int
    column: int
    first: bool  # on its line


class Mistake(NamedTuple):
    """A quote or comment that nothing closes."""

    line: int
    column: int
    message: str


_SCANNER = re.compile(
    r"""(?P<blank>[ \t\r\f\v\ufeff\u00a0]++)
    |(?P<newline>\n)
    |(?P<comment>//[^\n]*+|/\*(?>(?:[^*]|\*(?!/))*)\*/)
    |(?P<long>'''(?>(?:[^'\\]|\\.|'(?!''))*)''')
    |(?P<string>'(?>(?:[^'\\\n]|\\.)*)')
    |(?P<name>"(?>(?:[^"\\\n]|\\.)*)")
    |(?P<expression>`(?>(?:[^`\\]|\\.)*)`)
    |(?P<colour>\#[0-9A-Fa-f]{3,8}\b)
    |(?P<number>\d++(?>(?:\.\d++)?)(?>(?:[eE][+-]?\d++)?)(?!\w))
    |(?P<word>\w++)
    |(?P<broken>'''|'|"|`|/\*)
    |(?P<sign><>|[{}\[\]().,:<>~+*/%=!;@$&|?^\#-])
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "\n": ""}
_UNCLOSED = {
    "'''": "a text that no ''' closes",
    "'": "a string that no quote closes on its line",
    '"': "a quoted name that no quote closes on its line",
    "`": "an expression that no backtick closes",
    "/*": "a comment that no */ closes",
}


def tokenize(text: str) -> tuple[list[Token], list[Mistake]]:
    """The tokens of a text, an `end` behind them, and what nothing closes (skipped to the end of its line)."""
    tokens: list[Token] = []
    mistakes: list[Mistake] = []
    at, line, begin, first = 0, 1, 0, True
    while at < len(text):
        match = _SCANNER.match(text, at)
        if match is None:  # cannot be: the last alternative takes any character
            break
        kind, found = str(match.lastgroup), match.group()
        if kind == "newline":
            line, begin, first = line + 1, match.end(), True
        elif kind == "broken":
            mistakes.append(Mistake(line, at - begin + 1, _UNCLOSED[found]))
            at = _line_end(text, at)
            continue
        elif kind == "other":
            mistakes.append(Mistake(line, at - begin + 1, f"the character {found!r} has no meaning here"))
        elif kind not in ("blank", "comment"):
            tokens.append(Token(*_meaning(kind, found), at, match.end(), line, at - begin + 1, first))
            first = False
        breaks = found.count("\n") if kind in ("comment", "long", "expression", "string", "name") else 0
        if breaks:
            line, begin = line + breaks, at + found.rfind("\n") + 1
        at = match.end()
    tokens.append(Token("end", "", len(text), len(text), line, max(1, len(text) - begin + 1), True))
    return tokens, mistakes


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _meaning(kind: str, found: str) -> tuple[str, str]:
    match kind:
        case "long":
            return "string", _unescaped(_dedented(found[3:-3]))
        case "string":
            return "string", _unescaped(found[1:-1])
        case "name":
            return "name", _unescaped(found[1:-1])
        case "expression":
            return "expression", found[1:-1].replace("\\`", "`")
    return kind, found


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: _ESCAPED.get(match[1], match[1]), text) if "\\" in text else text


def _dedented(text: str) -> str:
    """The text between three quotes: its own margin and the line ends next to the quotes are no part of it."""
    if "\n" not in text:
        return text
    lines = text.replace("\r\n", "\n")
    body = lines[1:] if lines.startswith("\n") else lines
    dedented = textwrap.dedent(body)
    head, _, last = dedented.rpartition("\n")
    return head if not last.strip() else dedented
