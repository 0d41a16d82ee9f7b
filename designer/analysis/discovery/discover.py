"""Discovery over the tables of one or several files: keys, ranked dependencies with evidence, references.

Nothing found in data is part of a design until a person accepts it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from designer.analysis.discovery.columns import Table
from designer.analysis.discovery.dependencies import Found, Search, by_left_side, search
from designer.analysis.discovery.inclusion import Reference, references
from designer.analysis.discovery.partitions import Groups, exceptional_rows, repeated_rows
from designer.analysis.discovery.ranking import judged

_SHOWN_ROWS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file: its line, and the values shown by attribute (None missing)."""

    line: int
    values: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """What one left side determines, as the table's data has it.

    repeats: rows in which a value of the left side stands again; violating: rows that would have to change;
    likely: False where a sample of this size could show the same by chance; evidence: in nats, see `ranking`;
    in_sample: whether the table is known to have other rows;
    examples: pairs of rows: of agreeing ones where all agree, else each violating one and one that it contradicts.
    """

    determinant: tuple[str, ...]
    dependent: tuple[str, ...]
    score: float
    repeats: int
    violating: int
    likely: bool
    evidence: float
    examples: tuple[tuple[Row, Row], ...]
    in_sample: bool = False

    @property
    def words(self) -> str:
        """The evidence in a sentence."""
        where = " of the sample" if self.in_sample else ""
        if not self.determinant:
            return f"the same value in every row{where}"
        held = f"checked on {self.repeats} {'repeat' if self.repeats == 1 else 'repeats'}{where}"
        if self.violating:
            rows = "row" if self.violating == 1 else "rows"
            return f"{held}, broken by {self.violating} {rows}"
        return held if self.likely else f"{held}: cannot tell from this sample"


@dataclass(frozen=True, slots=True)
class TableReport:
    """One table: its keys, shortest first, and its cards, best first. stopped: not every left side was looked at."""

    table: Table
    keys: tuple[tuple[str, ...], ...]
    cards: tuple[Card, ...]
    stopped: bool


@dataclass(frozen=True, slots=True)
class Discovery:
    """What all tables say together."""

    tables: tuple[TableReport, ...]
    references: tuple[Reference, ...]


def discover(tables: Sequence[Table], max_lhs: int = 2) -> Discovery:
    """Keys, dependencies and references of tables that were read; left sides of at most `max_lhs` attributes."""
    searches = [search(table, max_lhs) for table in tables]
    # A value that a sample of the parent lacks may well be in its other rows.
    single = [
        [key[0] for key in one.keys if len(key) == 1] if table.is_whole else []
        for table, one in zip(tables, searches, strict=True)
    ]
    reports = tuple(_report(table, one) for table, one in zip(tables, searches, strict=True))
    return Discovery(reports, references(tables, single))


def _report(table: Table, found: Search) -> TableReport:
    names = [column.name for column in table.columns]
    constants = tuple(names[place] for place in found.constants)
    cards = [_card(table, members, found.candidates) for _, members in by_left_side(found.found)]
    best: dict[tuple[str, ...], float] = {}
    for card in cards:
        best[card.determinant] = max(card.score, best.get(card.determinant, card.score))
    # What one left side determines stands together, what some rows contradict behind the rest.
    cards.sort(key=lambda one: (not one.likely, -best[one.determinant], one.determinant, one.violating, -one.score))
    if constants:
        cards.insert(0, Card((), constants, 0.0, table.rows - 1, 0, False, 0.0, (), not table.is_whole))
    keys = sorted(found.keys, key=lambda key: (len(key), key))
    return TableReport(table, tuple(tuple(names[one] for one in key) for key in keys), tuple(cards), found.stopped)


def _card(table: Table, members: tuple[Found, ...], candidates: int) -> Card:
    judgement = judged(table, members, candidates)
    first = members[0]
    left = tuple(table.columns[place].name for place in first.determinant)
    right = tuple(table.columns[one.dependent].name for one in members)
    return Card(
        determinant=left,
        dependent=right,
        score=judgement.score,
        repeats=first.repeats,
        violating=first.exceptions,
        likely=judgement.likely,
        evidence=judgement.evidence,
        examples=_examples(table, first, members),
        in_sample=not table.is_whole,
    )


def _examples(table: Table, first: Found, members: tuple[Found, ...]) -> tuple[tuple[Row, Row], ...]:
    if first.exceptions:
        column = table.columns[first.dependent]
        pairs = exceptional_rows(
            first.groups, Groups(column.codes, max(column.distinct, 1), column.distinct), _SHOWN_ROWS
        )
    else:
        pairs = repeated_rows(first.groups, 1)
    places = (*first.determinant, *(one.dependent for one in members))
    return tuple((_row(table, one, places), _row(table, other, places)) for one, other in pairs)


def _row(table: Table, row: int, places: tuple[int, ...]) -> Row:
    texts = table.texts(row)
    shown = tuple((table.columns[place].name, texts[place]) for place in places)
    return Row(int(table.lines[row]) if len(table.lines) else row, shown)
