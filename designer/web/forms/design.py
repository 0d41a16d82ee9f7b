"""What a design says of itself: its name, what is asked of the system around it, the groups of its diagram."""

from __future__ import annotations

from typing import Any

from designer.schema.changes import Change
from designer.schema.edits import alter
from designer.schema.model import Dialect, Group
from designer.web.forms.base import ObjectForm, Part
from designer.web.forms.fields import NameField, NumberField, PickField, TextField
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


class RequirementsForm(ObjectForm):
    """What the system around the database asks of it; what is left empty is not said."""

    kind = "requirements"
    label = ""
    parts = (
        Part("", (("deployment", "recovery"), "tenancy", "horizon_months")),
        Part("When it fails", (("rpo_minutes", "rto_minutes"), "backup_retention_days")),
        Part("Connections", (("processes", "pool_size"), "max_connections", "replica_reads")),
    )

    deployment = PickField(("single", "distributed"), empty="Not said", label="Deployment")
    recovery = PickField(("soft delete", "history", "none"), empty="Not said", label="Deleted rows come back by")
    tenancy = TextField(label="Tenant column", help_text="Its name, in a design for many tenants.")
    horizon_months = NumberField(label="Planned for, months")
    rpo_minutes = NumberField(label="Data that may be lost, min")
    rto_minutes = NumberField(label="Back within, min")
    backup_retention_days = NumberField(label="Backups kept, days")
    processes = NumberField(whole=True, label="Processes")
    pool_size = NumberField(whole=True, label="Connections of each")
    max_connections = NumberField(whole=True, label="Connections the server takes")
    replica_reads = PickField((("yes", "Yes"), ("no", "No")), empty="Not said", label="Reads from replicas")

    def begin(self, value: Any) -> dict[str, Any]:
        """Yes, no, or not said."""
        said = {True: "yes", False: "no"}.get(value.replica_reads)
        return {**super().begin(value), "replica_reads": said}

    def properties(self) -> dict[str, Any]:
        """Back to true and false."""
        made = super().properties()
        if "replica_reads" in made:
            made["replica_reads"] = {"yes": True, "no": False}.get(made["replica_reads"])
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
