"""What every form of an object has in common: from the object to fields, and from what changed to changes.

Only fields whose content differs from what the form was opened with become part of a change, so that nothing
that was merely shown is ever written back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from designer.schema.apply import apply
from designer.schema.changes import Change
from designer.schema.edits import add, alter
from designer.schema.kinds import KINDS, SINGLETONS
from designer.schema.schema import Schema
from designer.sql.renames import rename_with_rewrites
from designer.web.forms.checks import check_columns, check_expression, check_type, long_name
from designer.web.forms.contents import EMPTY, fill, holds, in_words
from designer.web.forms.place import Part, Place
from designer.web.forms.rows import RowsField, rearranged
from designer.web.requests import whole_number


class ObjectForm(forms.Form):
    """The form of one kind of object.

    label: the field that is its name. expressions, types: fields checked as such. feeds: a property of the model to
    the fields that make it, where these are not of the same name.
    """

    kind: ClassVar[str]
    label: ClassVar[str] = "name"
    parts: ClassVar[tuple[Part, ...]]
    expressions: ClassVar[tuple[str, ...]] = ()
    reads_columns: ClassVar[tuple[str, ...]] = ()
    types: ClassVar[tuple[str, ...]] = ()
    feeds: ClassVar[dict[str, tuple[str, ...]]] = {}

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, place: Place, data: Any = None, *, revision: int | None = None) -> None:
        self.place = place
        self.warnings: list[str] = []
        super().__init__(data, initial={"revision": revision}, auto_id="id_%s")
        self.prepare()
        initial = self.begin(place.value) if place.value is not None else self.blank()
        self.initial = {**self.initial, **initial}
        if data is not None:
            self.data = self._with_theirs(data)
        self.settle()

    def prepare(self) -> None:
        """Gives fields the choices of this design."""

    def settle(self) -> None:
        """Gives fields the choices that follow from what stands in other fields; called again when that changes."""

    def blank(self) -> dict[str, Any]:
        """What a new object begins with."""
        return {}

    def begin(self, value: Any) -> dict[str, Any]:
        """The object as the content of the fields."""
        return {name: getattr(value, name) for name in self.fields if hasattr(value, name)}

    def properties(self) -> dict[str, Any]:
        """What the fields that changed make of the object: values by the name of the model's field."""
        return {name: self.cleaned_data[name] for name in self.wanted if name in _fields_of(self.kind)}

    @property
    def wanted(self) -> list[str]:
        """The fields that count: those that changed, or for a new object those that hold something."""
        if self.place.value is not None:
            return [name for name in self.changed_data if name != "revision"]
        empty: tuple[Any, ...] = (None, "", (), [])
        return [name for name in self.fields if name != "revision" and self.cleaned_data.get(name) not in empty]

    def lists(self) -> dict[str, Iterable[str]]:
        """Suggestions by the name that fields ask for."""
        return {}

    def _clean_fields(self) -> None:
        """What was not touched is not judged: it is the design's, whatever one thinks of it."""
        super()._clean_fields()  # type: ignore[misc]
        if self.place.value is None:
            return
        for name in self.fields:
            if name not in self.changed_data and name != "revision":
                self._errors.pop(name, None)  # type: ignore[attr-defined]
                self.cleaned_data[name] = self.initial.get(name)

    def clean(self) -> dict[str, Any]:
        """Checks names, types and expressions, as far as they were changed."""
        cleaned = super().clean() or self.cleaned_data
        for name in self.wanted:
            if name in self.fields and cleaned.get(name) is not None:
                self._checked(name, cleaned[name])
        return cleaned

    def _checked(self, name: str, value: Any) -> None:
        try:
            if name in self.types:
                self.warn(check_type(value, self.place.schema))
            elif name in self.expressions:
                what = str(self.fields[name].label or name).lower()
                self.warn(check_expression(value, self.place.dialect, what))
                if name in self.reads_columns:
                    self.warn(check_columns(value, self.place.entity, self.place.dialect))
            elif name == self.label:
                self.warn(long_name(value, self.place.dialect))
        except ValidationError as error:
            self.add_error(name, error)

    def warn(self, sentence: str | None) -> None:
        """Notes what is odd and is not refused."""
        if sentence and sentence not in self.warnings:
            self.warnings.append(sentence)

    def focus(self) -> None:
        """Puts the cursor where one begins: into the first field that is wrong, else into the first."""
        shown = [field for field in self.visible_fields() if not field.is_hidden]
        wrong = next((field for field in shown if self.is_bound and field.errors), None)
        if shown:
            (wrong or shown[0]).field.widget.attrs["autofocus"] = True

    # From the form to changes

    def changes(self) -> tuple[Change, ...]:
        """What makes the design as the form says. Raises RenameRefused, DesignError."""
        properties = self.properties()
        if self.place.value is None:
            return self.additions(properties)
        return self.alterations(properties)

    def additions(self, properties: dict[str, Any]) -> tuple[Change, ...]:
        """The new object."""
        kind = KINDS[self.kind]
        owner = "" if kind.owner == "design" else self.place.owner
        return (add(self.place.schema, kind.type(**properties), to=owner, kind=self.kind),)

    def alterations(self, properties: dict[str, Any]) -> tuple[Change, ...]:
        """The rename, with every text that mentions the name, then the rest."""
        schema, changes = self.place.schema, list[Change]()
        if self.kind not in SINGLETONS and self.label in properties:
            renaming = rename_with_rewrites(schema, self.place.id, properties.pop(self.label))
            schema = apply((renaming,), schema)
            changes.append(renaming)
        change = alter(schema, self.place.id, **properties)
        return (*changes, change) if change.set else tuple(changes)

    # Being shown again

    @property
    def rearranges(self) -> bool:
        """Whether a button was pressed that only changes rows, or has choices follow what was chosen."""
        return bool(self.data.get("rearrange"))

    def as_typed(self, place: Place | None = None, revision: int | None = None) -> ObjectForm:
        """An unbound form with what the user typed. place: the object as it is by now; then only the fields that
        the user changed keep the user's text, and the others follow the object."""
        again = type(self)(place or self.place, revision=revision or self.initial["revision"])
        for name, field in self.fields.items():
            if name == "revision" or (place is not None and name not in self.changed_data):
                continue
            again.initial[name] = field.widget.value_from_datadict(self.data, {}, name)
        name, how, number = (*str(self.data.get("rearrange", "")).split(":"), "", "")[:3]
        listed = again.fields.get(name)
        if isinstance(listed, RowsField):
            row = whole_number(number)
            rows = rearranged(again.initial[name], how, row if row is not None else -1)
            again.initial[name] = [row for row in rows if not listed.is_empty(row)]
        again.settle()
        return again

    def fields_of(self, model_field: str) -> tuple[str, ...]:
        """The form's fields that make a property of the model."""
        return self.feeds.get(model_field, (model_field,) if model_field in self.fields else ())

    def _with_theirs(self, data: Any) -> Any:
        """The data without the user's text where the user took the other person's."""
        taken = [
            key.removeprefix("choose-")
            for key, value in data.items()
            if key.startswith("choose-") and value == "theirs"
        ]
        names = {name for field in taken for name in self.fields_of(field)}
        if not names:
            return data
        data = data.copy()
        for name in names:
            for key in [key for key in data if key == name or key.startswith(f"{name}-")]:
                del data[key]
            fill(data, name, self.fields[name], self.initial.get(name))
        return data

    def in_words(self, names: tuple[str, ...], *, typed: bool = False) -> str:
        """What some fields hold, or what the user typed into them, as one text; "" for nothing."""
        held = self.cleaned_data if typed else self.initial
        shown = [in_words(self.fields[name], held[name]) for name in names if held.get(name) not in EMPTY]
        return ", ".join(shown)

    def shown_parts(self) -> Iterator[dict[str, Any]]:
        """For the template: parts with lines of bound fields."""
        for part in self.parts:
            lines = [[self[name] for name in ((line,) if isinstance(line, str) else line)] for line in part.lines]
            held = any(holds(self, field) for line in lines for field in line)
            yield {"title": part.title, "lines": lines, "folded": part.folded, "open": held}

    def facts(self) -> list[tuple[str, str]]:
        """Label and content of what holds something, for readers."""
        return [
            (str(self[name].label), in_words(field, self.initial.get(name)))
            for name, field in self.fields.items()
            if name != "revision" and self.initial.get(name) not in EMPTY
        ]


def _fields_of(kind: str) -> Any:
    return (SINGLETONS.get(kind) or (Schema if kind == "design" else KINDS[kind].type)).__dataclass_fields__
