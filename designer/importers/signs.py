"""Words and signs of SQL, and what each says for or against a dialect.

Weights are small whole numbers: 1 leans, 3 is hard to explain otherwise, 5 and more is written by one dialect alone.
A negative weight means that the dialect refuses what stands there, so that a script full of it is another's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from designer.sql.tokens import Kind, Token

DIALECTS = {"p": "postgres", "m": "mysql", "s": "sqlite", "t": "tsql", "o": "oracle"}
Weights = Mapping[str, int]
Sign = tuple[str, Weights]
"""What stands there, as it is shown, and the weight per dialect."""

_WORDS = {
    "m4": "AUTO_INCREMENT MEDIUMINT MEDIUMTEXT LONGTEXT TINYTEXT MEDIUMBLOB LONGBLOB TINYBLOB ZEROFILL SQL_MODE"
    " FOREIGN_KEY_CHECKS UNIQUE_CHECKS DELIMITER",
    "m3": "UNSIGNED FULLTEXT CHARSET MYISAM INNODB",
    "s6": "AUTOINCREMENT PRAGMA SQLITE_SEQUENCE SQLITE_MASTER FTS3 FTS4 FTS5 RTREE",
    "t4": "CLUSTERED NONCLUSTERED UNIQUEIDENTIFIER DATETIME2 DATETIMEOFFSET SMALLDATETIME SMALLMONEY IDENTITY_INSERT"
    " SYSNAME NOCHECK TEXTIMAGE_ON QUOTED_IDENTIFIER ROWGUIDCOL NTEXT PERSISTED XACT_ABORT NEWID GETDATE",
    "o4": "VARCHAR2 NVARCHAR2 SYSDATE SYSTIMESTAMP PCTFREE INITRANS MAXTRANS DUAL NOCYCLE NOORDER BINARY_DOUBLE"
    " NOVALIDATE NOPARALLEL USER_TABLES DBMS_OUTPUT",
    "o2s1": "NUMBER", "o1": "CLOB NCLOB", "o3": "NOLOGGING VARRAY RAISE_APPLICATION_ERROR",
    "p4": "BIGSERIAL SMALLSERIAL TIMESTAMPTZ JSONB SEARCH_PATH PLPGSQL TSVECTOR REGCLASS PG_CATALOG TIMETZ INT8 INT4"
    " INT2 CITEXT BPCHAR GIN GIST HSTORE INET STANDARD_CONFORMING_STRINGS CHECK_FUNCTION_BODIES",
    "p4m1": "SERIAL", "p3": "BYTEA FLOAT8", "p2o1": "NEXTVAL", "p1m1": "UUID",
    "t2s1m1p-3": "NVARCHAR NCHAR", "m1s1t1p-3o-3": "TINYINT", "m1s1t1p-3o-2": "DATETIME", "p1m1s1t1o-3": "BIGINT",
    "p1m1s1o-2": "TEXT", "p1m1s1t-3": "BOOLEAN", "m1s1o1p-3t-3": "BLOB", "t2m1": "BIT MONEY", "t1o1": "EXEC",
    "p1m1s1o1t-2": "REPLACE",
}  # fmt: skip
_PAIRS: dict[tuple[str, str], tuple[str, Weights]] = {
    ("ENGINE", "="): ("ENGINE=", {"m": 5}), ("WITHOUT", "ROWID"): ("WITHOUT ROWID", {"s": 8}),
    ("VIRTUAL", "TABLE"): ("CREATE VIRTUAL TABLE", {"s": 8}), ("OWNER", "TO"): ("OWNER TO", {"p": 5}),
    ("CREATE", "EXTENSION"): ("CREATE EXTENSION", {"p": 8}), ("CHARACTER", "VARYING"): ("character varying", {"p": 3}),
    ("TIME", "ZONE"): ("time zone", {"p": 2, "o": 1}), ("(", "MAX"): ("(MAX)", {"t": 5}),
    ("WITH", "NOCHECK"): ("WITH NOCHECK", {"t": 5}), (",", "KEY"): ("KEY inside a table", {"m": 3, "o": -5, "p": -5}),
    ("ON", "CONFLICT"): ("ON CONFLICT", {"s": 2, "p": 1}), ("NOT", "EXISTS"): ("IF NOT EXISTS", {
        "s": 1, "p": 1, "m": 1, "t": -3}), ("INTEGER", "PRIMARY"): ("INTEGER PRIMARY KEY", {"s": 2}),
    ("CREATE", "DATABASE"): ("CREATE DATABASE", {"m": 1, "t": 1}), ("USING", "INDEX"): ("USING INDEX", {"o": 2}),
    ("AS", "IDENTITY"): ("AS IDENTITY", {"p": 1, "o": 1, "m": -5, "t": -5}), ("DBO", "."): ("dbo.", {"t": 4}),
    ("PUBLIC", "."): ("public.", {"p": 3}), ("CREATE", "DOMAIN"): ("CREATE DOMAIN", {"p": 3}),
    ("PACKAGE", "BODY"): ("PACKAGE BODY", {"o": 8}), ("ALTER", "SESSION"): ("ALTER SESSION", {"o": 4}),
    ("STORED", "AS"): ("STORED AS", {"o": 2}), ("AS", "ENUM"): ("AS ENUM", {"p": 5}),
    ("SET", "NAMES"): ("SET NAMES", {"m": 2}), ("LOCK", "TABLES"): ("LOCK TABLES", {"m": 4}),
    ("DOUBLE", "PRECISION"): ("double precision", {"p": 1}),
}  # fmt: skip
_LINES = {
    "GO": ("GO on a line of its own", {"t": 6}),
    "/": ("a slash on a line of its own", {"o": 5}),
}


def _weights(spelled: str) -> dict[str, int]:
    """`"t2p-3"` is 2 for T-SQL and 3 against PostgreSQL."""
    found: dict[str, int] = {}
    letter, digits = spelled[0], ""
    for character in f"{spelled[1:]} ":
        if character.isalpha() or character == " ":
            found[letter] = int(digits)
            letter, digits = character, ""
        else:
            digits += character
    return found


_OF_WORD = {word: _weights(spelled) for spelled, words in _WORDS.items() for word in words.split()}


def signs(tokens: Sequence[Token]) -> Iterator[Sign]:
    """Every sign in a script's tokens, as often as it stands there."""
    code = [token for token in tokens if token.kind is not Kind.COMMENT]
    keys = [token.text.upper() if token.kind in (Kind.WORD, Kind.PUNCTUATION, Kind.OPERATOR) else "" for token in code]
    last = len(code) - 1
    for place, token in enumerate(code):
        key, after = keys[place], keys[place + 1] if place < last else ""
        if token.kind is Kind.WORD and key in _OF_WORD:
            yield token.text, _OF_WORD[key]
        if (key, after) in _PAIRS:
            yield _PAIRS[key, after]
        yield from _of_shape(code, keys, place)


def _of_shape(code: Sequence[Token], keys: Sequence[str], place: int) -> Iterator[Sign]:
    """What is told by more than a word: quotes, brackets, casts, lines of their own."""
    token, key = code[place], keys[place]
    before = keys[place - 1] if place else ""
    if token.text.startswith("`"):
        yield "names in backticks", {"m": 3, "s": 1, "p": -5, "t": -5, "o": -5}
    elif token.kind is Kind.CONDITIONAL:
        yield "conditional comments", {"m": 5}
    elif token.kind is Kind.META and token.text.startswith("\\"):
        yield "lines for psql", {"p": 6}
    elif key == "::":
        yield "casts with ::", {"p": 5}
    elif key in _LINES and _alone(code, place):
        yield _LINES[key]
    elif key == "[":
        yield from _bracket(code, keys, place)
    elif key == "IDENTITY" and before != "AS":
        yield "IDENTITY behind a type", {"t": 4, "s": -2, "m": -3, "p": -3, "o": -3}
    elif token.kind is Kind.STRING:
        yield from _string(token, keys, place)
    elif key == "WHERE" and "INDEX" in keys[max(0, place - 14) : place] and before == ")":
        yield "an index with WHERE", {"p": 1, "s": 1, "t": 1, "m": -5, "o": -5}


def _bracket(code: Sequence[Token], keys: Sequence[str], place: int) -> Iterator[Sign]:
    if keys[place + 1 : place + 2] == ["]"]:
        yield "arrays", {"p": 4}
    elif keys[place + 2 : place + 3] == ["]"] and code[place + 1].kind is Kind.WORD:
        yield "names in brackets", {"t": 2, "s": 2, "p": -4, "m": -4, "o": -4}


def _string(token: Token, keys: Sequence[str], place: int) -> Iterator[Sign]:
    if token.text.startswith("$"):
        yield "dollar quotes", {"p": 6}
    elif token.text[:2] in ("N'", "n'"):
        yield "strings with N before them", {"t": 1, "o": 1, "m": 1, "p": 1, "s": -5}
    elif token.text.startswith("'0000-00-00"):
        yield "a date of zeros", {"m": 2, "s": 1, "p": -5, "t": -5, "o": -5}
    elif keys[place - 1 : place] == ["DEFAULT"] and "TEXT" in keys[max(0, place - 4) : place]:
        yield "a default at a text column", {"m": -3, "p": 1, "s": 1, "t": 1}


def _alone(code: Sequence[Token], place: int) -> bool:
    """Whether a token is the only one on its line."""
    line = code[place].line
    behind = code[place + 1].line if place + 1 < len(code) else line + 1
    return (place == 0 or code[place - 1].line < line) and behind > line
