"""Another differ's own test pairs for MySQL, planned and applied on MariaDB: how many reach the target's catalogue.

    python -m tests.benchmarks.mysqldef_pairs FOLDER [--show OUTCOME] [--only NAME]

FOLDER holds the files `cmd/mysqldef/tests*.yml` of sqldef (https://github.com/sqldef/sqldef). Each pair is judged as
those for PostgreSQL are (see `psqldef_pairs`): the database starts from the text of `current`, and has to end at the
catalogue that the text of `desired` makes beside it. A text that MariaDB itself does not take is not loadable; tests
that are meant for other servers alone are left out.
"""

import argparse
import contextlib
from collections.abc import Iterable
from pathlib import Path

import pymysql

from designer.cli.errors import BadInput
from designer.lab.catalogue.compare import compare
from designer.lab.catalogue.model import Catalogue
from designer.lab.mariadb.loading import DATABASE, empty, run, said
from designer.lab.mariadb.server import MariaServer, Session, mariadb_server
from designer.planning import CannotPlan, plan
from designer.planning.proof.of_mysql import catalogue
from designer.sql.splitting import split
from tests.benchmarks.sqldef import Outcome, design, pairs, show, table


def loaded(session: Session, text: str) -> tuple[Catalogue, str]:
    """The catalogue that a text makes in an empty server, and the server's words where it refuses it."""
    empty(session)
    _, refused = run(session, (one.text for one in split(text, "mariadb")))
    return catalogue(session), "; ".join(one.message for one in refused)


def judged(server: MariaServer, name: str, current: str, desired: str) -> Outcome:
    """The pair, planned and applied."""
    with contextlib.closing(server.connect()) as session:
        target, words = loaded(session, desired)
        if words:
            return Outcome(name, "not loadable", f"desired: {words}")
        _, words = loaded(session, current)
        if words:
            return Outcome(name, "not loadable", f"current: {words}")
        return applied(session, target, name, current, desired)


def applied(session: Session, target: Catalogue, name: str, current: str, desired: str) -> Outcome:
    old, before = design(current, None, "mariadb")
    try:
        new, after = design(desired, before, "mariadb")
    except BadInput as error:
        return Outcome(name, "refused", str(error))
    modelled = not (before.opaque or after.opaque)
    unread = [one.message for one in (*old.problems, *new.problems)]
    if unread:
        return Outcome(name, "refused", "; ".join(unread), modelled)
    try:
        empty_plan = not plan(before, before).steps and not plan(after, after).steps
        made = plan(before, after)
    except CannotPlan as error:
        return Outcome(name, "refused", str(error), modelled)
    statements = tuple(text for step in made.steps for text in step.up)
    words = executed(session, statements)
    if words:
        return Outcome(name, "failed", words, modelled, empty_plan, statements)
    left = compare(target, catalogue(session))
    if not left:
        return Outcome(name, "equal", "", modelled, empty_plan, statements)
    why = "; ".join(f"{one.kind} {one.object}: expected {one.expected}, found {one.found}" for one in left)
    told = [*made.notices, *(f"{one.statement}: {one.reason}" for one in (*old.skipped, *new.skipped))]
    return Outcome(name, "foretold" if told else "missed", f"{why} // {told}", modelled, empty_plan, statements)


def executed(session: Session, statements: Iterable[str]) -> str:
    """The server's words where it refuses one."""
    with contextlib.closing(session.cursor()) as cursor:
        for text in statements:
            try:
                cursor.execute(text)
            except pymysql.Error as error:
                return said(error)
    return ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", action="append", default=[], help="outcomes to list with their reasons")
    parser.add_argument("--only", default="", help="pairs whose name contains this")
    given = parser.parse_args()
    found: list[Outcome] = []
    with mariadb_server() as server:
        for name, current, desired in pairs(given.folder, "mariadb"):
            if given.only in name:
                current, desired = (one.replace("mysqldef_test", DATABASE) for one in (current, desired))
                found.append(judged(server, name, current, desired))
                if found[-1].kind in given.show or not found[-1].empty:
                    show(found[-1], statements=bool(given.only))
    table(found)


if __name__ == "__main__":
    main()
