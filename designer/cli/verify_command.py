"""Runs the exported DDL on a real server, reads the catalogue back, and compares it with the design.

Examples:
  designer verify design.json
  designer verify dump.sql --format json
  designer verify mysqldump.sql --to mariadb
  designer verify schema.sql --from sqlite --to sqlite
  designer verify design.json --on postgresql://localhost/scratch
"""

import argparse

from designer.cli.errors import BadInput
from designer.cli.output import add_format, print_json
from designer.cli.sources import add_source, read, text_of, warn_of_problems
from designer.exporters.registry import ExportError
from designer.importers import Imported
from designer.importers.sqlite.files import is_database
from designer.lab.errors import ServerUnavailable
from designer.lab.verify import CannotConnect, Verification, verify, verify_mariadb_source, verify_sqlite_source

_MYSQL = ("mysql", "mariadb")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_source(parser)
    parser.add_argument(
        "--to",
        default="postgres",
        choices=("postgres", "mysql", "mariadb", "sqlite"),
        help="the dialect to export to; postgres by default",
    )
    parser.add_argument("--on", metavar="URL", help="a server of yours; the embedded one when left out")
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    imported = read(options.src, options)
    warn_of_problems(imported)
    try:
        verification = _verified(imported, options)
    except (ExportError, ServerUnavailable, CannotConnect) as error:
        raise BadInput(str(error)) from None
    if options.format == "json":
        print_json(verification.as_json())
    else:
        print(as_text(verification))
    return 0 if verification.verdict in ("equal", "partly") else 1


def _verified(imported: Imported, options: argparse.Namespace) -> Verification:
    """Against the source itself where it is SQL of the family that it is exported to, else against the design."""
    if imported.dialect in _MYSQL and options.to in _MYSQL and not _is_design(options):
        text = "\n".join(text_of(path) for path in options.src)
        return verify_mariadb_source(text, imported.schema, options.to)
    files = not any("://" in path or is_database(path) for path in options.src)
    if imported.dialect == options.to == "sqlite" and files and not _is_design(options):
        return verify_sqlite_source("\n".join(text_of(path) for path in options.src), imported.schema)
    return verify(imported.schema, to=options.to, on=options.on)


def _is_design(options: argparse.Namespace) -> bool:
    return options.from_ == "design" or options.src == ["-"] or any(path.endswith(".json") for path in options.src)


def as_text(verification: Verification) -> str:
    """The verdict, then every difference, error and statement that was not run."""
    done = f"{verification.statements} statements on {verification.server} in {verification.seconds:.1f} s"
    lines = [f"{verification.verdict}: {done if verification.server else 'there was no server to try it on'}"]
    lines += [f"error: {one.message}\n  in {one.statement}" for one in verification.errors]
    lines += [
        f"{one.kind} {one.object}: expected {one.expected or 'none'}, found {one.found or 'none'}"
        for one in verification.differences
    ]
    lines += [f"not executed: {one.statement}\n  {one.why}" for one in verification.not_executed]
    return "\n".join(lines)
