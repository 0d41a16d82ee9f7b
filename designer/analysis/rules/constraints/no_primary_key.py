"""CO001: a table without any key."""

from collections.abc import Iterator

from designer.analysis.access_paths import AccessPath
from designer.analysis.blocks import is_in_a_block, keys_its_parts
from designer.analysis.columns import enumerated, or_listed, own_tables
from designer.analysis.example import example
from designer.analysis.expressions import mentions
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.junctions import is_thought_of, pair_of
from designer.analysis.keys import divided_key, keeps_schema_version, nullable_key, usable_key
from designer.analysis.kinds_of_table import (
    is_kept_empty,
    is_made,
    is_of_figures,
    is_of_one_thing,
    is_put_aside,
    is_record,
    is_scratch,
    is_single,
    is_staged,
    tells_rows_apart,
)
from designer.analysis.periods import history_tables
from designer.analysis.rule import Rule
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.changes import Change
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity, Index, NotNull
from designer.schema.words import singular, words

_MEANT = frozenset({"duplicate", "duplicates", "append", "appended"})
"""Words of a table's comment that say that equal rows are meant."""
_CACHED = frozenset({"cache", "cached", "caches"})
_KEYED = frozenset({"unique", "primary"})
_DIVIDED = "Rows are told apart, but no table can refer to them, and logical replication cannot update them."
"""Said where partial indexes do it, which no other key stands in for."""
_REPLICATED = {
    "postgres": "logical replication refuses to update it",
    "mysql": "replication looks for it in the whole table",
    "mariadb": "replication looks for it in the whole table",
    "tsql": "transactional replication takes no such table",
}


class NoPrimaryKey(Rule):
    """Table without any key.

    Nothing tells one row from another: a row entered twice stays twice, one of the two cannot be deleted alone, and no
    table can refer to them. PostgreSQL refuses updates and deletes of a table that logical replication publishes
    without a key, MySQL and MariaDB look through the whole table for each row that is replicated, and SQL Server's
    transactional replication takes no such table.

    A table with a unique key over columns that are never null has all but the name, and is another rule's; a unique
    index over expressions (`coalesce(parent_id, 0)`) tells rows apart, too. Where the columns of a unique key may be
    NULL, that is all that is missing, and where two partial unique indexes have every row between them (`parent_id IS
    NULL` and `parent_id IS NOT NULL`), only the name is: a hint.

    Partitions and heirs have their parent's key, a table that CHECK (FALSE) keeps empty for its heirs has no rows, SQL
    Server lets a history table have none, and the version of the schema is one row.

    It is likely rather than certain, since a table may be meant for one row, for records, or for whatever comes. What
    seems meant for one row (`mail_settings`, `signing_keypair`, or no number, name, code or time in it), holds rows for
    a moment only, or keeps what other tables have held (`orders_backup`) or the figures of a report (`sales_kpi`), gets
    a hint, as does a table whose comment speaks of duplicates, one whose heirs all have keys, one with two unique keys
    that may hold NULL, one for which a DO block may make a key, and one of which a function makes the parts, each with
    a key. Many such tables make one finding.
    """

    code = "CO001"
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS"
    flagged = example(entity("readings", "id bigint identity", "taken_at timestamptz", "value numeric"))
    accepted = example(
        entity("readings", "sensor_id bigint", "taken_at timestamptz", "value numeric", pk="sensor_id, taken_at")
    )

    def check(self, facts: Facts) -> Iterator[Finding]:
        histories = facts.whole(history_tables)
        bare = [
            table
            for table in own_tables(facts)
            if table.primary_key is None
            and table.attributes
            and not table.inherits
            and table.id not in histories
            and not keeps_schema_version(table)
            and not _is_pattern(facts, table)
            and not usable_key(facts, table)
            and not (table.partition_by and _parts_are_keyed(facts, table))
            and not any(_is_unique_over_expressions(one) for one in table.indexes)
            and not is_kept_empty(facts, table)
        ]
        divided = [self._divided(facts, table, *pair) for table in bare if (pair := divided_key(facts, table))]
        message = _DIVIDED
        yield from or_listed(self, facts, divided, "tables have a key for one part of their rows each", message)
        bare = [table for table in bare if not divided_key(facts, table)]
        half = ((table, nullable_key(facts, table)) for table in bare)
        found = [self._half_keyed(facts, table, key) for table, key in half if key and _repeats(facts, table, key)]
        message = "Rows with NULL in the key may be repeated, and no table can refer to them."
        for confidence in (Confidence.LIKELY, Confidence.HINT):
            part = [one for one in found if one.confidence is confidence]
            yield from or_listed(self, facts, part, "tables have no key but one that may hold NULL", message)
        bare = [table for table in bare if nullable_key(facts, table) is None]
        for confidence in Confidence:
            yield from self._bare(facts, [one for one in bare if _how_sure(facts, one) is confidence], confidence)

    def _bare(self, facts: Facts, bare: list[Entity], confidence: Confidence) -> Iterator[Finding]:
        replicated = _REPLICATED.get(facts.schema.dialect.name)
        message = "Nothing tells two equal rows apart, " + (
            f"no table can refer to a row, and {replicated}." if replicated else "and no table can refer to a row."
        )
        severity = Severity.INFO if confidence is Confidence.HINT else self.severity
        if len(bare) > facts.thresholds.listed_singly:
            names = [facts.name(table) for table in bare]
            yield self.finding(
                facts.schema,
                f"{len(bare)} tables have no key at all: {enumerated(names)}",
                message,
                severity=severity,
                confidence=confidence,
                evidence=evidence_table(
                    ("table", "columns"),
                    [(name, len(table.attributes)) for name, table in zip(names, bare, strict=True)],
                ),
            )
            return
        for table in bare:
            columns = enumerated([attribute.name for attribute in table.attributes], 12)
            yield self.finding(
                table,
                f"{facts.name(table)} has no key at all",
                message,
                severity=severity,
                confidence=confidence,
                evidence=FrozenMap({"table": facts.name(table), "columns": columns}),
                fix=_made(facts, table),
            )

    def _divided(self, facts: Facts, table: Entity, first: Index, second: Index) -> Finding:
        names = [one.name or "one without a name" for one in (first, second)]
        return self.finding(
            table,
            f"{facts.name(table)} has no primary key, and two unique indexes that have all its rows between them",
            _DIVIDED,
            severity=Severity.INFO,
            confidence=Confidence.HINT,
            evidence=evidence_table(
                ("unique index", "of rows where"), list(zip(names, (first.where, second.where), strict=True))
            ),
        )

    def _half_keyed(self, facts: Facts, table: Entity, key: AccessPath) -> Finding:
        columns = [facts.schema.attribute(one) for one in key.columns]
        either = _has_another(facts, table, key)
        empty = [one for one in columns if not facts.is_required(table, one)]
        names = ", ".join(one.name for one in empty)
        return self.finding(
            table,
            f"{facts.name(table)} has no key but {key.name}, and {names} may be NULL in it",
            "Rows with NULL there may be repeated, no table can refer to them, and replication cannot update them.",
            severity=Severity.INFO if either else self.severity,
            confidence=Confidence.HINT if either else Confidence.LIKELY,
            attributes=key.columns,
            evidence=FrozenMap({"unique key": ", ".join(one.name for one in columns), "may be NULL": names}),
            fix=tuple(edits.alter(facts.schema, one.id, not_null=NotNull()) for one in empty),
        )


def _has_another(facts: Facts, table: Entity, key: AccessPath) -> bool:
    """Whether a second unique key asks for another column in place of one: rows have either."""
    keys = [set(one.columns) for one in facts.access_paths(table.id) if one.unique and one.where is None]
    return any(set(key.columns) - one and one - set(key.columns) for one in keys)


def _how_sure(facts: Facts, table: Entity) -> Confidence:
    """How sure it is that a reviewer misses the key."""
    said = set(words(table.comment or ""))
    if (
        is_scratch(table)
        or is_staged(table)
        or is_put_aside(table)
        or _MEANT & said
        or table.persistence != "permanent"
    ):
        return Confidence.HINT
    if is_in_a_block(facts, table.name, making=_KEYED) or (table.partition_by and keys_its_parts(facts, table)):
        return Confidence.HINT
    if _CACHED & {*words(table.name)[-2:]} or is_of_figures(facts, table):
        return Confidence.HINT  # a program builds it anew
    heirs = [one for one in facts.schema.entities if table.id in one.inherits]
    if heirs and all(one.primary_key for one in heirs):
        return Confidence.HINT
    linked = facts.schema.references_from(table.id) or facts.schema.references_to(table.id)
    if not linked and is_of_one_thing(table):
        return Confidence.HINT
    if is_made(table) or is_record(facts, table) or table.partition_by is not None:
        return Confidence.LIKELY
    if not linked and (is_single(table) or not (tells_rows_apart(table) or _is_of_many(table))):
        return Confidence.HINT
    return Confidence.LIKELY


def _is_of_many(table: Entity) -> bool:
    """Whether the name says that rows are many: it is a plural."""
    last = words(table.name)[-1:]
    return last != tuple(map(singular, last))


def _is_pattern(facts: Facts, table: Entity) -> bool:
    """Whether pg_partman makes partitions after this table, in which no row ever stands."""
    return facts.schema.namespace(table.schema) == "partman" and words(table.name)[:1] == ("template",)


def _parts_are_keyed(facts: Facts, table: Entity) -> bool:
    """Whether each partition has a key of its own: divided by an expression, the whole may have none."""
    parts = [one for one in facts.schema.entities if one.partition_of and one.partition_of.parent == table.id]
    return bool(parts) and all(one.primary_key for one in parts)


def _repeats(facts: Facts, table: Entity, key: AccessPath) -> bool:
    """Whether rows with NULL in a unique key may be repeated, and nothing says when they are to have one.

    SQL Server takes NULL for a value, and Oracle compares what else is in the key.
    """
    dialect = facts.schema.dialect.name
    if dialect == "tsql" or (dialect == "oracle" and len(key.columns) > 1):
        return False
    names = {facts.schema.attribute(one).name.lower() for one in key.columns}
    said = ({one.lower() for one in mentions(check.expression, dialect)} for check in table.checks)
    return not any("null" in words and names & words for words in said)


def _is_unique_over_expressions(index: Index) -> bool:
    """Whether an index tells rows apart, by an expression that stands for what may be NULL."""
    return index.unique and index.where is None and any(key.expression for key in index.keys)


def _made(facts: Facts, table: Entity) -> tuple[Change, ...]:
    """A key on the identity column or a column named id, where there is one, or on the pair that a junction joins."""
    for column in table.attributes:
        numbered = column.identity is not None or "serial" in facts.type_of(column).base
        named = column.name.lower() == "id" and facts.family(column) in ("integer", "uuid")
        if (numbered or named) and table.partition_by is None:
            return (edits.primary_key(facts.schema, table.id, (column.id,)),)
    pair = pair_of(facts, table)
    if pair is None or is_thought_of(facts, table, pair) or table.partition_by is not None:
        return ()
    return (edits.primary_key(facts.schema, table.id, pair),)
