"""`SRC` and what comes with it, the same for every command."""

import argparse
import sys
from pathlib import Path

from designer.cli.errors import BadInput
from designer.importers import Imported, ImportError_, add_queries, import_sources
from designer.importers.result import Source

KINDS = ("postgres", "design")


def add_source(parser: argparse.ArgumentParser, *names: str, queries: bool = False) -> None:
    """The positional SRC (several files of SQL make one design) and `--from`."""
    if names:
        for name in names:
            parser.add_argument(name, metavar=name.upper(), help="a .sql file or dump, a design file (.json), or -")
    else:
        parser.add_argument(
            "src", metavar="SRC", nargs="+", help="a .sql file or dump, several of them, a design file, or -"
        )
    parser.add_argument("--from", dest="from_", choices=KINDS, help="what SRC is; guessed and said when left out")
    if queries:
        parser.add_argument("--queries", metavar="Q.sql", help="a file of access patterns, with comments above each")


def read(paths: list[str], options: argparse.Namespace) -> Imported:
    """The design in these files, with the queries that the options name. Says the guess on standard error."""
    try:
        imported = import_sources([_source(path) for path in paths], options.from_)
        if imported.guess and sys.stderr.isatty():
            print(f"designer: reading {', '.join(paths)} as {imported.guess}", file=sys.stderr)
        queries = getattr(options, "queries", None)
        if queries:
            imported = add_queries(imported, _source(queries))
    except ImportError_ as error:
        raise BadInput(f"{', '.join(paths)}: {error}") from None
    return imported


def warn_of_problems(imported: Imported) -> None:
    """Statements that could not be read, one line each, on standard error."""
    for problem in imported.problems:
        place = f"{problem.file or 'input'}:{problem.line}:{problem.column}"
        print(f"designer: {place}: {problem.message}", file=sys.stderr)


def _source(path: str) -> Source:
    if path == "-":
        return Source(_decoded(sys.stdin.buffer.read(), "standard input"), None)
    try:
        return Source(_decoded(Path(path).read_bytes(), path), path)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from None
    except ValueError as error:  # a NUL in a path
        raise BadInput(f"{path!r}: {error}") from None


def _decoded(data: bytes, path: str) -> str:
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadInput(f"{path}:{line}: this is not UTF-8 text") from None
