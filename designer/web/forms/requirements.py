"""What is asked of the system around the database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from designer.schema.frozen import EMPTY, FrozenMap
from designer.web.forms.base import ObjectForm
from designer.web.forms.fields import NumberField, PickField, TextField
from designer.web.forms.place import Part
from designer.web.forms.rows import RowsField

_BACKUP = ("schedule", "every_minutes", "wal")
_SCHEDULES = ("hourly dump", "daily dump", "daily base backup", "weekly base backup", "weekly dump")
_OTHER = ("tool", "place", "tested", "standby")
_WATCHED = ("slow queries", "connections", "backups", "replica lag", "integrity checks", "disk space")


class RequirementsForm(ObjectForm):
    """What is left empty is not said."""

    kind = "requirements"
    label = ""
    feeds = {
        "backup": ("backup_schedule", "backup_minutes", "backup_wal", "backup_rows"),
        "monitoring": ("monitoring_rows",),
    }
    parts = (
        Part("", (("deployment", "recovery"), "tenancy", "horizon_months")),
        Part("When it fails", (("rpo_minutes", "rto_minutes"),)),
        Part(
            "Backup",
            (("backup_schedule", "backup_minutes"), ("backup_wal", "backup_retention_days"), "backup_rows"),
        ),
        Part("Connections", (("processes", "pool_size"), "max_connections")),
        Part("Replicas", (("replica_reads", "replica_lag_seconds"),)),
        Part("Monitoring", ("monitoring_rows",)),
    )

    deployment = PickField(("single", "distributed"), empty="Not said", label="Deployment")
    recovery = PickField(("soft delete", "history", "none"), empty="Not said", label="Deleted rows come back by")
    tenancy = TextField(label="Tenant column", help_text="Its name, in a design for many tenants.")
    horizon_months = NumberField(label="Planned for, months", help_text="How far ahead sizes are computed.")
    rpo_minutes = NumberField(label="Data that may be lost, min", help_text="RPO: what was written in that time.")
    rto_minutes = NumberField(label="Back within, min", help_text="RTO: how long an outage may last.")
    backup_schedule = TextField(
        label="Backup", suggestions="schedules", max_length=500, help_text="How often, and of what: daily base backup."
    )
    backup_minutes = NumberField(label="Every, min", help_text="Where no word for it stands in the first.")
    backup_wal = PickField(
        (("archived", "Archived all the time"),), empty="Not said", label="Write-ahead log",
        help_text="With it, the server can be set to any moment.",
    )  # fmt: skip
    backup_retention_days = NumberField(label="Backups kept, days")
    backup_rows = RowsField(
        {"what": TextField(label="What", suggestions="backups"), "value": TextField(label="Said of it")},
        key="what", ordered=False, label="Also said of the backup",
    )  # fmt: skip
    processes = NumberField(whole=True, label="Processes", help_text="Of the application, on all hosts.")
    pool_size = NumberField(whole=True, label="Connections of each")
    max_connections = NumberField(whole=True, label="Connections the server takes")
    replica_reads = PickField((("yes", "Yes"), ("no", "No")), empty="Not said", label="Reads from replicas")
    replica_lag_seconds = NumberField(label="Replicas may lag, s", help_text="How old their answers may be.")
    monitoring_rows = RowsField(
        {"what": TextField(label="What", suggestions="watched"), "value": TextField(label="Watched by")},
        key="what", ordered=False, label="What is watched", help_text="What, and by what: connections, alarm at 80 %.",
    )  # fmt: skip

    def prepare(self) -> None:
        """What is said of the log in words of its own is offered as well."""
        held = (self.place.value.backup or EMPTY).get("wal")
        said = [("archived", "Archived all the time")]
        if isinstance(held, str) and held != "archived":
            said.append((held, held))
        self.fields["backup_wal"].choices = [("", "Not said"), *said]  # type: ignore[attr-defined]

    def begin(self, value: Any) -> dict[str, Any]:
        """Yes, no, or not said; the backup taken apart."""
        said = {True: "yes", False: "no"}.get(value.replica_reads)
        backup: FrozenMap = value.backup or EMPTY
        fits = {name: _fits(name, backup.get(name)) for name in _BACKUP}
        rows = [row for row in _rows_of(backup) if not fits.get(row["was"])]
        return {
            **super().begin(value),
            "replica_reads": said,
            "backup_schedule": backup.get("schedule") if fits["schedule"] else None,
            "backup_minutes": backup.get("every_minutes") if fits["every_minutes"] else None,
            "backup_wal": backup.get("wal") if fits["wal"] else None,
            "backup_rows": rows,
            "monitoring_rows": _rows_of(value.monitoring or EMPTY),
        }

    def clean(self) -> dict[str, Any]:
        """Each is said once."""
        cleaned = super().clean()
        for field in ("backup_rows", "monitoring_rows"):
            if field not in self.wanted:
                continue
            said = [row["what"] for row in cleaned.get(field) or ()]
            if field == "backup_rows":
                said += [name for name in _BACKUP if cleaned.get(_FIELDS[name]) is not None]
            twice = sorted({name for name in said if said.count(name) > 1})
            if twice:
                self.add_error(field, f"“{twice[0]}” is said twice.")
        return cleaned

    def properties(self) -> dict[str, Any]:
        """Back to true and false, and to what a backup is described by."""
        made, wanted = super().properties(), set(self.wanted)
        if "replica_reads" in made:
            made["replica_reads"] = {"yes": True, "no": False}.get(made["replica_reads"])
        if wanted & set(self.feeds["backup"]):
            made["backup"] = self._backup(self.place.value.backup or EMPTY)
        if "monitoring_rows" in wanted:
            before = self.place.value.monitoring or EMPTY
            rows = {row["what"]: _value(before, row) for row in self.cleaned_data["monitoring_rows"]}
            made["monitoring"] = FrozenMap({**_deep(before), **rows}) or None
        return made

    def _backup(self, before: FrozenMap) -> FrozenMap | None:
        """What no field shows is kept; nothing at all is not said."""
        named = {name: self.cleaned_data[_FIELDS[name]] for name in _BACKUP}
        rows = {row["what"]: _value(before, row) for row in self.cleaned_data["backup_rows"]}
        said = {name: held for name, held in named.items() if held is not None}
        return FrozenMap({**_deep(before), **said, **rows}) or None

    def lists(self) -> dict[str, Iterable[str]]:
        """Usual schedules, and what else is worth saying."""
        return {"schedules": _SCHEDULES, "backups": _OTHER, "watched": _WATCHED}


_FIELDS = {"schedule": "backup_schedule", "every_minutes": "backup_minutes", "wal": "backup_wal"}


def _rows_of(said: FrozenMap) -> list[dict[str, Any]]:
    """What a row can show of what is said: a name and a plain value."""
    return [{"was": name, "what": name, "value": _text(held)} for name, held in said.items() if name not in _deep(said)]


def _deep(said: FrozenMap) -> dict[str, Any]:
    """What no row can show, and is kept."""
    return {name: held for name, held in said.items() if not isinstance(held, str | int | float | None)}


def _fits(name: str, held: Any) -> bool:
    """Whether a value can stand in the field that is made for it."""
    if name == "every_minutes":
        return isinstance(held, int | float) and not isinstance(held, bool) and held >= 0
    return isinstance(held, str) and bool(held.strip())


def _text(held: Any) -> str | None:
    return str(held).lower() if isinstance(held, bool) else None if held is None else str(held)


def _value(before: FrozenMap, row: dict[str, Any]) -> Any:
    """What a row says: the value that it showed, if it shows it still, else its text."""
    held = before.get(row["was"])
    if row["was"] and row["was"] in before and _text(held) == row["value"]:
        return held
    return row["value"] or ""
