"""Dumps that end too early. Their tools write a last line, so a dump without it is only a part of one."""

from collections.abc import Sequence

from designer.importers.result import Problem, Remark, Source

_ENDS = (
    ("-- PostgreSQL database cluster dump", "-- PostgreSQL database cluster dump complete"),
    ("-- PostgreSQL database dump", "-- PostgreSQL database dump complete"),
    ("-- MySQL dump ", "-- Dump completed"),
    ("-- MariaDB dump ", "-- Dump completed"),
)
"""How the first lines of a dump begin, and its last."""
_HEAD = 2000


def missing_ends(sources: Sequence[Source]) -> tuple[tuple[Problem, ...], tuple[Remark, ...]]:
    """What to say of sources that lack their tool's last line: a problem where a statement is cut, too."""
    problems: list[Problem] = []
    remarks: list[Remark] = []
    for source in sources:
        last = _missing(source.text)
        if last is None:
            continue
        line = source.text.count("\n") + 1
        message = f"the dump has no last line ({last}): the file may be cut, and what stood behind is missing"
        if source.text.rstrip().endswith((";", "\\.")):
            remarks.append(Remark(line, f"{message[:1].upper()}{message[1:]}", source.file))
        else:
            column = len(source.text) - source.text.rfind("\n")
            problems.append(Problem(line, column, message, source.file))
    return tuple(problems), tuple(remarks)


def _missing(text: str) -> str | None:
    """The last line that a dump's first lines promise, if it is nowhere."""
    head = text[:_HEAD].splitlines()
    for first, last in _ENDS:
        if any(line.startswith(first) for line in head):
            return None if last in text else last
    return None
