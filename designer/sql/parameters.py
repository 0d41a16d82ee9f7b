"""Parameters of a query in any driver's style, rewritten to PostgreSQL's own `$1`.

`$1`, `:name`, `?`, `%s` and `%(name)s` are read. A `?` or `%` is a parameter only where an operand is expected;
behind an operand it is an operator (JSON existence, modulo). `::` is a cast, and `a[1:n]` a slice.
"""

from __future__ import annotations

from dataclasses import dataclass

from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind, Token

_EXPECTING = frozenset(
    "SELECT WHERE AND OR NOT IN LIKE ILIKE BETWEEN LIMIT OFFSET VALUES SET THEN ELSE WHEN CASE RETURNING BY ON HAVING "
    "ANY ALL SOME TO FROM FETCH FIRST NEXT ESCAPE DISTINCT USING IS AS SIMILAR INTERVAL FILTER OVER WITH CALL ARRAY "
    "ROW".split()
)
"""Key words that an operand follows."""


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    name: str | None


def normalise_parameters(sql: str, dialect: str = "postgres") -> tuple[str, tuple[str, ...]]:
    """(the statement with `$1`, `$2`, …; the name of each, its number for those without a name).

    A name used twice is one parameter. `$n` keeps its number.
    """
    found = _find(sql, list(tokenize(sql, dialect).tokens))
    names: list[str] = []
    parts: list[str] = []
    numbered = [one for one in found if one.name is not None and one.name.isdigit()]
    names = [str(number) for number in range(1, max((int(one.name or 0) for one in numbered), default=0) + 1)]
    position = 0
    for one in found:
        name = one.name or str(len(names) + 1)
        if name not in names:
            names.append(name)
        parts += [sql[position : one.start], f"${names.index(name) + 1}"]
        position = one.end
    return "".join(parts) + sql[position:], tuple(names)


def _find(sql: str, tokens: list[Token]) -> list[_Found]:
    tokens = [token for token in tokens if token.kind is not Kind.COMMENT]
    found: list[_Found] = []
    index = 0
    while index < len(tokens):
        one = _at(sql, tokens, index)
        if one is not None:
            found.append(one)
            while index < len(tokens) and tokens[index].start < one.end:
                index += 1
        else:
            index += 1
    return found


def _at(sql: str, tokens: list[Token], index: int) -> _Found | None:
    token = tokens[index]
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if token.kind is Kind.PARAMETER:
        return _Found(token.start, token.end, token.text.lstrip("$:@?") or None) if token.text[0] == "$" else None
    if token.text == ":" and following and following.kind is Kind.WORD and following.start == token.end:
        before = tokens[index - 1] if index else None
        inside_slice = before is not None and before.kind in (Kind.NUMBER, Kind.WORD) and _in_brackets(tokens, index)
        return None if inside_slice else _Found(token.start, following.end, following.text)
    if token.kind is not Kind.OPERATOR or token.text[-1] not in "?%":
        return None
    # `=%s` and `=?` are one operator to the lexer: the parameter is its last character.
    start = token.end - 1
    if len(token.text) == 1 and not _expects_operand(tokens[index - 1] if index else None):
        return None
    if len(token.text) > 1 and token.text[:-1] not in ("=", "<", ">", "<=", ">=", "<>", "!=", "+", "-", "*", "/", "||"):
        return None
    if token.text[-1] == "?":
        return _Found(start, token.end, None)
    return _percent(sql, start)


def _percent(sql: str, start: int) -> _Found | None:
    rest = sql[start + 1 : start + 80]
    if rest[:1] == "s" and not (rest[1:2].isalnum() or rest[1:2] == "_"):
        return _Found(start, start + 2, None)
    if rest[:1] == "(" and ")s" in rest:
        name = rest[1 : rest.index(")s")]
        return _Found(start, start + 1 + len(name) + 3, name)
    return None


def _expects_operand(before: Token | None) -> bool:
    if before is None:
        return True
    if before.kind is Kind.WORD:
        return before.text.upper() in _EXPECTING
    return before.kind is Kind.OPERATOR or before.text in ("(", "[", ",", ";")


def _in_brackets(tokens: list[Token], index: int) -> bool:
    depth = 0
    for token in reversed(tokens[:index]):
        if token.text == "]":
            depth += 1
        elif token.text == "[":
            if not depth:
                return True
            depth -= 1
    return False
