"""Plans for MySQL and MariaDB over every kind of object, each run on a real server: there, back, and there again."""

# ruff: noqa: PT018

from dataclasses import replace
from pathlib import Path

import pytest

from designer.cli.hints import hinted
from designer.importers import import_sql
from designer.lab.mariadb.server import MariaServer
from designer.planning import CannotPlan, Options, Plan, plan
from designer.planning.proof.of_mysql import prove_mysql
from tests.planning.mysql_pairs import LINK, PAIRS, C, P, T

SAMPLE = ("everything at once", "a referred key and its reference grow")


def planned(before: str, after: str, folder: Path, strategy: str = "direct", dialect: str = "mariadb") -> Plan:
    first, second = import_sql(before, dialect), import_sql(after, dialect)
    assert not first.problems and not second.problems
    path = folder / "after.sql"
    path.write_text(after)
    return plan(first.schema, hinted(second, first.schema, str(path)), Options(strategy=strategy))  # type: ignore[arg-type]


@pytest.mark.parametrize("strategy", ["online", "expand-contract"])
def test_strategies_of_postgresql_are_refused_with_what_is_there_instead(strategy: str, tmp_path: Path) -> None:
    with pytest.raises(CannotPlan, match="written for PostgreSQL: plan it with the strategy direct"):
        planned(T, T.replace("b INT", "b TEXT"), tmp_path, strategy)


@pytest.mark.strict_only("a server")
@pytest.mark.requires("mariadb")
@pytest.mark.parametrize("name", PAIRS)
def test_a_pair_is_proved_on_a_server_with_rows(name: str, maria: MariaServer, tmp_path: Path) -> None:
    made = planned(*PAIRS[name], tmp_path)
    assert bool(made.steps) != name.startswith("no change")
    proof = prove_mysql(made, 2, server=maria)
    assert (proof.verdict in ("proved", "partly"), proof.errors, proof.differences) == (True, (), ()), proof


@pytest.mark.strict_only("a server")
@pytest.mark.requires("mariadb")
def test_an_index_that_the_server_makes_for_a_foreign_key_comes_and_goes_with_it(maria: MariaServer) -> None:
    linked = import_sql(P + C.format(LINK), "mariadb").schema
    bare = replace(linked, entities=tuple(replace(one, indexes=()) for one in linked.entities))
    without = replace(bare, relationships=())
    for first, second in ((without, bare), (bare, without), (bare, linked), (linked, bare)):
        proof = prove_mysql(plan(first, second), 2, server=maria)
        assert (proof.verdict, proof.errors, proof.differences) == ("proved", (), ()), proof
