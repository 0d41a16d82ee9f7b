"""Runs the exported DDL on a real server, reads the catalogue back, and compares it with the design.

Examples:
  designer verify design.json
  designer verify dump.sql --format json
  designer verify design.json --on postgresql://localhost/scratch
"""

import argparse

from designer.cli.errors import BadInput
from designer.cli.output import add_format, print_json
from designer.cli.sources import add_source, read, warn_of_problems
from designer.exporters.registry import ExportError
from designer.lab.errors import ServerUnavailable
from designer.lab.verify import CannotConnect, Verification, verify


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_source(parser)
    parser.add_argument("--to", default="postgres", choices=("postgres",), help="the dialect to export to")
    parser.add_argument("--on", metavar="URL", help="a server of yours; the embedded one when left out")
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    imported = read(options.src, options)
    warn_of_problems(imported)
    try:
        verification = verify(imported.schema, to=options.to, on=options.on)
    except (ExportError, ServerUnavailable, CannotConnect) as error:
        raise BadInput(str(error)) from None
    if options.format == "json":
        print_json(verification.as_json())
    else:
        print(as_text(verification))
    return 0 if verification.verdict in ("equal", "partly") else 1


def as_text(verification: Verification) -> str:
    """The verdict, then every difference, error and statement that was not run."""
    lines = [
        f"{verification.verdict}: {verification.statements} statements on {verification.server}"
        f" in {verification.seconds:.1f} s"
    ]
    lines += [f"error: {one.message}\n  in {one.statement}" for one in verification.errors]
    lines += [
        f"{one.kind} {one.object}: expected {one.expected or 'none'}, found {one.found or 'none'}"
        for one in verification.differences
    ]
    lines += [f"not executed: {one.statement}\n  {one.why}" for one in verification.not_executed]
    return "\n".join(lines)
