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
from designer.schema.model import Entity, Index, IndexKey, Unique

_MESSAGE = "The key is there, but not named as such: tools, logical replication and readers look for a primary key."
_PRIMARY = frozenset({"primary"})


class KeyNotPrimary(Rule):
    """Unique key that is not declared primary.

    The table has a unique key over columns that are never null, so its rows are told apart. Declared as primary
    key it also serves as replica identity, as the target of foreign keys that name no columns, and as the answer
    to "what is a row here" for every tool and reader.

    A table that keeps the schema's own version is its tool's. One for which a DO block may make the primary key gets a
    hint, and so does one that its key keeps to a single row (over a flag, or over a column that a check holds to one
    value): there is nothing to tell apart. Where the server numbers the rows by a column that is in no key, that may be
    the one that was meant: nothing is changed then without a choice. Tables that hold rows for a moment, that keep what
    others have held, that are filled anew from others, or whose rows replication tells apart by an index that was
    chosen are hints, too. Many such tables make one finding: then it is a habit, and a mild one.
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
            counted = _counted_beside(facts, table)
            also = f" {counted} numbers the rows, but nothing keeps it unique: it may be the key that was meant."
            yield self.finding(
                table,
                f"{facts.name(table)} has the unique key ({columns}), but no primary key",
                _MESSAGE + (also if counted else ""),
                confidence=confidence,
                evidence=FrozenMap({"unique key": path.name, "columns": columns}),
                fix=_promoted(facts, table, path),
            )

    def _listed(self, facts: Facts, keyed: list[tuple[Entity, AccessPath]], confidence: Confidence) -> Finding:
        names = [facts.name(table) for table, _ in keyed]
        columns = [", ".join(facts.schema.names(path.columns)) for _, path in keyed]
        counted = [f"{facts.name(table)}.{one}" for table, _ in keyed if (one := _counted_beside(facts, table))]
        also = f" Nothing keeps {enumerated(counted)} unique: that may be the key that was meant."
        few = len(keyed) <= facts.thresholds.bulk_fix
        return self.finding(
            facts.schema,
            f"{len(keyed)} tables have a unique key that is not declared primary: {enumerated(names)}",
            _MESSAGE + (also if counted else ""),
            confidence=confidence,
            evidence=evidence_table(("table", "unique key"), list(zip(names, columns, strict=True))),
            fix=tuple(change for table, path in keyed for change in _promoted(facts, table, path))
            if few and not counted
            else (),
        )


def _how_sure(facts: Facts, table: Entity, path: AccessPath) -> Confidence:
    doubtful = is_in_a_block(facts, table.name, making=_PRIMARY) or holds_one_row(facts, table, path.columns)
    doubtful = doubtful or _is_replicated_by(table)
    doubtful = doubtful or any(is_kind(table) for is_kind in (is_scratch, is_put_aside, is_staged, is_rebuilt))
    return Confidence.HINT if doubtful else Confidence.CERTAIN


def _is_replicated_by(table: Entity) -> bool:
    """Whether replication tells its rows apart by an index that was chosen: it stands in for a primary key there."""
    return table.replica_identity is not None and table.replica_identity.mode == "index"


def _counted_beside(facts: Facts, table: Entity) -> str | None:
    """The column beside the key that the server numbers the rows by, and that is in no key itself."""
    keyed = {one for way in facts.access_paths(table.id) if way.unique for one in way.columns}
    counted = (
        one.name
        for one in table.attributes
        if one.id not in keyed and (one.identity is not None or "serial" in facts.type_of(one).base)
    )
    return next(counted, None)


def _promoted(facts: Facts, table: Entity, path: AccessPath) -> tuple[Change, ...]:
    if _counted_beside(facts, table):
        return ()
    key = facts.schema.get(path.object_id)
    adding = edits.primary_key(facts.schema, table.id, path.columns)
    if not isinstance(key, Unique | Index) or _is_replicated_by(table) or not _only_repeats(facts, table, key):
        return (adding,)
    return (edits.drop(facts.schema, key.id), adding)


def _only_repeats(facts: Facts, table: Entity, key: Unique | Index) -> bool:
    """Whether a key has nothing that the primary key has not: what has more to it may have its own reason."""
    if isinstance(key, Unique):
        return not key.include and not key.attached_to
    plain = tuple(IndexKey(column=one) for one in key.columns)
    bare = Index(id=key.id, name=key.name, keys=plain, unique=True, nulls_not_distinct=key.nulls_not_distinct)
    # A foreign key may rest on an index by its name.
    led_to = any(set(one.parent_columns) == set(key.columns) for one in facts.schema.references_to(table.id))
    return key == bare and not led_to
