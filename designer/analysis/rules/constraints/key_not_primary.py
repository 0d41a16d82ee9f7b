"""CO002: a unique key that is not declared primary."""

from collections.abc import Iterator

from designer.analysis.access_paths import AccessPath
from designer.analysis.blocks import is_in_a_block
from designer.analysis.columns import enumerated, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.keys import holds_one_row, keeps_schema_version, usable_key
from designer.analysis.kinds_of_table import is_put_aside, is_rebuilt, is_scratch, is_staged
from designer.analysis.rule import Rule
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.changes import Change
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity, Unique

_MESSAGE = "The key is there, but not named as such: tools, logical replication and readers look for a primary key."
_PRIMARY = frozenset({"primary"})


class KeyNotPrimary(Rule):
    """Unique key that is not declared primary.

    The table has a unique key over columns that are never null, so its rows are told apart. Declared as primary
    key it also serves as replica identity, as the target of foreign keys that name no columns, and as the answer
    to "what is a row here" for every tool and reader.

    A table that keeps the schema's own version is its tool's. One for which a DO block may make the primary key gets
    a hint, and so does one that its key keeps to a single row (over a flag, or over a column that a check holds to one
    value): there is nothing to tell apart. Tables that hold rows for a moment, that keep what others have held, or that
    are filled anew from others are hints, too. Many such tables make one finding: then it is a habit, and a mild one.
    """

    code = "CO002"
    alike = "tables have a unique key that is not declared primary"
    severity = Severity.INFO
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS"
    flagged = example(entity("countries", "code text not null", "name text", unique="code"))
    accepted = example(
        entity("countries", "code text not null", "name text", pk="code"),
        entity("notes", "code text", unique="code"),
    )

    def check(self, facts: Facts) -> Iterator[Finding]:
        keyed: list[tuple[Entity, AccessPath]] = []
        for table in own_tables(facts):
            asked = table.primary_key is None and not table.inherits and not keeps_schema_version(table)
            path = usable_key(facts, table) if asked else None
            if path:
                keyed.append((table, path))
        for confidence in (Confidence.CERTAIN, Confidence.HINT):
            yield from self._said(facts, [one for one in keyed if _how_sure(facts, *one) is confidence], confidence)

    def _said(self, facts: Facts, keyed: list[tuple[Entity, AccessPath]], confidence: Confidence) -> Iterator[Finding]:
        if len(keyed) > facts.thresholds.listed_singly:
            yield self._listed(facts, keyed, confidence)
            return
        for table, path in keyed:
            columns = ", ".join(facts.schema.names(path.columns))
            yield self.finding(
                table,
                f"{facts.name(table)} has the unique key ({columns}), but no primary key",
                _MESSAGE,
                confidence=confidence,
                evidence=FrozenMap({"unique key": path.name, "columns": columns}),
                fix=_promoted(facts, table, path),
            )

    def _listed(self, facts: Facts, keyed: list[tuple[Entity, AccessPath]], confidence: Confidence) -> Finding:
        names = [facts.name(table) for table, _ in keyed]
        columns = [", ".join(facts.schema.names(path.columns)) for _, path in keyed]
        few = len(keyed) <= facts.thresholds.bulk_fix
        return self.finding(
            facts.schema,
            f"{len(keyed)} tables have a unique key that is not declared primary: {enumerated(names)}",
            _MESSAGE,
            confidence=confidence,
            evidence=evidence_table(("table", "unique key"), list(zip(names, columns, strict=True))),
            fix=tuple(change for table, path in keyed for change in _promoted(facts, table, path)) if few else (),
        )


def _how_sure(facts: Facts, table: Entity, path: AccessPath) -> Confidence:
    doubtful = is_in_a_block(facts, table.name, making=_PRIMARY) or holds_one_row(facts, table, path.columns)
    doubtful = doubtful or any(is_kind(table) for is_kind in (is_scratch, is_put_aside, is_staged, is_rebuilt))
    return Confidence.HINT if doubtful else Confidence.CERTAIN


def _promoted(facts: Facts, table: Entity, path: AccessPath) -> tuple[Change, ...]:
    key = facts.schema.get(path.object_id)
    adding = edits.primary_key(facts.schema, table.id, path.columns)
    # A plain unique constraint would only repeat the key; an index, or one with more to it, may have its own reason.
    if isinstance(key, Unique) and not key.include and not key.attached_to:
        return (edits.drop(facts.schema, key.id), adding)
    return (adding,)
