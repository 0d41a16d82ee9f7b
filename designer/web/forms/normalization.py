"""Dependencies as people write them, one a line: `customer_id → name, city`."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from designer.schema.apply import apply
from designer.schema.changes import Change
from designer.schema.edits import add, alter
from designer.schema.model import Entity, FunctionalDependency, MultivaluedDependency
from designer.schema.schema import Schema
from designer.web.forms.fields import PickField, TextField

Dependency = FunctionalDependency | MultivaluedDependency
_ARROWS = {"->>": True, "→→": True, "↠": True, "->": False, "→": False, "=>": False}
"""Ways to write an arrow, the longer ones first; True: multivalued."""
_NOTHING = ("", "∅", "{}", "nothing")
_MOST_LINES = 200
_SHOWN = 40


class DependenciesForm(forms.Form):
    """Several dependencies at once, by names. `found` holds them when the form is valid."""

    lines = TextField(
        rows=4, code=True, required=True, label="Add dependencies",
        help_text="One a line: <code>customer_id -> name, city</code>. "
        "Nothing on the left: the same in every row. <code>->></code>: a set of values, independent of the rest.",
        error_messages={"required": "Write at least one, such as customer_id -> name, city."},
    )  # fmt: skip
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, entity: Entity, data: Any = None, **options: Any) -> None:
        self.entity = entity
        self.found: tuple[Dependency, ...] = ()
        super().__init__(data, auto_id="add_%s", **options)
        first, *rest = [one.name for one in entity.attributes[:3]] or ["a"]
        self.fields["lines"].widget.attrs["placeholder"] = f"{first} -> {', '.join(rest) or 'b'}"

    def clean_lines(self) -> str:
        """The text, its lines read into `found`; every line that is wrong is said."""
        text: str = self.cleaned_data["lines"]
        lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        if len(lines) > _MOST_LINES:
            raise ValidationError(f"That is {len(lines)} lines, and {_MOST_LINES} are taken at once.")
        found, wrong = list[Dependency](), list[str]()
        for number, line in lines:
            try:
                found.append(read_line(line, self.entity))
            except ValueError as error:
                wrong.append(f"Line {number}: {error}" if len(lines) > 1 else f"{error}")
        if wrong:
            raise ValidationError(wrong[:12])
        self.found = tuple(dict.fromkeys(found))
        return text


class KeepForm(forms.Form):
    """What a broken normal form is kept for, and what keeps the copy true: one does not do without the other."""

    access_pattern = PickField(
        (), empty="Choose an access pattern", label="Serves",
        help_text="The read that would need a join. The violation is open again when it goes.",
    )  # fmt: skip
    refresh = PickField(
        (
            ("generated", "A generated column"), ("trigger", "A trigger"),
            ("materialized view", "A materialized view"), ("application", "The application"),
        ),
        empty="Choose what changes the copies", label="Kept true by",
        help_text="What changes every copy when the fact changes.",
    )  # fmt: skip
    reason = TextField(
        rows=3, label="Why it is worth it", help_text="Shown in the dictionary. May be left empty.", max_length=2000
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, patterns: list[tuple[str, str]], data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        field: Any = self.fields["access_pattern"]
        field.choices = [("", "Choose an access pattern"), *patterns]

    def clean(self) -> dict[str, Any]:
        """Both sides of the trade have to be said."""
        given = super().clean() or self.cleaned_data
        if not given.get("access_pattern") and "access_pattern" not in self.errors:
            self.add_error("access_pattern", "A copy that no read needs costs and gives nothing: choose the read.")
        if not given.get("refresh") and "refresh" not in self.errors:
            self.add_error("refresh", "Without something that changes every copy they drift apart: choose what does.")
        return given


def read_line(line: str, entity: Entity) -> Dependency:
    """The dependency in a line. Raises ValueError with a sentence."""
    left, right, is_multivalued = _sides(line)
    determinant = tuple(_columns(left, entity)) if left.strip() not in _NOTHING else ()
    dependent = tuple(one for one in _columns(right, entity) if one not in determinant)
    if not right.replace(",", "").strip():
        raise ValueError(f"Nothing stands behind the arrow in {_shown(line)}.")
    if not dependent:
        raise ValueError(
            f"What stands behind the arrow in {_shown(line)} only repeats what is before it: that always holds."
        )
    if is_multivalued:
        if {*determinant, *dependent} == {one.id for one in entity.attributes}:
            raise ValueError(f"{_shown(line)} takes all columns, and then it always holds and says nothing.")
        return MultivaluedDependency(determinant=determinant, dependent=dependent)
    return FunctionalDependency(determinant=determinant, dependent=dependent)


def additions(schema: Schema, entity: Entity, found: tuple[Dependency, ...]) -> tuple[Change, ...]:
    """The changes that make the design say these dependencies; one that was rejected or undecided is accepted."""
    changes: list[Change] = []
    for one in found:
        held = schema.entity(entity.id)
        kind = "functional_dependencies" if isinstance(one, FunctionalDependency) else "multivalued_dependencies"
        same = next((other for other in getattr(held, kind) if _sets(other) == _sets(one)), None)
        change: Change = alter(schema, same.id, state=one.state) if same else add(schema, one, to=entity.id)
        if same is None or same.state != one.state:
            changes.append(change)
            schema = apply((change,), schema)
    return tuple(changes)


def _sets(one: Dependency) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(one.determinant), frozenset(one.dependent)


def _sides(line: str) -> tuple[str, str, bool]:
    """(left, right, whether the arrow is a double one): at the first arrow outside double quotes."""
    quoted = False
    for place, character in enumerate(line):
        if character == '"':
            quoted = not quoted
        if quoted:
            continue
        for arrow, is_multivalued in _ARROWS.items():
            if line.startswith(arrow, place):
                return line[:place], line[place + len(arrow) :], is_multivalued
    if quoted:
        raise ValueError(f"A double quote is opened in {_shown(line)} and never closed.")
    raise ValueError(f"{_shown(line)} holds no arrow: write customer_id -> name.")


def _columns(side: str, entity: Entity) -> Iterator[str]:
    """Ids of the columns named in one side, divided by commas; a name with commas stands in double quotes."""
    try:
        names = next(csv.reader([side.strip()], skipinitialspace=True, strict=True), [])
    except csv.Error as error:
        raise ValueError(f"{_shown(side)} cannot be read: {error}.") from None
    for name in dict.fromkeys(one.strip() for one in names if one.strip()):
        yield _column(name, entity)


def _column(name: str, entity: Entity) -> str:
    exact = [one.id for one in entity.attributes if one.name == name]
    alike = exact or [one.id for one in entity.attributes if one.name.strip().casefold() == name.casefold()]
    if len(alike) == 1:
        return alike[0]
    if alike:
        spelt = " or ".join(one.name for one in entity.attributes if one.id in alike)
        raise ValueError(f"{_shown(name)} may be {_shown(spelt)}, which differ in case only: write the one you mean.")
    close = get_close_matches(name, [one.name for one in entity.attributes], 1)
    meant = f" Did you mean {close[0]}?" if close else ""
    raise ValueError(f"{_shown(entity.name)} has no column {_shown(name)}.{meant}")


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
