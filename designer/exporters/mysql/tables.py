"""CREATE TABLE."""

from collections.abc import Collection, Iterator
from typing import Any

from designer.exporters.mysql.columns import definition
from designer.exporters.mysql.keys import check, foreign_key, index, primary_key, unique
from designer.exporters.mysql.text import literal, name, of_mysql, qualified, verbatim
from designer.schema.model import Check, Entity, Relationship
from designer.schema.schema import Schema

_WORDS = {
    "engine": "ENGINE", "charset": "DEFAULT CHARSET", "collation": "COLLATE", "data_directory": "DATA DIRECTORY",
    "index_directory": "INDEX DIRECTORY",
}  # fmt: skip
_FIRST = ("engine", "auto_increment", "charset", "collation")
_ELSEWHERE = frozenset(("partitioning", "system_versioning", "periods"))


def create_table(schema: Schema, entity: Entity, inside: Collection[Relationship], flavour: str) -> str:
    """The statement. inside: the foreign keys that stand in it."""
    at_columns = checks_at_columns(entity, flavour)
    lines = [definition(schema, entity, one, tuple(at_columns.get(one.name, ())), flavour) for one in entity.attributes]
    if entity.primary_key is not None:
        lines.append(primary_key(schema, entity.primary_key))
    lines += (unique(schema, one) for one in entity.uniques)
    lines += (index(schema, one, flavour) for one in entity.indexes)
    lines += (foreign_key(schema, one) for one in inside)
    standing = {one.id for held in at_columns.values() for one in held}
    lines += (check(one, flavour) for one in entity.checks if one.id not in standing)
    options = of_mysql(entity.options)
    lines += (verbatim(str(period), f"a period of {entity.name}") for period in options.get("periods", ()))
    body = "".join(f"\n  {line}{',' if number < len(lines) else ''}" for number, line in enumerate(lines, 1))
    kind = "TEMPORARY " if entity.persistence == "temporary" else ""
    return f"CREATE {kind}TABLE {qualified(schema, entity)} ({body}\n){_tail(schema, entity)}"


def checks_at_columns(entity: Entity, flavour: str) -> dict[str, list[Check]]:
    """MariaDB keeps one check at each column; any other is the table's."""
    found: dict[str, list[Check]] = {}
    if flavour == "mariadb":
        for one in entity.checks:
            column = one.x.get("column")
            if isinstance(column, str) and entity.attribute(column) is not None and column not in found:
                found[column] = [one]
    return found


def _tail(schema: Schema, entity: Entity) -> str:
    options = of_mysql(entity.options)
    where = f"an option of {schema.qualified(entity)}"
    text = "".join(f" {one}" for one in _options(options, where))
    if entity.comment:
        text += f" COMMENT={literal(entity.comment)}"
    if options.get("system_versioning"):
        text += " WITH SYSTEM VERSIONING"
    if options.get("partitioning"):
        text += f"\n{verbatim(str(options['partitioning']), f'the partitions of {schema.qualified(entity)}')}"
    return text


def _options(options: Any, where: str) -> Iterator[str]:
    ordered = [key for key in _FIRST if key in options]
    for key in (*ordered, *(key for key in options if key not in ordered)):
        if key not in _ELSEWHERE:
            word = _WORDS.get(key) or (key.upper() if key.replace("_", "").isalnum() else name(key))
            yield f"{word}={verbatim(str(options[key]), where)}"
