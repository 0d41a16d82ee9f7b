"""Keys, checks and exclusions of an entity."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from designer.schema.changes import Change
from designer.schema.edits import alter
from designer.schema.model import ExclusionElement, NotNull
from designer.sql.default_names import check_name, exclusion_name, primary_key_name, unique_name
from designer.sql.names import columns_in
from designer.web.forms.base import ObjectForm
from designer.web.forms.fields import NameField, PickField, PicksField, TextField
from designer.web.forms.key_parts import check_part
from designer.web.forms.parts import (
    chosen_columns,
    column_rows,
    column_text,
    columns_field,
    offer_columns,
    patched,
    read_column,
    taken_names,
)
from designer.web.forms.place import Part
from designer.web.forms.rows import RowsField

DEFERRABLE = (("immediate", "At each statement, or at the end if asked"), ("deferred", "At the end of the transaction"))


def _deferrable() -> PickField:
    return PickField(DEFERRABLE, empty="At each statement", label="Checked")


def _name() -> NameField:
    return NameField(required=False, help_text="Left empty, it is made from the table and the columns.")


class ConstraintForm(ObjectForm):
    """A constraint, whose name is made where none is given."""

    def properties(self) -> dict[str, Any]:
        """With a name for a new one."""
        made = super().properties()
        if self.place.value is None and not made.get("name"):
            made["name"] = self.made_name(made)
        return made

    def made_name(self, made: dict[str, Any]) -> str:
        """The name that the server would give."""
        raise NotImplementedError

    def naming(self, made: dict[str, Any]) -> tuple[str, tuple[str, ...], set[str]]:
        """The table, the columns, and the names that are taken."""
        assert self.place.entity is not None
        columns = (*made.get("columns", ()), *made.get("include", ()))
        return self.place.entity.name, self.place.schema.names(columns), taken_names(self.place)


class KeyForm(ConstraintForm):
    """A primary key or a unique constraint."""

    parts = (
        Part("", ("columns", "name")),
        Part("More", ("include", "deferrable", "without_overlaps", "comment"), folded=True),
    )

    columns = columns_field("Columns", required="A key has at least one column.")
    name = _name()
    include = PicksField(label="Carried along, not part of the key")
    deferrable = _deferrable()
    without_overlaps = forms.BooleanField(
        required=False, label="Without overlaps", help_text="Of the last column, a range."
    )
    comment = TextField(rows=2)

    def prepare(self) -> None:
        """The entity's columns."""
        offer_columns(self.fields["columns"], self.place)
        offer_columns(self.fields["include"], self.place)

    def begin(self, value: Any) -> dict[str, Any]:
        """Columns as rows."""
        return {**super().begin(value), "columns": column_rows(value.columns)}

    def clean(self) -> dict[str, Any]:
        """A column is in the key or carried along, and in the key once."""
        cleaned = super().clean()
        columns = [row["column"] for row in cleaned.get("columns") or ()]
        if len(set(columns)) < len(columns):
            self.add_error("columns", "A column stands here twice.")
        if set(columns) & set(cleaned.get("include") or ()):
            self.add_error("include", "A column of the key need not be carried along.")
        return cleaned

    def properties(self) -> dict[str, Any]:
        """Ids in their order."""
        made = super().properties()
        return self.as_ids(made)

    def as_ids(self, made: dict[str, Any]) -> dict[str, Any]:
        """Rows of columns as ids."""
        if "columns" in made and isinstance(made["columns"], list):
            made["columns"] = chosen_columns(made["columns"])
        return made

    def naming(self, made: dict[str, Any]) -> tuple[str, tuple[str, ...], set[str]]:
        """The columns are rows still."""
        return super().naming(self.as_ids(made))


class PrimaryKeyForm(KeyForm):
    """The primary key. Its columns become not null, as the server makes them."""

    kind = "primary_key"

    def changes(self) -> tuple[Change, ...]:
        """With what the key asks of its columns."""
        made = super().changes()
        if "columns" not in self.wanted:
            return made
        schema = self.place.schema
        columns = chosen_columns(self.cleaned_data["columns"])
        nullable = [one for one in columns if schema.attribute(one).not_null is None]
        return (*made, *(alter(schema, column, not_null=NotNull()) for column in nullable))

    def made_name(self, made: dict[str, Any]) -> str:
        """`orders_pkey`."""
        table, _, taken = self.naming(made)
        return primary_key_name(table, taken)


class UniqueForm(KeyForm):
    """A unique constraint."""

    kind = "unique"
    parts = (
        Part("", ("columns", "name")),
        Part("More", ("nulls_not_distinct", "include", "deferrable", "without_overlaps", "comment"), folded=True),
    )

    nulls_not_distinct = forms.BooleanField(required=False, label="Two nulls count as equal")

    def made_name(self, made: dict[str, Any]) -> str:
        """`customers_email_key`."""
        return unique_name(*self.naming(made))


class CheckForm(ConstraintForm):
    """A check on an entity."""

    kind = "check"
    expressions = ("expression",)
    reads_columns: ClassVar[tuple[str, ...]] = ("expression",)
    parts = (
        Part("", ("expression", "name")),
        Part("More", ("validated", "enforced", "no_inherit", "comment"), folded=True),
    )

    expression = TextField(
        code=True, rows=3, required=True, label="Condition", help_text="What holds for every row, such as total >= 0.",
        error_messages={"required": "Say what has to hold."},
    )  # fmt: skip
    name = _name()
    validated = forms.BooleanField(required=False, initial=True, label="Holds for the rows that are there already")
    enforced = forms.BooleanField(required=False, initial=True, label="Enforced")
    no_inherit = forms.BooleanField(required=False, label="Not for tables that inherit")
    comment = TextField(rows=2)

    def clean(self) -> dict[str, Any]:
        """What is not enforced has not been looked at."""
        cleaned = super().clean()
        if self.place.value is None and not cleaned.get("enforced"):
            cleaned["validated"] = False
        return cleaned

    def properties(self) -> dict[str, Any]:
        """False counts for a new check as well: its boxes are ticked at first."""
        made = super().properties()
        if self.place.value is None:
            made |= {name: self.cleaned_data[name] for name in ("validated", "enforced")}
        return made

    def made_name(self, made: dict[str, Any]) -> str:
        """`orders_total_check`."""
        table, _, taken = self.naming(made)
        read = columns_in(made["expression"], self.place.dialect)
        columns = tuple(name for _, name in self.place.columns() if name in read)
        return check_name(table, columns, taken)


class DomainCheckForm(CheckForm):
    """A check of a domain; VALUE stands for the value."""

    kind = "domain_check"
    reads_columns = ()

    def made_name(self, made: dict[str, Any]) -> str:
        """`email_check`."""
        domain = self.place.schema.get(self.place.owner)
        return check_name(domain.name, (), {one.name for one in domain.checks})


class ExclusionForm(ConstraintForm):
    """An exclusion: no two rows for which all of the comparisons hold."""

    kind = "exclusion"
    expressions = ("where",)
    reads_columns = ("where",)
    parts = (
        Part("", ("elements", "where", ("method", "name"))),
        Part("More", ("include", "deferrable", "comment"), folded=True),
    )

    elements = RowsField(
        {
            "part": TextField(label="Column or expression", code=True, suggestions="columns"),
            "operator": TextField(label="With", code=True, suggestions="operators"),
            "operator_class": TextField(label="Operator class"),
            "collation": TextField(label="Collation"),
        },
        key="part", quiet=("operator_class", "collation"), label="No two rows have all of", required=True,
        error_messages={"required": "Name what is compared, and with which operator."},
    )  # fmt: skip
    where = TextField(code=True, label="Only rows where")
    method = TextField(initial="gist", required=True, suggestions="methods", label="Method")
    name = _name()
    include = PicksField(label="Carried along")
    deferrable = _deferrable()
    comment = TextField(rows=2)

    def prepare(self) -> None:
        """The entity's columns."""
        offer_columns(self.fields["include"], self.place)

    def begin(self, value: Any) -> dict[str, Any]:
        """Elements as rows."""
        rows = [
            {"was": str(number), "part": column_text(self.place, one), "operator": one.operator,
             "operator_class": one.operator_class, "collation": one.collation}
            for number, one in enumerate(value.elements)
        ]  # fmt: skip
        return {**super().begin(value), "elements": rows}

    def clean(self) -> dict[str, Any]:
        """Each element has its operator, and its expression is one."""
        cleaned = super().clean()
        for row in cleaned.get("elements") or ():
            if not row["operator"]:
                self.add_error("elements", f"Say the operator that compares “{row['part']}”, such as = or &&.")
            check_part(self, "elements", row["part"])
        return cleaned

    def properties(self) -> dict[str, Any]:
        """Rows as elements, each keeping what no field shows."""
        made = super().properties()
        if isinstance(made.get("elements"), list):
            rows = [{**row, **read_column(self.place, row["part"])} for row in made["elements"]]
            before = self.place.value.elements if self.place.value else ()
            made["elements"] = patched(before, rows, ExclusionElement)
        return made

    def made_name(self, made: dict[str, Any]) -> str:
        """`bookings_room_id_during_excl`."""
        table, _, taken = self.naming(made)
        return exclusion_name(table, [row["part"] for row in self.cleaned_data["elements"]], taken)

    def lists(self) -> dict[str, Iterable[str]]:
        """Columns, operators, methods."""
        return {
            "columns": [name for _, name in self.place.columns()],
            "operators": ("=", "&&", "<>", "-|-"),
            "methods": ("gist", "spgist", "btree", "hash"),
        }
