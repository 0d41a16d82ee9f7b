"""Hazards that a statement shows by its words alone: rows changed, tables written anew, types, names, domains."""

from collections.abc import Iterator

from designer.planning.lint_findings import LintFinding
from designer.planning.maintaining import switched_on
from designer.sql.cursor import Cursor
from designer.sql.identifiers import NAME_BYTES
from designer.sql.tokens import Kind, Token

_DATA = ("UPDATE", "DELETE", "INSERT", "MERGE")
_SERIAL = "serial leaves a sequence with rights and a default of its own; GENERATED … AS IDENTITY does not"
_TYPES = {
    "JSON": ("MG040", "json keeps text and has no equality; jsonb is compared and indexed"),
    "SERIAL": ("MG041", _SERIAL),
    "BIGSERIAL": ("MG041", _SERIAL),
    "MONEY": ("MG042", "money depends on the server's locale; numeric does not"),
    "TIMESTAMP": ("MG043", "timestamp says no zone: two writers may mean different moments; timestamptz does not"),
    "CHAR": ("MG044", "char(n) pads with blanks; text with a check does not"),
}


def data(cursor: Cursor, line: int, *, defined: bool) -> Iterator[LintFinding]:
    """Rows that are changed in a migration."""
    if cursor.key() not in _DATA:
        return
    if cursor.key() in ("UPDATE", "DELETE") and "WHERE" not in cursor.keys:
        yield LintFinding("MG036", "warning", line, f"{cursor.key()} without WHERE takes every row, in one transaction")
    elif defined and cursor.key() in ("UPDATE", "DELETE"):
        yield LintFinding(
            "MG037",
            "warning",
            line,
            "changes rows in the same file as definitions: fill in batches, in a step of its own",
        )


def heavy_words(cursor: Cursor, line: int) -> Iterator[LintFinding]:
    """Statements that write or read a table as a whole."""
    if cursor.at("VACUUM") and switched_on(cursor, "FULL"):
        yield LintFinding("MG038", "error", line, "VACUUM FULL writes the table anew while nobody may read or write it",
                          "ACCESS EXCLUSIVE", "reads and writes")  # fmt: skip
    if cursor.at("CLUSTER"):
        yield LintFinding("MG038", "error", line, "CLUSTER writes the table anew while nobody may read or write it",
                          "ACCESS EXCLUSIVE", "reads and writes")  # fmt: skip
    if cursor.at("REINDEX") and not switched_on(cursor, "CONCURRENTLY") and "SYSTEM" not in cursor.keys[:2]:
        yield LintFinding("MG039", "warning", line, "REINDEX keeps writes waiting; REINDEX … CONCURRENTLY does not",
                          "SHARE", "writes")  # fmt: skip


def names_and_types(cursor: Cursor, line: int) -> Iterator[LintFinding]:
    """Names that are too long, and types that something else is better than."""
    defines = cursor.at("CREATE", "TABLE") or (cursor.at("ALTER", "TABLE") and {"ADD", "TYPE"} & set(cursor.keys))
    words = [_type_word(token, key) for token, key in zip(cursor.tokens, cursor.keys, strict=True)]
    for place, token in enumerate(cursor.tokens):
        if token.kind in (Kind.WORD, Kind.QUOTED) and len(_unquoted(token.text).encode()) > NAME_BYTES:
            yield LintFinding(
                "MG045", "warning", token.line, f"{token.text}: PostgreSQL cuts names at {NAME_BYTES} bytes"
            )
        if defines and place and words[place] in _TYPES and cursor.tokens[place - 1].kind in (Kind.WORD, Kind.QUOTED):
            following = cursor.keys[place + 1 : place + 4]
            if words[place] == "TIMESTAMP" and "WITH" in following:
                continue
            code, message = _TYPES[words[place]]
            yield LintFinding(code, "info", token.line, message)


def _unquoted(text: str) -> str:
    return text[1:-1].replace('""', '"') if text[:1] == '"' else text


def _type_word(token: Token, key: str) -> str:
    """The key word that a token is as a type: a quoted name too is serial, if it says so in small letters."""
    inside = _unquoted(token.text) if token.kind is Kind.QUOTED else ""
    return inside.upper() if inside in ("serial", "bigserial", "json", "money", "timestamp") else key


def of_domains_and_databases(cursor: Cursor, line: int) -> Iterator[LintFinding]:
    """Constraints of domains, which every table with a column of the domain is held to; and a database that goes."""
    keys = cursor.keys
    if cursor.at("ALTER", "DOMAIN") and "ADD" in keys and "CHECK" in keys and keys[-2:] != ["NOT", "VALID"]:
        text = cursor.text(0, cursor.size)
        named = keys.index("CONSTRAINT") + 1 if "CONSTRAINT" in keys else None
        validate = f"{cursor.text(0, keys.index('ADD'))} VALIDATE CONSTRAINT " + (
            cursor.tokens[named].text if named else "its_name"
        )
        yield LintFinding(
            "MG052", "warning", line, "reads every table that has a column of the domain, and keeps writes to all of"
            " them waiting", "SHARE", "writes", (f"{text} NOT VALID;", f"{validate};"),
        )  # fmt: skip
    if cursor.at("CREATE", "DOMAIN") and ("CHECK" in keys or ("NOT" in keys and "NULL" in keys)):
        yield LintFinding(
            "MG052", "info", line, "what a domain checks can be changed for all its columns at once only: a check of"
            " the table's own is changed with less waiting",
        )  # fmt: skip
    if cursor.at("DROP", "DATABASE"):
        yield LintFinding(
            "MG053", "error", line, "the database goes with all that it holds, and nothing brings it back"
        )
