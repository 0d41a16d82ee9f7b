"""Indexes: what they are over, in which order, and what they leave out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from designer.schema.frozen import FrozenMap
from designer.schema.model import IndexKey
from designer.sql.default_names import index_name
from designer.web.forms.constraints import ConstraintForm
from designer.web.forms.fields import NameField, PickField, PicksField, TextField
from designer.web.forms.key_parts import check_part
from designer.web.forms.parts import column_text, offer_columns, patched, read_column
from designer.web.forms.place import Part
from designer.web.forms.rows import RowsField

METHODS = {
    "postgres": ("btree", "hash", "gin", "gist", "brin", "spgist"),
    "mysql": ("btree", "hash", "fulltext", "spatial"),
    "mariadb": ("btree", "hash", "fulltext", "spatial"),
}
_CLASSES = (
    "text_pattern_ops",
    "varchar_pattern_ops",
    "gin_trgm_ops",
    "gist_trgm_ops",
    "jsonb_path_ops",
    "inet_ops",
)


class IndexForm(ConstraintForm):
    """An index."""

    kind = "index"
    expressions = ("where",)
    reads_columns = ("where",)
    feeds = {"options": ("option_rows",)}
    parts = (
        Part("", ("keys", "unique", "where", "name")),
        Part(
            "More",
            ("include", ("method", "tablespace"), "nulls_not_distinct", "hidden", "option_rows", "comment"),
            folded=True,
        ),
    )

    keys = RowsField(
        {
            "part": TextField(label="Column or expression", code=True, suggestions="columns"),
            "descending": PickField(
                (("asc", "Ascending"), ("desc", "Descending")), initial="asc", required=False, label="Order"
            ),
            "nulls": PickField((("first", "First"), ("last", "Last")), empty="As the order has it", label="Nulls"),
            "operator_class": TextField(label="Operator class", suggestions="classes"),
            "collation": TextField(label="Collation"),
        },
        key="part",
        quiet=("nulls", "operator_class", "collation"),
        label="Over",
        required=True,
        error_messages={"required": "An index has at least one column or expression."},
    )
    unique = forms.BooleanField(required=False, label="Unique")
    where = TextField(
        code=True, label="Only rows where", help_text="A partial index is smaller and serves these rows only."
    )
    name = NameField(required=False, help_text="Left empty, it is made from the table and the columns.")
    include = PicksField(label="Carried along, for scans that need not read the table")
    method = TextField(initial="btree", required=True, suggestions="methods", label="Method")
    tablespace = TextField(label="Tablespace")
    nulls_not_distinct = forms.BooleanField(required=False, label="Two nulls count as equal")
    hidden = forms.BooleanField(required=False, label="Hidden from the planner")
    option_rows = RowsField(
        {"option": TextField(label="Option"), "value": TextField(label="Value")},
        key="option",
        ordered=False,
        label="Options",
    )
    comment = TextField(rows=2)

    def prepare(self) -> None:
        """The entity's columns."""
        offer_columns(self.fields["include"], self.place)

    def begin(self, value: Any) -> dict[str, Any]:
        """Key parts and options as rows."""
        rows = [
            {
                "was": str(number),
                "part": column_text(self.place, one),
                "descending": "desc" if one.descending else "asc",
                "nulls": one.nulls,
                "operator_class": one.operator_class,
                "collation": one.collation,
            }
            for number, one in enumerate(value.keys)
        ]
        options = [{"was": name, "option": name, "value": str(held)} for name, held in value.options.items()]
        return {**super().begin(value), "keys": rows, "hidden": not value.visible, "option_rows": options}

    def clean(self) -> dict[str, Any]:
        """Each part is a column or an expression."""
        cleaned = super().clean()
        for row in cleaned.get("keys") or ():
            check_part(self, "keys", row["part"])
        return cleaned

    def properties(self) -> dict[str, Any]:
        """Rows as key parts, each keeping what no field shows."""
        made = super().properties()
        if isinstance(made.get("keys"), list):
            rows = [
                {**row, **read_column(self.place, row["part"]), "descending": row["descending"] == "desc"}
                for row in made["keys"]
            ]
            made["keys"] = patched(self.place.value.keys if self.place.value else (), rows, IndexKey)
        if "hidden" in self.wanted:
            made["visible"] = not self.cleaned_data["hidden"]
        if "option_rows" in self.wanted:
            made["options"] = FrozenMap({row["option"]: row["value"] or "" for row in self.cleaned_data["option_rows"]})
        return made

    def made_name(self, made: dict[str, Any]) -> str:
        """`orders_customer_id_placed_at_idx`."""
        table, _, taken = self.naming({})
        rows = self.cleaned_data["keys"]
        names = [row["part"] if read_column(self.place, row["part"])["column"] else "expr" for row in rows]
        return index_name(table, names, taken)

    def lists(self) -> dict[str, Iterable[str]]:
        """Columns, methods, operator classes."""
        return {
            "columns": [name for _, name in self.place.columns()],
            "methods": METHODS.get(self.place.dialect, ("btree",)),
            "classes": _CLASSES if self.place.dialect == "postgres" else (),
        }
