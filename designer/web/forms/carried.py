"""What a design holds beside its tables and types: extensions, and statements that are carried as written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from designer.schema.apply import apply
from designer.schema.changes import Change
from designer.schema.edits import alter
from designer.schema.naming import path_in
from designer.schema.schema import Schema
from designer.sql.lexer import tokenize
from designer.sql.renames import rename_with_rewrites
from designer.sql.splitting import split
from designer.sql.tokens import Kind
from designer.web.forms.base import ObjectForm
from designer.web.forms.checks import suggestion
from designer.web.forms.fields import LinesField, NameField, NumberField, TextField
from designer.web.forms.place import Part
from designer.web.forms.rows import RowsField

_EXTENSIONS = (
    "btree_gin", "btree_gist", "citext", "cube", "fuzzystrmatch", "hstore", "intarray", "isn", "ltree",
    "pg_stat_statements", "pg_trgm", "pgcrypto", "postgis", "postgres_fdw", "seg", "tablefunc", "unaccent",
    "uuid-ossp", "vector",
)  # fmt: skip
_KINDS = (
    "view", "materialized view", "function", "procedure", "aggregate", "operator", "trigger", "event trigger", "rule",
    "policy", "grant", "revoke", "default privileges", "statistics", "foreign table", "server", "publication",
    "subscription", "comment", "do block", "statement",
)  # fmt: skip
_OFFERED = 500


class ExtensionForm(ObjectForm):
    """An extension of the server that the design needs."""

    kind = "extension"
    parts = (Part("", ("name", ("schema", "version"), "comment")),)

    name = NameField(suggestions="extensions", help_text="As CREATE EXTENSION calls it: citext, pg_trgm.")
    schema = TextField(
        label="Schema", suggestions="schemas", max_length=500, help_text="Where its objects go; empty: the default."
    )
    version = TextField(label="Version", max_length=100, help_text="Empty: the server's newest.")
    comment = TextField(rows=2)

    def lists(self) -> dict[str, Iterable[str]]:
        """Well-known extensions that the design does not have, and its schemas."""
        had = {one.name for one in self.place.schema.extensions}
        return {
            "extensions": [name for name in _EXTENSIONS if name not in had],
            "schemas": [one.name for one in self.place.schema.schemas],
        }


class CarriedForm(ObjectForm):
    """A statement that is not modelled: it stands in the DDL as it is written here."""

    kind = "opaque"
    parts = (
        Part("", (("kind_of", "name"), "sql", "line")),
        Part("What it needs and makes", ("needs", "provides", "columns"), folded=True),
    )
    feeds = {"kind": ("kind_of",), "requires": ("needs",)}

    kind_of = TextField(
        label="Kind", required=True, suggestions="kinds", max_length=100, help_text="Says where in the DDL it stands.",
        error_messages={"required": "Say what it makes: view, function, trigger …"},
    )  # fmt: skip
    name = NameField(help_text="What it is called here.")
    sql = TextField(
        code=True, rows=12, required=True, label="SQL", error_messages={"required": "Write the statement."},
        help_text="One statement. It goes into the DDL as it is, and the proof server runs it.",
    )  # fmt: skip
    line = NumberField(
        whole=True, label="Place", help_text="Statements of one kind stand in the order of these numbers."
    )
    needs = RowsField(
        {"object": TextField(label="Name", suggestions="objects")}, key="object", ordered=False, label="Needs",
        help_text="What has to be there first, beyond what its text names: customers, sales.orders.id.",
    )  # fmt: skip
    provides = LinesField(label="Makes", help_text="Names that others may use, one a line.")
    columns = LinesField(label="Columns", help_text="Of a view, one a line: access patterns may read them.")

    def begin(self, value: Any) -> dict[str, Any]:
        """What it needs, by name."""
        needs = [{"was": one, "object": _called(self.place.schema, one)} for one in value.requires]
        return {**super().begin(value), "kind_of": value.kind, "needs": needs}

    def clean_sql(self) -> str:
        """One whole statement."""
        text: str = self.cleaned_data["sql"]
        lexed = tokenize(text, self.place.dialect)
        if lexed.problems:
            problem = lexed.problems[0]
            raise ValidationError(f"The statement is not complete: {problem.message} (line {problem.line}).")
        if all(token.kind in (Kind.COMMENT, Kind.TERMINATOR) for token in lexed.tokens):
            raise ValidationError("There is no statement in this text.")
        if len(split(text, self.place.dialect)) > 1:
            raise ValidationError("These are several statements; carry each by its own.")
        return text

    def clean_needs(self) -> tuple[str, ...]:
        """The ids of what is named. A row that was not touched keeps what it meant."""
        schema = self.place.schema
        found, problems = [], []
        for number, row in enumerate(self.cleaned_data["needs"], 1):
            if row["was"] in schema.located and _called(schema, row["was"]) == row["object"]:
                found.append(row["was"])
                continue
            object_id = _named(schema, row["object"])
            if object_id is None:
                close = suggestion(row["object"], list(_names(schema)))
                problems.append(f"Row {number}: There is no “{row['object']}” in this design{close}.")
            elif object_id == self.place.id:
                problems.append(f"Row {number}: A statement cannot need itself.")
            else:
                found.append(object_id)
        if problems:
            raise ValidationError(problems)
        return tuple(dict.fromkeys(found))

    def properties(self) -> dict[str, Any]:
        """The kind and the needs under their own names."""
        made, wanted = super().properties(), set(self.wanted)
        if "kind_of" in wanted:
            made["kind"] = self.cleaned_data["kind_of"]
        if "needs" in wanted:
            made["requires"] = self.cleaned_data["needs"]
        return made

    def alterations(self, properties: dict[str, Any]) -> tuple[Change, ...]:
        """The text first: a name may follow once no text mentions the old one."""
        schema, name = self.place.schema, properties.pop("name", None)
        change = alter(schema, self.place.id, **properties)
        changes: tuple[Change, ...] = (change,) if change.set else ()
        if name is None:
            return changes
        return (*changes, rename_with_rewrites(apply(changes, schema), self.place.id, name))

    def lists(self) -> dict[str, Iterable[str]]:
        """Kinds of statements, and what can be needed."""
        return {"kinds": _KINDS, "objects": list(_names(self.place.schema))[:_OFFERED]}


def _called(schema: Schema, object_id: str) -> str:
    """The qualified name, as people write it: without the schema that is the usual one."""
    return path_in(schema, object_id).removeprefix("public.")


def _names(schema: Schema) -> dict[str, str]:
    """Name to id of what stands in the design itself."""
    tops = (group[0] for group in schema.groups.values() if group[0].kind.name != "decision")
    return {_called(schema, one.value.id): one.value.id for one in tops}


def _named(schema: Schema, name: str) -> str | None:
    """The id of what has this name: at the top, a table in its schema, or a column or another part of a table."""
    tops = _names(schema)
    bare = name.removeprefix("public.")
    if bare in tops:
        return tops[bare]
    inside = (item.value.id for item in schema.located.values() if item.owner)
    return next((one for one in inside if _called(schema, one) == bare), None)
