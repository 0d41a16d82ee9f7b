"""Names and constants as SQL text: quoting, folding, length, and back.

`quote_identifier` and `read_identifier` are each other's inverse for every name a dialect can hold. PostgreSQL's
output is that of its own `quote_ident` and `quote_literal`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from designer.sql.reserved import words_to_quote

NAME_BYTES = 63
"""The longest name of PostgreSQL, in bytes of UTF-8."""

_NAME_CHARACTERS = {"mysql": 64, "mariadb": 64, "tsql": 128}
_QUOTES = {
    "postgres": ('"', '"'),
    "mysql": ("`", "`"),
    "mariadb": ("`", "`"),
    "sqlite": ('"', '"'),
    "tsql": ("[", "]"),
    "oracle": ('"', '"'),
}
_PLAIN_NAME = {
    "postgres": re.compile(r"[a-z_][a-z0-9_]*+"),
    "mysql": re.compile(r"[A-Za-z_][A-Za-z0-9_]*+"),
    "mariadb": re.compile(r"[A-Za-z_][A-Za-z0-9_]*+"),
    "sqlite": re.compile(r"[A-Za-z_][A-Za-z0-9_]*+"),
    "tsql": re.compile(r"[A-Za-z_][A-Za-z0-9_]*+"),
    "oracle": re.compile(r"[A-Z][A-Z0-9_$#]*+"),
}
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_ASCII_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_UNICODE_ESCAPE = re.compile(r"\\(?:\\|([0-9A-Fa-f]{4})|\+([0-9A-Fa-f]{6}))")


class InvalidName(ValueError):
    """A name that the dialect cannot hold however it is quoted."""


@lru_cache(maxsize=65536)
def quote_identifier(name: str, dialect: str, *, always: bool = False) -> str:
    """`name` as the dialect must see it to mean exactly that name; quoted only when needed, or `always`.

    Raises InvalidName for an empty name, a NUL character, and a double quote in Oracle.
    """
    opening, closing = _QUOTES[dialect]
    if not name:
        raise InvalidName("a name cannot be empty")
    if "\0" in name:
        raise InvalidName("a name cannot hold the character NUL")
    if dialect == "oracle" and '"' in name:
        raise InvalidName("a name cannot hold a double quote in Oracle")
    if not always and _PLAIN_NAME[dialect].fullmatch(name) and name.lower() not in words_to_quote(dialect):
        return name
    return f"{opening}{name.replace(closing, closing * 2)}{closing}"


def shown_identifier(name: str, dialect: str) -> str:
    """`name` as `quote_identifier` writes it, for what is only shown or asked: one that the dialect cannot hold, which
    only an export refuses, stands in quotes as it would elsewhere."""
    try:
        return quote_identifier(name, dialect)
    except InvalidName:
        opening, closing = _QUOTES[dialect]
        return f"{opening}{name.replace(closing, closing * 2)}{closing}"


def quote_name(*parts: str, dialect: str, always: bool = False) -> str:
    """A qualified name; empty parts are left out, so that `quote_name(schema or "", name, …)` reads well."""
    return ".".join(quote_identifier(part, dialect, always=always) for part in parts if part)


def shown_name(*parts: str, dialect: str) -> str:
    """A qualified name, as `shown_identifier` has each part."""
    return ".".join(shown_identifier(part, dialect) for part in parts if part)


def quote_literal(value: str, dialect: str) -> str:
    """A string constant that means exactly `value`. Raises InvalidName for NUL where no constant can hold it."""
    if "\0" in value:
        raise InvalidName("a string constant cannot hold the character NUL")
    quoted = value.replace("'", "''")
    if "\\" in value and dialect in ("postgres", "mysql", "mariadb"):
        quoted = quoted.replace("\\", "\\\\")
        return f"E'{quoted}'" if dialect == "postgres" else f"'{quoted}'"
    if dialect == "tsql" and not value.isascii():
        return f"N'{quoted}'"
    return f"'{quoted}'"


def fold(name: str, dialect: str) -> str:
    """What an unquoted name means: PostgreSQL lowers ASCII letters, Oracle raises, the others keep it."""
    if dialect == "postgres":
        return name.translate(_ASCII_LOWER)
    return name.upper() if dialect == "oracle" else name


def truncate(name: str, dialect: str) -> str:
    """The name as far as the server keeps it: PostgreSQL cuts at 63 bytes, between characters.

    The other dialects refuse longer names instead, so theirs come back whole.
    """
    return clip_bytes(name, NAME_BYTES) if dialect == "postgres" else name


def is_too_long(name: str, dialect: str) -> bool:
    """Whether a server of this dialect cuts or refuses the name for its length."""
    if dialect in ("postgres", "oracle"):
        return len(name.encode("utf-8", "surrogatepass")) > (NAME_BYTES if dialect == "postgres" else 128)
    return len(name) > _NAME_CHARACTERS.get(dialect, len(name))


def clip_bytes(name: str, limit: int) -> str:
    """The longest beginning of `name` that takes at most `limit` bytes of UTF-8."""
    if len(name) * 4 <= limit:
        return name
    return name.encode("utf-8", "surrogatepass")[:limit].decode("utf-8", "ignore")


def same_name(one: str, other: str, dialect: str) -> bool:
    """Whether two names are the same column or table to the dialect, one of them perhaps longer than it keeps.

    Exact in Oracle, and in PostgreSQL as far as it keeps a name; without regard to case in SQLite, and in MySQL and
    T-SQL as their columns are.
    """
    if dialect in ("postgres", "oracle"):
        return one == other or truncate(one, dialect) == truncate(other, dialect)
    return one.casefold() == other.casefold()


def read_identifier(text: str, dialect: str) -> str:
    """The name that the text of one token means: quotes taken off, or folded when it has none, and cut."""
    if text[:1] not in ('"', "`", "["):
        if text[:3].upper() == 'U&"':
            return truncate(_unescape_unicode(text[3:-1].replace('""', '"')), dialect)
        return truncate(fold(text, dialect), dialect)
    closing = "]" if text[0] == "[" else text[0]
    inside = text[1:-1]
    return truncate(inside.replace(closing * 2, closing), dialect)


@cache
def _simple_escapes(dialect: str) -> dict[str, str]:
    letters = {"n": "\n", "t": "\t", "r": "\r", "b": "\b"}
    if dialect == "postgres":
        return letters | {"f": "\f"}
    return letters | {"0": "\0", "Z": "\x1a", "%": "\\%", "_": "\\_"}


_BACKSLASH = re.compile(r"\\(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([0-7]{1,3})|(.))", re.DOTALL)
_BACKSLASH_MYSQL = re.compile(r"\\(?:()()()()(.))", re.DOTALL)


def read_string(text: str, dialect: str) -> str:
    """The value that a string constant means, from the text of its token, prefix and quotes included."""
    if text.startswith("$"):
        tag = text[: text.index("$", 1) + 1]
        return text[len(tag) : -len(tag)]
    if dialect == "oracle" and text.lstrip("nN")[:2].lower() == "q'":
        return text[text.index("'") + 2 : -2]
    quote = text[-1]
    prefix, _, inside = text.partition(quote)
    inside = inside[:-1].replace(quote * 2, quote)  # behind a backslash too: one quote is escaped, pairs remain
    if prefix.upper() == "U&":
        return _unescape_unicode(inside)
    if prefix in ("e", "E"):
        return _unescape(_BACKSLASH, inside, dialect)
    if dialect in ("mysql", "mariadb"):
        return _unescape(_BACKSLASH_MYSQL, inside, dialect)
    return inside


def _unescape(pattern: re.Pattern[str], text: str, dialect: str) -> str:
    def value(match: re.Match[str]) -> str:
        byte, short, long, octal, letter = match.groups()
        if octal or byte:
            code = int(octal, 8) & 0xFF if octal else int(byte, 16)
            return chr(code) if code < 0x80 else chr(0xDC00 + code)  # a byte of some UTF-8 character
        if short or long:
            code = int(short or long, 16)
            return chr(code) if code < 0x110000 else match.group()
        return _simple_escapes(dialect).get(letter, letter)

    if "\\" not in text:
        return text
    return _join_surrogates(pattern.sub(value, text)).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _join_surrogates(text: str) -> str:
    """Pairs of UTF-16 surrogates, as escapes may spell them, made the characters they mean."""
    return _PAIR.sub(lambda m: m.group().encode("utf-16-le", "surrogatepass").decode("utf-16-le"), text)


def _unescape_unicode(text: str) -> str:
    def value(match: re.Match[str]) -> str:
        code = match.group(1) or match.group(2)
        if not code:
            return "\\"
        number = int(code, 16)
        return chr(number) if number < 0x110000 else match.group()

    return _join_surrogates(_UNICODE_ESCAPE.sub(value, text))
