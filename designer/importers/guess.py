"""Which dialect a text is written in, told by the words and signs that only one of them has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind, Token

_READ = 120_000
_HEADERS = (
    ("-- MARIADB DUMP", "mariadb"), ("/*M!", "mariadb"), ("-- MYSQL DUMP", "mysql"), ("-- PHPMYADMIN", "mysql"),
    ("-- POSTGRESQL DATABASE DUMP", "postgres"), ("PRAGMA FOREIGN_KEYS", "sqlite"),
)  # fmt: skip
_WORDS = {
    "mysql": "AUTO_INCREMENT ENGINE UNSIGNED ZEROFILL TINYINT MEDIUMINT MEDIUMTEXT LONGTEXT TINYTEXT CHARSET FULLTEXT"
    " DELIMITER MEDIUMBLOB LONGBLOB SQL_MODE FOREIGN_KEY_CHECKS",
    "mariadb": "PERSISTENT IGNORED INET6 VERSIONING",
    "postgres": "SERIAL BIGSERIAL BYTEA TIMESTAMPTZ JSONB SEARCH_PATH PLPGSQL EXTENSION OWNER TSVECTOR REGCLASS GIN"
    " GIST NEXTVAL PG_CATALOG STDIN UUID",
    "sqlite": "AUTOINCREMENT PRAGMA ROWID SQLITE_SEQUENCE FTS5 STRICT",
    "tsql": "NVARCHAR DBO CLUSTERED NONCLUSTERED UNIQUEIDENTIFIER DATETIME2 IDENTITY_INSERT SYSNAME NOCHECK"
    " TEXTIMAGE_ON QUOTED_IDENTIFIER GO",
    "oracle": "VARCHAR2 NVARCHAR2 NUMBER CLOB SYSDATE TABLESPACE PCTFREE DUAL ENABLE STORAGE SEGMENT",
}  # fmt: skip
_DIALECT = {word: dialect for dialect, words in _WORDS.items() for word in words.split()}
_LABELS = {
    "postgres": "PostgreSQL", "mysql": "MySQL", "mariadb": "MariaDB", "sqlite": "SQLite", "tsql": "SQL Server",
    "oracle": "Oracle",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Guess:
    """A dialect, what speaks for it as a sentence, and by how much it is ahead of the next."""

    dialect: str
    reason: str
    lead: int


def guess_dialect(text: str) -> Guess:
    """The dialect that fits best; PostgreSQL, with no lead, where nothing speaks for any."""
    head = text[:_READ]
    scores: dict[str, int] = {}
    signs: dict[str, list[str]] = {}
    for dialect, sign, weight in (*_by_header(head), *_by_words(head)):
        scores[dialect] = scores.get(dialect, 0) + weight
        signs.setdefault(dialect, []).append(sign)
    if "mariadb" in scores and "mysql" in scores:
        # What both write counts for the one that has signs of its own.
        own = "mariadb" if scores["mariadb"] >= 3 else "mysql"
        scores[own] = scores.pop("mysql") + scores.pop("mariadb")
        signs[own] = [*signs.get("mariadb", ()), *signs.get("mysql", ())]
    ranked = sorted(scores, key=lambda dialect: (-scores[dialect], dialect))
    if not ranked:
        return Guess("postgres", "nothing in it belongs to one dialect alone", 0)
    best = ranked[0]
    lead = scores[best] - (scores[ranked[1]] if len(ranked) > 1 else 0)
    shown = ", ".join(list(dict.fromkeys(signs[best]))[:3])
    return Guess(best, f"it has {shown}, as {_LABELS[best]} writes", lead)


def _by_header(head: str) -> Iterator[tuple[str, str, int]]:
    first = head[:4000].upper()
    for mark, dialect in _HEADERS:
        if mark in first:
            yield dialect, f"«{mark.lower()}»", 20


def _by_words(head: str) -> Iterator[tuple[str, str, int]]:
    before: Token | None = None
    for token in tokenize(head, "mysql").tokens:
        if token.kind is Kind.WORD:
            dialect = _DIALECT.get(token.text.upper())
            if dialect is not None:
                yield dialect, token.text, 1
        elif token.kind is Kind.QUOTED:
            yield "mysql", "names in backticks", 1
        elif token.kind is Kind.CONDITIONAL:
            yield "mysql", "conditional comments", 2
        elif token.text == ":" and before is not None and before.text == ":":
            yield "postgres", "casts with ::", 1
        before = token


def better_fit(text: str, read_as: str) -> str | None:
    """A sentence that names the dialect a text fits better than the one it was read as; None if there is none."""
    found = guess_dialect(text)
    family = {"mysql": "mariadb"}.get(found.dialect, found.dialect)
    if found.lead < 5 or family == {"mysql": "mariadb"}.get(read_as, read_as):
        return None
    return f"this looks like {_LABELS[found.dialect]}: {found.reason}; read it as that instead of {_LABELS[read_as]}"
