"""What an expression gives in one server it gives in the others, whatever the row: every form that is translated."""

import json
import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from designer.exporters.translation.expressions import to_mysql
from designer.exporters.translation.sqlite_texts import to_sqlite
from designer.lab.mariadb.server import MariaServer
from designer.lab.scratch import ScratchCluster

FAMILIES = {
    "id": "integer", "a": "integer", "b": "integer", "n": "numeric", "f": "float", "t": "text", "u": "text",
    "g": "boolean", "d": "date", "s": "timestamp", "j": "json",
}  # fmt: skip
_NUMBERS = [(7, 2), (-7, 2), (0, 0), (None, 3), (1000000, -3)]
_TEXTS = [("abc", "b"), ("Abc\n", "ABC"), ("", " x "), (None, "é%_"), ("12", "a\nb"), ("ab1", None), ("xxabxx", "x")]
_DOCUMENTS: list[Any] = [
    {"k": "v", "n": 5, "o": {"p": [1, "two"]}, "b": True}, {"k": None, "n": "7", "b": False}, {}, None,
    {"k": "null", "a.b": "dot", "n": -3, "b": "yes"}, {"k": 'say "no"\\', "n": 2.5},
]  # fmt: skip
EXPRESSIONS = """
a + b * 2 | a % 3 | -a | a / 2 | n + a | n * 2 | f / 2 | abs(a) | a & 6 | a | 1 | a # b | ceil(n) | floor(n)
sign(a) | round(n, 1) | f = 0.5 | n / 3 | a > b | a <> b | a IS DISTINCT FROM b | a BETWEEN -7 AND 7
a IN (7, 0) | NOT (a > 0) | (a IS NULL) = (b IS NULL) | a = ANY (ARRAY[7, 0])
t <> ALL (ARRAY['abc'::text, '12'::text]) | a >= '-7'::integer | n >= (0)::numeric | coalesce(a, b)
nullif(a, 7) | greatest(a, b) | least(a, b) | CASE WHEN a > 0 THEN 'p' WHEN a < 0 THEN 'm' END | lower(t)
upper(t) | length(t) | char_length(t) | octet_length(t) | t || u | t || a | concat(t, u) | replace(t, 'b', 'c')
substring(t from 2 for 2) | substring(t from 0 for 2) | left(t, 2) | left(t, -1) | right(t, 2)
position('b' in t) | strpos(t, 'c') | trim(u) | btrim(t, 'x') | btrim(t, 'xa') | ltrim(u) | reverse(t) | md5(t)
repeat(t, 2) | lpad(t, 5, 'x') | t = u | t < u | t = 'ABC' | t LIKE 'a%' | t LIKE '%\\n' | u LIKE '%\\_'
t ILIKE 'a%' | t ~ '^[a-z]+$' | t ~ '^.+$' | t ~ 'b' | t !~ 'b' | t ~* 'ab' | t ~ '^a|c$' | t ~ '\\d'
t ~ '\\mab' | t ~ '^$' | t SIMILAR TO 'a%' | (t)::text ~ '^ab'::text | g | NOT g | g = true | g IS NOT TRUE
g AND a > 0 | g::text | a::text | length(a::text) | n::text | f::text | a::boolean | a::numeric | n::integer
n::numeric(10,1) | f::integer | s::date | d::timestamp | extract(year from s) | extract(day from d)
extract(epoch from s) | extract(dow from d) | date_part('month', s) | date_trunc('month', s) | d + 1 | d - d
s > '2020-02-29' | d = '2020-02-29'::date | s - '1 day'::interval | j ->> 'k' | (j ->> 'k'::text)
j -> 'o' ->> 'p' | j ->> 'a.b' | j ->> 'n' | (j -> 'o' -> 'p') ->> 1 | (j ->> 'k') IS NULL | (j -> 'k') IS NULL
(j -> 'n')::integer | (j ->> 'b')::boolean | j ? 'k' | j @> '{"n": 5}' | j ->> -1 | length(j ->> 'k')
coalesce(j ->> 'k', t) | a << 1 | ~ a | a ^ 2 | t COLLATE "C" < u | t < 'b'
"""


def _expressions() -> list[str]:
    return [one.strip() for line in EXPRESSIONS.replace("a | 1", "a \x00 1").splitlines() for one in line.split(" | ")
            if one.strip()]  # fmt: skip


def _rows() -> Iterator[tuple[Any, ...]]:
    moments = [("2020-02-29", "2020-02-29 23:59:59"), (None, None), ("1999-12-31", "2000-01-01 00:00:00")]
    for number in range(14):
        a, b = _NUMBERS[number % 5]
        t, u = _TEXTS[number % 7]
        d, s = moments[number % 3]
        document = _DOCUMENTS[number % 6]
        numeric = [Decimal("2.500"), Decimal("-0.125"), None, Decimal("10.000")][number % 4]
        yield (number, a, b, numeric, [0.5, -3.0, None][number % 3], t, u, [True, False, None][number % 3], d, s,
               None if document is None else json.dumps(document))  # fmt: skip


def _alike(value: Any) -> Any:
    """A value as all drivers could give it."""
    if isinstance(value, bool | int | float | Decimal):
        return round(float(value), 6)
    if isinstance(value, bytes):
        return _alike(value.decode())
    return value if value is None else str(value)


@pytest.fixture(scope="module")
def postgres() -> Iterator[psycopg.Connection[Any]]:
    with (
        ScratchCluster(in_memory=True) as cluster,
        psycopg.connect(cluster.dsn("postgres"), autocommit=True) as session,
    ):
        session.execute(
            'CREATE TABLE v (id int, a int, b int, n numeric(10,3), f float8, t text COLLATE "C", u text COLLATE "C", '
            "g bool, d date, s timestamp, j jsonb)"
        )
        for row in _rows():
            session.execute("INSERT INTO v VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)", row)
        yield session


def _given(session: psycopg.Connection[Any], text: str) -> list[Any] | None:
    """What PostgreSQL gives for each row; None where it refuses one, which is no meaning to keep."""
    try:
        return [_alike(row[0]) for row in session.execute(f"SELECT {text} FROM v ORDER BY id".encode()).fetchall()]
    except psycopg.Error:
        return None


@pytest.mark.requires("mariadb")
@pytest.mark.strict_only("starts two servers")
def test_what_is_said_to_mariadb_gives_the_same_of_every_row(postgres: psycopg.Connection[Any]) -> None:
    server = MariaServer()
    try:
        session = server.connect()
        with session.cursor() as cursor:
            cursor.execute("CREATE DATABASE same CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin")
            cursor.execute("USE same")
            cursor.execute("SET NAMES utf8mb4 COLLATE utf8mb4_unicode_ci")
            cursor.execute(
                "CREATE TABLE v (id int, a int, b int, n decimal(10,3), f double, t longtext, u longtext, "
                "g tinyint(1), d date, s datetime(6), j json)"
            )
            for row in _rows():
                cursor.execute(f"INSERT INTO v VALUES ({', '.join(['%s'] * len(row))})", row)
            expression = to_mysql("((j -> 'b'))::boolean", FAMILIES)
            cursor.execute(f"CREATE TABLE made (j json, b tinyint(1) GENERATED ALWAYS AS ({expression}) STORED)")
            told, wrong = 0, []
            for text in (one.replace("\x00", "|") for one in _expressions()):
                said, wanted = to_mysql(text, FAMILIES), _given(postgres, text)
                if said is None or wanted is None:
                    continue
                told += 1
                cursor.execute("SELECT " + said.replace("%", "%%") + " FROM v ORDER BY id", ())
                found = [_alike(one[0]) for one in cursor.fetchall()]
                wrong += [(text, said, wanted, found)] if found != wanted else []
        assert wrong == []
        assert told > 60
    finally:
        server.stop()


@pytest.mark.strict_only("starts a server")
def test_what_is_said_to_sqlite_gives_the_same_of_every_row(postgres: psycopg.Connection[Any]) -> None:
    session = sqlite3.connect(":memory:")
    session.execute(
        "CREATE TABLE v (id INTEGER, a INTEGER, b INTEGER, n NUMERIC, f REAL, t TEXT, u TEXT, g INTEGER, d TEXT, "
        "s TEXT, j TEXT)"
    )
    for row in _rows():
        session.execute(f"INSERT INTO v VALUES ({', '.join('?' * len(row))})",
                        [float(one) if isinstance(one, Decimal) else one for one in row])  # fmt: skip
    told, wrong = 0, []
    for text in (one.replace("\x00", "|") for one in _expressions()):
        said, wanted = to_sqlite(text, FAMILIES), _given(postgres, text)
        if said is None or wanted is None:
            continue
        told += 1
        found = [_alike(one[0]) for one in session.execute(f"SELECT {said} FROM v ORDER BY id")]
        wrong += [(text, said, wanted, found)] if found != wanted else []
    assert wrong == []
    assert told > 40
