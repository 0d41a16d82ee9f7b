"""What reading several scripts into one design is in every dialect: one after the other, then settled and frozen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from designer.importers.counts import counts
from designer.importers.drafting.account import Account
from designer.importers.drafting.draft import Place
from designer.importers.progress import counted
from designer.importers.result import Imported, Source
from designer.schema import model
from designer.schema.errors import DesignError
from designer.schema.schema import Schema
from designer.sql.splitting import read_script
from designer.sql.statements import Statement

Frozen = tuple[Schema, Mapping[str, Place]]
"""The design, and where each object of it, by id, is defined."""


def _nothing(_: Sequence[Statement]) -> Mapping[int, int]:
    return {}


def read_source(
    source: Source,
    account: Account,
    dialect: str,
    read: Callable[[Statement], None],
    undone: Callable[[Sequence[Statement]], Mapping[int, int]] = _nothing,
) -> int:
    """Read the statements of one source and say how many there are.

    undone: the indexes of the statements that a later one takes back, each with the line of that.
    """
    script = read_script(source.text, dialect)
    account.file = source.file
    for problem in script.problems:
        account.problem(problem.line, problem.column, problem.message)
    taken_back = undone(script.statements)
    for index, statement in enumerate(counted(script.statements, source.file)):
        if index in taken_back:
            account.skip(statement.line, statement.text, f"rolled back on line {taken_back[index]}")
        else:
            read(statement)
    account.offset += source.text.count("\n") + 1
    return len(script.statements)


def imported(
    sources: Sequence[Source],
    account: Account,
    dialect: str,
    statements: int,
    name: str,
    freeze: Callable[[], Frozen],
    count: Callable[[Schema], dict[str, int]],
) -> Imported:
    """The result, once everything is settled; a draft that makes no design gives an empty one and says why."""
    places: Mapping[str, Place]
    try:
        schema, places = freeze()
    except DesignError as error:
        for message in error.problems:
            account.problem(1, 1, message)
        schema, places = Schema(name=name, dialect=model.Dialect(name=dialect)), {}
    return Imported(
        schema=schema,
        dialect=dialect,
        counts=count(schema),
        carried=tuple(account.carried),
        skipped=tuple(account.skipped),
        problems=tuple(account.problems),
        lines={made: place.line for made, place in places.items()},
        files=tuple(source.file for source in sources if source.file is not None),
        file_of={made: place.file for made, place in places.items() if place.file is not None},
        statements=statements,
        remarks=tuple(account.remarks),
    )


def counted_kinds(schema: Schema, kinds: Mapping[str, str]) -> dict[str, int]:
    """How many objects of each kind; kinds: what carried statements of a kind are counted as."""
    found = counts(schema)
    carried = Counter(kinds[one.kind] for one in schema.opaque if one.kind in kinds)
    return found | {kind: found.get(kind, 0) + carried[kind] for kind in dict.fromkeys(kinds.values())}
