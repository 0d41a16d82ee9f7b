"""What serves as the key of a table that declares none."""

from designer.analysis.access_paths import AccessPath
from designer.analysis.facts import Facts
from designer.schema.model import Entity
from designer.schema.words import words

_OF_TOOLS = frozenset(("ar_internal_metadata", "databasechangelog", "databasechangeloglock", "flyway_schema_history"))
_VERSIONED = frozenset(("schema", "db", "database", "alembic", "goose"))
_FEW = 3


def usable_key(facts: Facts, table: Entity) -> AccessPath | None:
    """The shortest unique key over columns that are never null, or None."""
    required = {attribute.id for attribute in table.attributes if facts.is_required(table, attribute)}
    usable = [
        path
        for path in facts.access_paths(table.id)
        if path.unique and path.where is None and path.columns and set(path.columns) <= required
    ]
    return min(usable, key=lambda path: len(path.columns), default=None)


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
