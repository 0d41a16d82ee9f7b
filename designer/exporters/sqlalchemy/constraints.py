"""Constraints and indexes, by their own names, as arguments of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator

from designer.exporters.python_text import string
from designer.exporters.result import Notice
from designer.schema.model import Entity, Index, PrimaryKey, Relationship, Unique
from designer.schema.schema import Schema
from designer.sql.identifiers import quote_identifier

_BIND = re.compile(r"(?<![:\w\\]):(?=\w)(?!\w+:)")


def sql(expression: str) -> str:
    """A piece of SQL that is passed on as it stands: no colon in it begins a parameter."""
    escaped = _BIND.sub(r"\\:", expression.replace("\\", "\\\\") if "\\:" in expression else expression)
    return f"text({string(escaped)})"


def table_arguments(schema: Schema, entity: Entity, names: dict[str, str], notices: list[Notice]) -> Iterator[str]:
    """All that stands in `__table_args__`; columns go by their names in the database."""
    if entity.primary_key:
        yield _key(schema, "PrimaryKeyConstraint", entity.primary_key)
    for unique in entity.uniques:
        yield _key(schema, "UniqueConstraint", unique)
    for check in entity.checks:
        yield f"CheckConstraint({sql(check.expression)}{_named(check.name)})"
        if not check.validated or not check.enforced or check.no_inherit:
            notices.append(Notice(f"{schema.qualified(entity)}.{check.name}", "it is written as a plain check"))
    for link in schema.references_from(entity.id):
        yield _reference(schema, link)
        if link.on_delete_columns or not link.validated or not link.enforced:
            notices.append(Notice(f"{schema.qualified(entity)}.{link.name}", "it is written as a plain foreign key"))
    for exclusion in entity.exclusions:
        elements = ", ".join(
            f"({f'text({string(_quoted(schema, one.column))})' if one.column else sql(f'({one.expression})')}, "
            f"{string(one.operator)})"
            for one in exclusion.elements
        )
        where = f", where={sql(exclusion.where)}" if exclusion.where else ""
        yield (f"postgresql.ExcludeConstraint({elements}{_named(exclusion.name)}, using={string(exclusion.method)}"
               f"{where}{_deferrable(exclusion.deferrable)})")  # fmt: skip
    for index in entity.indexes:
        yield _index(schema, index)


def _named(name: str | None) -> str:
    return f", name={string(name)}" if name else ""


def _deferrable(deferrable: str | None) -> str:
    return f', deferrable=True, initially="{deferrable.upper()}"' if deferrable else ""


def _quoted(schema: Schema, column: str) -> str:
    return quote_identifier(schema.attribute(column).name, "postgres")


def _list(schema: Schema, columns: tuple[str, ...]) -> str:
    return f"[{', '.join(map(string, schema.names(columns)))}]"


def _key(schema: Schema, word: str, key: PrimaryKey | Unique) -> str:
    columns = ", ".join(map(string, schema.names(key.columns)))
    include = f", postgresql_include={_list(schema, key.include)}" if key.include else ""
    nulls = ", postgresql_nulls_not_distinct=True" if isinstance(key, Unique) and key.nulls_not_distinct else ""
    return f"{word}({columns}{_named(key.name)}{_deferrable(key.deferrable)}{include}{nulls})"


def _reference(schema: Schema, link: Relationship) -> str:
    parent = schema.entity(link.parent)
    namespace = schema.namespace(parent.schema)
    prefix = f"{namespace}." if namespace not in (None, "public") else ""
    targets = ", ".join(string(f"{prefix}{parent.name}.{one}") for one in schema.names(link.parent_columns))
    parts = [f"ForeignKeyConstraint({_list(schema, link.columns)}, [{targets}]{_named(link.name)}"]
    actions = (("ondelete", link.on_delete), ("onupdate", link.on_update))
    parts += [f'{word}="{action.upper()}"' for word, action in actions if action != "no action"]
    parts += [f'match="{link.match.upper()}"'] if link.match else []
    if link.name:
        parts.append("use_alter=True")  # tables may refer to each other in a circle
    return ", ".join(parts) + f"{_deferrable(link.deferrable)})"


def _index(schema: Schema, index: Index) -> str:
    keys = []
    for key in index.keys:
        if key.column and not (key.descending or key.nulls or key.operator_class or key.collation):
            keys.append(string(schema.attribute(key.column).name))
            continue
        words = [_quoted(schema, key.column) if key.column else f"({key.expression})"]
        words += [f"COLLATE {key.collation}"] if key.collation else []
        words += [key.operator_class] if key.operator_class else []
        words += ["DESC"] if key.descending else []
        words += [f"NULLS {key.nulls.upper()}"] if key.nulls else []
        keys.append(sql(" ".join(words)))
    parts = [string(index.name) if index.name else "None", *keys]
    parts += ["unique=True"] if index.unique else []
    parts += [f"postgresql_using={string(index.method)}"] if index.method != "btree" else []
    parts += [f"postgresql_where={sql(index.where)}"] if index.where else []
    parts += [f"postgresql_include={_list(schema, index.include)}"] if index.include else []
    parts += ["postgresql_nulls_not_distinct=True"] if index.nulls_not_distinct else []
    options = index.options.get("postgres", {})
    stored = {name: value for name, value in options.items() if isinstance(value, str)}
    parts += [f"postgresql_with={stored!r}"] if stored else []
    return f"Index({', '.join(parts)})"
