"""CO006: soft deletion beside a unique key that does not know of it."""

from collections.abc import Iterator
from dataclasses import replace

from designer.analysis.access_paths import AccessPath
from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.fixes import free_name, quoted
from designer.analysis.vocabulary import head, means_soft_delete
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.changes import Change
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Entity, Index, IndexKey

_NULLS_COMPARED = ("tsql", "oracle")
"""Dialects in which (email, deleted_at) with NULL in deleted_at is taken once."""
_CHOSEN = frozenset("name email slug username login code title handle sku domain phone nickname".split())


class SoftDeleteUnique(ListedRule):
    """Soft deletion beside a unique key that does not know of it.

    A deleted row keeps its place in the unique key: the name, the address, the slug stays taken by a row nobody
    sees. With deleted_at in the key it is worse: two live rows have NULL there, NULLs are not equal, and the key
    keeps nothing apart. A unique index over live rows only says what is meant.

    Only keys with a name that people choose count (name, e-mail, slug, code); partial indexes are left alone. SQL
    Server and Oracle compare rows whose other values are equal, as PostgreSQL does with NULLS NOT DISTINCT: there a key
    with deleted_at in it says what is meant. MySQL, MariaDB and Oracle have no partial index, so no fix is offered;
    a key over a computed column that is NULL in deleted rows does the same. That a value must never be given out again
    is a good reason to dismiss this.
    """

    code = "CO006"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/indexes-partial.html"
    many = "unique keys do not know of soft deletion"
    message = "Values of deleted rows cannot be used again, or live rows are not kept apart."
    flagged = example(
        entity("users", "id bigint", "email text", "deleted_at timestamptz", pk="id", unique="email, deleted_at")
    )
    accepted = example(
        replace(
            entity("users", "id bigint", "email text", "deleted_at timestamptz", pk="id"),
            indexes=(Index(name="u", keys=(IndexKey(column="email"),), unique=True, where="deleted_at IS NULL"),),
        )
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for table in own_tables(facts):
            mark = next((one for one in table.attributes if _marks(facts, table, one)), None)
            key = table.primary_key.id if table.primary_key else None
            if mark is None:
                continue
            for path in facts.access_paths(table.id):
                if not path.unique or path.where or path.object_id == key:
                    continue
                if _keeps_live_rows_apart(facts, path, mark):
                    continue
                columns = [facts.schema.attribute(one) for one in path.columns]
                if not any(facts.family(one) == "text" and head(one.name) in _CHOSEN for one in columns):
                    continue
                yield self._finding(facts, table, path, mark)

    def _finding(self, facts: Facts, table: Entity, path: AccessPath, mark: Attribute) -> Finding:
        key = facts.schema.get(path.object_id)
        broken = mark.id in path.columns and not facts.is_required(table, mark) and not key.nulls_not_distinct
        names = ", ".join(name for name in facts.schema.names(path.columns) if name != mark.name)
        place = f"{facts.name(table)} ({names})"
        return self.finding(
            key,
            f"{place} is not kept unique among live rows" if broken else f"{place} stays taken after a soft deletion",
            f"{mark.name} is NULL in every live row, and two NULLs are not equal: the key lets all of them in."
            if broken
            else f"A row with {mark.name} set still counts for the unique key: its value cannot be used again.",
            entity=table.id,
            attributes=path.columns,
            severity=Severity.ERROR if broken else self._severity(facts),
            confidence=Confidence.CERTAIN if broken else self._confidence(facts),
            evidence=FrozenMap({"unique key": path.name, "columns": names, "soft deletion": mark.name}),
            fix=_partial(facts, table, path, mark),
        )

    def _severity(self, facts: Facts) -> Severity:
        return Severity.WARNING if facts.schema.requirements.recovery == "soft delete" else self.severity

    def _confidence(self, facts: Facts) -> Confidence:
        return Confidence.LIKELY if facts.schema.requirements.recovery == "soft delete" else self.confidence


def _keeps_live_rows_apart(facts: Facts, path: AccessPath, mark: Attribute) -> bool:
    """Whether the key has the time of deletion in it and takes live rows, where it is NULL, for equal."""
    if mark.id not in path.columns or facts.is_flag(mark):
        return False
    return facts.schema.dialect.name in _NULLS_COMPARED or facts.schema.get(path.object_id).nulls_not_distinct


def _marks(facts: Facts, table: Entity, column: Attribute) -> bool:
    """Whether the column tells live rows from deleted ones; a time that is required makes a table of tombstones."""
    family = facts.family(column)
    if not means_soft_delete(column.name):
        return False
    return facts.is_flag(column) or (family in ("timestamp", "date") and not facts.is_required(table, column))


def _partial(facts: Facts, table: Entity, path: AccessPath, mark: Attribute) -> tuple[Change, ...]:
    """The same key over live rows; none where a foreign key refers to it, since a partial index cannot serve that."""
    if any(set(one.parent_columns) == set(path.columns) for one in facts.schema.references_to(table.id)):
        return ()
    if facts.schema.dialect.name not in ("postgres", "sqlite", "tsql"):
        return ()  # the others have no partial index
    columns = tuple(one for one in path.columns if one != mark.id)
    unset = f"NOT {quoted(facts, mark)}" if facts.schema.dialect.name == "postgres" else f"{quoted(facts, mark)} = 0"
    live = unset if facts.is_flag(mark) else f"{quoted(facts, mark)} IS NULL"
    index = Index(
        name=free_name(facts.schema, table, [*facts.schema.names(columns), "live"], "key"),
        keys=tuple(IndexKey(column=one) for one in columns),
        unique=True,
        where=live,
    )
    return edits.drop(facts.schema, path.object_id), edits.add(facts.schema, index, to=table.id)
