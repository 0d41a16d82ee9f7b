"""A fix as SQL of the design's own dialect, and the SQL that takes it back."""

from collections.abc import Iterator

from designer.exporters.mysql.changes import passages
from designer.exporters.oracle import tables as oracle_tables
from designer.exporters.postgres.changes.dividing import sql_with_rows
from designer.exporters.result import ExportError, NotExpressible
from designer.exporters.sqlite.changes import sql_between
from designer.exporters.tsql import tables as tsql_tables
from designer.schema.apply import apply
from designer.schema.changes import Add, Alter, Change, Merge, Split, reverse
from designer.schema.model import Check, Index, Relationship, Unique
from designer.schema.schema import Schema
from designer.sql.mentions import mentions

_Statements = tuple[str, ...]
_USERS = ("view", "materialized view", "rule", "policy", "trigger")


def fix_sql(fix: tuple[Change, ...], schema: Schema) -> tuple[_Statements, _Statements]:
    """(statements that make the fix, statements that undo it); empty where SQL of the design's dialect cannot say it.

    For SQL Server and Oracle what is added is said: indexes, foreign keys, checks and unique keys.
    """
    if not fix:
        return (), ()
    try:
        return _both_ways(fix, schema)
    except (NotExpressible, ExportError):
        return (), ()


def _both_ways(fix: tuple[Change, ...], schema: Schema) -> tuple[_Statements, _Statements]:
    after, dialect = apply(fix, schema), schema.dialect.name
    if dialect == "postgres":
        if any(_is_used(one, schema) for one in fix):
            raise NotExpressible("the server changes no type that a view uses, which takes a migration plan")
        return sql_with_rows(fix, schema), sql_with_rows(reverse(fix), after)
    if any(isinstance(one, Split | Merge) for one in fix):
        raise NotExpressible("dividing a table moves rows, which takes a migration plan")
    if dialect == "sqlite":
        return sql_between(schema, after), sql_between(after, schema)
    if dialect in ("mysql", "mariadb"):
        way = passages(schema, after, dialect)
        up = tuple(text for one in way for text in one.up)
        return up, tuple(text for one in reversed(way) for text in one.down)
    found = [_added(one, after) for one in fix]
    return tuple(up for ups, _ in found for up in ups), tuple(down for _, down in reversed(found))


def _is_used(change: Change, schema: Schema) -> bool:
    """Whether a column gets another type that a view, a rule, a policy or a trigger uses: PostgreSQL refuses that."""
    if not isinstance(change, Alter) or change.kind != "attribute" or "type" not in change.set:
        return False
    if change.id not in schema.located:  # the fix itself adds it
        return False
    owner = schema.located[change.id].owner
    table, column = schema.entity(owner).name, schema.attribute(change.id).name
    return any(_uses(one.sql, table, column) for one in schema.opaque if one.kind.strip().lower() in _USERS)


def _uses(sql: str, table: str, column: str) -> bool:
    if table.lower() not in sql.lower() or not mentions(sql, table, "postgres"):
        return False
    return "*" in sql.replace("(*)", "") or mentions(sql, column, "postgres")


def _added(change: Change, after: Schema) -> tuple[_Statements, str]:
    """What adds an index or a constraint, and what drops it again, for SQL Server and Oracle."""
    if not isinstance(change, Add) or not getattr(change.value, "name", None):
        raise NotExpressible("there is no statement for it here")
    is_oracle = after.dialect.name == "oracle"
    texts = oracle_tables.ORACLE if is_oracle else tsql_tables.TSQL
    one = change.value
    entity = after.entity(one.child if isinstance(one, Relationship) else change.parent)
    table = (oracle_tables if is_oracle else tsql_tables).qualified(after, entity)
    named = texts.name(one.name)
    drop = f"ALTER TABLE {table} DROP CONSTRAINT {named};"
    match one:
        case Index() if not is_oracle and any(key.expression for key in one.keys):
            raise NotExpressible("SQL Server holds no expression in an index")
        case Index() if is_oracle and (one.include or one.where):
            raise NotExpressible("Oracle has neither INCLUDE nor partial indexes")
        case Index():
            made = (oracle_tables if is_oracle else tsql_tables).create_index(after, entity, one)
            return (made,), f"DROP INDEX {named}{'' if is_oracle else f' ON {table}'};"
        case Relationship():
            return tuple(_linking(after, one)), drop
        case Check():
            return (f"ALTER TABLE {table} ADD CONSTRAINT {named} CHECK ({one.expression});",), drop
        case Unique():
            columns = texts.names(after.attribute(key).name for key in one.columns)
            return (f"ALTER TABLE {table} ADD CONSTRAINT {named} UNIQUE ({columns});",), drop
    raise NotExpressible("there is no statement for it here")


def _linking(after: Schema, link: Relationship) -> Iterator[str]:
    if after.dialect.name == "oracle":
        yield oracle_tables.add_foreign_key(after, link)
    else:
        yield from tsql_tables.add_foreign_key(after, link)
