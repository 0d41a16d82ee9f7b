"""Access patterns that read or write what a division moves: rewritten with a join, or left to people, and why."""

from dataclasses import dataclass

from designer.analysis.normalization.decompose import name_in
from designer.analysis.normalization.pieces import Piece, may_be_missing
from designer.analysis.normalization.rewriting import CannotJoin, Moved, with_join
from designer.schema import edits
from designer.schema.changes import Change
from designer.schema.model import Entity, Relationship
from designer.schema.schema import Schema
from designer.schema.words import words


@dataclass(frozen=True, slots=True)
class PatternAfter:
    """An access pattern that reads or writes what moves. rewritten: its statements, None where it is left to people."""

    pattern: str
    rewritten: tuple[str, ...] | None
    reason: str = ""


def moved_out(schema: Schema, entity: Entity, piece: Piece, target: str, going: tuple[str, ...]) -> Moved:
    names = schema.names(going)
    keys = schema.names(piece.key)
    return Moved(
        namespace=schema.namespace(entity.schema),
        table=entity.name,
        target_namespace=schema.namespace(entity.schema),
        target=target,
        columns={one: one for one in names},
        on=tuple((one, one) for one in keys),
        optional=any(may_be_missing(schema, entity, one) for one in piece.key),
    )


def moved_to_parent(schema: Schema, after: Schema, entity: Entity, link: Relationship, going: tuple[str, ...]) -> Moved:
    parent = after.entity(link.parent)
    before = schema.entity(link.parent)
    called = {words(one.name): one.name for one in reversed(parent.attributes)}
    columns: dict[str, str] = {}
    for attribute in map(schema.attribute, going):
        short = words(name_in(before, attribute))
        columns[attribute.name] = called.get(short) or called[words(attribute.name)]
    return Moved(
        namespace=schema.namespace(entity.schema),
        table=entity.name,
        target_namespace=after.namespace(parent.schema),
        target=parent.name,
        columns=columns,
        on=tuple(zip(schema.names(link.columns), schema.names(link.parent_columns), strict=True)),
        optional=any(may_be_missing(schema, entity, one) for one in link.columns),
    )


def patterns_after(
    before: Schema, after: Schema, moved: Moved | None, patterns: dict[str, PatternAfter]
) -> tuple[Change, ...]:
    """Alterations of the access patterns that can be rewritten; all that are touched are entered in `patterns`."""
    if moved is None:
        return ()
    changes: list[Change] = []
    for pattern in before.access_patterns:
        statements, reasons = [], []
        for sql in pattern.statements:
            try:
                statements.append(with_join(sql, moved, before))
            except CannotJoin as reason:
                statements.append(sql)
                reasons.append(str(reason))
        if reasons:
            patterns[pattern.name] = PatternAfter(pattern.name, None, "; ".join(dict.fromkeys(reasons)))
        elif tuple(statements) != pattern.statements:
            patterns[pattern.name] = PatternAfter(pattern.name, tuple(statements))
            changes.append(edits.alter(after, pattern.id, statements=tuple(statements)))
    return tuple(changes)
