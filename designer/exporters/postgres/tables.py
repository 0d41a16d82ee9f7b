"""Tables: CREATE TABLE with what can stand inside it, and the statements that complete it."""

from collections.abc import Callable, Iterator

from designer.exporters.postgres.columns import afterthoughts, contradictions, definition
from designer.exporters.postgres.constraints import constraint
from designer.exporters.postgres.inheritance import declared, deviations
from designer.exporters.postgres.naming import column, qualified
from designer.exporters.postgres.text import name, of_postgres, parenthesized, settings, verbatim
from designer.schema.frozen import FrozenMap
from designer.schema.model import Check, Entity, Exclusion, PartitionBy, PartitionKey, PrimaryKey, Unique
from designer.schema.schema import Schema

TableKey = PrimaryKey | Unique | Exclusion

ACCESS_METHOD = "access_method"
ON_COMMIT = "on_commit"
CLUSTER_ON = "cluster_on"
_NO_PARAMETERS = frozenset((ACCESS_METHOD, ON_COMMIT, CLUSTER_ON))
"""The options of a table that are no storage parameters."""


def create_table(
    schema: Schema, entity: Entity, *, keys: tuple[TableKey, ...] = (), detached: bool = False
) -> Iterator[str]:
    """CREATE TABLE and its afterthoughts.

    keys: those keys and exclusions that stand in the table; others are added later.
    detached: defaults and checks are left to `attach_texts`, for tables that functions go round in circles with.
    """
    for attribute in entity.attributes:
        contradictions(f"{schema.qualified(entity)}.{attribute.name}", attribute)
    own = declared(schema, entity)
    lines = [definition(schema, entity, attribute, with_default=not detached) for attribute in own]
    if not detached:
        lines += [constraint(check, schema) for check in entity.checks if stands_inside(check)]
    lines += [constraint(key, schema) for key in keys]
    body = "".join(f"\n    {line}{',' if number < len(lines) else ''}" for number, line in enumerate(lines, 1))
    kind = "" if entity.persistence == "permanent" else f"{entity.persistence.upper()} "
    yield f"CREATE {kind}TABLE {qualified(schema, entity)} ({body}\n){_tail(schema, entity)};"
    if entity.inherits:
        yield from deviations(schema, entity)
    for attribute in entity.attributes:
        yield from afterthoughts(schema, entity, attribute)
    if not detached:
        yield from added_checks(schema, entity, lambda check: not stands_inside(check))


def create_partition(schema: Schema, entity: Entity) -> Iterator[str]:
    """A partition of which only the bound is known: its columns are its parent's."""
    assert entity.partition_of is not None
    parent = qualified(schema, schema.entity(entity.partition_of.parent))
    kind = "" if entity.persistence == "permanent" else f"{entity.persistence.upper()} "
    head = f"CREATE {kind}TABLE {qualified(schema, entity)} PARTITION OF {parent} {_bound(schema, entity)}"
    yield f"{head}{_tail(schema, entity)};"


def attach_partition(schema: Schema, entity: Entity) -> str:
    """Makes a table a partition of its parent."""
    assert entity.partition_of is not None
    parent = qualified(schema, schema.entity(entity.partition_of.parent))
    return f"ALTER TABLE ONLY {parent} ATTACH PARTITION {qualified(schema, entity)} {_bound(schema, entity)};"


def attach_texts(schema: Schema, entity: Entity) -> Iterator[str]:
    """The defaults and checks that `create_table(detached=True)` left out."""
    table = f"ALTER TABLE ONLY {qualified(schema, entity)}"
    for attribute in entity.attributes:
        if attribute.default is not None:
            where = f"the default of {schema.qualified(entity)}.{attribute.name}"
            yield f"{table} ALTER COLUMN {name(attribute.name)} SET DEFAULT {verbatim(attribute.default, where)};"
    yield from added_checks(schema, entity, lambda check: True)


def added_checks(schema: Schema, entity: Entity, chosen: Callable[[Check], bool]) -> Iterator[str]:
    """ALTER TABLE … ADD for these checks."""
    for check in filter(chosen, entity.checks):
        yield f"ALTER TABLE {qualified(schema, entity)} ADD {constraint(check, schema)};"


def stands_inside(check: Check) -> bool:
    """Whether CREATE TABLE keeps the check as it is: there, NOT VALID would be taken for valid."""
    return check.validated or not check.enforced


def table_options(entity: Entity) -> FrozenMap:
    """The storage parameters of a table."""
    given = of_postgres(entity.options)
    return FrozenMap({key: value for key, value in given.items() if key not in _NO_PARAMETERS})


def partition_clause(schema: Schema, entity: Entity, by: PartitionBy) -> str:
    """PARTITION BY."""
    keys = ", ".join(_partition_key(schema, entity, key) for key in by.keys)
    return f"PARTITION BY {by.strategy.upper()} ({keys})"


def row_security(schema: Schema, entity: Entity) -> Iterator[str]:
    """Row security, switched on."""
    table = f"ALTER TABLE {qualified(schema, entity)}"
    if entity.row_security and entity.row_security.enabled:
        yield f"{table} ENABLE ROW LEVEL SECURITY;"
    if entity.row_security and entity.row_security.forced:
        yield f"{table} FORCE ROW LEVEL SECURITY;"


def replica_identity(schema: Schema, entity: Entity) -> Iterator[str]:
    """What logical replication identifies a row by, where it is not the primary key."""
    identity = entity.replica_identity
    if identity:
        mode = identity.mode.upper() if identity.mode != "index" else f"USING INDEX {name(identity.index or '')}"
        yield f"ALTER TABLE ONLY {qualified(schema, entity)} REPLICA IDENTITY {mode};"


def clustering(schema: Schema, entity: Entity) -> Iterator[str]:
    """By which index CLUSTER sorts the table."""
    index = of_postgres(entity.options).get(CLUSTER_ON)
    if index:
        yield f"ALTER TABLE {qualified(schema, entity)} CLUSTER ON {name(index)};"


def _bound(schema: Schema, entity: Entity) -> str:
    assert entity.partition_of is not None
    return verbatim(entity.partition_of.bound, f"the bound of {schema.qualified(entity)}")


def _tail(schema: Schema, entity: Entity) -> str:
    parts = []
    if entity.inherits:
        parents = ", ".join(qualified(schema, schema.entity(parent)) for parent in entity.inherits)
        parts.append(f"INHERITS ({parents})")
    if entity.partition_by:
        parts.append(partition_clause(schema, entity, entity.partition_by))
    method = of_postgres(entity.options).get(ACCESS_METHOD)
    if method:
        parts.append(f"USING {name(method)}")
    options = table_options(entity)
    if options:
        parts.append(f"WITH ({settings(options)})")
    on_commit = of_postgres(entity.options).get(ON_COMMIT)
    if on_commit:
        parts.append(f"ON COMMIT {verbatim(on_commit.upper(), f'what {schema.qualified(entity)} does on commit')}")
    return "".join(f"\n{part}" for part in parts)


def _partition_key(schema: Schema, entity: Entity, key: PartitionKey) -> str:
    where = f"the partition key of {schema.qualified(entity)}"
    text = column(schema, key.column) if key.column else parenthesized(key.expression or "", where)
    if key.collation:
        text += f" COLLATE {verbatim(key.collation, where)}"
    return f"{text} {verbatim(key.operator_class, where)}" if key.operator_class else text
