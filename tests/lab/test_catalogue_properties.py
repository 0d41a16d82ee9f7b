"""Each property of each kind of object, changed alone, is one difference that says what changed.

The cases stand in `catalogue_changes.txt`: a title after `===`, the DDL before, `>>>`, the statements that
change one thing, then the difference they make: `kind: object`, what was expected after `-`, what is found
after `+`; a side without a line is an object that is absent there. Each runs in a transaction, rolled back.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest

from designer.lab.catalogue import Difference, compare, read_catalogue
from designer.lab.scratch import ScratchCluster


class Case(NamedTuple):
    title: str
    before: str
    change: str
    difference: Difference


def _case(text: str) -> Case:
    title, _, rest = text.partition("\n")
    before, _, after = rest.partition(">>>\n")
    lines = after.rstrip("\n").split("\n")
    sides = {sign: [line[2:] for line in lines if line.startswith(f"{sign} ")] for sign in "-+"}
    body = lines[: len(lines) - len(sides["-"]) - len(sides["+"])]
    kind, _, name = body[-1].partition(": ")
    old, new = ("\n".join(sides[sign]) if sides[sign] else None for sign in "-+")
    return Case(title, before, "\n".join(body[:-1]), Difference(kind, name, old, new))


CASES = [
    _case(text) for text in Path(__file__).with_name("catalogue_changes.txt").read_text("utf-8").split("=== ") if text
]


@pytest.fixture(scope="module")
def session() -> Iterator[psycopg.Connection]:
    with (
        ScratchCluster({"allow_in_place_tablespaces": "on"}, in_memory=True) as cluster,
        cluster.connect() as connection,
    ):
        connection.autocommit = True
        connection.execute("set search_path = public")
        connection.execute("create tablespace elsewhere location ''")
        connection.execute("create role reader")
        yield connection


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_one_property_changed_alone_is_one_difference(session: psycopg.Connection, case: Case) -> None:
    with session.transaction(force_rollback=True):
        session.execute(case.before.encode())
        old = read_catalogue(session, again=True)
        session.execute(case.change.encode())
        new = read_catalogue(session, again=True)
    kind, name, expected, found = case.difference.kind, case.difference.object, *_sides(case.difference)
    assert compare(old, new) == (case.difference,)
    assert compare(new, old) == (Difference(kind, name, found, expected),)


def _sides(difference: Difference) -> tuple[str | None, str | None]:
    return difference.expected, difference.found


def test_every_kind_that_a_design_models_has_a_case() -> None:
    modelled = {
        "table", "column", "primary key", "unique", "check", "foreign key", "exclusion", "index", "enum", "domain",
        "composite", "sequence", "schema", "extension", "view", "materialized view", "function", "trigger", "policy",
    }  # fmt: skip
    assert modelled <= {case.difference.kind for case in CASES}
