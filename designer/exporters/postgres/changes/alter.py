"""ALTER: what changes in place, by kind."""

from collections.abc import Callable, Iterator

from designer.exporters.postgres.changes.columns import altered_attribute
from designer.exporters.postgres.changes.context import Context, NotExpressible, Piece, Stage, alter_table, name_of
from designer.exporters.postgres.changes.drop import dropped
from designer.exporters.postgres.changes.rebuild import is_rebuilt
from designer.exporters.postgres.changes.tables import altered_entity
from designer.exporters.postgres.changes.types import altered_composite, altered_domain, altered_sequence
from designer.exporters.postgres.comments import comment
from designer.exporters.postgres.constraints import storage
from designer.exporters.postgres.indexes import attach_index
from designer.exporters.postgres.naming import beside
from designer.exporters.postgres.opaque import replaceable, replaced
from designer.exporters.postgres.text import literal, name, option_name, settings, statement
from designer.schema.changes import Alter, Drop
from designer.schema.frozen import FrozenMap
from designer.schema.model import Opaque

_NOT_IN_THE_DATABASE = (
    "design", "requirements", "layout", "access_pattern", "invariant", "decision", "functional_dependency",
    "multivalued_dependency", "denormalization", "schema",
)  # fmt: skip

_OF_PUBLIC = "standard public schema"
"""The comment that a new database has on `public`, which a design without one leaves there."""


def altered(change: Alter, context: Context) -> Iterator[Piece]:
    """The statements of one alteration."""
    if change.kind in _NOT_IN_THE_DATABASE and "comment" not in change.set:
        return
    if "comment" in change.set and change.kind not in ("design",):
        yield from _comment(change, context)
    if is_rebuilt(change):
        return
    handler = _HANDLERS.get(change.kind)
    if handler is not None:
        yield from handler(change, context)
    elif change.kind not in _NOT_IN_THE_DATABASE:
        raise NotExpressible(f"there is no statement that alters a {change.kind.replace('_', ' ')}")


def _comment(change: Alter, context: Context) -> Iterator[Piece]:
    located = context.new.located[change.id]
    if is_rebuilt(change) and change.set["comment"] is not None:
        return  # it comes with what is made again
    if not located.value.name:
        raise NotExpressible(f"{context.said(change.id)} has no name, so no comment can stand on it")
    text = change.set["comment"]
    if text is None and change.kind == "schema" and located.value.name == "public":
        text = _OF_PUBLIC
    yield Piece(Stage.COMMENT, (comment(located, context.new, text),))


def _constraint(change: Alter, context: Context) -> Iterator[Piece]:
    located = context.new.located[change.id]
    is_reference = change.kind == "relationship"
    table = context.new.entity(located.value.child if is_reference else located.owner)
    own = name(name_of(context.new, located))
    head = alter_table(context.new, table)
    stage = Stage.REFERENCE if is_reference else Stage.KEY
    if change.set.get("validated"):
        yield Piece(stage, (f"{head} VALIDATE CONSTRAINT {own};",))
    if "deferrable" in change.set:
        mode = {None: "NOT DEFERRABLE", "immediate": "DEFERRABLE INITIALLY IMMEDIATE",
                "deferred": "DEFERRABLE INITIALLY DEFERRED"}[change.set["deferrable"]]  # fmt: skip
        yield Piece(stage, (f"{head} ALTER CONSTRAINT {own} {mode};",))
    yield from _index(change, context)


def _index(change: Alter, context: Context) -> Iterator[Piece]:
    located = context.new.located[change.id]
    if "options" in change.set:
        entity = context.new.entity(located.owner)
        own = beside(context.new, entity, name_of(context.new, located))
        changed = option_changes(storage(change.was["options"]), storage(change.set["options"]))
        yield Piece(Stage.INDEX, tuple(f"ALTER INDEX {own} {text};" for text in changed))
    if "attached_to" in change.set:
        parent_id = change.set["attached_to"]
        if parent_id is None:
            raise NotExpressible(f"{context.said(change.id)} stays a part of its parent's: it can only be dropped")
        parent = context.new.located[parent_id]
        yield Piece(
            Stage.REFERENCE,
            (
                attach_index(
                    context.new,
                    context.new.entity(parent.owner),
                    name_of(context.new, parent),
                    context.new.entity(located.owner),
                    name_of(context.new, located),
                ),
            ),
        )


def option_changes(old: FrozenMap, new: FrozenMap) -> Iterator[str]:
    """SET and RESET of storage parameters."""
    set_now = {key: value for key, value in new.items() if old.get(key) != value}
    reset = [key for key in old if key not in new]
    if set_now:
        yield f"SET ({settings(set_now)})"
    if reset:
        yield f"RESET ({', '.join(map(option_name, reset))})"


def _domain_check(change: Alter, context: Context) -> Iterator[Piece]:
    yield from altered_domain(change, context)


def _enum(change: Alter, context: Context) -> Iterator[Piece]:
    return iter(())  # its name and place are renames, its values have kinds of their own


def _extension(change: Alter, context: Context) -> Iterator[Piece]:
    own = name(context.new.get(change.id).name)
    if change.set.get("schema"):
        yield Piece(Stage.TYPE, (f"ALTER EXTENSION {own} SET SCHEMA {name(change.set['schema'])};",))
    if change.set.get("version"):
        yield Piece(Stage.TYPE, (f"ALTER EXTENSION {own} UPDATE TO {literal(change.set['version'])};",))


def _opaque(change: Alter, context: Context) -> Iterator[Piece]:
    """A carried statement whose text changed: replaced where its kind can be, else dropped and made again."""
    if "sql" not in change.set:
        return
    old, new = context.old.get(change.id), context.new.get(change.id)
    assert isinstance(old, Opaque)
    text = replaced(new)
    if text is not None and replaceable(old, new):
        yield Piece(Stage.CODE, (text,))
        return
    yield from dropped(Drop(kind="opaque", id=old.id, value=old), context)
    yield Piece(Stage.CODE, (statement(new.sql),))


_HANDLERS: dict[str, Callable[[Alter, Context], Iterator[Piece]]] = {
    "attribute": altered_attribute,
    "entity": altered_entity,
    "primary_key": _index,
    "unique": _index,
    "exclusion": _index,
    "index": _index,
    "check": _constraint,
    "relationship": _constraint,
    "domain": altered_domain,
    "domain_check": _domain_check,
    "composite": altered_composite,
    "sequence": altered_sequence,
    "enum": _enum,
    "extension": _extension,
    "opaque": _opaque,
}
