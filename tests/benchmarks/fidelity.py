"""What of real schemas survives import, export, loading on a server and reading its catalogue back.

    python tests/benchmarks/fidelity.py postgres=FOLDER mysql=FOLDER sqlite=FOLDER tsql=FOLDER oracle=FOLDER
        [--to DIALECT] [--only NAME,…] [--on URL] [--differences N] [--json FILE]

A folder holds `.sql` files (and SQLite's own); a folder of folders holds one schema in each, as `dump.sql` or
`source.sql`. Every schema goes into its own dialect and, without `--to`, nowhere else. Where a server of the target
runs here, the export is loaded and compared with the source (own dialect) or the design (another). For T-SQL and
Oracle, of which none does, the export is read again, compared with the design, and parsed by sqlglot. `--on` is a
PostgreSQL with the extensions that some dumps want, used where the embedded server lacks one.

Every schema runs in a process of its own with a limit of time, so that nothing hides behind a crash. The objects
counted are those of the design; percent is the share of them that is the same.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from designer.exporters import ExportError, export
from designer.importers import Imported, import_source
from designer.importers.sqlite.files import is_database, script_of
from designer.lab.verify import Verification, verify, verify_mariadb_source, verify_source, verify_sqlite_source
from designer.schema.describe import describe
from designer.schema.diff import diff
from designer.schema.schema import Schema
from designer.sql.splitting import split

_SECONDS = 600
_FAMILY = ("mysql", "mariadb")
_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Case:
    """One schema and where it goes."""

    dialect: str
    path: Path
    to: str

    @property
    def name(self) -> str:
        return self.path.parent.name if self.path.stem in ("dump", "source") else self.path.stem


def cases(folder: Path, dialect: str, to: str | None) -> Iterator[Case]:
    """The schemas in a folder, by name."""
    own = "mariadb" if dialect == "mysql" else dialect
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            held = [path / name for name in ("dump.sql", "source.sql") if (path / name).is_file()]
            if held:
                yield Case(dialect, held[0], to or own)
        elif path.suffix in (".sql", ".sqlite", ".db"):
            yield Case(dialect, path, to or own)


def measure(case: Case, on: str | None) -> dict[str, Any]:
    """One schema: how long each step takes, and what is not the same."""
    text = (
        script_of(str(case.path))
        if is_database(str(case.path))
        else case.path.read_bytes().decode("utf-8-sig", "replace")
    )
    began = time.perf_counter()
    imported = import_source(text, f"{case.name}.sql", case.dialect)
    reading = time.perf_counter() - began
    began = time.perf_counter()
    try:
        exported = export(imported.schema, case.to)
    except ExportError as error:
        return {"tables": len(imported.schema.entities), "verdict": "refused", "differs": [str(error)]}
    writing = time.perf_counter() - began
    found: dict[str, Any] = {
        "tables": len(imported.schema.entities), "objects": len(imported.schema.located), "kilobytes": len(text) / 1000,
        "problems": [f"{one.line}: {one.message}" for one in imported.problems], "carried": len(imported.carried),
        "skipped": len(imported.skipped), "import_seconds": reading, "export_seconds": writing,
        "notices": len(exported.notices),
    }  # fmt: skip
    if case.to in ("tsql", "oracle"):
        return found | _read_again(imported, exported.text, case.to)
    return found | _verified(case, imported, text, on)


def _verified(case: Case, imported: Imported, text: str, on: str | None) -> dict[str, Any]:
    outcome = _on_server(case, imported, text, None)
    if on and case.to == "postgres" and any("extension" in one.why for one in outcome.not_executed):
        other = _on_server(case, imported, text, on)  # older, perhaps: it may refuse what the embedded one takes
        outcome = other if len(other.errors) <= len(outcome.errors) else outcome
    wrong = {(one.kind, one.object) for one in outcome.differences} | {("", one.statement) for one in outcome.errors}
    return {
        "verdict": outcome.verdict, "server": outcome.server, "wrong": len(wrong), "verify_seconds": outcome.seconds,
        "not_executed": [f"{one.why}: {one.statement}" for one in outcome.not_executed],
        "differs": [
            *(f"error {one.message} in {one.statement}" for one in outcome.errors),
            *(f"{one.kind} {one.object}: {one.expected} | {one.found}" for one in outcome.differences),
        ],
    }  # fmt: skip


def _on_server(case: Case, imported: Imported, text: str, on: str | None) -> Verification:
    if case.dialect == case.to == "postgres":
        return verify_source(text, imported.schema, on=on)
    if case.dialect in _FAMILY and case.to in _FAMILY:
        return verify_mariadb_source(text, imported.schema, case.to)
    if case.dialect == case.to == "sqlite":
        return verify_sqlite_source(text, imported.schema)
    return verify(imported.schema, case.to, on=on if case.to == "postgres" else None)


def _read_again(imported: Imported, written: str, to: str) -> dict[str, Any]:
    again = import_source(written, "written.sql", to)
    same = imported.dialect == to
    before, after = _without_lines(imported.schema), _without_lines(again.schema)
    changes = describe(diff(before, after), before, after) if same else ()
    parsed, statements = _parsed(written, to)
    return {
        "verdict": "differs" if changes or again.problems else "read back", "wrong": len(changes) + len(again.problems),
        "not_executed": [], "parsed": f"{parsed}/{statements}",
        "differs": [*(f"{one.line}: {one.message}" for one in again.problems), *changes],
    }  # fmt: skip


def _without_lines(schema: Schema) -> Schema:
    """The design without the places of its carried statements, which an export moves."""
    carried = tuple(replace(one, line=None, sql=one.sql.strip().rstrip(";/").strip()) for one in schema.opaque)
    return replace(schema, name="", comment=None, opaque=carried)


def _parsed(written: str, to: str) -> tuple[int, int]:
    """How many of the statements another parser reads as more than words, and how many there are."""
    statements = [one.text for one in split(written, to) if one.kind != "meta"]
    return sum(_is_read(text, to) for text in statements), len(statements)


def _is_read(text: str, to: str) -> bool:
    try:
        found = sqlglot.parse_one(text, read=to)
    except (SqlglotError, RecursionError):
        return False
    return not isinstance(found, exp.Command)


def run(case: Case, on: str | None) -> dict[str, Any]:
    """`measure` in a process of its own."""
    command = [sys.executable, __file__, "--one", case.dialect, str(case.path), case.to, on or ""]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return {"verdict": "no end", "differs": [f"longer than {_SECONDS} s"]}
    if done.returncode:
        return {"verdict": "failed", "differs": [done.stderr.strip().splitlines()[-1]]}
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def percent(found: dict[str, Any]) -> str:
    """The share of objects that are the same; never rounded up to all of them."""
    objects, wrong = found.get("objects"), found.get("wrong")
    if not objects or wrong is None:
        return ""
    share = max(0.0, 100 * (objects - wrong) / objects)
    return "100" if wrong == 0 else f"{min(share, 99.99):.2f}"


def line(case: Case, found: dict[str, Any]) -> str:
    """A row of the table."""
    seconds = [found.get(f"{step}_seconds") for step in ("import", "export", "verify")]
    cells = [
        case.name, case.dialect, case.to, found.get("tables", ""), found.get("objects", ""), found["verdict"],
        percent(found), *("" if one is None else f"{one:.2f}" for one in seconds), len(found.get("problems", ())),
        found.get("notices", ""), len(found.get("not_executed", ())), found.get("parsed", ""),
    ]  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", metavar="DIALECT=FOLDER")
    parser.add_argument("--to")
    parser.add_argument("--only", default="")
    parser.add_argument("--on")
    parser.add_argument("--differences", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    only = {name for name in options.only.split(",") if name}
    print("| schema | from | to | tables | objects | verdict | % equal | import s | export s | verify s | problems |"
          " notices | not run | parsed |")  # fmt: skip
    print("|" + "---|" * 14)
    results = []
    for given in options.folders:
        dialect, _, folder = given.partition("=")
        for case in cases(Path(folder), dialect, options.to):
            if only and case.name not in only:
                continue
            found = run(case, options.on)
            results.append({"schema": case.name, "from": case.dialect, "to": case.to, **found})
            print(line(case, found), flush=True)
            for kind in ("problems", "not_executed", "differs"):
                for one in found.get(kind, ())[: options.differences]:
                    print(f"    {kind}: {' '.join(one.split())[:_SHOWN]}", flush=True)
    if options.json:
        options.json.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        given = Case(sys.argv[2], Path(sys.argv[3]), sys.argv[4])
        json.dump(measure(given, sys.argv[5] or None), sys.stdout)
    else:
        main()
