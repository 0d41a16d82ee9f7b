"""What is typed about proposals, reviews, threads and suggested changes."""

from __future__ import annotations

from typing import Any

from django import forms

from designer.schema.changes import Change
from designer.schema.design_file import loads
from designer.schema.edits import alter, index
from designer.schema.errors import DesignError
from designer.schema.model import Attribute, Entity, NotNull
from designer.schema.schema import Schema
from designer.sql.renames import rename_with_rewrites
from designer.store.models import BlockingSeverity, Opinion
from designer.store.models.reviews import LONGEST_TEXT, LONGEST_TITLE

MOST_MEGABYTES = 20


def _markdown(rows: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        max_length=LONGEST_TEXT, required=False, strip=True,
        widget=forms.Textarea(attrs={"rows": rows, "spellcheck": "true"}), **more,
    )  # fmt: skip


class ReviewForm(forms.Form):
    """Title and description."""

    title = forms.CharField(
        max_length=LONGEST_TITLE,
        label="What you propose",
        error_messages={"required": "Say in a line what you propose."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    description = _markdown(5, help_text="Why, and what a reviewer should look at. Markdown; @name calls a member.")


class ProposeForm(ReviewForm):
    """The same, with the proposed state as a file."""

    file = forms.FileField(
        required=False,
        label="Proposed state",
        help_text="A design file (.json), if the changes are made already. Without one you edit a copy here.",
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self) -> Schema | None:
        """The design that the file holds."""
        file = self.cleaned_data["file"]
        if not file:
            return None
        if file.size > MOST_MEGABYTES << 20:
            raise forms.ValidationError(f"A design file has at most {MOST_MEGABYTES} MB.")
        try:
            return loads(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError("This file is not UTF-8 text.") from None
        except DesignError as error:
            raise forms.ValidationError([f"{one}." for one in error.problems[:5]]) from error


class ProposedFileForm(ProposeForm):
    """A file for a proposal that there is."""

    title = description = None  # type: ignore[assignment]

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["file"].required = True
        self.fields["file"].help_text = "A design file (.json). Objects are the same by id, else by name."
        self.fields["file"].error_messages["required"] = "Choose a design file."


class DecisionForm(forms.Form):
    """A verdict, or a comment. revision: the state of the proposal that the person looked at."""

    COMMENT = "comment"
    opinion = forms.ChoiceField(choices=[(COMMENT, "Comment"), *Opinion.choices])
    text = _markdown(3, label="What you think of it")
    revision = forms.IntegerField(min_value=1)


class CommentForm(forms.Form):
    """Something said."""

    text = _markdown(4, label="Comment", help_text="Markdown; @name calls a member of the team.")


class SuggestColumnForm(CommentForm):
    """A change of a column."""

    name = forms.CharField(max_length=200, strip=False)
    type = forms.CharField(max_length=200)
    not_null = forms.BooleanField(required=False, label="Not null")
    default = forms.CharField(max_length=2000, required=False)

    def __init__(self, data: Any = None, *, schema: Schema, subject: Attribute, **more: Any) -> None:
        initial = {
            "name": subject.name, "type": subject.type, "not_null": subject.not_null is not None,
            "default": subject.default or "",
        }  # fmt: skip
        super().__init__(data, initial=initial, **more)
        self._schema, self._subject = schema, subject
        for field in ("name", "type", "default"):
            self.fields[field].widget.attrs |= {"autocomplete": "off", "spellcheck": "false", "class": "code"}

    def changes(self) -> tuple[Change, ...]:
        """What is to be different. Raises RenameRefused."""
        typed, old = self.cleaned_data, self._subject
        wanted = {"type": typed["type"], "default": typed["default"] or None}
        if typed["not_null"] != (old.not_null is not None):
            wanted["not_null"] = NotNull() if typed["not_null"] else None
        change = alter(self._schema, old.id, **wanted)
        made: list[Change] = [change] if change.set else []
        if typed["name"] != old.name:
            made.append(rename_with_rewrites(self._schema, old.id, typed["name"]))
        return tuple(made)


class SuggestIndexForm(CommentForm):
    """An index for a table."""

    columns = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        help_text="In the order of the table.",
        error_messages={"required": "Choose the columns of the index."},
    )
    unique = forms.BooleanField(required=False, label="Unique")

    def __init__(self, *given: Any, schema: Schema, subject: Entity, **more: Any) -> None:
        super().__init__(*given, **more)
        self._schema, self._subject = schema, subject
        self.fields["columns"].choices = [(one.id, one.name) for one in subject.attributes]  # type: ignore[attr-defined]

    def changes(self) -> tuple[Change, ...]:
        """The index as an addition."""
        columns = tuple(self.cleaned_data["columns"])
        made = index(self._schema, self._subject.id, columns, unique=self.cleaned_data["unique"])
        return (made,)


def suggest_form(schema: Schema, subject: str, data: Any = None) -> SuggestColumnForm | SuggestIndexForm | None:
    """The form for a change of this object; None where there is none."""
    located = schema.located.get(subject)
    if located is None:
        return None
    if located.kind.name == "attribute":
        return SuggestColumnForm(data, schema=schema, subject=located.value, label_suffix="")
    if located.kind.name == "entity":
        return SuggestIndexForm(data, schema=schema, subject=located.value, label_suffix="")
    return None


class TeamReviewsForm(forms.Form):
    """How a team decides about proposals."""

    required_approvals = forms.IntegerField(min_value=0, max_value=20, label="Approvals that a merge takes")
    blocking_severity = forms.ChoiceField(
        choices=BlockingSeverity.choices,
        label="New findings that stop a merge",
    )
    author_may_approve = forms.BooleanField(required=False, label="Authors may approve what they propose themselves")
