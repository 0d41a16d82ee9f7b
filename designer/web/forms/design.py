"""What a design says of itself: its name and its dialect."""

from __future__ import annotations

from typing import Any

from designer.schema.model import Dialect
from designer.web.forms.base import ObjectForm
from designer.web.forms.fields import NameField, PickField, TextField
from designer.web.forms.place import Part

_DIALECTS = (
    ("postgres", "PostgreSQL"), ("mysql", "MySQL"), ("mariadb", "MariaDB"), ("sqlite", "SQLite"),
    ("tsql", "SQL Server"), ("oracle", "Oracle"),
)  # fmt: skip


class DesignForm(ObjectForm):
    """The design's own properties."""

    kind = "design"
    feeds = {"dialect": ("dialect_name", "dialect_version")}
    parts = (Part("", ("name", "comment", ("dialect_name", "dialect_version"))),)

    name = NameField(max_length=200)
    comment = TextField(rows=3, help_text="What it is for.")
    dialect_name = PickField(_DIALECTS, label="Dialect", help_text="Texts are not translated when it changes.")
    dialect_version = TextField(label="Version", max_length=50)

    def begin(self, value: Any) -> dict[str, Any]:
        """The dialect taken apart."""
        dialect = {"dialect_name": value.dialect.name, "dialect_version": value.dialect.version}
        return {**super().begin(value), **dialect}

    def properties(self) -> dict[str, Any]:
        """The dialect put together."""
        made = super().properties()
        if set(self.feeds["dialect"]) & set(self.wanted):
            made["dialect"] = Dialect(
                name=self.cleaned_data["dialect_name"], version=self.cleaned_data["dialect_version"]
            )
        return made
