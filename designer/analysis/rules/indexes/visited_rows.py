"""IX025: an index that leads to many rows, each of them visited for a column or two."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.index_advice import usable_paths
from designer.analysis.needs import Need
from designer.analysis.paths import Path
from designer.analysis.query_rule import said_rate
from designer.analysis.rule import Rule
from designer.analysis.selectivity import is_pinned, matching_rows
from designer.analysis.widths import width_of
from designer.schema import edits
from designer.schema.build import entity, pattern
from designer.schema.changes import Change
from designer.schema.model import Entity, Index, IndexKey

_INCLUDING = frozenset({"postgres", "tsql"})
_WITH_KEY = frozenset({"mysql", "mariadb", "tsql", "sqlite"})
"""Systems whose indexes hold the primary key of the row."""
_IN_ORDER = 0.9
_FEWEST_ROWS = 10
_columns = ("id bigint", "customer_id bigint not null", "placed_at timestamptz", "total numeric(12,2)", "note text")
_select = "SELECT placed_at, total FROM orders WHERE customer_id = $1"


@dataclass(frozen=True, slots=True)
class _Visit:
    """A pattern that fetches rows by an index for columns which it lacks. rows: of one run; missing: attribute ids."""

    need: Need
    path: Path
    rows: float
    missing: frozenset[str]

    @property
    def per_minute(self) -> float:
        """Rows fetched from the table each minute."""
        return self.rows * (self.need.pattern.frequency_per_minute or 0)


class VisitedRows(ListedRule):
    """Index that leads to many rows, each of them visited for a column or two.

    An index finds where the rows of a customer lie, and then the server fetches each from its own page of the table:
    fifty rows are fifty pages. Where the query reads no more than one or two short columns beside the keys, an index
    that carries them answers it alone, from one or two pages.

    Flagged where the declared rate times the declared rows of a pattern makes many visits a minute, the columns
    carried are at most three and short, they are hardly ever written by declared patterns, and the rows do not lie
    in the order of the index. In PostgreSQL the server still visits pages that have just been changed, so tables
    that are declared to be updated all day are left alone. What it gains on the machine is for the lab to measure:
    a hint.
    """

    code = "IX025"
    severity = Severity.INFO
    confidence = Confidence.HINT
    many = "indexes lead to rows that are visited for a column or two"
    message = "An index that carries these columns answers alone, without a visit to each row."
    reference = "https://www.postgresql.org/docs/18/indexes-index-only-scans.html"
    flagged = example(
        entity("orders", *_columns, pk="id", index="customer_id", rows=9_000_000),
        pattern("orders of a customer", _select, per_minute=3_000, rows=40),
    )
    accepted = example(
        entity("orders", *_columns, pk="id", index="customer_id", rows=9_000_000),
        pattern("orders of a customer", _select, per_minute=30, rows=40),
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for table in own_tables(facts):
            by_path: dict[str, list[_Visit]] = defaultdict(list)
            for one in _visits(facts, table):
                by_path[one.path.object_id].append(one)
            for visits in by_path.values():
                together = _together(facts, visits)
                if together:
                    yield _finding(self, facts, table, together)


def _finding(rule: Rule, facts: Facts, table: Entity, visits: list[_Visit]) -> Finding:
    path, missing = visits[0].path, _missing(table, visits)
    number = sum(one.per_minute for one in visits)
    written = _writes(facts, table, frozenset(missing))
    names = facts.schema.names(missing)
    return rule.finding(
        facts.schema.get(path.object_id),
        f"{path.name} on {facts.name(table)} leads to {number:,.0f} rows a minute that are visited for "
        f"{' and '.join(names)}",
        f"With {'it' if len(names) == 1 else 'them'} in the index it answers alone. Declared patterns write "
        f"{'it' if len(names) == 1 else 'them'} {said_rate(written) or 'never'}, which then writes the index as well.",
        entity=table.id,
        attributes=missing,
        evidence=evidence_table(
            ("access pattern", "runs", "rows each", "visits a minute"),
            [
                (one.need.pattern.name, said_rate(one.need.pattern.frequency_per_minute), one.rows, one.per_minute)
                for one in visits
            ],
            carried=names,
            **{
                "bytes more in each entry": round(
                    sum(width_of(facts, facts.schema.attribute(one)) or 0 for one in missing)
                )
            },
        ),
        fix=_fix(facts, path, missing),
    )


def _visits(facts: Facts, table: Entity) -> Iterator[_Visit]:
    limits = facts.thresholds
    rows, updates = table.rows or 0, table.updates_per_day or 0
    if rows <= limits.small_table_rows or updates > rows * limits.updated_share_per_day:
        return
    for need in facts.needs_on(table.id):
        rate = need.pattern.frequency_per_minute or 0
        if rate < limits.frequent_per_minute or not need.equal or not _is_plain(need) or is_pinned(facts, need):
            continue
        found = _rows_of(facts, need)
        if found is None or found < _FEWEST_ROWS:
            continue
        path = _path_of(facts, need)
        if path is not None:
            missing = _lacking(facts, table, path, need)
            if missing and _is_narrow(facts, missing):
                yield _Visit(need, path, found, missing)


def _together(facts: Facts, visits: list[_Visit]) -> list[_Visit]:
    """Those that one wider index would serve and that make enough visits: all, else the busiest alone; or none."""
    table = visits[0].need.entity
    busiest = max(visits, key=lambda one: one.per_minute)
    for chosen in (visits, [busiest]):
        missing = frozenset(_missing(table, chosen))
        number = sum(one.per_minute for one in chosen)
        enough = number >= facts.thresholds.covered_visits_per_minute
        pays = number >= facts.thresholds.covered_reads_per_write * _writes(facts, table, missing)
        if enough and pays and _is_narrow(facts, missing):
            return chosen
    return []


def _missing(table: Entity, visits: Iterable[_Visit]) -> tuple[str, ...]:
    wanted = frozenset().union(*(one.missing for one in visits))
    return tuple(one.id for one in table.attributes if one.id in wanted)


def _is_plain(need: Need) -> bool:
    """Whether a statement reads single columns of one use of the table, without a lock."""
    uses = [one for one in need.statement.tables if one.entity == need.entity.id]
    starred = any(block.star for block in need.statement.blocks)
    return need.statement.kind == "select" and len(uses) == 1 and not starred and not need.block.lock


def _rows_of(facts: Facts, need: Need) -> float | None:
    """Rows that one run fetches: as declared where the statement reads this table alone, else by the shares."""
    declared = need.pattern.rows
    alone = len(need.statement.tables) == 1 and len(need.pattern.statements) == 1
    if declared is not None and alone and not need.block.aggregated:
        return float(declared)
    found = matching_rows(facts, need)
    limit = need.block.limit
    return found if found is None or limit is None or need.block.aggregated else min(found, float(limit))


def _path_of(facts: Facts, need: Need) -> Path | None:
    """The index that finds the rows: led by most of the columns that are compared for equality."""
    best, most = None, 0
    for path in usable_paths(facts, need):
        if path.constraint or path.method != "btree":
            continue
        led = 0
        while led < len(path.columns) and path.columns[led] in need.single:
            led += 1
        if led > most:
            best, most = path, led
    if best is None:
        return None
    order = facts.schema.attribute(best.columns[0]).correlation
    return None if order is not None and abs(order) >= _IN_ORDER else best


def _lacking(facts: Facts, table: Entity, path: Path, need: Need) -> frozenset[str]:
    """The columns of the table that the statement reads and the index does not hold."""
    held = {key.column for key in path.keys} | set(path.include)
    if facts.schema.dialect.name in _WITH_KEY and table.primary_key:
        held |= set(table.primary_key.columns)
    own = {one.id for one in table.attributes if one.name not in path.where}
    return frozenset((need.statement.reads & own) - held)


def _is_narrow(facts: Facts, missing: frozenset[str]) -> bool:
    widths = [width_of(facts, facts.schema.attribute(one)) for one in missing]
    limits = facts.thresholds
    known = sum(one for one in widths if one is not None)
    return len(missing) <= limits.covered_columns and None not in widths and known <= limits.covered_bytes


def _writes(facts: Facts, table: Entity, columns: frozenset[str]) -> float:
    """How often a minute declared patterns write one of the columns of rows that are there."""
    return sum(
        need.pattern.frequency_per_minute or 0
        for need in facts.needs_on(table.id)
        if need.statement.kind == "update" and need.statement.tables[need.use].written
        if need.statement.writes & columns
    )


def _fix(facts: Facts, path: Path, missing: tuple[str, ...]) -> tuple[Change, ...]:
    """The index with the columns: included where the system knows that, else as keys behind the others."""
    index = facts.schema.get(path.object_id)
    if not isinstance(index, Index):
        return ()
    if facts.schema.dialect.name in _INCLUDING:
        return (edits.alter(facts.schema, index.id, include=(*index.include, *missing)),)
    if index.unique:
        return ()
    return (edits.alter(facts.schema, index.id, keys=(*index.keys, *(IndexKey(column=one) for one in missing))),)
