"""What reading a source gives: the design, and an account of every statement that is not in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from designer.schema.schema import Schema


@dataclass(frozen=True, slots=True)
class Source:
    """A text to read and the name of the file it came from, if it came from one."""

    text: str
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Carried:
    """A statement that the model does not describe: kept as it is, in its place, and written back on export."""

    kind: str
    name: str
    line: int
    reason: str
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A statement that says nothing about a design; its first words, and why it was left out."""

    line: int
    statement: str
    reason: str
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A statement, or a part of one, that could not be read; line and column from 1."""

    line: int
    column: int
    message: str
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the reader decided that its source does not say in so many words; line 0 where it has none."""

    line: int
    message: str
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """A design read from a source.

    counts: objects as the server's catalogue counts them (the sequence behind a serial or identity column too).
    lines: object id to the line it is defined on; file_of: object id to its file, where the sources have names.
    statements: how many the sources hold; each is modelled, carried, skipped or a problem.
    """

    schema: Schema
    dialect: str
    counts: Mapping[str, int]
    carried: tuple[Carried, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    problems: tuple[Problem, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    file_of: Mapping[str, str] = field(default_factory=dict)
    statements: int = 0
    guess: str | None = None
    remarks: tuple[Remark, ...] = ()
