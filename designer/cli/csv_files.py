"""CSV files of any size as sources: read line by line and never held."""

import codecs
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path, PurePath
from typing import IO

from designer.cli.errors import BadInput
from designer.importers import Imported, Problem
from designer.importers.csv import read_streams
from designer.importers.progress import step

_CHUNK = 1 << 20
_EVERY = 20_000


def stream_csv(paths: list[str]) -> Imported:
    """The entities of these files; `-` is standard input. Raises BadInput for what cannot be opened."""
    problems: list[Problem] = []
    with ExitStack() as stack:
        streams = [(_lines(path, stack, problems), None if path == "-" else path) for path in paths]
        found = read_streams(streams, PurePath(paths[0]).stem if paths[0] != "-" else "design")
    return replace(found, problems=(*problems, *found.problems))


def _lines(path: str, stack: ExitStack, problems: list[Problem]) -> Iterator[str]:
    try:
        file = _opened(path, stack)
        size = os.fstat(file.fileno()).st_size
        encoding = _encoding(file, path, problems)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror or error}") from None
    except ValueError as error:  # a NUL in the path
        raise BadInput(f"{path!r}: {error}") from None
    file.seek(0)
    return _counted(io.TextIOWrapper(file, encoding, errors="replace", newline=""), file, size, path)


def _opened(path: str, stack: ExitStack) -> IO[bytes]:
    if path != "-":
        return stack.enter_context(Path(path).open("rb"))
    kept: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115, it is gone through twice
    stack.enter_context(kept)
    shutil.copyfileobj(sys.stdin.buffer, kept)
    kept.seek(0)
    return kept


def _encoding(file: IO[bytes], path: str, problems: list[Problem]) -> str:
    """Which one the bytes are in; Latin-1, with a problem, where they are no UTF-8."""
    head = file.read(2)
    if head in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    line, data = 1, head + file.read(_CHUNK)
    while True:
        try:
            decoder.decode(data, final=not data)
        except UnicodeDecodeError as error:
            line += data.count(b"\n", 0, error.start)
            message = "this is no UTF-8; it was read as Latin-1, so that letters with accents may be wrong"
            problems.append(Problem(line, 1, message, None if path == "-" else path))
            return "latin-1"
        if not data:
            return "utf-8-sig"
        line += data.count(b"\n")
        data = file.read(_CHUNK)


def _counted(lines: io.TextIOWrapper, file: IO[bytes], size: int, path: str) -> Iterator[str]:
    """The lines, with a word on how far they are now and then."""
    for number, line in enumerate(lines):
        if number % _EVERY == 0:
            step(file.tell(), size, f"Line {number + 1:,} of {path}")
        yield line
