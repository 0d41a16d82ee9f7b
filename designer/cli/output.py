"""Writing results: JSON on standard output and nothing else, or text, or a file."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from designer.cli.errors import BadInput


def add_format(parser: argparse.ArgumentParser, *formats: str) -> None:
    """`--format`, text by default."""
    parser.add_argument("--format", choices=("text", "json", *formats), default="text", help="text by default")


def print_json(data: Any) -> None:
    """One JSON document on standard output."""
    json.dump(data, sys.stdout, ensure_ascii=False, indent=1, default=str)
    print()


def write(content: str | bytes, path: str | None) -> None:
    """To a file, or to standard output for None and `-`."""
    data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")
    if path in (None, "-"):
        if isinstance(content, bytes) and sys.stdout.isatty():
            raise BadInput("this is binary: name a file with --out")
        sys.stdout.buffer.write(data)
        return
    try:
        Path(str(path)).write_bytes(data)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from None


def table(rows: list[tuple[str, ...]]) -> str:
    """Rows with aligned columns, two spaces between them."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))] if rows else []
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
