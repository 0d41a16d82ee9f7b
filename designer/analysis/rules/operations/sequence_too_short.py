"""GR009: a sequence that ends before the column it numbers."""

from collections.abc import Iterator
from dataclasses import dataclass

from designer.analysis.columns import ListedRule
from designer.analysis.example import example
from designer.analysis.expressions import tokens_of
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.months import month_after
from designer.schema import edits
from designer.schema.build import attribute, entity
from designer.schema.changes import Change
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Entity, Identity, Sequence
from designer.schema.types import parse_type
from designer.sql.identifiers import read_identifier, read_string
from designer.sql.tokens import Kind

_LIMITS = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}
_DAYS_PER_MONTH = 30.44
_ENOUGH = 2**53 - 1
"""The largest whole number that a browser counts exactly: a limit there is meant, and nobody reaches it."""


@dataclass(frozen=True, slots=True)
class _Numbering:
    """What gives a column its numbers, the last number it gives, and the change that lifts the limit."""

    name: str
    last: int
    step: int
    fix: tuple[Change, ...]


class SequenceTooShort(ListedRule):
    """Sequence that ends before the column it numbers.

    When a key is widened to bigint its sequence keeps the type it was made with: it stops at 2,147,483,647, and each
    insert after that fails, though the column has room for four thousand million times as many. The same goes
    for a maximum that somebody once set.

    Compares each sequence, and each identity, with the column that it numbers. Where growth is declared it also says
    when; a limit that growth does not reach within the horizon is then left alone. Sequences that begin anew at their
    end, that end where JavaScript's whole numbers do (2^53 - 1) or later, and columns that are themselves the limit,
    are none of this rule's business.
    """

    code = "GR009"
    dialects = ("postgres",)
    severity = Severity.INFO
    reference = "https://www.postgresql.org/docs/18/sql-createsequence.html"
    many = "sequences end before the columns they number"
    message = "Each insert past the end of one fails."
    flagged = example(
        entity("events", "id bigint default nextval('events_id_seq'::regclass)", pk="id"),
        Sequence(name="events_id_seq", type="integer", owned_by="events.id"),
    )
    accepted = example(
        entity("events", "id bigint default nextval('events_id_seq'::regclass)", pk="id"),
        Sequence(name="events_id_seq", type="bigint", owned_by="events.id"),
        entity("codes", attribute("id bigint", identity=Identity(maximum=99, cycle=True)), pk="id"),
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        if facts.schema.dialect.name not in self.dialects:
            return
        sequences = {one.name: one for one in facts.schema.sequences}
        for table in facts.tables:
            for column in table.attributes if not table.partition_of else ():
                numbering = _numbering(facts, sequences, table, column)
                room = _LIMITS.get(facts.type_of(column).base)
                if numbering and room and numbering.last < min(room, _ENOUGH):
                    finding = self._finding(facts, table, column, numbering)
                    if finding:
                        yield finding

    def _finding(self, facts: Facts, table: Entity, column: Attribute, numbering: _Numbering) -> Finding | None:
        severity, when, confidence = self.severity, "", Confidence.CERTAIN
        if table.rows is not None and table.rows_per_day:
            per_month = table.rows_per_day * _DAYS_PER_MONTH * numbering.step
            share = (table.rows * numbering.step + per_month * facts.horizon_months) / numbering.last
            if share < facts.thresholds.key_exhaustion_share:
                return None
            months = max(0.0, (numbering.last - table.rows * numbering.step) / per_month)
            severity = Severity.ERROR if share >= 1 else Severity.WARNING
            when = f" At the declared growth that is in {month_after(facts.today, months)}."
        place = f"{facts.name(table)}.{column.name}"
        return self.finding(
            column,
            f"{numbering.name} ends at {numbering.last:,}, and {place} would hold more",
            f"Each insert after that fails.{when}",
            entity=table.id,
            severity=severity,
            confidence=confidence,
            evidence=FrozenMap({"column": place, "type": column.type, "last number": numbering.last}),
            fix=numbering.fix,
        )


def _numbering(facts: Facts, sequences: dict[str, Sequence], table: Entity, column: Attribute) -> _Numbering | None:
    if column.identity:
        own = column.identity
        if own.maximum is None or own.cycle or (own.increment or 1) < 0:
            return None
        lifted = Identity(mode=own.mode, start=own.start, increment=own.increment, minimum=own.minimum,
                          cache=own.cache, sequence=own.sequence)  # fmt: skip
        fix = edits.alter(facts.schema, column.id, identity=lifted)
        return _Numbering(f"The identity of {column.name}", own.maximum, own.increment or 1, (fix,))
    sequence = sequences.get(_named(column.default, facts.schema.dialect.name) or "")
    if sequence is None or sequence.cycle or (sequence.increment or 1) < 0:
        return None
    kind = parse_type(sequence.type, facts.schema.dialect.name).base
    last = min(_LIMITS.get(kind, _LIMITS["bigint"]), sequence.maximum or _LIMITS["bigint"])
    wanted = facts.type_of(column).base
    fix = edits.alter(facts.schema, sequence.id, type=wanted if wanted in _LIMITS else sequence.type, maximum=None)
    return _Numbering(f"The sequence {sequence.name}", last, sequence.increment or 1, (fix,))


def _named(default: str | None, dialect: str) -> str | None:
    """The sequence that a default takes its numbers from, without its schema."""
    tokens = tokens_of(default or "", dialect)
    if not tokens or tokens[0].text.lower() != "nextval":
        return None
    text = next((read_string(token.text, dialect) for token in tokens if token.kind is Kind.STRING), "")
    names = [token.text for token in tokens_of(text, dialect) if token.kind in (Kind.WORD, Kind.QUOTED)]
    return read_identifier(names[-1], dialect) if names else None
