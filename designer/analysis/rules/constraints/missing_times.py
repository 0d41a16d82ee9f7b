"""CO056: tables that do not say when their rows came or changed, where nearly all others do."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from designer.analysis.change_times import tells_changes
from designer.analysis.columns import enumerated, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.keys import keeps_schema_version
from designer.analysis.rule import TableRule
from designer.analysis.vocabulary import means_moment, means_record
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.changes import Change
from designer.schema.model import Attribute, Entity
from designer.schema.words import singular, words

_SHARE = 0.8
_CREATED = frozenset({"created", "inserted", "added"})
_AROUND = frozenset("at on time date row record datetime timestamp utc when".split())
_DERIVED = frozenset(
    "stat statistic cache session job queue token setting config configuration reporting report summary index metric "
    "count view simplified matrix lookup".split()
)
"""Words of tables that programs fill from others, and of those that frameworks bring along."""
_LEAST_COLUMNS = 3
"""With fewer beside its key and references a table is a list of choices."""
_columns = ("id bigint", "name text", "amount int", "note text")
_time = "created_at timestamptz not null default now()"


@dataclass(frozen=True, slots=True)
class _Told:
    entity: Entity
    created: Attribute | None
    changed: Attribute | None
    tells_time: bool


class MissingTimes(TableRule):
    """Table that does not say when its rows came or changed, where nearly all others do.

    "Since when is this so" is the first question about any wrong row. Where four tables in five answer it by a
    created_at or an updated_at, whoever copies, syncs or repairs data counts on the column, and the tables without one
    are left out without a word.

    One finding, only where at least eight tables hold things of their own and four in five of them have the column; it
    names the tables that hold no date or time at all. Tables of pairs, lists of choices, records of what happened,
    figures worked out from others, settings and partitions are not counted. The column offered is the one that most
    others have; it may be NULL where no default fills it.
    """

    code = "CO056"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/ddl-default.html"
    flagged = example(
        *(entity(f"{name}s", *_columns, _time, pk="id") for name in "abcdefgh"), entity("orders", *_columns, pk="id")
    )
    accepted = example(*(entity(f"{name}s", *_columns, _time, pk="id") for name in "abcdefghi"))

    def gather(self, facts: Facts) -> Iterator[_Told]:
        for table in own_tables(facts):
            if facts.kept(_holds_things, table):
                yield facts.kept(_told, table)

    def fold(self, facts: Facts, found: Sequence[_Told]) -> Iterator[Finding]:
        rows: list[tuple[str, str]] = []
        changes: list[Change] = []
        for what in ("created", "changed"):
            have = [one for told in found if (one := getattr(told, what)) is not None]
            without = [told.entity for told in found if not told.tells_time]
            if len(found) < facts.thresholds.names_for_style or len(have) < _SHARE * len(found):
                continue
            usual = _usual(have)
            rows += [(facts.name(one), f"{usual.name} {usual.type}") for one in without]
            changes += [edits.add(facts.schema, usual, to=one.id) for one in without if not one.attribute(usual.name)]
        if not rows:
            return
        tables = list(dict.fromkeys(name for name, _ in rows))
        yield self.finding(
            facts.schema,
            f"{len(tables)} table{'s do' if len(tables) > 1 else ' does'} not say when a row came or changed, "
            f"as nearly all others do: {enumerated(tables)}",
            "Who copies, syncs or repairs data by that time leaves these tables out.",
            evidence=evidence_table(("table", "column that most others have"), rows, **{"tables compared": len(found)}),
            fix=tuple(changes) if len(changes) == len(rows) <= facts.thresholds.bulk_fix else (),
        )


def _told(facts: Facts, table: Entity) -> _Told:
    created = next((one for one in table.attributes if _tells_creation(facts, one)), None)
    changed = next((one for one in table.attributes if tells_changes(facts, one)), None)
    return _Told(table, created, changed, bool(created or changed) or _tells_time(facts, table))


def _holds_things(facts: Facts, table: Entity) -> bool:
    """Whether the rows are things of which one asks since when they are there."""
    references = facts.foreign_columns(table.id)
    key = table.primary_key.columns if table.primary_key else ()
    own = [one for one in table.attributes if one.id not in references and one.id not in key]
    if len(own) < _LEAST_COLUMNS or table.persistence == "temporary" or table.inherits:
        return False
    if _DERIVED & {singular(word) for word in words(table.name)}:
        return False
    return not means_record(table.name) and not keeps_schema_version(table)


def _tells_time(facts: Facts, table: Entity) -> bool:
    """Whether any column says when anything was."""
    return any(facts.family(one) in ("timestamp", "date") or means_moment(one.name) for one in table.attributes)


def _tells_creation(facts: Facts, column: Attribute) -> bool:
    """`created_at`, `date_added`, `created`; not `created_by`."""
    return _says_created(column.name) and facts.family(column) in ("timestamp", "date", "integer")


@lru_cache(maxsize=65536)
def _says_created(name: str) -> bool:
    said = set(words(name)) - _AROUND
    return len(said) == 1 and bool(said & _CREATED)


def _usual(columns: Sequence[Attribute]) -> Attribute:
    """The column that most tables have; NULL is let in where nothing fills it."""
    counted = Counter((one.name, one.type, one.default, one.not_null is not None) for one in columns)
    (name, kind, default, required), _ = counted.most_common(1)[0]
    first = next(one for one in columns if (one.name, one.type, one.default) == (name, kind, default))
    return Attribute(
        name=name,
        type=kind,
        default=default,
        not_null=type(first.not_null)() if required and default and first.not_null else None,
        options=first.options,
    )
