"""The index set that the access patterns deserve, each index with what it serves, costs and weighs.

Examples:
  designer indexes schema.sql --queries queries.sql
  designer indexes schema.sql --queries queries.sql --budget 500MB --format sql > indexes.sql
  designer indexes design.json --max-width 2 --format json
  designer indexes design.json --settings team.json

A real PostgreSQL plans every candidate at the declared volumes, without any data. Costs are its cost units, weighted
by frequency, never times. Indexes that the design has already stay; those that could go are named. Without a budget,
the price of bytes and writes decides alone.
"""

import argparse
import re
import sys
import time

from designer.analysis.index_engine import Recommendation, recommend
from designer.analysis.index_engine.report import as_json, as_sql, as_text
from designer.analysis.thresholds import Thresholds
from designer.cli.errors import BadInput
from designer.cli.output import print_json
from designer.cli.rule_choice import add_settings, thresholds_of
from designer.cli.sources import add_source, read, warn_of_problems
from designer.exporters.result import ExportError
from designer.lab.errors import ServerUnavailable
from designer.lab.planner import NoServer, open_lab
from designer.schema.schema import Schema

_UNITS = {"": 1, "B": 1, "KB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000, "TB": 1_000_000_000_000}
_MOST_WIDE = 8


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_source(parser, queries=True)
    parser.add_argument("--budget", metavar="500MB", help="most bytes of the new indexes together; also kB, GB")
    parser.add_argument("--max-width", type=int, default=3, metavar="3", help="most key columns of an index")
    add_settings(parser)
    parser.add_argument("--format", choices=("text", "sql", "json"), default="text", help="text by default")


def run(options: argparse.Namespace) -> int:
    budget = _bytes(options.budget) if options.budget is not None else None
    if not 1 <= options.max_width <= _MOST_WIDE:
        raise BadInput(f"--max-width: an index has 1 to {_MOST_WIDE} key columns, not {options.max_width}")
    thresholds = thresholds_of(options)
    imported = read(options.src, options)
    warn_of_problems(imported)
    if not imported.schema.access_patterns:
        raise BadInput(f"{', '.join(options.src)}: there is no access pattern to serve; name a file with --queries")
    found = _recommended(imported.schema, budget, options.max_width, thresholds)
    match options.format:
        case "json":
            print_json(as_json(found))
        case "sql":
            print(as_sql(found))
        case _:
            for note in found.notes:
                print(f"designer: {note}", file=sys.stderr)
            print(as_text(found))
    return 0


def _recommended(schema: Schema, budget: int | None, width: int, thresholds: Thresholds) -> Recommendation:
    lab = open_lab()
    if isinstance(lab, NoServer):
        raise BadInput(f"no index can be costed: {lab.reason}")
    try:
        return recommend(schema, lab, budget_bytes=budget, max_width=width, progress=_Shown(), thresholds=thresholds)
    except ServerUnavailable as error:
        raise BadInput(f"no index can be costed: {error.reason}") from None
    except ExportError as error:
        raise BadInput(f"no index can be costed: {error}") from None


def _bytes(text: str) -> int:
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([kKmMgGtT]?[bB]?)\s*", text)
    unit = match[2].upper() if match else "?"
    unit = unit if unit in _UNITS else f"{unit}B"
    if match is None or unit not in _UNITS:
        raise BadInput(f"--budget: {text!r} is no size; write 500MB or 2GB")
    return int(float(match[1]) * _UNITS[unit])


class _Shown:
    """Progress on a terminal's standard error, once the work takes over a second."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._shown = False

    def __call__(self, share: float, doing: str) -> None:
        if not sys.stderr.isatty():
            return
        if share >= 1 and self._shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
        elif share < 1 and time.monotonic() - self._started > 1:
            self._shown = True
            print(f"\r\033[K{100 * share:3.0f} % {doing}", end="", file=sys.stderr, flush=True)
