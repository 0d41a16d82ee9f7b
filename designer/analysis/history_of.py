"""What keeps the rows of a table as they were: a table beside it, and the trigger that fills it."""

from dataclasses import replace

from designer.analysis.facts import Facts
from designer.analysis.fixes import free_name
from designer.schema import edits
from designer.schema.changes import Change
from designer.schema.frozen import EMPTY, FrozenMap
from designer.schema.model import Attribute, Entity, Identity, NotNull, Opaque, PrimaryKey
from designer.sql.identifiers import quote_identifier, quote_name

_OWN = ("history_id", "changed_at", "operation")
_LONGEST = 63


def history_of(facts: Facts, table: Entity) -> tuple[Change, ...]:
    """The changes that keep each row before it is changed or deleted.

    MariaDB keeps versions by itself; in PostgreSQL a trigger copies the old row, with the time and the operation.
    None elsewhere, for partitioned tables, and where a name that it takes is taken.
    """
    dialect = facts.schema.dialect.name
    if dialect == "mariadb":
        own = table.options.get("mysql") or EMPTY
        options = FrozenMap({**table.options, "mysql": FrozenMap({**own, "system_versioning": "with"})})
        return (edits.alter(facts.schema, table.id, options=options),)
    name = f"{table.name}_history"
    taken = {one.name for one in facts.schema.entities} | {one.name for one in facts.schema.opaque}
    clashes = {one.name.lower() for one in table.attributes} & set(_OWN)
    if dialect != "postgres" or table.partition_by or clashes or len(name.encode()) > _LONGEST:
        return ()
    if {name, f"{name}()", f"{name} on {table.name}"} & taken:
        return ()
    bare = edits.add(facts.schema, _table(facts, table, name)).value  # whose columns have ids for the key to name
    key = PrimaryKey(name=free_name(facts.schema, bare, (), "pkey"), columns=(bare.attributes[0].id,))
    kept = edits.add(facts.schema, replace(bare, primary_key=key))
    filled = edits.add(facts.schema, _function(facts, table, name, kept.id))
    return kept, filled, edits.add(facts.schema, _trigger(facts, table, name, filled.id))


def _table(facts: Facts, table: Entity, name: str) -> Entity:
    own = (
        Attribute(name="history_id", type="bigint", not_null=NotNull(), identity=Identity(mode="always")),
        Attribute(name="changed_at", type="timestamptz", not_null=NotNull(), default="now()"),
        Attribute(name="operation", type="text", not_null=NotNull()),
    )
    copied = tuple(
        Attribute(name=one.name, type=_stored(facts, one), collation=one.collation, comment=one.comment)
        for one in table.attributes
    )
    return Entity(
        schema=table.schema,
        name=name,
        # One described table among others that are not would make a gap of each of them.
        comment=f"Rows of {table.name} as they were before they were changed or deleted." if table.comment else None,
        attributes=(*own, *copied),
        rows_per_day=(table.updates_per_day or 0) + (table.deletes_per_day or 0) or None,
    )


def _stored(facts: Facts, column: Attribute) -> str:
    """The type without what numbers rows by itself."""
    plain = {"serial": "integer", "bigserial": "bigint", "smallserial": "smallint"}
    return plain.get(facts.type_of(column).base, column.type)


def _function(facts: Facts, table: Entity, name: str, history: str) -> Opaque:
    columns = [quote_identifier(one.name, "postgres") for one in table.attributes]
    there = _spelled(facts, table, name)
    text = (
        f"CREATE FUNCTION {there}() RETURNS trigger LANGUAGE plpgsql AS $history$\n"
        f"BEGIN\n    INSERT INTO {there} (operation, {', '.join(columns)})\n"
        f"    VALUES (lower(TG_OP), {', '.join(f'OLD.{one}' for one in columns)});\n    RETURN NULL;\nEND\n$history$"
    )
    return Opaque(kind="function", name=f"{name}()", sql=text, requires=(history,))


def _trigger(facts: Facts, table: Entity, name: str, function: str) -> Opaque:
    own, there = quote_identifier(name, "postgres"), _spelled(facts, table, table.name)
    text = (
        f"CREATE TRIGGER {own} AFTER UPDATE OR DELETE ON {there} FOR EACH ROW"
        f" EXECUTE FUNCTION {_spelled(facts, table, name)}()"
    )
    return Opaque(kind="trigger", name=f"{name} on {table.name}", sql=text, requires=(table.id, function))


def _spelled(facts: Facts, table: Entity, name: str) -> str:
    return quote_name(facts.schema.namespace(table.schema) or "", name, dialect="postgres")
