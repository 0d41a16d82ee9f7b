"""Reads a source into a design file, and accounts for every statement of it.

Examples:
  designer import dump.sql --out design.json
  pg_dump -s shop | designer import - --out design.json
  designer import tables.sql views.sql --queries queries.sql --format json
  designer import postgresql://reader@db.example.org/shop --without-values customers.mail --out shop.json
  designer import postgresql://reader@db.example.org/shop --into shop.json --only-volumes --out shop.json
  designer import customers.csv orders.csv --out shop.json
  designer import new-dump.sql --into design.json --rename orders.total=orders.amount --out design.json
  designer import --json-schema

With --into the source is compared with a design: ids, notes, positions, decisions and access patterns stay, volumes
too where the source measures none, and the changes are listed. Nothing is written without --out.

Of a live database the catalogue is read, and what its own statistics say of volumes: rows, rows written a day where
the server counts them, and per column distinct values, share of nulls, width, correlation, the most common values
with their shares, and the ends of the range. The last two are data of real rows: --no-values and --without-values
leave them at the server. --only-volumes refreshes a design's volumes and changes nothing else in it.
"""

import argparse
import sys
import time
from collections import Counter
from typing import Any

from designer.cli.diff_command import as_json as diff_as_json
from designer.cli.errors import BadInput
from designer.cli.output import add_format, print_json, table, write
from designer.cli.sources import add_source, read, warn_of_problems
from designer.importers import Imported
from designer.importers.reimport import only_volumes, reimport
from designer.schema.describe import describe
from designer.schema.design_file import dumps
from designer.schema.json_schema import json_schema
from designer.schema.words import singular


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_source(parser, queries=True)
    parser.add_argument("--out", metavar="design.json", help="where to write the design file; - is standard output")
    parser.add_argument("--into", metavar="design.json", help="the design that this is a newer version of")
    parser.add_argument(
        "--rename", metavar="OLD=NEW", action="append", default=[],
        help="with --into: what was dropped and added is one thing renamed (table=table, table.column=table.column)",
    )  # fmt: skip
    parser.add_argument(
        "--only-volumes", action="store_true", help="with --into: take over what was measured, and no other change"
    )
    parser.add_argument("--json-schema", action=_PrintJsonSchema, help="print the JSON Schema of the design file")
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    started = time.monotonic()
    imported = read(options.src, options)
    if options.out == "-" and options.format == "json":
        raise BadInput("--out - and --format json would both write to standard output")
    if options.rename and not options.into:
        raise BadInput("--rename goes with --into")
    if options.only_volumes and not options.into:
        raise BadInput("--only-volumes goes with --into")
    if options.only_volumes and options.rename:
        raise BadInput("--only-volumes renames nothing: leave out --rename")
    if options.into:
        return _into(imported, options)
    if options.out:
        write(dumps(imported.schema), options.out)
    seconds = round(time.monotonic() - started, 3)
    if options.format == "json":
        print_json(as_json(imported, seconds))
    else:
        warn_of_problems(imported)
        print(as_text(imported), file=sys.stderr if options.out == "-" else sys.stdout)
    return 0


def _into(imported: Imported, options: argparse.Namespace) -> int:
    """The source as changes to a design, which is written where --out says."""
    old = read([options.into], argparse.Namespace(from_="design")).schema
    if options.only_volumes:
        found = only_volumes(old, imported.schema)
    else:
        found = reimport(old, imported.schema, [_pair(text) for text in options.rename])
    for refused in found.refused:
        raise BadInput(refused)
    if options.out:
        write(dumps(found.target), options.out)
    if options.format == "json":
        print_json(diff_as_json(found.changes, found.renames))
        return 0
    warn_of_problems(imported)
    out = sys.stderr if options.out == "-" else sys.stdout
    print("\n".join(describe(found.changes, old, found.target)) or "no differences", file=out)
    for one in found.renames:
        print(f"perhaps a rename (score {one.score}): --rename {one.old}={one.new}", file=out)
    for remark in imported.remarks:
        print(f"note: {remark.message}", file=out)
    return 0


def _pair(text: str) -> tuple[str, str]:
    old, separator, new = text.partition("=")
    if not separator or not old or not new:
        raise BadInput(f"--rename {text}: it is OLD=NEW")
    return old, new


def as_json(imported: Imported, seconds: float) -> dict[str, Any]:
    """The result in the contract's shape."""
    return {
        "dialect": imported.dialect,
        "counts": dict(imported.counts),
        "opaque": [
            {"kind": one.kind, "name": one.name, "line": one.line, "reason": one.reason, "file": one.file}
            for one in imported.carried
        ],
        "skipped": [
            {"line": one.line, "statement": one.statement, "reason": one.reason, "file": one.file}
            for one in imported.skipped
        ],
        "problems": [
            {"line": one.line, "column": one.column, "message": one.message, "file": one.file}
            for one in imported.problems
        ],
        "remarks": [{"line": one.line, "message": one.message, "file": one.file} for one in imported.remarks],
        "statements": imported.statements,
        "seconds": seconds,
    }


def as_text(imported: Imported) -> str:
    """Counts, what is carried by kind, what was skipped by reason."""
    rows = [(f"{count:,}", _noun(name, count)) for name, count in imported.counts.items() if count]
    parts = [table([(count.rjust(7), name) for count, name in rows]) or "nothing was found to import"]
    carried = Counter(one.kind for one in imported.carried)
    if carried:
        parts.append("Carried as they are, and written back on export:")
        parts += [f"{count:>7,}  {kind}" for kind, count in sorted(carried.items())]
    skipped = Counter(one.reason for one in imported.skipped)
    if skipped:
        parts.append("Left out:")
        parts += [f"{count:>7,}  {reason}" for reason, count in sorted(skipped.items())]
    parts += [f"note: {one.message}" for one in imported.remarks]
    if imported.problems:
        parts.append(f"{len(imported.problems)} could not be read (see above).")
    return "\n".join(parts)


def _noun(name: str, count: int) -> str:
    """`primary_keys` for people: primary keys, or the primary key that is one."""
    first, blank, last = name.replace("_", " ").rpartition(" ")
    return f"{first}{blank}{singular(last) if count == 1 else last}"


class _PrintJsonSchema(argparse.Action):
    """Prints and leaves, as `--version` does, so that no SRC is asked for."""

    def __init__(self, option_strings: list[str], dest: str, help: str | None = None) -> None:
        super().__init__(option_strings, dest, nargs=0, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        print_json(json_schema())
        parser.exit(0)
