"""Renaming an object together with every text that mentions its name.

Names in a design's own references are ids and follow by themselves; names inside texts (checks, defaults,
predicates, access patterns, views) are found and rewritten here. A text in which it is not certain what the
name means stands against the whole rename: half a rename would leave a design that no server accepts.
"""

from collections.abc import Callable, Iterator

from designer.schema.changes import Rename, Rewrite
from designer.schema.edits import rename
from designer.schema.model import Entity, Opaque
from designer.schema.schema import Located, Schema
from designer.sql.mentions import (
    mentions,
    rename_cast,
    rename_in_names,
    rename_qualifier,
    rename_string,
    rename_target,
    rename_type,
    strings_in,
)
from designer.sql.names import CannotRewrite, columns_in, rename_column, rename_table
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
            return _EnumValue(schema, located, old, new)
        case "sequence":
            return _Sequence(schema, old, new)
        case "schema":
            return _Namespace(schema, old, new)
        case "opaque":
            return _Carried(schema, located, old)
        case "access_pattern" | "extension" | "domain_check":
            return lambda text: text.text  # no text calls it by its name
    return _Constraint(schema, located, old, new)


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
        self._is_a_name_too = _names_a_table_or_column(schema, old)

    def __call__(self, text: Text) -> str:
        if text.form is Form.TYPE:
            return rename_type(text.text, self._old, self._new, self._dialect)
        if text.form is Form.NAME or not mentions(text.text, self._old, self._dialect):
            return text.text
        column = self._is_a_name_too and text.form is Form.EXPRESSION
        try:
            return rename_cast(text.text, self._old, self._new, self._dialect, names_a_column=column)
        except CannotRewrite:
            if self._is_a_name_too and not column and "::" not in text.text and "CAST" not in text.text.upper():
                return text.text  # the column or the table of that name
            raise


class _EnumValue:
    """A value of an enum, which texts hold as a string: certain where only columns of that enum are named."""

    def __init__(self, schema: Schema, located: Located, old: str, new: str) -> None:
        self._old, self._new, self._dialect = old, new, schema.dialect.name
        enum = schema.get(located.owner)
        # The columns of that type, by entity.
        self._columns = {
            entity.id: {one.name for one in entity.attributes if mentions(one.type, enum.name, self._dialect)}
            for entity in schema.entities
        }
        self._tables = [entity.name for entity in schema.entities if self._columns[entity.id]]
        self._attributes = {one.id: one for entity in schema.entities for one in entity.attributes}

    def __call__(self, text: Text) -> str:
        if text.form in (Form.TYPE, Form.NAME) or self._old not in strings_in(text.text, self._dialect):
            return text.text
        if text.form is Form.EXPRESSION:
            return self._in_expression(text)
        if any(mentions(text.text, table, self._dialect) for table in self._tables):
            raise CannotRewrite("it cannot be told whether that string is the value of this enum")
        return text.text

    def _in_expression(self, text: Text) -> str:
        columns = self._columns.get(text.entity, set())
        named = columns_in(text.text, self._dialect)
        if text.field == "default":
            named = frozenset({self._attributes[text.object].name}) if text.object in self._attributes else named
        if not named & columns:
            return text.text
        if named <= columns:
            return rename_string(text.text, self._old, self._new, self._dialect)
        raise CannotRewrite("it cannot be told whether that string is the value of this enum")


class _Constraint:
    """A constraint or an index: statements seldom name one, and then it is not told apart from the rest."""

    def __init__(self, schema: Schema, located: Located, old: str, new: str) -> None:
        self._schema, self._owner, self._old, self._new = schema, located.owner, old, new
        self._is_a_name_too = _names_a_table_or_column(schema, old)

    def __call__(self, text: Text) -> str:
        dialect = self._schema.dialect.name
        if text.field == "replica_identity.index" and text.object == self._owner and text.text == self._old:
            return self._new
        if text.form in (Form.STATEMENT, Form.CARRIED) and mentions(text.text, self._old, dialect):
            spoken_of = any(
                mentions(text.text, word, dialect) for word in ("constraint", "index", "CONSTRAINT", "INDEX")
            )
            if spoken_of or not self._is_a_name_too:
                raise CannotRewrite("it is changed there first")
        return text.text


class _Sequence:
    """A sequence: the names in nextval('…') and of identity columns."""

    def __init__(self, schema: Schema, old: str, new: str) -> None:
        self._old, self._new, self._dialect = old, new, schema.dialect.name

    def __call__(self, text: Text) -> str:
        if text.field == "identity.sequence" and text.text == self._old:
            return self._new
        if text.form is Form.EXPRESSION:
            return rename_in_names(text.text, self._old, self._new, self._dialect)
        if text.form in (Form.STATEMENT, Form.CARRIED) and mentions(text.text, self._old, self._dialect):
            raise CannotRewrite("it is changed there first")
        return text.text


class _Namespace:
    """A schema: where its name stands before a point."""

    def __init__(self, schema: Schema, old: str, new: str) -> None:
        self._old, self._new, self._dialect = old, new, schema.dialect.name

    def __call__(self, text: Text) -> str:
        if text.form is Form.NAME:
            return self._new if text.field == "schema" and text.text == self._old else text.text
        if not mentions(text.text, self._old, self._dialect):
            return text.text
        return rename_qualifier(text.text, self._old, self._new, self._dialect)


class _Carried:
    """A carried statement: its name is a part of its own text."""

    def __init__(self, schema: Schema, located: Located, old: str) -> None:
        self._id, self._old, self._dialect = located.value.id, old, schema.dialect.name

    def __call__(self, text: Text) -> str:
        everywhere = text.form in (Form.STATEMENT, Form.CARRIED, Form.EXPRESSION)
        if everywhere and mentions(text.text, self._old, self._dialect):
            raise CannotRewrite("it is changed there first")
        return text.text


_QUERIES = ("view", "materialized view")


def _columns_by_name(schema: Schema) -> dict[str, tuple[str, ...]]:
    """The columns of each table by its name, without those whose name two schemas use."""
    names = [entity.name for entity in schema.entities]
    return {
        entity.name: tuple(attribute.name for attribute in entity.attributes)
        for entity in schema.entities
        if names.count(entity.name) == 1
    }


def _names_a_table_or_column(schema: Schema, name: str) -> bool:
    return any(entity.name == name or entity.attribute(name) for entity in schema.entities)


def _trigger_functions(schema: Schema, entity: Entity) -> Iterator[str]:
    """The functions that triggers of this entity call: their bodies name its columns without naming it."""
    dialect = schema.dialect.name
    functions = [one.name for one in schema.opaque if one.kind in ("function", "procedure")]
    for trigger in schema.opaque:
        if trigger.kind == "trigger" and mentions(trigger.sql, entity.name, dialect):
            yield from (name for name in functions if mentions(trigger.sql, _bare(name), dialect))


def _bare(name: str) -> str:
    """The name of a function without its schema and arguments."""
    return name.partition("(")[0].rpartition(".")[2].strip('"')
