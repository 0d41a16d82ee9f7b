"""IX016: an index of all rows, where every pattern that uses it asks for the same few."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.index_advice import condition_text
from designer.analysis.needs import Need
from designer.analysis.part_indexes import PARTIAL, is_whole, mentioned
from designer.analysis.paths import path_of, shown_keys
from designer.analysis.selectivity import share
from designer.analysis.workload import Predicate
from designer.schema import edits
from designer.schema.build import attribute, entity, pattern
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity, Index

_columns = ("id bigint", "user_id bigint not null", "sent_at timestamptz not null")
_unread = pattern(
    "unread messages",
    "SELECT id FROM messages WHERE user_id = $1 AND read_at IS NULL ORDER BY sent_at DESC LIMIT 20",
    per_minute=600,
)
_count = pattern(
    "how many are unread", "SELECT count(*) FROM messages WHERE user_id = $1 AND read_at IS NULL", per_minute=900
)
_all = pattern("search messages", "SELECT id FROM messages WHERE user_id = $1 LIMIT 20", per_minute=9)
_read = attribute("read_at timestamptz", null_fraction=0.04)


class RowsNeverSought(ListedRule):
    """Index of all rows, where every pattern that uses it asks for the same few.

    Open orders, unread messages, rows that are not deleted: where each query says the same written-out condition
    and a small share of the rows meets it, the index holds mostly entries that nobody looks for, all of them written
    and cached. With the condition as its predicate it is a fraction as large, and rows leave it once they are done.

    Only indexes that at least two declared patterns use, all with that condition, on tables that are declared to
    be large, and where the declared shares say that at most half of the rows meet it. Unique indexes and those that
    a foreign key's deletions read are left alone. For PostgreSQL, SQLite and SQL Server: MySQL has no such indexes.
    """

    code = "IX016"
    dialects = ("postgres", "sqlite", "tsql")
    severity = Severity.INFO
    confidence = Confidence.HINT
    many = "indexes hold rows that no declared pattern looks for"
    message = "Every pattern that uses them asks for the same small share of the rows."
    reference = "https://www.postgresql.org/docs/18/indexes-partial.html"
    flagged = example(entity("messages", *_columns, _read, pk="id", index="user_id", rows=9_000_000), _unread, _count)
    accepted = example(
        entity("messages", *_columns, _read, pk="id", index="user_id", rows=9_000_000), _unread, _count, _all
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        if facts.schema.dialect.name not in PARTIAL:
            return
        for table in own_tables(facts):
            if (table.rows or 0) <= facts.thresholds.small_table_rows:
                continue
            for index in table.indexes:
                users = _users(facts, table, index) if is_whole(facts, index) else []
                shared = _shared(facts, users, index)
                if shared is not None:
                    yield self._finding(facts, table, index, users, *shared)

    def _finding(
        self, facts: Facts, table: Entity, index: Index, users: list[Need], one: Predicate, part: float
    ) -> Finding:
        where, path = condition_text(facts, one), path_of(facts.schema, index)
        keys = ", ".join(shown_keys(facts.schema, path.keys))
        return self.finding(
            index,
            f"{path.name} on {facts.name(table)} holds all rows; every pattern asks for {where}",
            f"That is {part:.0%} of {table.rows:,} rows: with the condition as its predicate it holds just those.",
            entity=table.id,
            attributes=path.columns,
            evidence=FrozenMap(
                {
                    "index": f"{facts.name(table)} ({keys})",
                    "condition": where,
                    "share of the rows": part,
                    "patterns that use it": tuple(dict.fromkeys(need.pattern.name for need in users)),
                }
            ),
            fix=(edits.alter(facts.schema, index.id, where=where),),
        )


def _users(facts: Facts, table: Entity, index: Index) -> list[Need]:
    """The needs that may use the index: they mention its first column wherever an index could serve."""
    first = path_of(facts.schema, index).columns[0]
    return [need for need in facts.needs_on(table.id) if first in mentioned(need)]


def _shared(facts: Facts, users: list[Need], index: Index) -> tuple[Predicate, float] | None:
    """The condition that all of them say, and the share of rows that meet it."""
    if len({need.pattern.id for need in users}) < 2 or _serves_link(facts, users[0].entity, index):
        return None
    keyed = {key.column for key in index.keys}
    for one in users[0].equal:
        if not (one.constant or one.operator == "is null") or one.operator not in ("=", "is null"):
            continue
        if one.attribute in keyed or not all(_says(need, one) for need in users):
            continue
        part = share(facts, users[0].entity, one)
        declared = facts.schema.attribute(one.attribute)
        known = declared.null_fraction is not None if one.operator == "is null" else bool(declared.values)
        if known and part is not None and part <= 0.5:
            return one, part
    return None


def _says(need: Need, one: Predicate) -> bool:
    wanted = (one.attribute, one.operator, one.value.lower())
    return any((each.attribute, each.operator, each.value.lower()) == wanted for each in need.equal)


def _serves_link(facts: Facts, table: Entity, index: Index) -> bool:
    """Whether deleting a parent row reads the index, whose predicate would take that away."""
    columns = [key.column for key in index.keys]
    links = facts.schema.references_from(table.id)
    return any(set(columns[: len(link.columns)]) == set(link.columns) for link in links)
