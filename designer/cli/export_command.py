"""Writes a design in another form.

Examples:
  designer export design.json --to postgres --out schema.sql
  designer export dump.sql --to svg --out diagram.svg
  designer export design.json --to markdown > dictionary.md
  designer export design.json --to operations --settings team.json
  designer export dump.sql --queries queries.sql --to operations

What the target cannot express is said on standard error, and written to --report.
"""

import argparse
import json
import sys
from importlib import import_module
from typing import Any

from designer.cli.errors import BadInput
from designer.cli.output import write
from designer.cli.sources import add_source, read, warn_of_problems
from designer.exporters.registry import Export, ExportError, UnknownTarget, export, exporter, exporters


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_source(parser, queries=True)
    parser.add_argument("--to", required=True, action=_TargetAction, type=_target, metavar="TARGET")
    parser.add_argument("--out", metavar="PATH", help="a file; standard output when left out")
    parser.add_argument(
        "--settings", metavar="FILE", help="with --to operations: a team's numbers, as for designer analyze"
    )
    parser.add_argument("--report", metavar="FILE.json", help="what the target cannot express, as JSON")


def run(options: argparse.Namespace) -> int:
    more = _numbers(options)
    imported = read(options.src, options)
    warn_of_problems(imported)
    try:
        made = export(imported.schema, options.to, **more)
    except ExportError as error:
        raise BadInput(f"{', '.join(options.src)}: {error}") from None
    write(made.content, options.out)
    for notice in made.notices:
        print(f"designer: {notice.object}: {notice.reason}", file=sys.stderr)
    if options.report:
        write(_report(made, options.to), options.report)
    return 0


def _numbers(options: argparse.Namespace) -> dict[str, Any]:
    """What the operations sheet goes by where a team has set its own. The rules, which know what can be set, are
    imported for that alone: an export is quick to start."""
    if not options.settings:
        return {}
    if options.to != "operations":
        raise BadInput(f"--settings goes with --to operations: an export to {options.to} compares with no numbers")
    return {"upkeep": import_module("designer.cli.rule_choice").thresholds_of(options).upkeep}


def _report(made: Export, target: str) -> str:
    warnings = [{"object": notice.object, "reason": notice.reason} for notice in made.notices]
    return json.dumps({"to": target, "warnings": warnings}, ensure_ascii=False, indent=1) + "\n"


def _target(name: str) -> str:
    try:
        return exporter(name).name
    except UnknownTarget as unknown:
        raise argparse.ArgumentTypeError(str(unknown)) from None


class _TargetAction(argparse.Action):
    """Names every target in its help, and only there: to know them all takes importing them all."""

    @property
    def help(self) -> str:
        return ", ".join(sorted(exporters()))

    @help.setter
    def help(self, text: str | None) -> None:
        """What argparse sets is of no use."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, option: str | None = None
    ) -> None:
        setattr(namespace, self.dest, values)
