"""Renaming an object together with every text that mentions its name.

Names in a design's own references are ids and follow by themselves; names inside texts (checks, defaults,
predicates, access patterns, views) are found and rewritten here. A text in which it is not certain what the
name means stands against the whole rename: half a rename would leave a design that no server accepts.
"""

from collections.abc import Callable, Iterator
from typing import Any

from designer.schema.changes import Rename, Rewrite
from designer.schema.edits import rename
from designer.schema.model import Attribute, Entity, EnumValue, Opaque
from designer.schema.schema import Located, Schema
from designer.sql.mentions import mentions, rename_cast, rename_target, rename_type, strings_in
from designer.sql.names import CannotRewrite, rename_column, rename_table
from designer.sql.statement_names import rename_column_in_statement, rename_table_in_statement
from designer.sql.texts import Form, Text, texts_in

Rewriter = Callable[[Text], str]


class RenameRefused(ValueError):
    """A rename that some texts stand against; `reasons` has a sentence for each."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


def rename_with_rewrites(schema: Schema, object_id: str, new: str) -> Rename:
    """The rename of an object, with the rewriting of every text that mentions it.

    Raises RenameRefused naming each text that cannot be rewritten with certainty.
    """
    located = schema.located[object_id]
    old = getattr(located.value, located.kind.label or "name")
    if old is None or old == new:
        return rename(schema, object_id, new)
    rewriter = _rewriter(schema, located, old, new)
    rewrites, reasons = [], []
    for text in texts_in(schema):
        try:
            changed = rewriter(text)
        except CannotRewrite as refused:
            reasons.append(f"{text.called(schema)} mentions “{old}”, and {refused.reason}")
            continue
        if changed != text.text:
            rewrites.append(Rewrite(object=text.object, field=text.field, old=text.text, new=changed))
    if reasons:
        raise RenameRefused(*reasons)
    return rename(schema, object_id, new, tuple(rewrites))


def _rewriter(schema: Schema, located: Located, old: str, new: str) -> Rewriter:
    match located.kind.name:
        case "attribute":
            return _Column(schema, located, old, new)
        case "entity":
            return _Table(schema, located, old, new)
        case "enum" | "domain" | "composite":
            return _Type(schema, old, new)
        case "enum_value":
            return _EnumValue(schema, located, old)
        case "index" | "unique" | "primary_key":
            return _Index(schema, located, old, new)
        case "sequence" | "schema" | "extension" | "opaque":
            return _Elsewhere(schema, located, old, new)
        case "access_pattern":
            return lambda text: text.text  # nothing but people call it by its name
    return _Constraint(schema, old)


class _Column:
    """A column: expressions of its own entity, statements about that entity, the tenant column."""

    def __init__(self, schema: Schema, located: Located, old: str, new: str) -> None:
        self._schema, self._entity, self._old, self._new = schema, schema.entity(located.owner), old, new
        self._dialect = schema.dialect.name
        self._columns = _columns_by_name(schema)
        self._functions = set(_trigger_functions(schema, self._entity))

    def __call__(self, text: Text) -> str:
        table, old, new, dialect = self._entity.name, self._old, self._new, self._dialect
        if text.form is Form.EXPRESSION and text.entity == self._entity.id:
            return rename_column(text.text, table, old, new, dialect)
        if text.form is Form.STATEMENT:
            return self._in_statement(text.text)
        if text.form is Form.CARRIED and mentions(text.text, old, dialect):
            return self._in_carried(text)
        if text.field == "tenancy" and text.text == old and not self._others_have_it():
            return new
        return text.text

    def _in_statement(self, sql: str, keep_output: bool = False) -> str:
        return rename_column_in_statement(
            sql,
            self._entity.name,
            self._old,
            self._new,
            self._dialect,
            schema=self._schema.namespace(self._entity.schema),
            columns=self._columns,
            keep_output=keep_output,
        )

    def _in_carried(self, text: Text) -> str:
        opaque: Opaque = self._schema.get(text.object)
        if opaque.kind in _QUERIES:
            return self._in_statement(text.text, keep_output=True)
        about = self._entity.id in opaque.requires or opaque.name in self._functions
        if about or mentions(text.text, self._entity.name, self._dialect):
            raise CannotRewrite("it is carried as text; change it there first")
        return text.text

    def _others_have_it(self) -> bool:
        others = (entity for entity in self._schema.entities if entity is not self._entity)
        return any(entity.attribute(self._old) for entity in others)


class _Table:
    """A table: qualifiers in its own expressions, statements anywhere."""

    def __init__(self, schema: Schema, located: Located, old: str, new: str) -> None:
        self._schema, self._entity, self._old, self._new = schema, located.value, old, new
        self._dialect = schema.dialect.name
        self._namespace = schema.namespace(located.value.schema)

    def __call__(self, text: Text) -> str:
        old, new, dialect = self._old, self._new, self._dialect
        if text.form is Form.EXPRESSION and text.entity == self._entity.id:
            return rename_table(text.text, old, new, dialect)
        if text.form is Form.STATEMENT:
            return rename_table_in_statement(text.text, old, new, dialect, schema=self._namespace)
        if text.form is Form.CARRIED and mentions(text.text, old, dialect):
            opaque: Opaque = self._schema.get(text.object)
            if opaque.kind in _QUERIES:
                return rename_table_in_statement(text.text, old, new, dialect, schema=self._namespace)
            return rename_target(text.text, old, new, dialect)
        return text.text


class _Type:
    """An enum, domain or composite: types of columns, casts."""

    def __init__(self, schema: Schema, old: str, new: str) -> None:
        self._old, self._new, self._dialect = old, new, schema.dialect.name
        held = (*schema.entities, *(attribute for entity in schema.entities for attribute in entity.attributes))
        self._is_a_name_too = any(value.name == old for value in held)

    def __call__(self, text: Text) -> str:
        if text.form is Form.TYPE:
            return rename_type(text.text, self._old, self._new, self._dialect)
        if text.form is Form.NAME or not mentions(text.text, self._old, self._dialect):
            return text.text
        try:
            return rename_cast(text.text, self._old, self._new, self._dialect)
        except CannotRewrite:
            if self._is_a_name_too and "::" not in text.text and "CAST" not in text.text.upper():
                return text.text  # the column or the table of that name
            raise


class _EnumValue:
    """A value of an enum, which texts hold as a string: which strings are it cannot be told, but for defaults."""

    def __init__(self, schema: Schema, located: Located, old: str) -> None:
        value: EnumValue = located.value
        self._old, self._new, self._dialect = value.value, old, schema.dialect.name
        self._old = old

    def __call__(self, text: Text) -> str:
        if text.form in (Form.TYPE, Form.NAME):
            return text.text
        if self._old in strings_in(text.text, self._dialect):
            raise CannotRewrite("it cannot be told whether that string is the value of this enum")
        return text.text
