"""What a design says of itself: its name, its dialect, the groups of its diagram."""

from __future__ import annotations

from typing import Any

from designer.schema.changes import Change
from designer.schema.edits import alter
from designer.schema.model import Dialect, Group
from designer.web.forms.base import ObjectForm
from designer.web.forms.fields import NameField, PickField, TextField
from designer.web.forms.place import Part
from designer.web.forms.rows import RowsField
from designer.web.requests import whole_number

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


class GroupsForm(ObjectForm):
    """The groups of the diagram and the tree; which tables are in one is said at the table."""

    kind = "layout"
    label = ""
    feeds = {"groups": ("groups",)}
    parts = (Part("", ("groups",)),)

    groups = RowsField({"name": TextField(label="Group")}, key="name", label="Groups, in their order")

    def begin(self, value: Any) -> dict[str, Any]:
        """A row each."""
        return {"groups": [{"was": str(number), "name": one.name} for number, one in enumerate(value.groups)]}

    def clean(self) -> dict[str, Any]:
        """Each name once."""
        cleaned = super().clean()
        names = [row["name"] for row in cleaned.get("groups") or ()]
        if len(set(names)) < len(names):
            self.add_error("groups", "Two groups have the same name.")
        return cleaned

    def alterations(self, properties: dict[str, Any]) -> tuple[Change, ...]:
        """Groups by their place: a renamed one keeps its tables."""
        if "groups" not in self.wanted:
            return ()
        before = self.place.value.groups
        groups = []
        for row in self.cleaned_data["groups"]:
            place = whole_number(row["was"])
            old = before[place] if place is not None and place < len(before) else Group(name=row["name"])
            groups.append(Group(name=row["name"], color=old.color, entities=old.entities))
        return (alter(self.place.schema, "layout", groups=tuple(groups)),)
