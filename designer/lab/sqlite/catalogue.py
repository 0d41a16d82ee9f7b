"""What a SQLite database holds, as facts to compare: its pragmas, and its statements' tokens where those are blind.

The pragmas tell columns, keys, indexes and foreign keys. CHECK, ON CONFLICT, AUTOINCREMENT, COLLATE, DEFERRABLE,
generated expressions and the names of constraints are told by `sqlite_master.sql` alone; they are gathered from its
tokens without the importer, so that what the importer overlooks is seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from designer.lab.catalogue.compare import Difference
from designer.sql.identifiers import read_identifier
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind

Facts = dict[tuple[str, str], str]
"""(kind, object) to what is known about it, as text."""

_HIDDEN = {0: "", 1: " hidden", 2: " generated virtual", 3: " generated stored"}


def facts(answer: dict[str, Any]) -> Facts:
    """Everything that a child process told about a database."""
    found: Facts = {}
    statements = {(row[0], row[1]): row[3] or "" for row in answer["catalogue"]}
    for name, table in answer["tables"].items():
        if not name.startswith("sqlite_"):
            found |= _table(name, table, statements)
    for (kind, name), sql in statements.items():
        virtual = kind == "table" and name not in answer["tables"] and name not in answer["shadows"]
        if kind in ("view", "trigger") or (virtual and not name.startswith("sqlite_")):
            found[(kind if not virtual else "virtual table", name)] = normal(sql)
    return found


def differences(expected: Facts, found: Facts) -> tuple[Difference, ...]:
    """What is not the same on both sides."""
    keys = sorted(expected.keys() | found.keys())
    return tuple(
        Difference(*key, expected.get(key), found.get(key)) for key in keys if expected.get(key) != found.get(key)
    )


def _table(name: str, table: dict[str, Any], statements: dict[tuple[str, str], str]) -> Facts:
    _, columns, without_rowid, strict = table["listed"]
    found: Facts = {("table", name): f"columns {columns} without rowid {without_rowid} strict {strict}"}
    for position, column, kind, not_null, default, key, hidden in table["columns"]:
        found[("column", f"{name}.{column}")] = (
            f"position {position} type {' '.join(kind.split())} not null {not_null} default {default} key {key}"
            f"{_HIDDEN.get(hidden, '')}"
        )
    links = Counter(_links(table["foreign_keys"]))
    for text, count in links.items():
        found[("foreign key", f"{name}: {text}")] = str(count)
    for index in table["indexes"]:
        found |= _index(name, index, statements)
    for text, count in Counter(_clauses(statements.get(("table", name), ""))).items():
        found[("clause", f"{name}: {text}")] = str(count)
    return found


def _links(rows: list[list[Any]]) -> Iterator[str]:
    groups: dict[int, list[list[Any]]] = {}
    for row in rows:
        groups.setdefault(row[0], []).append(row)
    for group in groups.values():
        _, _, parent, _, _, on_update, on_delete, match = group[0]
        pairs = ", ".join(f"{row[3]} to {row[4]}" for row in sorted(group, key=lambda row: row[1]))
        yield f"{pairs} of {parent} on update {on_update} on delete {on_delete} match {match}"


def _index(table: str, row: list[Any], statements: dict[tuple[str, str], str]) -> Facts:
    _, name, unique, origin, partial, parts = row
    shown = ", ".join(f"{one[2]} descending {one[3]} collation {one[4]}" for one in parts if one[5])
    if origin != "c":
        kind = {"u": "unique", "pk": "primary key"}.get(origin, origin)
        return {(kind, f"{table}: {shown}"): f"unique {unique}"}
    body = normal(statements.get(("index", name), "")).partition(" on ")[2]
    return {("index", f"{table}.{name}"): f"unique {unique} partial {partial} {shown} {body}"}


def normal(sql: str) -> str:
    """A statement's tokens without comments, quotes of names and the words that say nothing."""
    tokens = [token for token in tokenize(sql, "sqlite").tokens if token.kind not in (Kind.COMMENT, Kind.TERMINATOR)]
    words = [
        read_identifier(token.text, "sqlite").lower() if token.kind in (Kind.WORD, Kind.QUOTED) else token.text
        for token in tokens
    ]
    return " ".join(words).replace(" if not exists ", " ").replace(" asc ", " ").replace(" asc)", ")")


def _clauses(sql: str) -> Iterator[str]:
    """What a table's statement says beyond the pragmas, each clause as one text."""
    tokens = [token for token in tokenize(sql, "sqlite").tokens if token.kind is not Kind.COMMENT]
    words = [token.text.upper() if token.kind is Kind.WORD else "" for token in tokens]
    place = next((index for index, token in enumerate(tokens) if token.text == "("), len(tokens)) + 1
    before = ""
    while place < len(tokens):
        word, after = words[place], _behind(tokens, place)
        if word in ("CHECK", "AS") and tokens[place + 1 : place + 2] and tokens[place + 1].text == "(":
            after = _behind(tokens, place + 1)
            yield f"{word.lower()} {normal(' '.join(one.text for one in tokens[place + 1 : after]))}"
        elif word == "CONFLICT" and words[place + 1] != "ABORT" and before != "NULL":
            yield f"{before.lower()} on conflict {words[place + 1].lower()}"
        elif word in ("COLLATE", "CONSTRAINT") and place + 1 < len(tokens):
            yield f"{word.lower()} {read_identifier(tokens[place + 1].text, 'sqlite').lower()}"
            after = place + 2
        elif word == "DEFERRED":
            yield "initially deferred"
        elif word in ("AUTOINCREMENT", "STORED"):
            yield word.lower()
        if word in ("UNIQUE", "PRIMARY", "NULL", "CHECK"):
            before = "NOT NULL" if word == "NULL" and words[place - 1] == "NOT" else word
        place = after


def _behind(tokens: list[Any], place: int) -> int:
    """The index behind a token, or behind the bracket that closes it."""
    if tokens[place].text != "(":
        return place + 1
    depth = 0
    for index in range(place, len(tokens)):
        depth += (tokens[index].text == "(") - (tokens[index].text == ")")
        if depth == 0:
            return index + 1
    return len(tokens)
