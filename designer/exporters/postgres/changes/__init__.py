"""Changes as SQL: what a server that holds the design before has to run to hold the design after.

The statements are made from the two designs, so that any tuple of changes gives the shortest way, whatever
detours it took. They run in order, in one transaction if wanted, and are the direct way: they take the locks
that they take. What concerns the design alone (volumes, dependencies, access patterns, layout) has no SQL;
what PostgreSQL has no statement for raises NotExpressible, with the reason.
"""

from collections.abc import Iterable

from designer.exporters.postgres.changes.alter import altered
from designer.exporters.postgres.changes.carried import dependents_first
from designer.exporters.postgres.changes.columns import freed_columns
from designer.exporters.postgres.changes.context import Context, NotExpressible, Piece, Stage
from designer.exporters.postgres.changes.create import added, create_statements
from designer.exporters.postgres.changes.drop import dropped
from designer.exporters.postgres.changes.rebuild import rebuilding, rebuilt_objects
from designer.exporters.postgres.changes.rename import renamed
from designer.exporters.postgres.changes.types import changed_enums
from designer.schema.align import align
from designer.schema.apply import apply
from designer.schema.changes import Add, Alter, Change, Drop, Merge, Move, Rename, Split, flatten
from designer.schema.diff import diff
from designer.schema.frozen import FrozenMap
from designer.schema.schema import Schema

__all__ = ["NotExpressible", "create_statements", "sql_between", "sql_of"]


def sql_of(changes: Iterable[Change], schema: Schema) -> tuple[str, ...]:
    """The statements that make `changes` to a database that holds `schema`.

    Raises NotExpressible; and what `apply` raises for changes that do not fit the design.
    """
    given = tuple(changes)
    for change in given:
        if isinstance(change, Split | Merge):
            table = schema.qualified(schema.entity(change.entity))
            raise NotExpressible(f"dividing {table} moves rows: it takes a migration plan, not single statements")
    return sql_between(schema, apply(given, schema), rewritten=_rewritten(given))


def sql_between(old: Schema, new: Schema, rewritten: frozenset[tuple[str, str, str]] = frozenset()) -> tuple[str, ...]:
    """The statements that turn a database that holds `old` into one that holds `new`.

    rewritten: (object, field, text) of texts that changed only because they mention a renamed object; the server
    keeps those in step by itself.
    """
    new = align(new, old)  # what was dropped and added again as the same thing keeps its id
    context = Context(old, new)
    changes = tuple(_without_rewrites(change, rewritten) for change in diff(old, new))
    rebuilt = rebuilt_objects(changes, context)
    pieces: list[Piece] = [*rebuilding(rebuilt, context), *renamed(changes, context, frozenset(rebuilt))]
    pieces += added(tuple(change for change in changes if isinstance(change, Add)), context)
    pieces += changed_enums(changes, context)
    pieces += freed_columns(context)
    for change in dependents_first(changes):
        pieces += _pieces(change, context)
    in_order = sorted(pieces, key=lambda piece: piece.stage)
    return tuple(statement for piece in in_order for statement in piece.statements)


def _pieces(change: Change, context: Context) -> Iterable[Piece]:
    match change:
        case Add() | Rename():
            return ()
        case Drop():
            return dropped(change, context)
        case Alter():
            return altered(change, context)
        case Move():
            return _moved(change, context)
    raise TypeError(f"no SQL for {type(change).__name__}")


def _moved(change: Move, context: Context) -> Iterable[Piece]:
    """A moved enum value makes its type anew (see `alter`); a column's place is no property of the server's."""
    if change.kind == "enum_value":
        return
    entity = context.owner(change.id)
    column = context.new.attribute(change.id).name
    where = f"{context.new.qualified(entity)}.{column}"
    said = " ".join(f"PostgreSQL keeps the order in which columns were made: {where} stays in its place.".split())
    yield Piece(Stage.COMMENT, (f"-- {said}",))


def _rewritten(changes: tuple[Change, ...]) -> frozenset[tuple[str, str, str]]:
    return frozenset(
        (rewrite.object, rewrite.field.partition(".")[0], rewrite.new)
        for change in flatten(changes)
        if isinstance(change, Rename)
        for rewrite in change.rewrites
    )


def _without_rewrites(change: Change, rewritten: frozenset[tuple[str, str, str]]) -> Change:
    if not isinstance(change, Alter) or change.kind == "opaque":
        return change
    followed = {
        field
        for field, value in change.set.items()
        if any(
            (change.id, field) == (one[0], one[1]) and _is_only(value, change.was[field], one[2]) for one in rewritten
        )
    }
    if not followed:
        return change
    return Alter(
        kind=change.kind,
        id=change.id,
        set=FrozenMap({field: value for field, value in change.set.items() if field not in followed}),
        was=FrozenMap({field: value for field, value in change.was.items() if field not in followed}),
    )


def _is_only(value: object, was: object, text: str) -> bool:
    """Whether a field differs by nothing but the rewritten text (a plain field, or an expression inside)."""
    if isinstance(value, str):
        return value == text
    expression = getattr(value, "expression", None)
    return expression == text and type(value) is type(was)
