"""Indexes of the design that could go: copies, beginnings of others, and those that no plan reads."""

from collections.abc import Iterable

from designer.analysis.facts import Facts
from designer.analysis.index_engine.candidate import Candidate, is_beginning, shape
from designer.analysis.index_engine.recommendation import Idle, Served
from designer.exporters.postgres.text import name as quoted
from designer.lab.planner import Planned
from designer.schema import edits
from designer.schema.model import Entity, Index, IndexKey


def idle_indexes(
    facts: Facts, planned: Planned, served: Iterable[Served], chosen: tuple[Candidate, ...]
) -> tuple[Idle, ...]:
    """Never a unique index, one that a partition's parent owns, or one that a foreign key's deletions need."""
    read = {index for one in served for plan in (one.before, one.after) if plan for index in plan.indexes}
    read_after = {index for one in served if one.after for index in one.after.indexes}
    found: list[Idle] = []
    for table in facts.schema.entities:
        gone: set[str] = set()
        for index in table.indexes:
            if index.unique or index.attached_to or not index.visible or not index.keys:
                continue
            why = _repeats(table, index, chosen, gone)
            if why is None and table.partition_of is None and table.partition_by is None:
                why = _unread(facts, planned, table, index, read, read_after)
            if why:
                gone.add(index.id)
                size = planned.size(index.id)
                found.append(
                    Idle(
                        index.name or index.id,
                        facts.name(table),
                        why,
                        size.bytes if size else 0,
                        f"DROP INDEX {_qualified(facts, table, index)}",
                        edits.drop(facts.schema, index.id),
                    )
                )
    return tuple(found)


def _qualified(facts: Facts, table: Entity, index: Index) -> str:
    namespace = facts.schema.namespace(table.schema)
    own = quoted(index.name or "")
    return f"{quoted(namespace)}.{own}" if namespace else own


def _repeats(table: Entity, index: Index, chosen: tuple[Candidate, ...], gone: set[str]) -> str | None:
    for key in table.keys:
        whole = Index(keys=tuple(IndexKey(column=one) for one in key.columns), include=key.include)
        if is_beginning(index, whole):
            return f"{key.name or 'the key'} begins with the same columns"
    for other in table.indexes:
        if other.id == index.id or other.id in gone:
            continue
        if shape(other) == shape(index):
            return f"{other.name} is the same once more"
        if is_beginning(index, other):
            return f"{other.name} begins with the same columns"
    for one in chosen:
        if one.entity == table.id and is_beginning(index, one.index):
            return f"the recommended {one.index.name} begins with the same columns"
    return None


def _unread(
    facts: Facts, planned: Planned, table: Entity, index: Index, read: set[str], read_after: set[str]
) -> str | None:
    name = planned.name_of(index.id)
    if name is None or name in read_after or _serves_reference(facts, table, index):
        return None
    touching = [one for one in facts.patterns if table.id in one.entities]
    if len(touching) < facts.thresholds.patterns_to_judge:
        return None
    if name in read:
        return "with the recommended indexes no declared pattern's plan reads it any more"
    return f"no plan of the {len(touching)} declared patterns on the table reads it"


def _serves_reference(facts: Facts, table: Entity, index: Index) -> bool:
    links = facts.schema.references_from(table.id)
    return any(set(index.columns[: len(link.columns)]) == set(link.columns) for link in links)
