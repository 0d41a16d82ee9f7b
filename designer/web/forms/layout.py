"""What people add to the diagram: groups of tables with their colours, and notes."""

from __future__ import annotations

from typing import Any

from designer.schema.changes import Change
from designer.schema.edits import alter
from designer.schema.frozen import EMPTY, FrozenMap
from designer.schema.model import Group
from designer.web.forms.base import ObjectForm
from designer.web.forms.fields import PickField, TextField
from designer.web.forms.place import Part
from designer.web.forms.rows import RowsField
from designer.web.requests import whole_number

_COLOURS = (
    ("g1", "Blue"), ("g2", "Orange"), ("g3", "Green"), ("g4", "Violet"), ("g5", "Pink"), ("g6", "Teal"),
    ("g7", "Olive"), ("g8", "Grey"),
)  # fmt: skip


class GroupsForm(ObjectForm):
    """The groups of the diagram and the tree (which tables are in one is said at the table), and the notes."""

    kind = "layout"
    label = ""
    feeds = {"groups": ("groups",), "notes": ("notes",)}
    parts = (Part("", ("groups", "notes")),)

    groups = RowsField(
        {"name": TextField(label="Group"), "color": PickField((), empty="In turn", label="Colour")},
        key="name", label="Groups, in their order",
        help_text="Each has an area of its colour behind its tables. A table says in its own form which it is in.",
    )  # fmt: skip
    notes = RowsField(
        {
            "text": TextField(label="Note", rows=2),
            "entity": PickField((), empty="Under the drawing", label="Beside the table"),
        },
        key="text", label="Notes on the diagram", help_text="A few lines each, drawn where they belong.",
    )  # fmt: skip

    def prepare(self) -> None:
        """The colours, those in use among them, and the tables."""
        schema = self.place.schema
        held = {group.color for group in schema.layout.groups if group.color} - {key for key, _ in _COLOURS}
        colours = [("", "In turn"), *_COLOURS, *((one, one) for one in sorted(held))]
        self.fields["groups"].columns["color"].choices = colours  # type: ignore[attr-defined]
        tables = [("", "Under the drawing"), *((one.id, schema.qualified(one)) for one in schema.entities)]
        self.fields["notes"].columns["entity"].choices = tables  # type: ignore[attr-defined]

    def begin(self, value: Any) -> dict[str, Any]:
        """A row each. A note in another shape than ours is kept and not shown."""
        groups = [{"was": str(number), "name": one.name, "color": one.color} for number, one in enumerate(value.groups)]
        notes = [
            {"was": str(number), "text": one["text"], "entity": self._table(one)}
            for number, one in enumerate(value.notes)
            if _is_shown(one)
        ]
        return {"groups": groups, "notes": notes}

    def _table(self, note: FrozenMap) -> str | None:
        """The table that a note stands beside, if it is there."""
        return next((one.id for one in self.place.schema.entities if one.id == note.get("entity")), None)

    def clean(self) -> dict[str, Any]:
        """Each group's name once."""
        cleaned = super().clean()
        names = [row["name"] for row in cleaned.get("groups") or ()]
        if len(set(names)) < len(names):
            self.add_error("groups", "Two groups have the same name.")
        return cleaned

    def alterations(self, properties: dict[str, Any]) -> tuple[Change, ...]:
        """Groups and notes by their places: a renamed group keeps its tables, a note its place on the drawing."""
        made: dict[str, Any] = {}
        if "groups" in self.wanted:
            made["groups"] = tuple(self._group(row) for row in self.cleaned_data["groups"])
        if "notes" in self.wanted:
            strange = (one for one in self.place.value.notes if not _is_shown(one))
            made["notes"] = (*(self._note(row) for row in self.cleaned_data["notes"]), *strange)
        return (alter(self.place.schema, "layout", **made),) if made else ()

    def _group(self, row: dict[str, Any]) -> Group:
        old = _at(self.place.value.groups, row["was"])
        return Group(name=row["name"], color=row["color"], entities=old.entities if old is not None else ())

    def _note(self, row: dict[str, Any]) -> FrozenMap:
        old: FrozenMap = _at(self.place.value.notes, row["was"]) or EMPTY
        kept = {key: held for key, held in old.items() if key not in ("text", "entity")}
        if row["entity"] != old.get("entity"):
            kept.pop("at", None)  # it goes to the other table
        said = {"entity": row["entity"]} if row["entity"] else {}
        return FrozenMap({**kept, "text": row["text"], **said})


def _is_shown(note: FrozenMap) -> bool:
    return isinstance(note.get("text"), str) and bool(note["text"].strip())


def _at(held: tuple[Any, ...], was: str) -> Any:
    place = whole_number(was)
    return held[place] if place is not None and place < len(held) else None
