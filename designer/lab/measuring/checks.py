"""What simple checks leave of a column's values, and which of two columns has to be the greater.

Read are conjunctions of: a column compared with a number, `BETWEEN`, a list of constants, `length(column) <= n`, and
two columns compared with each other; `column IS NULL OR …` counts as what follows. Whatever else a check says is left
to the server, which is asked afterwards.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from designer.lab.measuring.distinct import Limits
from designer.sql.identifiers import read_identifier, read_string
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind, Token

_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "="}
_LENGTHS = frozenset(("length", "char_length", "character_length", "octet_length"))
_STEP = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Reading:
    """limits: per column; ordered: pairs of columns, the first no greater than the second."""

    limits: dict[str, Limits] = field(default_factory=dict)
    ordered: tuple[tuple[str, str], ...] = ()


def read_checks(expressions: Sequence[str], columns: Sequence[str], whole: Sequence[str] = ()) -> Reading:
    """What the checks of a table say together. whole: columns that hold whole numbers, where > 5 is >= 6."""
    limits: dict[str, Limits] = {}
    ordered: list[tuple[str, str]] = []
    known = frozenset(columns)
    for expression in expressions:
        tokens = [one for one in tokenize(expression, "postgres").tokens if one.kind is not Kind.COMMENT]
        for part in _conjuncts(_plain(tokens)):
            _read(part, known, frozenset(whole), limits, ordered)
    return Reading(limits, tuple(ordered))


def _plain(tokens: list[Token]) -> list[Token]:
    """Without casts, which dumps put everywhere."""
    found: list[Token] = []
    place = 0
    while place < len(tokens):
        if tokens[place].text == "::":
            place += 2
            while place < len(tokens) and tokens[place].kind is Kind.WORD and tokens[place].text.lower() in _TYPE_WORDS:
                place += 1
            if place < len(tokens) and tokens[place].text == "(":
                place = _closing(tokens, place) + 1
            while place + 1 < len(tokens) and tokens[place].text == "[" and tokens[place + 1].text == "]":
                place += 2
            continue
        found.append(tokens[place])
        place += 1
    return found


_TYPE_WORDS = frozenset("varying precision with without time zone".split())


def _closing(tokens: Sequence[Token], opening: int) -> int:
    depth = 0
    for place in range(opening, len(tokens)):
        depth += (tokens[place].text == "(") - (tokens[place].text == ")")
        if depth == 0:
            return place
    return len(tokens) - 1


def _bare(tokens: list[Token]) -> list[Token]:
    while len(tokens) > 1 and tokens[0].text == "(" and _closing(tokens, 0) == len(tokens) - 1:
        tokens = tokens[1:-1]
    return tokens


def _split(tokens: list[Token], word: str) -> list[list[Token]]:
    """At a key word of the outermost level; the AND of a BETWEEN is none."""
    parts: list[list[Token]] = [[]]
    depth, between = 0, False
    for token in tokens:
        upper = token.text.upper()
        depth += (token.text in "([") - (token.text in ")]") if len(token.text) == 1 else 0
        if depth == 0 and token.kind is Kind.WORD:
            if upper == "BETWEEN":
                between = True
            elif upper == "AND" and between:
                between = False
            elif upper == word:
                parts.append([])
                continue
        parts[-1].append(token)
    return parts


def _conjuncts(tokens: list[Token]) -> Iterator[list[Token]]:
    tokens = _bare(tokens)
    parts = _split(tokens, "AND")
    if len(parts) > 1:
        for part in parts:
            yield from _conjuncts(part)
        return
    arms = [arm for arm in map(_bare, _split(tokens, "OR")) if [one.text.upper() for one in arm[-2:]] != ["IS", "NULL"]]
    if len(arms) == 1:
        if arms[0] != tokens:
            yield from _conjuncts(arms[0])
        else:
            yield tokens


def _read(
    tokens: list[Token],
    columns: frozenset[str],
    whole: frozenset[str],
    limits: dict[str, Limits],
    ordered: list[tuple[str, str]],
) -> None:
    names = [_column(one, columns) for one in tokens]
    used = [name for name in names if name]
    if len(used) == 2 and len(_bare_names(tokens)) == 3:
        left, operator, right = _bare_names(tokens)
        first, second = _column(left, columns), _column(right, columns)
        if first and second and operator.text in ("<", "<="):
            ordered.append((first, second))
        elif first and second and operator.text in (">", ">="):
            ordered.append((second, first))
        return
    if len(set(used)) != 1:
        return
    name = used[0]
    old = limits.get(name, Limits())
    constants = [one for one in tokens if one.kind is Kind.STRING]
    plain = _bare_names(tokens)
    listed = [one.text.upper() for one in plain[1:3]]
    if constants and len(used) == 1 and _column(plain[0], columns) and (listed[:1] == ["IN"] or listed == ["=", "ANY"]):
        limits[name] = replace(old, only=tuple(read_string(one.text, "postgres") for one in constants))
        return
    made = _bounds(plain, columns, name in whole, old)
    if made is not None:
        limits[name] = made


def _bare_names(tokens: list[Token]) -> list[Token]:
    """Without parentheses, which say nothing in a comparison of one thing with another."""
    return [one for one in tokens if one.text not in ("(", ")")]


def _bounds(tokens: list[Token], columns: frozenset[str], whole: bool, old: Limits) -> Limits | None:
    words = [one.text.upper() for one in tokens]
    if words[:1] and words[0].lower() in _LENGTHS and len(tokens) == 4 and words[2] in ("<", "<="):
        number = _number(tokens[3])
        return None if number is None else replace(old, length=int(number) - (words[2] == "<"))
    if len(tokens) == 5 and words[1] == "BETWEEN" and words[3] == "AND":
        low, high = _number(tokens[2]), _number(tokens[4])
        return None if low is None or high is None else _narrowed(_narrowed(old, ">=", low, whole), "<=", high, whole)
    signed = _signed(tokens)
    if len(signed) != 3:
        return None
    left, operator, right = signed
    if not isinstance(operator, Token):
        return None
    if isinstance(left, Decimal) and isinstance(right, Token) and _column(right, columns):
        return _narrowed(old, _MIRRORED.get(operator.text, ""), left, whole)
    if isinstance(left, Token) and isinstance(right, Decimal) and _column(left, columns):
        return _narrowed(old, operator.text, right, whole)
    return None


def _signed(tokens: list[Token]) -> list[Token | Decimal]:
    """Numbers as such, with the sign before them."""
    found: list[Token | Decimal] = []
    place = 0
    while place < len(tokens):
        sign = tokens[place].text == "-" and place + 1 < len(tokens) and tokens[place + 1].kind is Kind.NUMBER
        number = _number(tokens[place + 1]) if sign else _number(tokens[place])
        found.append(tokens[place] if number is None else -number if sign else number)
        place += 1 + sign
    return found


def _narrowed(old: Limits, operator: str, number: Decimal, whole: bool) -> Limits:
    step = Decimal(1) if whole else _STEP
    match operator:
        case ">" | ">=":
            low = number + (step if operator == ">" else 0)
            return replace(old, low=low if old.low is None else max(old.low, low))
        case "<" | "<=":
            high = number - (step if operator == "<" else 0)
            return replace(old, high=high if old.high is None else min(old.high, high))
        case "=":
            return replace(old, low=number, high=number)
    return old


def _column(token: Token, columns: frozenset[str]) -> str | None:
    if token.kind not in (Kind.WORD, Kind.QUOTED):
        return None
    name = read_identifier(token.text, "postgres")
    return name if name in columns else None


def _number(token: Token) -> Decimal | None:
    if token.kind is not Kind.NUMBER and token.kind is not Kind.STRING:
        return None
    try:
        return Decimal(token.text.strip("'"))
    except InvalidOperation:
        return None
