"""All own pairs of designs as migrations of Django, run by Django: there, nothing left to migrate, and back.

    python tests/benchmarks/django_migrations.py [--strategy online] [--only NAME]

Prints a table: of how many pairs each came out as the plan's own statements do, in how many Django found something left
to migrate, and how many files were made of its own operations.
"""

import argparse
import contextlib
import io
import os
import sys
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory

from designer.exporters.postgres import statements
from designer.importers import import_sql
from designer.lab.catalogue import Difference, compare, read_catalogue
from designer.lab.proof import proof_database
from designer.planning import Options, files, plan
from designer.planning.proof.differences import servers_choice
from tests.planning.django_app import main as run_app
from tests.planning.pairs import PAIRS


def forked(folder: str, dsn: str, way: str) -> str:
    """What Django says of one way, in a process of its own; "" when all is well."""
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        told, code = io.StringIO(), 0
        with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
            try:
                run_app(folder, dsn, way)
            except SystemExit as left:
                code = int(left.code or 0)
            except BaseException:  # a child says all there is to say, and ends
                traceback.print_exc()
                code = 1
        os.write(writable, told.getvalue()[-3000:].encode() if code else b"")
        os._exit(0)
    os.close(writable)
    with os.fdopen(readable, "rb") as pipe:
        words = pipe.read().decode()
    os.waitpid(child, 0)
    return words


def judged(name: str, strategy: str) -> tuple[str, str, int, int]:
    """(outcome, why, files with Django's own operations, files)."""
    before, after = (import_sql(text).schema for text in PAIRS[name])
    made = plan(before, after, Options(strategy=strategy))  # type: ignore[arg-type]
    written = files(made, "django")
    steps = [one for one in written if one.path.startswith("migrations/0")]
    own = sum(any(f"        {word}(" in one.text for word in OWN) for one in steps)
    with TemporaryDirectory() as folder, proof_database() as target, proof_database() as database:
        with target.connect() as session:
            for text in statements(made.after):
                session.execute(text.encode())
            expected = read_catalogue(session)
        with database.connect() as session:
            for text in statements(made.before):
                session.execute(text.encode())
            start = read_catalogue(session)
        (Path(folder) / "shop").mkdir()
        (Path(folder) / "shop" / "__init__.py").write_text("")
        for file in written:
            path = Path(folder) / "shop" / file.path
            path.parent.mkdir(exist_ok=True)
            path.write_text(file.text)
        for way, there in (("up", expected), ("check", expected), ("down", start)):
            words = forked(folder, database.dsn, way)
            if words:
                return f"{way} fails", words, own, len(steps)
            with database.connect() as session:
                differences = [one for one in compare(there, read_catalogue(session), column_order=False) if _told(one)]
            if differences:
                return f"{way} differs", str(differences[:3]), own, len(steps)
    return "equal", "", own, len(steps)


OWN = (
    "migrations.AddField", "migrations.AlterField", "migrations.RemoveField", "migrations.RenameField",
    "migrations.CreateModel", "migrations.DeleteModel", "migrations.AddConstraint", "migrations.RemoveConstraint",
    "AddIndexConcurrently", "RemoveIndexConcurrently", "AddConstraintNotValid", "ValidateConstraint",
)  # fmt: skip


def _told(one: Difference) -> bool:
    return "django_migrations" not in one.object and not servers_choice(one)


def main() -> None:
    reader = argparse.ArgumentParser()
    reader.add_argument("--strategy", default="online")
    reader.add_argument("--only", default="")
    chosen = reader.parse_args()
    counts: dict[str, int] = {}
    own = total = 0
    for name in PAIRS:
        if chosen.only in name:
            outcome, why, mine, number = judged(name, chosen.strategy)
            counts[outcome] = counts.get(outcome, 0) + 1
            own, total = own + mine, total + number
            if outcome != "equal":
                print(f"{outcome}: {name}\n    {why}")
                sys.stdout.flush()
    print(chosen.strategy, counts, f"{own} of {total} migrations are Django's own operations")


if __name__ == "__main__":
    main()
