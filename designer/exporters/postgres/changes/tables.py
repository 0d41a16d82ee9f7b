"""ALTER TABLE as a whole: storage, inheritance, partitions, row security."""

from collections.abc import Iterator

from designer.exporters.postgres.changes.column_traits import is_for
from designer.exporters.postgres.changes.context import Context, NotExpressible, Piece, Stage, alter_table
from designer.exporters.postgres.naming import qualified
from designer.exporters.postgres.tables import (
    ACCESS_METHOD,
    CLUSTER_ON,
    attach_partition,
    replica_identity,
    table_options,
)
from designer.exporters.postgres.text import name, of_postgres, option_name, settings
from designer.schema.changes import Alter
from designer.schema.model import Entity, Sequence

_SILENT = frozenset(
    (
        "comment", "schema", "rows", "rows_per_day", "deletes_per_day", "updates_per_day", "retention_days", "assumed",
        "x", "tablespace",
    )
)  # fmt: skip


def altered_entity(change: Alter, context: Context) -> Iterator[Piece]:
    """The statements of one table's alteration."""
    new, old = context.new.entity(change.id), context.old.entity(change.id)
    known = {
        "persistence": lambda: _persistence(new, context),
        "inherits": lambda: _inherits(old, new, context),
        "partition_by": lambda: _partition_by(new, context),
        "partition_of": lambda: _partition_of(old, new, context),
        "row_security": lambda: _row_security(old, new, context),
        "replica_identity": lambda: _replica_identity(new, context),
        "options": lambda: _options(old, new, context),
    }
    for field in change.set:
        if field in known:
            yield from known[field]()
        elif field not in _SILENT:
            raise NotExpressible(f"{context.said(change.id)}: there is no statement for its {field}")


def _persistence(new: Entity, context: Context) -> Iterator[Piece]:
    if new.persistence == "temporary":
        raise NotExpressible(f"{context.said(new.id)} cannot become a temporary table")
    yield Piece(Stage.TABLE, (f"{alter_table(context.new, new)} SET {_word(new)};", *_sequences_left(new, context)))


def _sequences_left(table: Entity, context: Context) -> Iterator[str]:
    """Sequences that a table owns change with it from PostgreSQL 15 on: those that are to be otherwise change back."""
    if not is_for(context.new, 15):
        return
    columns = {one.id for one in table.attributes}
    standing = [one for one in context.new.sequences if context.stays(one.id) and one.persistence != table.persistence]
    for sequence in standing:
        if {context.old.get(sequence.id).owned_by, sequence.owned_by} & columns:
            yield f"ALTER SEQUENCE {qualified(context.new, sequence)} SET {_word(sequence)};"


def _word(value: Entity | Sequence) -> str:
    return "UNLOGGED" if value.persistence == "unlogged" else "LOGGED"


def _inherits(old: Entity, new: Entity, context: Context) -> Iterator[Piece]:
    head = alter_table(context.new, new)
    for parent in old.inherits:
        if parent not in new.inherits and parent in context.new.located:
            parent_name = qualified(context.new, context.new.entity(parent))
            yield Piece(Stage.COLUMN, (f"{head} NO INHERIT {parent_name};",))
        elif parent not in new.inherits:
            before = qualified(context.old, context.old.entity(parent))
            yield Piece(Stage.RELEASE, (f"{alter_table(context.old, old)} NO INHERIT {before};",))
    for parent in new.inherits:
        if parent not in old.inherits:
            parent_name = qualified(context.new, context.new.entity(parent))
            yield Piece(Stage.KEY, (f"{head} INHERIT {parent_name};",))


def _partition_by(new: Entity, context: Context) -> Iterator[Piece]:
    raise NotExpressible(
        f"{context.said(new.id)}: a table cannot change how it is divided; make a new one and copy the rows"
    )


def _partition_of(old: Entity, new: Entity, context: Context) -> Iterator[Piece]:
    if old.partition_of:
        parent = context.old.entity(old.partition_of.parent)
        detach = f"{alter_table(context.old, parent)} DETACH PARTITION {qualified(context.old, old)};"
        yield Piece(Stage.RELEASE, (detach,))
    if new.partition_of:
        yield Piece(Stage.INDEX, (attach_partition(context.new, new),))


def _row_security(old: Entity, new: Entity, context: Context) -> Iterator[Piece]:
    head = alter_table(context.new, new)
    was = (bool(old.row_security and old.row_security.enabled), bool(old.row_security and old.row_security.forced))
    now = (bool(new.row_security and new.row_security.enabled), bool(new.row_security and new.row_security.forced))
    if was[0] != now[0]:
        yield Piece(Stage.CODE, (f"{head} {'ENABLE' if now[0] else 'DISABLE'} ROW LEVEL SECURITY;",))
    if was[1] != now[1]:
        yield Piece(Stage.CODE, (f"{head} {'FORCE' if now[1] else 'NO FORCE'} ROW LEVEL SECURITY;",))


def _replica_identity(new: Entity, context: Context) -> Iterator[Piece]:
    default = (f"{alter_table(context.new, new)} REPLICA IDENTITY DEFAULT;",)
    yield Piece(Stage.REFERENCE, tuple(replica_identity(context.new, new)) or default)


def _options(old: Entity, new: Entity, context: Context) -> Iterator[Piece]:
    head = alter_table(context.new, new)
    method = of_postgres(new.options).get(ACCESS_METHOD)
    if method != of_postgres(old.options).get(ACCESS_METHOD):
        yield Piece(Stage.TABLE, (f"{head} SET ACCESS METHOD {name(method) if method else 'DEFAULT'};",))
    clustered = of_postgres(new.options).get(CLUSTER_ON)
    if clustered != of_postgres(old.options).get(CLUSTER_ON):
        by = f"CLUSTER ON {name(clustered)}" if clustered else "SET WITHOUT CLUSTER"
        yield Piece(Stage.REFERENCE, (f"{head} {by};",))
    before, after = table_options(old), table_options(new)
    set_now = {key: value for key, value in after.items() if before.get(key) != value}
    reset = [key for key in before if key not in after]
    if set_now:
        yield Piece(Stage.TABLE, (f"{head} SET ({settings(set_now)});",))
    if reset:
        yield Piece(Stage.TABLE, (f"{head} RESET ({', '.join(map(option_name, reset))});",))
