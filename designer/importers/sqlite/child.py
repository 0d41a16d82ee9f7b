"""SQLite in a process of its own, under limits: reads a file's catalogue, or runs statements and reads what they made.

It is run as a file, with a JSON request on standard input and a JSON answer on standard output, and needs nothing
but the standard library, so that a hostile file or statement reaches nothing else.
"""

from __future__ import annotations

import json
import resource
import sqlite3
import sys
from hashlib import sha256
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

_MEMORY = 1 << 30
_FILE = 1 << 28
_TEXT = 32_000_000
_LONG = 256
_MARGIN = 1.3
_STEPS = 20_000
"""Ten thousand instructions of SQLite each: some seconds."""
_FORBIDDEN = (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH)
_FUNCTIONS = ("load_extension", "readfile", "writefile", "edit", "fts3_tokenizer")
_SETTINGS = ("writable_schema", "temp_store_directory", "data_store_directory", "journal_mode", "trusted_schema")


def main() -> None:
    """One request, one answer."""
    request = json.load(sys.stdin)
    seconds = int(request["seconds"])
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE, _FILE))
    try:
        if "sample" in request:
            answer = _sample(request["path"], request["sample"], int(request["rows"]))
        elif "path" in request:
            answer = _read(request["path"])
        elif "legs" in request:
            answer = _walk(request["legs"])
        elif "queries" in request:
            answer = _ask(request["statements"], request["queries"], int(request["most"]))
        else:
            answer = _run(request["statements"])
    except (sqlite3.Error, MemoryError, OSError) as error:
        answer = {"failed": str(error) or "it takes more memory than is allowed"}
    json.dump(answer, sys.stdout)


def _opened(path: str) -> sqlite3.Connection:
    uri = f"{Path(path).resolve().as_uri()}?mode=ro&immutable=1"
    connection = sqlite3.connect(uri, uri=True)
    connection.text_factory = lambda data: data.decode("utf-8", "replace")
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _sample(path: str, wanted: list[str], number: int) -> dict[str, Any]:
    """The tables of a file, and of those that are wanted so many rows, picked at random where there are more.

    The answer has `names`, and `tables`: {name: {columns, types, count, rows}}, one row more than asked for at most.
    """
    connection = _opened(path)
    connection.set_authorizer(_allowed)
    listed = connection.execute("SELECT name, type FROM pragma_table_list WHERE schema = 'main' ORDER BY name")
    names = [name for name, kind in listed.fetchall() if kind == "table" and not name.lower().startswith("sqlite_")]
    tables = {}
    for name in names:
        if name in wanted:
            tables[name] = _rows(connection, name, number)
    return {"names": names, "tables": tables, "server": f"SQLite {sqlite3.sqlite_version}"}


def _rows(connection: sqlite3.Connection, table: str, number: int) -> dict[str, Any]:
    shape = [row for row in _all(connection, "table_xinfo", table) if row[6] != 1]
    place = _quoted(table)
    (count,) = connection.execute(f"SELECT count(*) FROM {place}").fetchone()
    chance = Random(1)
    share = 1.0 if count <= number else min(1.0, _MARGIN * number / count)
    picked = "" if share >= 1 else " WHERE picked()"
    connection.create_function("picked", 0, lambda: chance.random() < share)
    columns = ", ".join(_quoted(row[1]) for row in shape)
    found = connection.execute(f"SELECT {columns} FROM {place}{picked} LIMIT {number + 1}")
    return {
        "columns": [row[1] for row in shape], "types": [row[2] for row in shape], "count": count,
        "rows": [[_cell(one) for one in row] for row in found],
    }  # fmt: skip


def _cell(value: Any) -> str | None:
    """A value as text; of a long one its checksum stands for it, which says as well whether two are equal."""
    if value is None:
        return None
    data = value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
    if len(data) > _LONG:
        return sha256(data).hexdigest()
    return value.hex() if isinstance(value, bytes) else str(value)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _read(path: str) -> dict[str, Any]:
    connection = _opened(path)
    rows = []
    size = 0
    for row in connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY rowid"):
        size += len(row[3] or "") if isinstance(row[3], str) else 0
        if size > _TEXT:
            return {"failed": "its catalogue is larger than any schema"}
        rows.append([one if isinstance(one, str) else None for one in row])
    return {"catalogue": rows, "server": f"SQLite {sqlite3.sqlite_version}"}


def _run(statements: list[str]) -> dict[str, Any]:
    with TemporaryDirectory(prefix="designer-sqlite-") as folder:
        connection = sqlite3.connect(str(Path(folder, "proof.db")), isolation_level=None)
        connection.set_authorizer(_allowed)
        errors = []
        ran = 0
        connection.execute("BEGIN")
        for number, statement in enumerate(statements):
            try:
                connection.execute(statement)
                ran += 1
            except (sqlite3.Error, sqlite3.Warning) as error:
                errors.append([number, str(error)])
        if connection.in_transaction:
            connection.execute("COMMIT")
        tables = _catalogue(connection)
        return {**tables, "errors": errors, "ran": ran, "server": f"SQLite {sqlite3.sqlite_version}"}


def _ask(statements: list[str], queries: list[tuple[list[str], str]], most: int) -> dict[str, Any]:
    """`errors` of statements, and the `answers` of queries on what they made: {names, rows} or {error} each.

    With each query stand statements that are run before it and taken back behind it.
    """
    with TemporaryDirectory(prefix="designer-sqlite-") as folder:
        connection = sqlite3.connect(str(Path(folder, "proof.db")), isolation_level=None)
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        connection.set_authorizer(_allowed)
        errors = []
        connection.execute("BEGIN")
        for number, statement in enumerate(statements):
            try:
                connection.execute(statement)
            except (sqlite3.Error, sqlite3.Warning) as error:
                errors.append([number, str(error)])
        if connection.in_transaction:
            connection.execute("COMMIT")
        answers = [_answer(connection, before, query, most) for before, query in queries]
        return {"errors": errors, "answers": answers, "server": f"SQLite {sqlite3.sqlite_version}"}


def _answer(connection: sqlite3.Connection, before: list[str], query: str, most: int) -> dict[str, Any]:
    connection.execute("BEGIN")
    try:
        for statement in before:
            connection.execute(statement)
        return _rows_of(connection, query, most)
    except (sqlite3.Error, sqlite3.Warning, OverflowError) as error:
        return {"error": str(error)}
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _rows_of(connection: sqlite3.Connection, query: str, most: int) -> dict[str, Any]:
    steps = 0

    def is_too_long() -> bool:
        nonlocal steps
        steps += 1
        return steps > _STEPS

    connection.set_progress_handler(is_too_long, 10_000)
    try:
        cursor = connection.execute(query)
        rows = cursor.fetchmany(most + 1)
    finally:
        connection.set_progress_handler(None, 0)
    if len(rows) > most:
        return {"error": f"it returns more than {most:,} rows"}
    shown = [[{"hex": one.hex()} if isinstance(one, bytes) else one for one in row] for row in rows]
    return {"names": [one[0] for one in cursor.description or ()], "rows": shown}


def _walk(legs: list[dict[str, Any]]) -> dict[str, Any]:
    """Legs of a way in one file, each `{"statements", "rows", "sums"}`, until a statement fails.

    rows: lists of statements of which the first that is taken is enough; sums: queries of one row. The answer has
    `legs`, one each: the catalogue, the sums, `refused` (the last words for each list none of which was taken).
    """
    done: list[dict[str, Any]] = []
    with TemporaryDirectory(prefix="designer-sqlite-") as folder:
        connection = sqlite3.connect(str(Path(folder, "proof.db")), isolation_level=None)
        connection.set_authorizer(_allowed)
        for leg in legs:
            found: dict[str, Any] = {"ran": 0, "error": None, "refused": []}
            done.append(found)
            for statement in leg["statements"]:
                try:
                    connection.execute(statement)
                    found["ran"] += 1
                except (sqlite3.Error, sqlite3.Warning) as error:
                    found["error"] = [statement, str(error)]
                    break
            if found["error"]:
                break
            for group in leg.get("rows", ()):
                found["refused"].append(_first_taken(connection, group))
            found["sums"] = [_sum(connection, query) for query in leg.get("sums", ())]
            found |= _catalogue(connection)
        connection.close()
    return {"legs": done, "server": f"SQLite {sqlite3.sqlite_version}"}


def _first_taken(connection: sqlite3.Connection, group: list[str]) -> str | None:
    words = None
    for statement in group:
        try:
            connection.execute(statement)
            return None
        except (sqlite3.Error, sqlite3.Warning) as error:
            words = str(error)
    return words


def _sum(connection: sqlite3.Connection, query: str) -> list[Any]:
    """How many rows there are, and a sum of their content that is the same in any order."""
    number, total = 0, 0
    for row in connection.execute(query):
        number += 1
        total = (total + int.from_bytes(sha256(repr(row).encode("utf-8", "replace")).digest()[:8], "big")) % (1 << 64)
    return [number, total]


def _allowed(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    if action in _FORBIDDEN:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() in _FUNCTIONS:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA and (first or "").lower() in _SETTINGS:
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def _catalogue(connection: sqlite3.Connection) -> dict[str, Any]:
    rows = [
        list(row)
        for home in ("sqlite_master", "sqlite_temp_master")
        for row in connection.execute(f"SELECT type, name, tbl_name, sql FROM {home}")
    ]
    listed = {row[1]: list(row[2:6]) for row in connection.execute("PRAGMA table_list")}
    tables = {}
    for name in [row[1] for row in rows if row[0] == "table" and listed.get(row[1], [""])[0] == "table"]:
        indexes = [list(row) for row in connection.execute("SELECT * FROM pragma_index_list(?)", (name,))]
        tables[name] = {
            "listed": listed[name],
            "columns": _all(connection, "table_xinfo", name),
            "foreign_keys": _all(connection, "foreign_key_list", name),
            "indexes": [[*row, _all(connection, "index_xinfo", row[1])] for row in indexes],
        }
    shadows = [name for name, found in listed.items() if found[0] == "shadow"]
    return {"catalogue": rows, "tables": tables, "shadows": shadows}


def _all(connection: sqlite3.Connection, pragma: str, name: str) -> list[list[Any]]:
    found = [list(row) for row in connection.execute(f"SELECT * FROM pragma_{pragma}(?)", (name,))]
    return [[one.decode("utf-8", "replace") if isinstance(one, bytes) else one for one in row] for row in found]


if __name__ == "__main__":
    main()
