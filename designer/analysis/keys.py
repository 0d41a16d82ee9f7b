"""What serves as the key of a table that declares none."""

from designer.analysis.access_paths import AccessPath
from designer.analysis.expressions import closed_list, constant, spelled
from designer.analysis.facts import Facts
from designer.analysis.fixes import checks_on
from designer.schema.model import Attribute, Entity, Index
from designer.schema.words import words

_OF_TOOLS = frozenset(("ar_internal_metadata", "databasechangelog", "databasechangeloglock", "flyway_schema_history"))
_VERSIONED = frozenset(("schema", "db", "database", "alembic", "goose"))
_MIGRATED = (("schema", "migrations"), ("data", "migrations"), ("schema", "updates"))
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


def holds_one_row(facts: Facts, table: Entity, columns: tuple[str, ...]) -> bool:
    """Whether a key keeps a table to one row, or two: over a lone flag, or over columns that take one value each."""
    found = [facts.schema.attribute(one) for one in columns]
    lone = len(found) == 1 and (facts.is_flag(found[0]) or facts.family(found[0]) == "boolean")
    return lone or (bool(found) and all(_takes_one_value(facts, table, one) for one in found))


def _takes_one_value(facts: Facts, table: Entity, column: Attribute) -> bool:
    """Whether a check (`id = 1`, `active IS TRUE`), an enum of one label or a generated constant leaves one."""
    dialect = facts.schema.dialect.name
    if column.generated is not None:
        return constant(column.generated.expression, dialect) is not None
    labels = facts.enum_of(column)
    if labels is not None and len(labels.values) == 1:
        return True
    return any(_is_of_one_value(text, column.name, dialect) for text in checks_on(facts, table, column))


def _is_of_one_value(check: str, name: str, dialect: str) -> bool:
    listed = closed_list(check, dialect)
    if listed is not None:
        return len(set(listed[1])) == 1
    said = [one for one in spelled(check, dialect) if one not in ("(", ")")]
    if not said or said[0].strip('"`[]').lower() not in (name.lower(), "value"):
        return said[1:2] == ["="] and said[2:] == [name.lower()] and constant(said[0], dialect) is not None
    if said[1:] in (["is", "true"], ["is", "false"]) or len(said) == 1:
        return True
    return said[1:2] == ["="] and constant(" ".join(said[2:]), dialect) is not None


def keeps_schema_version(table: Entity) -> bool:
    """Whether a table says which version the schema itself has: a tool's own, or one row of few columns."""
    name = table.name.lower()
    parts = words(name)
    joined = name.endswith(("dbversion", "schemaversion"))
    migrations = parts[-2:] in _MIGRATED
    alone = parts in (("version",), ("schema",), ("format",)) and any(
        "version" in words(one.name) for one in table.attributes
    )
    alone = alone or parts == ("version",) or (parts[-1:] == ("version",) and bool(_VERSIONED & set(parts)))
    return name in _OF_TOOLS or migrations or (len(table.attributes) <= _FEW and (joined or alone))
