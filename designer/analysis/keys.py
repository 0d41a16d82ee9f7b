"""What serves as the key of a table that declares none."""

from designer.analysis.access_paths import AccessPath
from designer.analysis.expressions import spelled
from designer.analysis.facts import Facts
from designer.schema.model import Entity, Index
from designer.schema.words import words

_OF_TOOLS = frozenset(("ar_internal_metadata", "databasechangelog", "databasechangeloglock", "flyway_schema_history"))
_VERSIONED = frozenset(("schema", "db", "database", "alembic", "goose"))
_FEW = 3


def usable_key(facts: Facts, table: Entity) -> AccessPath | None:
    """The unique key over columns that are never null which foreign keys refer to, else the shortest one, or None."""
    required = {attribute.id for attribute in table.attributes if facts.is_required(table, attribute)}
    usable = [
        path
        for path in facts.access_paths(table.id)
        if path.unique and path.where is None and path.columns and set(path.columns) <= required
    ]
    referred = [set(one.parent_columns) for one in facts.schema.references_to(table.id)]

    def rank(path: AccessPath) -> tuple[bool, int, bool]:
        names = [name.lower() for name in facts.schema.names(path.columns)]
        return set(path.columns) not in referred, len(names), names != ["id"]

    return min(usable, key=rank, default=None)


def divided_key(facts: Facts, table: Entity) -> tuple[Index, Index] | None:
    """Two unique indexes that tell all rows apart together: one of rows where something is so, one of the others."""
    dialect = facts.schema.dialect.name
    parts = [
        (spelled(one.where, dialect), one) for one in table.indexes if one.unique and one.where is not None and one.keys
    ]
    for where, first in parts:
        for other, second in parts:
            if other == ("not", *where) or (where[1:] == ("is", "null") and other == (where[0], "is", "not", "null")):
                return first, second
    return None


def nullable_key(facts: Facts, table: Entity) -> AccessPath | None:
    """The shortest unique key that tells rows apart but for those with NULL in it, or None."""
    keys = [path for path in facts.access_paths(table.id) if path.unique and path.where is None and path.columns]
    return min(keys, key=lambda path: len(path.columns), default=None)


def keeps_schema_version(table: Entity) -> bool:
    """Whether a table says which version the schema itself has: a tool's own, or one row of few columns."""
    name = table.name.lower()
    parts = words(name)
    joined = name.endswith(("dbversion", "schemaversion"))
    migrations = parts[-2:] == ("schema", "migrations")
    alone = parts in (("version",), ("schema",), ("format",)) and any(
        "version" in words(one.name) for one in table.attributes
    )
    alone = alone or parts == ("version",) or (parts[-1:] == ("version",) and bool(_VERSIONED & set(parts)))
    return name in _OF_TOOLS or migrations or (len(table.attributes) <= _FEW and (joined or alone))
