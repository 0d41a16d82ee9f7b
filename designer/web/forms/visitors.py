"""What somebody without an account types on a shared page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from designer.exporters.wording import legible
from designer.store.visitors import LONGEST_SAID
from designer.web.forms.teams import one_line

LONGEST_NAME = 80


def _with_letters(name: str) -> None:
    if not any(character.isalnum() for character in legible(name)):
        raise ValidationError("Write a name with letters.")


class VisitorForm(forms.Form):
    """A name and a comment. on: the ids of what a new thread can be about, with labels; "" is the whole."""

    on = forms.ChoiceField(required=False, label="About")
    name = forms.CharField(
        max_length=LONGEST_NAME,
        validators=[one_line, _with_letters],
        label="Your name",
        help_text="Shown beside what you write.",
        error_messages={"required": "Say who you are."},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    text = forms.CharField(
        max_length=LONGEST_SAID,
        label="Comment",
        help_text="Markdown.",
        error_messages={"required": "Write something first."},
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "true"}),
    )

    def __init__(self, *given: Any, on: Sequence[tuple[str, str]] = (), **more: Any) -> None:
        super().__init__(*given, **{"label_suffix": "", **more})
        about = self.fields["on"]
        assert isinstance(about, forms.ChoiceField)
        about.choices = list(on)
        if len(on) <= 1:
            about.widget = forms.HiddenInput()
