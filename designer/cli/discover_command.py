"""What data says: keys, functional dependencies ranked with their evidence, foreign keys between files.

A dependency `customer_id → name` says that rows with the same customer_id always have the same name. What a sample
shows may be chance: the number of repeats on which it was checked, and the rows that contradict it, stand beside it.
Nothing is a rule of the business before a person says so.

The address of a PostgreSQL, MySQL or MariaDB database, or a SQLite file, stands for its tables, of which samples are
read: what fails in a sample fails in the table, what holds in it may fail in rows that were not read.

Examples:
  designer discover orders.csv
  designer discover orders.csv customers.csv --format json
  designer discover orders.csv --max-lhs 3
  designer discover shop.db --table orders
  designer discover postgresql://reader@db.example.org/shop --table orders --table order_lines --rows 20000
"""

import argparse
import importlib
import sys
import time
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from designer.analysis.discovery.columns import NoData, Table, read_table
from designer.analysis.discovery.discover import discover
from designer.analysis.discovery.report_json import as_json
from designer.analysis.discovery.report_text import as_text
from designer.cli.errors import BadInput
from designer.cli.output import add_format, print_json
from designer.cli.waiting import shown_progress
from designer.importers.sqlite.files import is_database

_ROWS = 50_000
_HEAD = 1 << 16
_MOST_ROWS = 1_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "data", metavar="DATA.csv", nargs="+", help="files of rows, - for standard input; or one database URL"
    )
    parser.add_argument(
        "--max-lhs", type=int, choices=(1, 2, 3), default=2, help="attributes on a left side at most; 2 by default"
    )
    parser.add_argument(
        "--table", action="append", default=[], metavar="NAME", help="of a database: a table to look at; repeatable"
    )
    parser.add_argument(
        "--rows", type=_count, metavar="N", default=_ROWS, help=f"of a database: rows of each table; {_ROWS} by default"
    )
    add_format(parser)


def _count(text: str) -> int:
    """At least two, as fewer prove nothing."""
    number = int(text)
    if not 2 <= number <= _MOST_ROWS:
        raise argparse.ArgumentTypeError(f"between 2 and {_MOST_ROWS}")
    return number


def run(options: argparse.Namespace) -> int:
    tables: list[Table] = []
    if any("://" in path or is_database(path) for path in options.data):
        if len(options.data) > 1:
            raise BadInput("a database is looked at alone, without other data beside it")
        reading: Any = importlib.import_module("designer.cli.live_rows")
        given = options.data[0]
        address = given if "://" in given else f"sqlite:///{quote(str(Path(given).absolute()))}"
        with shown_progress():
            tables = reading.read_tables(address, options.table, options.rows)
    elif options.table:
        raise BadInput("--table is for a database")
    else:
        for path in options.data:
            tables.append(_read(path, {table.name for table in tables}))
    found = discover(tables, options.max_lhs)
    if options.format == "json":
        print_json(as_json(found))
    else:
        print(as_text(found))
    return 0


def _read(path: str, taken: set[str]) -> Table:
    name = "standard input" if path == "-" else path
    stem = "data" if path == "-" else PurePath(path).stem
    table_name, number = stem, 1
    while table_name in taken:
        number += 1
        table_name = f"{stem}_{number}"
    try:
        return read_table(_lines(path), table_name, name, _Progress(name))
    except NoData as error:
        raise BadInput(f"{name}: {error}") from None
    except OSError as error:
        raise BadInput(f"{name}: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise BadInput(f"{name}: this is not UTF-8 text ({error.reason})") from None
    except ValueError as error:  # a NUL in the path
        raise BadInput(f"{name!r}: {error}") from None


def _lines(path: str) -> Iterator[str]:
    if path == "-":
        sys.stdin.reconfigure(encoding="utf-8-sig", newline="")  # type: ignore[union-attr]
        yield from sys.stdin
        return
    with Path(path).open("rb") as raw:
        head = raw.read(_HEAD)
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    if b"\0" in head and encoding != "utf-16":
        raise NoData("this is no text: it holds bytes that no CSV file has")
    with Path(path).open(encoding=encoding, newline="") as file:
        yield from file


class _Progress:
    """Says the rows read, on a terminal, once it takes over a second."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.next = time.monotonic() + 1 if sys.stderr.isatty() else float("inf")

    def __call__(self, rows: int) -> None:
        if time.monotonic() > self.next:
            self.next = time.monotonic() + 1
            print(f"designer: {self.name}: {rows} rows", file=sys.stderr)
