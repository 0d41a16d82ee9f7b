"""The SQL dialects this package reads, and how each spells its tokens.

A dialect's tokens are described by one compiled scanner, of possessive quantifiers and atomic groups, so that no
input makes it backtrack. Groups of the scanner are named after the members of `Kind`; the groups `open_*` are
openers whose end needs a search of its own (nested comments, dollar quotes, Oracle's q-quotes), and `broken` is
an opener that no closing quote follows.

`(?>(?:…)*)` stands where `(?:…)*+` would do: early releases of Python 3.11, Debian's among them, go on from the
place where a possessive group failed halfway.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from functools import cache

DIALECTS = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle")


@dataclass(frozen=True, slots=True)
class Lexis:
    """The lexical rules of a dialect."""

    name: str
    scanner: re.Pattern[str]
    escaping_scanner: re.Pattern[str]  # the same while plain strings take backslash escapes
    nested_comments: bool
    line_command: re.Pattern[str] | None  # a whole line for the client program, where a statement may begin


def _class(*members: str, without: str = "") -> str:
    """A character class: ASCII letters, the underscore, everything beyond ASCII but `without`, and what `members` add.

    Written as the ASCII characters it leaves out, since a range up to the last character takes long to compile.
    """
    taken = string.ascii_letters + "_" + "".join(members)
    return "[^" + "".join(re.escape(chr(code)) for code in range(128) if chr(code) not in taken) + without + "]"


_LETTER = _class()
_WORD = _class(string.digits)
_DOLLAR_WORD = _class(string.digits, "$")
_VARIABLE = _class(string.digits, "$.")
_TSQL_BLANKS = r"\x85\xa0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000"
"""What SQL Server's own parser (its ScriptDom library) takes for white space beyond ASCII, the zero-width space too."""
_TSQL_LETTER = _class(without=_TSQL_BLANKS)
_TSQL_WORD = _class(string.digits, "#$@", without=_TSQL_BLANKS)
_ORACLE_WORD = _class(string.digits, "#$")
_EXPONENT = r"(?>(?:[eE][+-]?[0-9]++)?)"
_PLAIN = r"'[^']*+(?>(?:''[^']*+)*)'"
_ESCAPED = r"'[^'\\]*+(?>(?:(?:\\.|'')[^'\\]*+)*)'"
_DOUBLE = r'"[^"]*+(?>(?:""[^"]*+)*)"'
_DOUBLE_ESCAPED = r'"[^"\\]*+(?>(?:(?:\\.|"")[^"\\]*+)*)"'
_BACKTICK = r"`[^`]*+(?>(?:``[^`]*+)*)`"
_BRACKET = r"\[[^\]]*+(?>(?:\]\][^\]]*+)*)\]"
_BLANKS = r" \t\r\f\v\ufeff"
_LINE_COMMENT = r"--[^\n]*+"


def _pattern(
    *alternatives: tuple[str, str], letter: str = _LETTER, inside: str = _DOLLAR_WORD, blanks: str = _BLANKS
) -> re.Pattern[str]:
    """A scanner: blanks, then one token, or a run of line ends, or any other character.

    A word is one character of the class `letter`, then characters of the class `inside`.
    """
    word = rf"{letter}{inside}*+"
    named = (
        ("WORD", rf"(?![eEnNbBxXqQ]'|[nN][qQ]'|[uU]&['\"]){word}"),
        ("PUNCTUATION", r"[(),]|\.(?![0-9])"),
        ("newline", r"\n\s*+"),
        *alternatives,
        ("WORD", word),  # what the first refused and no prefixed string took
        ("PUNCTUATION", "."),
    )
    groups: dict[str, list[str]] = {}
    parts = []
    for number, (name, expression) in enumerate(named):
        group = f"{name}__{number}"
        groups.setdefault(name, []).append(group)
        parts.append(f"(?P<{group}>{expression})")
    return re.compile(f"[{blanks}]*+(?>(?:{'|'.join(parts)})?)", re.DOTALL)


def _postgres(string: str) -> re.Pattern[str]:
    return _pattern(
        ("STRING", rf"[eE]{_ESCAPED}|[uU]&{_PLAIN}|[bBxX]{_PLAIN}|[nN]?+{string}"),
        ("QUOTED", rf"(?>(?:[uU]&)?){_DOUBLE}"),
        ("broken", r"""(?>(?:[eEnNbBxX]|[uU]&)?)'|(?>(?:[uU]&)?)\""""),
        (
            "NUMBER",
            r"0[xX][0-9A-Fa-f_]++|0[oO][0-7_]++|0[bB][01_]++"
            rf"|[0-9][0-9_]*+(?>(?:\.(?!\.)[0-9_]*+)?){_EXPONENT}|\.[0-9][0-9_]*+{_EXPONENT}",
        ),
        ("COMMENT", _LINE_COMMENT),
        ("open_comment", r"/\*"),
        ("OPERATOR", r"(?>(?:(?!--|/\*)[-+*/<>=~!@#%^&|`?])+)|::|:="),
        ("TERMINATOR", ";"),
        ("PARAMETER", r"\$[0-9]++"),
        ("open_dollar", rf"\$(?>(?:{_LETTER}{_WORD}*+)?)\$"),
        ("META", r"\\[^\n]*+"),
    )


def _mysql(string: str, double: str) -> re.Pattern[str]:
    return _pattern(
        ("STRING", rf"[nNbBxX]?+{string}|{double}"),
        ("QUOTED", _BACKTICK),
        ("broken", r"""[nNbBxX]?+'|["`]"""),
        (
            "NUMBER",
            r"(?>0x[0-9A-Fa-f]++|0b[01]++"
            rf"|[0-9]++(?>(?:\.[0-9]*+)?){_EXPONENT}|\.[0-9]++{_EXPONENT})(?!{_DOLLAR_WORD})",
        ),
        ("WORD", rf"{_DOLLAR_WORD}++"),
        ("COMMENT", r"#[^\n]*+|--(?=\s|\Z)[^\n]*+"),
        ("CONDITIONAL", r"/\*M?!(?>(?:[0-9]{5,6})?)"),
        ("open_comment", r"/\*"),
        ("PARAMETER", rf"@@?+{_VARIABLE}++|\?"),
        ("OPERATOR", r"<=>|->>|->|<<|>>|<=|>=|<>|!=|:=|&&|\|\||[-+*/<>=~!@%^&|]"),
        ("TERMINATOR", ";"),
    )


def _sqlite() -> re.Pattern[str]:
    return _pattern(
        ("STRING", rf"[xX]?+{_PLAIN}"),
        ("QUOTED", rf"{_DOUBLE}|{_BACKTICK}|\[[^\]]*+\]"),
        ("broken", r"""[xX]?+'|["`\[]"""),
        ("NUMBER", rf"0[xX][0-9A-Fa-f_]++|[0-9][0-9_]*+(?>(?:\.[0-9_]*+)?){_EXPONENT}|\.[0-9][0-9_]*+{_EXPONENT}"),
        ("COMMENT", rf"{_LINE_COMMENT}|#[^\n]*+"),  # the second is the shell's, and means nothing else anywhere
        ("open_comment", r"/\*"),
        ("PARAMETER", rf"\?[0-9]*+|[:@$]{_LETTER}{_DOLLAR_WORD}*+"),
        ("OPERATOR", r"->>|->|<<|>>|<=|>=|<>|!=|==|\|\||[-+*/<>=~!%&|]"),
        ("TERMINATOR", ";"),
    )


def _tsql() -> re.Pattern[str]:
    return _pattern(
        ("STRING", rf"[nN]?+{_PLAIN}"),
        ("QUOTED", rf"{_DOUBLE}|{_BRACKET}"),
        ("broken", r"""[nN]?+'|["\[]"""),
        ("PARAMETER", rf"@@?+{_TSQL_WORD}++|\?"),
        ("WORD", rf"#{_TSQL_WORD}++"),
        ("NUMBER", rf"0[xX][0-9A-Fa-f]*+|[0-9]++(?>(?:\.[0-9]*+)?){_EXPONENT}|\.[0-9]++{_EXPONENT}"),
        ("COMMENT", _LINE_COMMENT),
        ("open_comment", r"/\*"),
        ("OPERATOR", r"<=|>=|<>|!=|!<|!>|\+=|-=|\*=|/=|%=|::|[-+*/<>=~!%^&|]"),
        ("TERMINATOR", ";"),
        letter=_TSQL_LETTER,
        inside=_TSQL_WORD,
        blanks=_BLANKS + _TSQL_BLANKS,
    )


def _oracle() -> re.Pattern[str]:
    return _pattern(
        ("open_quote", r"[nN]?+[qQ]'"),
        ("STRING", rf"[nN]?+{_PLAIN}"),
        ("QUOTED", r'"[^"]*+"'),
        ("broken", r"""[nN]?+'|\""""),
        ("NUMBER", rf"[0-9]++(?>(?:\.(?!\.)[0-9]*+)?){_EXPONENT}[dDfF]?+|\.[0-9]++{_EXPONENT}[dDfF]?+"),
        ("COMMENT", _LINE_COMMENT),
        ("open_comment", r"/\*"),
        ("PARAMETER", rf":{_WORD}{_ORACLE_WORD}*+|\?"),
        ("OPERATOR", r"<=|>=|<>|!=|\^=|:=|=>|\|\||\*\*|[-+*/<>=!%^&|@]"),
        ("TERMINATOR", ";"),
        inside=_ORACLE_WORD,
    )


_MYSQL_CLIENT = re.compile(
    r"delimiter[ \t][^\n]*+|--[^\s][^\n]*+|\\[^\n]*+"
    r"|(?:source|system|tee|prompt|pager|charset|connect)[ \t][^\n;]*+"
    r"|(?:notee|nopager|status|warnings|nowarning|rehash)(?=[ \t\r]*+(?:[\n;]|\Z))",
    re.IGNORECASE,
)
"""Lines of MySQL's client: it takes `--` for a comment where a statement begins, even with no blank behind it.

A word of its own needs no delimiter, and ends at one as well as with its line; what begins with a backslash does not.
"""
_DOT_COMMAND = re.compile(r"\.[A-Za-z][^\n]*+")
_SQLCMD = re.compile(r"(?::(?:setvar|r|on|connect|out|error|listvar|xml)\b|!!)[^\n]*+", re.IGNORECASE)
_SQLPLUS = re.compile(
    r"(?:(?:prompt|rem|remark|spool|whenever|exit(?!\s++(?:\w++\s++)?when\b)|quit|column|ttitle|btitle|define"
    r"|undefine|accept|pause|host|connect|conn|clear|show)(?=[ \t\r\n]|\Z)"
    r"|set[ \t](?![ \t]*+(?:role|transaction|constraints?+)\b)|@@?+)[^\n]*+",
    re.IGNORECASE,
)
"""Lines of SQL*Plus; `EXIT WHEN …` leaves a loop of PL/SQL, on whatever lines its words stand."""


@cache
def lexis(dialect: str) -> Lexis:
    """The lexical rules of `dialect`; a ValueError names the dialects when it is none of them."""
    if dialect == "postgres":
        return Lexis(dialect, _postgres(_PLAIN), _postgres(_ESCAPED), True, None)
    if dialect in ("mysql", "mariadb"):
        plain = _mysql(_ESCAPED, _DOUBLE_ESCAPED)
        return Lexis(dialect, plain, plain, False, _MYSQL_CLIENT)
    if dialect == "sqlite":
        return Lexis(dialect, _sqlite(), _sqlite(), False, _DOT_COMMAND)
    if dialect == "tsql":
        return Lexis(dialect, _tsql(), _tsql(), True, _SQLCMD)
    if dialect == "oracle":
        return Lexis(dialect, _oracle(), _oracle(), False, _SQLPLUS)
    raise ValueError(f"unknown SQL dialect {dialect!r}; known are {', '.join(DIALECTS)}")


@cache
def group_names(scanner: re.Pattern[str]) -> tuple[str, ...]:
    """The meaning of each group of a scanner by its number; 0 is the match without a token."""
    names = [""] * (scanner.groups + 1)
    for group, number in scanner.groupindex.items():
        names[number] = group.rpartition("__")[0]
    return tuple(names)
