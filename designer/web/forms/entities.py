"""Entities: what a table is called, how it is kept, and how much it will hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError

from designer.schema.changes import Add, Change
from designer.schema.edits import alter
from designer.schema.frozen import FrozenMap
from designer.schema.model import PartitionBy, PartitionKey, PartitionOf
from designer.web.forms.assumed import assumed_of_table
from designer.web.forms.base import ObjectForm
from designer.web.forms.checks import check_expression
from designer.web.forms.fields import NameField, NumberField, PickField, TextField
from designer.web.forms.parts import column_text, no_namespaces, patched, read_column
from designer.web.forms.place import Part
from designer.web.forms.rows import RowsField
from designer.web.requests import whole_number

_VOLUMES = ("rows", "rows_per_day", "deletes_per_day", "updates_per_day", "retention_days")
_OPTIONS = {
    "postgres": {"fillfactor": "Fill factor, %", "autovacuum_vacuum_scale_factor": "Vacuum at a share of"},
    "mysql": {"engine": "Engine", "charset": "Character set", "collation": "Collation"},
    "mariadb": {"engine": "Engine", "charset": "Character set", "collation": "Collation"},
    "sqlite": {"without_rowid": "Without rowid", "strict": "Strict"},
}


class EntityForm(ObjectForm):
    """A table."""

    kind = "entity"
    feeds = {
        "partition_by": ("partition_strategy", "partition_keys"),
        "partition_of": ("partition_parent", "partition_bound"),
        "options": ("option_rows",),
    }
    parts = (
        Part("", ("name", ("schema", "group"), "comment")),
        Part("Volume", ("rows", ("rows_per_day", "updates_per_day"), ("deletes_per_day", "retention_days"))),
        Part("Storage", (("persistence", "tablespace"), "option_rows"), folded=True),
        Part(
            "Partitions", ("partition_strategy", "partition_keys", ("partition_parent", "partition_bound")), folded=True
        ),
    )

    name = NameField()
    schema = PickField((), empty="None", label="Schema")
    group = PickField((), empty="None", label="Group in the diagram")
    comment = TextField(rows=2, help_text="What a row stands for.")
    rows = NumberField(whole=True, label="Rows", help_text="How many it will hold: 400k, 10M.")
    rows_per_day = NumberField(label="New a day")
    updates_per_day = NumberField(label="Changed a day")
    deletes_per_day = NumberField(label="Deleted a day")
    retention_days = NumberField(label="Kept for days")
    persistence = PickField(("permanent", "unlogged", "temporary"), initial="permanent", label="Persistence")
    tablespace = TextField(label="Tablespace")
    option_rows = RowsField(
        {"option": TextField(label="Option", suggestions="options"), "value": TextField(label="Value")},
        key="option",
        ordered=False,
        label="Options of its dialect",
    )
    partition_strategy = PickField(("range", "list", "hash"), empty="Not partitioned", label="Partitioned by")
    partition_keys = RowsField(
        {"part": TextField(label="Column or expression", code=True, suggestions="columns")},
        key="part",
        label="Partition key",
    )
    partition_parent = PickField((), empty="None", label="Partition of")
    partition_bound = TextField(code=True, label="Bound", help_text="FOR VALUES … or DEFAULT")

    def prepare(self) -> None:
        """Schemas and tables of this design, and what is assumed where nothing stands."""
        for name, text in assumed_of_table(self.place).items():
            self.fields[name].widget.attrs["placeholder"] = text
        schema = self.place.schema
        no_namespaces(self, self.fields["schema"], schema)
        groups = [(str(number), one.name) for number, one in enumerate(schema.layout.groups)]
        self.fields["group"].choices = [("", "None"), *groups]  # type: ignore[attr-defined]
        of = self.place.value.partition_of if self.place.value is not None else None
        others = [
            (one.id, schema.qualified(one))
            for one in schema.entities
            if (one.partition_by and one.id != self.place.id) or (of is not None and of.parent == one.id)
        ]
        self.fields["partition_parent"].choices = [("", "None"), *others]  # type: ignore[attr-defined]

    def begin(self, value: Any) -> dict[str, Any]:
        """Partitioning and options taken apart."""
        initial = super().begin(value)
        by, of = value.partition_by, value.partition_of
        groups = enumerate(self.place.schema.layout.groups)
        initial["group"] = next((str(number) for number, one in groups if value.id in one.entities), None)
        initial["partition_strategy"] = by.strategy if by else None
        initial["partition_keys"] = [
            {"was": str(number), "part": column_text(self.place, key)}
            for number, key in enumerate(by.keys if by else ())
        ]
        initial["partition_parent"] = of.parent if of else None
        initial["partition_bound"] = of.bound if of else None
        held = value.options.get(self.place.dialect, {})
        initial["option_rows"] = [
            {"was": name, "option": name, "value": _option_text(held[name])}
            for name in held
            if not isinstance(held[name], FrozenMap)
        ]
        return initial

    def clean(self) -> dict[str, Any]:
        """Partitioning is whole, and its expressions are."""
        cleaned = super().clean()
        if cleaned.get("partition_strategy") and not cleaned.get("partition_keys"):
            self.add_error("partition_keys", "Say by which column or expression.")
        if cleaned.get("partition_keys") and not cleaned.get("partition_strategy"):
            self.add_error("partition_strategy", "Choose range, list or hash.")
        if cleaned.get("partition_parent") and not cleaned.get("partition_bound"):
            self.add_error("partition_bound", "Say which rows it takes, such as FOR VALUES FROM (…) TO (…).")
        for row in cleaned.get("partition_keys") or ():
            part = read_column(self.place, row["part"])
            try:
                if part["expression"] is not None:
                    check_expression(part["expression"], self.place.dialect, "partition key")
            except ValidationError as error:
                self.add_error("partition_keys", error)
        return cleaned

    def changes(self) -> tuple[Change, ...]:
        """With the group that it goes into."""
        made = super().changes()
        if "group" not in self.wanted:
            return made
        entity = self.place.id or next(one.id for one in made if isinstance(one, Add))
        chosen = self.cleaned_data["group"]
        groups = tuple(
            replace(one, entities=_with(one.entities, entity, str(number) == chosen))
            for number, one in enumerate(self.place.schema.layout.groups)
        )
        return (*made, alter(self.place.schema, "layout", groups=groups))

    def properties(self) -> dict[str, Any]:
        """The parts put together; what was assumed and is now said is assumed no more."""
        wanted, cleaned, old = set(self.wanted), self.cleaned_data, self.place.value
        made = super().properties()
        if wanted & {"partition_strategy", "partition_keys"}:
            made["partition_by"] = self._partition_by(old.partition_by if old else None)
        if wanted & {"partition_parent", "partition_bound"}:
            parent = cleaned["partition_parent"]
            made["partition_of"] = PartitionOf(parent=parent, bound=cleaned["partition_bound"]) if parent else None
        if "option_rows" in wanted:
            made["options"] = self._options(old.options if old else FrozenMap())
        if old is not None and set(old.assumed) & set(made):
            made["assumed"] = tuple(name for name in old.assumed if name not in made)
        return made

    def _partition_by(self, old: PartitionBy | None) -> PartitionBy | None:
        strategy = self.cleaned_data["partition_strategy"]
        if not strategy:
            return None
        rows = [
            {"was": row["was"], **read_column(self.place, row["part"])} for row in self.cleaned_data["partition_keys"]
        ]
        return PartitionBy(strategy=strategy, keys=patched(old.keys if old else (), rows, PartitionKey))

    def _options(self, old: FrozenMap) -> FrozenMap:
        dialect = self.place.dialect
        before = old.get(dialect, FrozenMap())
        kept = {name: value for name, value in before.items() if isinstance(value, FrozenMap)}
        said = {
            row["option"]: _option(before.get(row["option"]), row["value"]) for row in self.cleaned_data["option_rows"]
        }
        return old.with_(**{dialect: {**kept, **said} or None})

    def lists(self) -> dict[str, Iterable[str]]:
        """Options and columns."""
        return {
            "options": _OPTIONS.get(self.place.dialect, {}),
            "columns": [name for _, name in self.place.columns()],
        }


def _with(members: tuple[str, ...], entity: str, inside: bool) -> tuple[str, ...]:
    if inside:
        return members if entity in members else (*members, entity)
    return tuple(one for one in members if one != entity)


def _option_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _option(before: Any, text: str | None) -> Any:
    """The text as the kind of value that the option had; true and false are what they say."""
    if text in ("true", "false") and not isinstance(before, str):
        return text == "true"
    if isinstance(before, int) and text and whole_number(text) is not None:
        return int(text)
    return text or ""
