"""The module: its imports, its types, and a class for each table."""

from __future__ import annotations

from collections.abc import Iterator

from designer.exporters.python_text import Rule, attribute_name, class_name, docstring, rules_of, string
from designer.exporters.result import Export, Notice
from designer.exporters.sqlalchemy.constraints import sql, table_arguments
from designer.exporters.sqlalchemy.types import SERIALS, enum_variable, written_type
from designer.schema.model import Attribute, Entity
from designer.schema.schema import Schema
from designer.sql.identifiers import quote_identifier

_RESERVED = ("metadata", "registry", "type_annotation_map", "query", "awaitable_attrs")
_HEAD = '''"""{title}, as models of SQLAlchemy 2."""

from __future__ import annotations

import datetime
import decimal
import re
import uuid
from typing import Any, Optional

from sqlalchemy import (
    CHAR, DDL, REAL, BigInteger, Boolean, CheckConstraint, Computed, Date, Enum, ForeignKeyConstraint, Identity, Index,
    Integer, LargeBinary, Numeric, PrimaryKeyConstraint, SmallInteger, String, Text, UniqueConstraint, Uuid, event,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, validates
from sqlalchemy.types import UserDefinedType


class Base(DeclarativeBase):
    """What all models have in common."""


class DatabaseType(UserDefinedType[Any]):
    """A type of the database that SQLAlchemy has no class for."""

    cache_ok = True

    def __init__(self, name: str) -> None:
        self.name = name

    def get_col_spec(self, **_: Any) -> str:
        return self.name
'''


def render_module(schema: Schema) -> Export:
    """The whole design as one module, with notices."""
    parts = [_HEAD.replace("{title}", docstring(schema.name)[3:-3])]
    parts += [_namespaces(schema)] if any(one.name != "public" for one in schema.schemas) else []
    parts += ["\n".join(_enums(schema))] if schema.enums else []
    notices = list(_notices(schema))
    taken = {"Base", "DatabaseType", "Any", "Optional", "Mapped", *_imported()}
    for entity in schema.entities:
        if entity.partition_of is not None:
            continue
        name = class_name(entity.name, taken)
        taken.add(name)
        parts.append("\n".join(_class(schema, entity, name, notices)))
    return Export("\n\n".join(parts) + "\n", tuple(notices))


def _imported() -> set[str]:
    words = _HEAD.replace(",", " ").replace("(", " ").replace(")", " ").split()
    return {word for word in words if word[:1].isupper()}


def _namespaces(schema: Schema) -> str:
    lines = []
    for namespace in schema.schemas:
        if namespace.name != "public":
            statement = f"CREATE SCHEMA IF NOT EXISTS {quote_identifier(namespace.name, 'postgres')}".replace("%", "%%")
            lines.append(f'event.listen(Base.metadata, "before_create", DDL({string(statement)}))')
    return "\n".join(lines)


def _enums(schema: Schema) -> Iterator[str]:
    for enum in schema.enums:
        values = ", ".join(string(one.value) for one in enum.values)
        namespace = schema.namespace(enum.schema)
        place = f", schema={string(namespace)}" if namespace not in (None, "public") else ""
        made = f"Enum({values}, name={string(enum.name)}{place}, metadata=Base.metadata)"
        yield f"_{enum_variable(schema, enum)} = {made}"


def _class(schema: Schema, entity: Entity, name: str, notices: list[Notice]) -> Iterator[str]:
    taken: set[str] = set()
    names: dict[str, str] = {}
    for attribute in entity.attributes:
        names[attribute.id] = attribute_name(attribute.name, taken, _RESERVED)
        taken.add(names[attribute.id])
    yield f"\nclass {name}(Base):"
    if entity.comment:
        yield f"    {docstring(entity.comment)}\n"
    yield f"    __tablename__ = {string(entity.name)}"
    arguments = [f"        {one}," for one in table_arguments(schema, entity, names, notices)]
    yield from ("    __table_args__ = (", *arguments, f"        {_options(schema, entity)},", "    )")
    yield from ("", *(f"    {_column(schema, entity, one, names[one.id])}" for one in entity.attributes))
    if entity.primary_key is None and entity.attributes:
        # The mapper wants to tell rows apart; the table gets no key by that.
        unique = next((one.columns for one in entity.uniques), tuple(one.id for one in entity.attributes))
        yield f'    __mapper_args__ = {{"primary_key": [{", ".join(names[one] for one in unique)}]}}'
        notices.append(Notice(schema.qualified(entity), "it has no primary key; the model takes other columns for one"))
    yield from _validators(entity, names)


def _options(schema: Schema, entity: Entity) -> str:
    options = []
    namespace = schema.namespace(entity.schema)
    if namespace not in (None, "public"):
        options.append(f'"schema": {string(str(namespace))}')
    if entity.comment:
        options.append(f'"comment": {string(entity.comment)}')
    if entity.persistence == "unlogged":
        options.append('"prefixes": ["UNLOGGED"]')
    if entity.partition_by is not None:
        keys = ", ".join(
            quote_identifier(schema.attribute(key.column).name, "postgres") if key.column else f"({key.expression})"
            for key in entity.partition_by.keys
        )
        options.append(f'"postgresql_partition_by": {string(f"{entity.partition_by.strategy.upper()} ({keys})")}')
    return "{" + ", ".join(options) + "}"


def _column(schema: Schema, entity: Entity, attribute: Attribute, name: str) -> str:
    kind = written_type(schema, attribute.type)
    in_key = entity.primary_key is not None and attribute.id in entity.primary_key.columns
    nullable = attribute.not_null is None and attribute.identity is None and not in_key
    written = kind.text
    if attribute.collation:
        written = f"DatabaseType({string(f'{attribute.type} COLLATE {attribute.collation}')})"
    parts = [string(attribute.name), written]
    if attribute.identity is not None:
        parts.append(_identity(attribute))
    if attribute.generated is not None:
        parts.append(f"Computed({sql(attribute.generated.expression)}, persisted={attribute.generated.stored})")
    if in_key:
        parts.append("primary_key=True")
        if attribute.type.lower() not in SERIALS and attribute.identity is None:
            parts.append("autoincrement=False")
    if attribute.type.lower() in SERIALS and in_key:
        parts.append("autoincrement=True")
    parts.append(f"nullable={nullable}")
    if attribute.default is not None:
        parts.append(f"server_default={sql(attribute.default)}")
    if attribute.comment:
        parts.append(f"comment={string(attribute.comment)}")
    python = f"Optional[{kind.python}]" if nullable else kind.python
    return f"{name}: Mapped[{python}] = mapped_column({', '.join(parts)})"


def _identity(attribute: Attribute) -> str:
    identity = attribute.identity
    if identity is None:
        return ""
    given = [f"always={identity.mode == 'always'}"]
    given += [
        f"{word}={value}"
        for word, value in (("start", identity.start), ("increment", identity.increment),
                            ("minvalue", identity.minimum), ("maxvalue", identity.maximum), ("cache", identity.cache))
        if value is not None
    ]  # fmt: skip
    given += ["cycle=True"] if identity.cycle else []
    return f"Identity({', '.join(given)})"


_TESTS = {
    "least": "value < {0}", "greatest": "value > {0}", "above": "value <= {0}", "below": "value >= {0}",
    "longest": "len(value) > {0}", "shortest": "len(value) < {0}", "pattern": "re.search({0}, value) is None",
    "one of": "value not in {0}",
}  # fmt: skip
_WORDS = {
    "least": "must be at least {0}", "greatest": "must be at most {0}", "above": "must be above {0}",
    "below": "must be below {0}", "longest": "takes at most {0} characters", "shortest": "needs {0} characters",
    "pattern": "must match {0}", "one of": "must be one of {0}",
}  # fmt: skip


def _validators(entity: Entity, names: dict[str, str]) -> Iterator[str]:
    by_name = {one.name: one for one in entity.attributes}
    rules: dict[str, list[Rule]] = {}
    for check in entity.checks:
        for rule in rules_of(check.expression) or ():
            if rule.column in by_name and (rule.kind != "pattern" or is_shared_pattern(rule.value)):
                rules.setdefault(rule.column, []).append(rule)
    for column, held in rules.items():
        field = names[by_name[column].id]
        yield from (
            "",
            f"    @validates({string(field)})",
            f"    def _validate_{field}(self, key: str, value: Any) -> Any:",
        )
        for rule in held:
            test = _TESTS[rule.kind].format(repr(rule.value))
            words = f"{field} {_WORDS[rule.kind].format(rule.value)}"
            yield from (f"        if value is not None and ({test}):", f"            raise ValueError({string(words)})")
        yield "        return value"


def is_shared_pattern(pattern: str) -> bool:
    """Whether a regular expression means the same to PostgreSQL and to Python: no classes or escapes of either."""
    return "[[" not in pattern and "(?" not in pattern and not any(f"\\{one}" in pattern for one in "mMyYAZ<>")


def _notices(schema: Schema) -> Iterator[Notice]:
    for kind, values in (("domains", schema.domains), ("composite types", schema.composites),
                         ("sequences", schema.sequences)):  # fmt: skip
        for value in values:
            yield Notice(schema.qualified(value), f"models make no {kind}: make it before `create_all`")
    for extension in schema.extensions:
        yield Notice(extension.name, "models make no extensions: make it before `create_all`")
    for statement in schema.opaque:
        yield Notice(statement.name, f"models have no word for a {statement.kind}")
    for entity in schema.entities:
        owner = schema.qualified(entity)
        if entity.partition_of is not None:
            yield Notice(owner, "models make no partitions; it is left out")
        if entity.inherits:
            yield Notice(owner, "that it inherits from another table is left out")
        if entity.row_security is not None:
            yield Notice(owner, "row security is left out")
        for attribute in entity.attributes:
            if attribute.storage or attribute.compression:
                yield Notice(f"{owner}.{attribute.name}", "how it is stored is left out")
