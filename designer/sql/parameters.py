"""Parameters of a statement in every style, told from the operators they look like.

`$1`, `?1`, `@p` and Oracle's `:p` are tokens of their own. The others share their characters with operators, so
they count as a parameter only where a value is expected, that is behind an operator, a comma, an opening
parenthesis or a key word such as WHERE, AND, BETWEEN; behind a value the same characters are an operator:

- `?`: `tags ? 'new'` is PostgreSQL's operator, `tags = ?` a parameter. `?|`, `?&`, `@?` and `??` stay operators
  behind a value. In `=?`, `?+1` and the like the known operator is told from the parameter.
- `%s`, `%(name)s`: `a %s` behind a value is a modulo. Where one is a parameter, `%%` means `%`, as drivers have it.
- `:name`: never behind `[` or a value (slices such as `a[1:n]`); `::` and `:=` are tokens of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from designer.sql.lexer import tokenize
from designer.sql.reserved import words_never_columns
from designer.sql.tokens import Kind, Token


@dataclass(frozen=True, slots=True)
class Parameter:
    """One use of a parameter: its name (None when only its position says which), and its place in the text."""

    name: str | None
    start: int
    end: int


_OPERATORS = sorted(
    "= < > <= >= <> != == + - * / % ^ || | & # && ~ ~* !~ !~* ~~ !~~ @> <@ -> ->> #> #>> <-> << >> @@ -|-".split(),
    key=len,
    reverse=True,
)
_VALUES = frozenset(
    "null true false end default user current_user session_user system_user current_date current_time localtime"
    " current_timestamp localtimestamp current_role current_catalog current_schema isnull notnull sysdate rowid".split()
)
_BEFORE_VALUES = frozenset(
    "between by escape values set interval rows range groups next first regexp rlike like limit offset top if"
    " elseif return xor div mod".split()
)


def parameters_in(sql: str, dialect: str = "postgres") -> tuple[Parameter, ...]:
    """Every use of a parameter in `sql`, in order."""
    found, _ = _scan(sql, dialect)
    return tuple(found)


def normalise_parameters(sql: str, dialect: str = "postgres") -> tuple[str, tuple[str, ...]]:
    """`sql` with every parameter as `$n`, and the names by n: `("status", "2")` for `:status` and then `?`.

    A name that comes again keeps its number; each `?` and `%s` is a parameter of its own, named by its number.
    `$n` keeps its number, and the others are numbered behind the highest of them.
    """
    return _respelled(sql, dialect, "$", _glued)


def named_parameters(sql: str, dialect: str = "postgres") -> tuple[str, tuple[str, ...]]:
    """As `normalise_parameters`, but spelled `:pn` between blanks, which sqlglot reads alike in every dialect.

    It takes `($1,$2)` for the beginning of a dollar-quoted string, and `$1` for a column outside PostgreSQL.
    """
    return _respelled(sql, dialect, ":p", lambda sql, use, text: f" {text} ")


def _is_number(name: str) -> bool:
    return name.isdecimal() and len(name) <= 18


def _respelled(
    sql: str, dialect: str, prefix: str, spaced: Callable[[str, Parameter, str], str]
) -> tuple[str, tuple[str, ...]]:
    found, doubled = _scan(sql, dialect)
    numbered = [int(p.name) for p in found if p.name and sql[p.start] in "$?" and _is_number(p.name)]
    names = [str(n) for n in range(1, max((n for n in numbered if n <= 65535), default=0) + 1)]
    pieces: list[str] = []
    behind = 0
    for use in sorted([*found, *doubled], key=lambda each: each.start):
        pieces.append(sql[behind : use.start])
        behind = use.end
        pieces.append("%" if use in doubled else spaced(sql, use, f"{prefix}{_number(use.name, names)}"))
    return "".join([*pieces, sql[behind:]]), tuple(names)


def _glued(sql: str, use: Parameter, text: str) -> str:
    """The parameter with a blank only where it would grow together with a word beside it."""
    before, after = sql[use.start - 1 : use.start], sql[use.end : use.end + 1]
    joined = " " if before.isalnum() or (before in ("_", "$") and before) else ""
    return f"{joined}{text}" + (" " if after.isalnum() else "")


def _number(name: str | None, names: list[str]) -> int:
    if name is None:
        names.append(str(len(names) + 1))
        return len(names)
    if name not in names:
        names.append(name)
    return names.index(name) + 1


def _scan(sql: str, dialect: str) -> tuple[list[Parameter], list[Parameter]]:
    """The parameters, and the doubled percent signs when drivers' percent parameters are used."""
    tokens = [t for t in tokenize(sql, dialect).tokens if t.kind not in (Kind.COMMENT, Kind.CONDITIONAL)]
    found: list[Parameter] = []
    doubled: list[Parameter] = []
    percent = False
    expects = True  # whether a value is expected at the token
    index = 0
    while index < len(tokens):
        token = tokens[index]
        taken = 1
        if token.kind is Kind.PARAMETER:
            found += _own_token(token, dialect)
            expects = False
        elif token.kind is Kind.OPERATOR and "?" in token.text:
            uses, expects = _question_marks(token, expects)
            found += uses
        elif token.text == ":" and expects and (named := _colon(tokens, index)):
            found.append(named)
            taken, expects = 2, False
        elif token.kind is Kind.OPERATOR and token.text.endswith("%"):
            use, taken = _percent(tokens, index, expects)
            found += [use] if use else []
            percent = percent or use is not None
            if token.text == "%%":
                doubled.append(Parameter(None, token.start, token.end))
            expects = use is None
        else:
            expects = _expects_behind(token, dialect)
        index += taken
    return found, doubled if percent else []


def _own_token(token: Token, dialect: str) -> list[Parameter]:
    if dialect in ("mysql", "mariadb") and token.text.startswith("@"):
        return []  # a variable of the session
    if token.text.startswith("@@"):
        return []
    return [Parameter(token.text[1:] or None, token.start, token.end)]


def _question_marks(token: Token, expects: bool) -> tuple[list[Parameter], bool]:
    """The parameters in a run of operator characters, and whether a value is expected behind it."""
    found: list[Parameter] = []
    text, offset = token.text, 0
    while offset < len(text):
        if expects and text[offset] == "?":
            found.append(Parameter(None, token.start + offset, token.start + offset + 1))
            offset, expects = offset + 1, False
            continue
        rest = text[offset:]
        operator = next((o for o in _OPERATORS if rest.startswith(o) and rest[len(o) : len(o) + 1] in ("", "?")), None)
        if operator is None:
            return found, True  # an operator such as ?| or @?
        offset, expects = offset + len(operator), True
    return found, expects


def _colon(tokens: list[Token], index: int) -> Parameter | None:
    token, following = tokens[index], tokens[index + 1] if index + 1 < len(tokens) else None
    if following is None or following.start != token.end or (index and tokens[index - 1].text == "["):
        return None
    if following.kind is Kind.WORD:
        return Parameter(following.text, token.start, following.end)
    if following.kind in (Kind.STRING, Kind.QUOTED) and following.text[:1] in "'\"":
        return Parameter(following.text[1:-1], token.start, following.end)  # psql's :'name'
    if following.kind is Kind.NUMBER and following.text.isdigit():
        return Parameter(following.text, token.start, following.end)
    return None


def _percent(tokens: list[Token], index: int, expects: bool) -> tuple[Parameter | None, int]:
    """The driver's parameter at an operator that ends in %, and how many tokens it takes."""
    token = tokens[index]
    if not expects and (len(token.text) == 1 or token.text[:-1] not in _OPERATORS):
        return None, 1
    start = token.end - 1
    group = tokens[index + 1 : index + 5]
    adjacent = all(t.start == e for t, e in zip(group, [token.end, *(g.end for g in group)], strict=False))
    if group and group[0].text == "s" and group[0].start == token.end:
        return Parameter(None, start, group[0].end), 2
    if adjacent and [t.text for t in group[:1] + group[2:]] == ["(", ")", "s"] and group[1].kind is Kind.WORD:
        return Parameter(group[1].text, start, group[3].end), 5
    return None, 1


@cache
def _words_before_values(dialect: str) -> frozenset[str]:
    return (words_never_columns(dialect) | _BEFORE_VALUES) - _VALUES


def _expects_behind(token: Token, dialect: str) -> bool:
    if token.kind is Kind.WORD:
        return token.text.lower() in _words_before_values(dialect)
    if token.kind is Kind.PUNCTUATION:
        return token.text not in (")", "]", "}")
    return token.kind in (Kind.OPERATOR, Kind.TERMINATOR)
