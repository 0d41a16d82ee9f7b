"""What comes of a schedule of two transactions, and in what two outcomes differ."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from designer.analysis.races.running import Step
from designer.analysis.races.sessions import Answer

Table = tuple[tuple[str, ...], ...]
Place = tuple[str, int]
"""A column of a table, or of an answer, by its place."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a schedule: the answers of A and of B, and the rows that were left. failed: SQLSTATEs."""

    answers: tuple[tuple[Table, ...], ...]
    state: Mapping[str, Table]
    failed: tuple[str, str]
    steps: tuple[Step, ...]


def told_by(answers: Sequence[Answer]) -> tuple[Table, ...]:
    """What a session was told by its queries, the rows sorted; of a change how many rows it touched."""
    return tuple(
        tuple(sorted(tuple(map(str, row)) for row in one.rows)) if one.rows is not None else ((one.said,),)
        for one in answers
    )


def cleaned(outcome: Outcome, noise: Set[Place]) -> Outcome:
    """Without the columns that two equal runs do not agree in: times of day and numbers drawn."""
    state = {key: _without(noise, key, rows) for key, rows in outcome.state.items()}
    answers = tuple(
        tuple(_without(noise, _answer(who, number), rows) for number, rows in enumerate(told))
        for who, told in enumerate(outcome.answers)
    )
    return replace(outcome, state=state, answers=answers)


def _without(noise: Set[Place], key: str, rows: Table) -> Table:
    return tuple(sorted(tuple(one for place, one in enumerate(row) if (key, place) not in noise) for row in rows))


def _tables(outcome: Outcome) -> Iterator[tuple[str, Table]]:
    """Everything that came of a schedule, by a name for each: the answers, and the tables."""
    yield from outcome.state.items()
    for who, told in enumerate(outcome.answers):
        yield from ((_answer(who, number), one) for number, one in enumerate(told))


def _answer(who: int, number: int) -> str:
    return f"answer {who} {number}"


def differing(one: Outcome, other: Outcome) -> set[Place]:
    """Columns in which two runs of one schedule are not the same."""
    found, theirs = set(), dict(_tables(other))
    for key, mine in _tables(one):
        yours = theirs.get(key, ())
        width = len(mine[0]) if mine else 0
        found |= {
            (key, place)
            for place in range(width)
            if sorted(row[place] for row in mine) != sorted(row[place] for row in yours if place < len(row))
        }
    return found
