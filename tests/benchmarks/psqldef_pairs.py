"""Another differ's own test pairs, planned and applied: how many reach the target's catalogue, and what is missed.

    python tests/benchmarks/psqldef_pairs.py FOLDER [--strategy online] [--show OUTCOME] [--only NAME]

FOLDER holds the files `cmd/psqldef/tests*.yml` of sqldef (https://github.com/sqldef/sqldef): mappings of a name to
`current` and `desired`, SQL both. Each pair is judged without our own exports: the database starts from the text of
`current`, and has to end at the catalogue that the text of `desired` makes on a database beside it. Outcomes:

- equal: the catalogue is the target's; foretold: the plan's notices said what would differ;
- refused: the plan, or the reading of the design, says in words what it cannot do; failed: the server refuses a
  statement of the plan; missed: the catalogue differs and nobody said so;
- not loadable: the server itself does not take one of the two texts (extensions that are not installed, a feature of
  another database), so there is no target to compare with.

Every text is planned against itself too, and has to come out empty. Reads YAML with PyYAML, which the project
itself does not need.
"""

import argparse
import contextlib
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from designer.cli.errors import BadInput
from designer.lab.catalogue import Difference, compare, read_catalogue
from designer.lab.scratch import ScratchCluster
from designer.planning import CannotPlan, Options, plan
from designer.planning.proof.differences import servers_choice
from designer.sql.splitting import split
from tests.benchmarks.sqldef import Outcome, design, pairs, show, table

_LABELS = itertools.count(1)


@contextlib.contextmanager
def database(cluster: ScratchCluster) -> Iterator[psycopg.Connection[Any]]:
    """An empty database, gone afterwards."""
    label = f"pair_{next(_LABELS)}"
    with cluster.connect() as home:
        home.execute(f"CREATE DATABASE {label} TEMPLATE template0 STRATEGY FILE_COPY")
        try:
            with psycopg.connect(cluster.dsn(label), autocommit=True) as session:
                yield session
        finally:
            home.execute(f"DROP DATABASE {label} WITH (FORCE)")


def run_text(session: psycopg.Connection[Any], text: str) -> None:
    """The statements one by one, those that need a later one after it; roles and schemas that are missing are made."""
    left = [one.text for one in split(text, "postgres")]
    while left:
        put_off = []
        for statement in left:
            try:
                execute(session, statement)
            except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedFunction, psycopg.errors.UndefinedObject):
                put_off.append(statement)
        if len(put_off) == len(left):
            execute(session, put_off[0])
        left = put_off


def execute(session: psycopg.Connection[Any], statement: str) -> None:
    try:
        session.execute(statement.encode())
    except (psycopg.errors.UndefinedObject, psycopg.errors.InvalidSchemaName) as error:
        kind, name, _ = [*(error.diag.message_primary or "").split('"'), "", ""][:3]
        if kind not in ("role ", "schema ") or session.info.transaction_status.name != "IDLE":
            raise
        session.execute(sql.SQL("CREATE {} {}").format(sql.SQL(kind), sql.Identifier(name)))
        execute(session, statement)
    except psycopg.errors.DuplicateSchema:
        return  # made a moment ago, for what was to stand in it


def judged(cluster: ScratchCluster, name: str, current: str, desired: str, options: Options) -> Outcome:
    """The pair, planned and applied."""
    with database(cluster) as session:
        try:
            run_text(session, desired)
        except psycopg.Error as error:
            return Outcome(name, "not loadable", f"desired: {said(error)}")
        target = read_catalogue(session)
    with database(cluster) as session:
        try:
            run_text(session, current)
        except psycopg.Error as error:
            return Outcome(name, "not loadable", f"current: {said(error)}")
        return applied(session, target, name, current, desired, options)


def applied(
    session: psycopg.Connection[Any], target: Any, name: str, current: str, desired: str, options: Options
) -> Outcome:
    old, before = design(current)
    try:
        new, after = design(desired, before)
    except BadInput as error:
        return Outcome(name, "refused", str(error))
    modelled = not (before.opaque or after.opaque)
    unread = [one.message for one in (*old.problems, *new.problems)]
    if unread:
        return Outcome(name, "refused", "; ".join(unread), modelled)
    told = [f"{one.statement}: {one.reason}" for one in (*old.skipped, *new.skipped)]
    try:
        empty = not plan(before, before, options).steps and not plan(after, after, options).steps
        made = plan(before, after, options)
    except CannotPlan as error:
        return Outcome(name, "refused", str(error), modelled)
    statements = tuple(text for step in made.steps for text in step.up)
    try:
        for step in made.steps:
            with session.transaction() if step.transactional else contextlib.nullcontext():
                for text in step.up:
                    session.execute(text.encode())
    except psycopg.Error as error:
        return Outcome(name, "failed", said(error), modelled, empty, statements)
    differences = compare(target, read_catalogue(session), column_order=False)
    left = [one for one in differences if not servers_choice(one) and not is_order_of_options(one)]
    if not left:
        return Outcome(name, "equal", "", modelled, empty, statements)
    why = "; ".join(f"{one.kind} {one.object}: expected {one.expected}, found {one.found}" for one in left)
    told += made.notices
    return Outcome(name, "foretold" if told else "missed", f"{why} // {told}", modelled, empty, statements)


def is_order_of_options(one: Difference) -> bool:
    """Whether an index differs only in the order in which its storage parameters are written."""
    (head, _, options), (other, _, others) = ((text or "").partition(" WITH (") for text in (one.expected, one.found))
    parts = [sorted(text.partition(")")[0].split(", ")) for text in (options, others)]
    rests = [text.partition(")")[2] for text in (options, others)]
    return one.kind == "index" and bool(options) and head == other and parts[0] == parts[1] and rests[0] == rests[1]


def said(error: psycopg.Error) -> str:
    return error.diag.message_primary or str(error)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--strategy", choices=("direct", "online", "expand-contract"), default="direct")
    parser.add_argument("--show", action="append", default=[], help="outcomes to list with their reasons")
    parser.add_argument("--only", default="", help="pairs whose name contains this")
    given = parser.parse_args()
    options = Options(strategy=given.strategy)
    found: list[Outcome] = []
    with ScratchCluster(in_memory=True) as cluster:
        for name, current, desired in pairs(given.folder):
            if given.only in name:
                found.append(judged(cluster, name, current, desired, options))
                if found[-1].kind in given.show or not found[-1].empty:
                    show(found[-1], statements=bool(given.only))
    table(found)


if __name__ == "__main__":
    main()
