"""Several files that make one design, in whatever order they were chosen.

A choice of files comes sorted by name, and shells list them so; `keys.sql` then stands before `tables.sql`. Files
that speak of what is not there yet are read again behind the others, as long as that leaves fewer problems.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath, PureWindowsPath

from designer.importers.drafting.client_lines import INCLUDED, included_file
from designer.importers.importing import import_sql
from designer.importers.result import Imported, Problem, Remark, Skipped, Source
from designer.sql.dialects import DIALECTS

_ROUNDS = 6
_MOST = 5_000_000
"""Characters of all files together up to which other orders are tried."""


def import_together(sources: Sequence[Source], kind: str, name: str) -> Imported:
    """The design in these texts. A remark says so where they were read in another order than given."""
    found = import_sql(sources, kind, name)
    if len(sources) < 2 or kind not in DIALECTS:
        return found
    order = best = list(sources)
    if sum(len(source.text) for source in sources) <= _MOST:
        for _ in range(_ROUNDS):
            order = _behind(order, {problem.file for problem in found.problems})
            if order == best or not found.problems:
                break
            again = import_sql(order, kind, name)
            if len(again.problems) >= len(found.problems):
                break
            found, best = again, order
    names = {PurePath(source.file).name for source in sources if source.file}
    found = _with_included(found, names)
    if best == list(sources):
        return found
    words = f"The files were read in the order in which they build on each other: {_listed(best)}."
    return replace(found, remarks=(Remark(0, words), *found.remarks))


def _behind(order: list[Source], troubled: set[str | None]) -> list[Source]:
    """The files without a problem first, each kind in its order."""
    return [one for one in order if one.file not in troubled] + [one for one in order if one.file in troubled]


def _listed(order: Sequence[Source], most: int = 12) -> str:
    names = [PurePath(one.file or "pasted text").name for one in order]
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _with_included(found: Imported, names: set[str]) -> Imported:
    """Lines that include a file which was given, too, are no problem: it is read as one of the sources."""
    included = [one for one in found.problems if _file_of(one, found.dialect) in names]
    if not included:
        return found
    reason = "it includes a file that was given and is read as one of the sources"
    skipped = [Skipped(one.line, one.message.partition(": ")[2], reason, one.file) for one in included]
    problems = tuple(one for one in found.problems if one not in included)
    return replace(found, problems=problems, skipped=(*found.skipped, *skipped))


def _file_of(problem: Problem, dialect: str) -> str | None:
    """The name of the file that a problem says was not read."""
    if not problem.message.startswith(INCLUDED):
        return None
    file = included_file(dialect, problem.message.partition(": ")[2])
    return PureWindowsPath(file).name if file else None  # of either kind of path, as SQL Server's scripts write them
