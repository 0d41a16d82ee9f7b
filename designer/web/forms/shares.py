"""What a new link is to show, to whom, and for how long."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from designer.schema.schema import Schema
from designer.store.models import SharePart
from designer.web.forms.teams import one_line

_DAYS = [("1", "A day"), ("7", "A week"), ("30", "30 days"), ("90", "90 days"), ("", "Until it is taken back")]
_ORIGIN = re.compile(r"https?://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?")
_MOST_ORIGINS = 10


class ShareForm(forms.Form):
    """A link to a design."""

    label = forms.CharField(
        required=False,
        max_length=200,
        validators=[one_line],
        label="Whom it is for",
        help_text="For your list of links; who opens it does not see it.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    parts = forms.MultipleChoiceField(
        choices=SharePart.choices,
        required=False,
        label="Beside the diagram it shows",
        initial=[SharePart.DICTIONARY, SharePart.PICTURE],
        widget=forms.CheckboxSelectMultiple,
    )
    tables = forms.ChoiceField(required=False, label="Tables", help_text="A table made later is in it only with all.")
    state = forms.ChoiceField(required=False)
    days = forms.ChoiceField(choices=_DAYS, required=False, initial="30", label="Good for")
    password = forms.CharField(
        required=False,
        max_length=200,
        strip=False,
        help_text="Tell it by another way than the link.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    origins = forms.CharField(
        required=False,
        max_length=2000,
        label="Sites that may show it in a frame",
        help_text="One a line, such as https://wiki.example.org. Not together with a password.",
        widget=forms.Textarea(attrs={"rows": 2, "class": "code", "spellcheck": "false"}),
    )

    def __init__(self, *given: Any, schema: Schema, revision: int, **more: Any) -> None:
        super().__init__(*given, **more)
        self._choices = dict(_tables(schema))
        tables, state = self.fields["tables"], self.fields["state"]
        assert isinstance(tables, forms.ChoiceField)
        assert isinstance(state, forms.ChoiceField)
        tables.choices = [("", "All"), *((key, label) for key, (label, _) in self._choices.items())]
        state.choices = [("", "As the design goes on"), (str(revision), f"As it is now, revision {revision}")]

    def clean_origins(self) -> list[str]:
        """Sites as the content policy names them."""
        found = list(dict.fromkeys(line.strip().lower().rstrip("/") for line in self.cleaned_data["origins"].split()))
        for origin in found:
            if not _ORIGIN.fullmatch(origin):
                raise ValidationError(f"“{origin[:80]}” is no site. Write it as https://wiki.example.org.")
        if len(found) > _MOST_ORIGINS:
            raise ValidationError(f"At most {_MOST_ORIGINS} sites.")
        return found

    def clean(self) -> dict[str, Any]:
        """What does not go together."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("password") and given.get("origins"):
            self.add_error("origins", "A password cannot be typed into a frame. Leave out one of the two.")
        if given.get("tables") and SharePart.FINDINGS in given.get("parts", ()):
            self.add_error("parts", "Findings are shared with all tables only: what they say may name any of them.")
        return given

    @property
    def entities(self) -> tuple[str, ...]:
        """The tables that were chosen; none for all."""
        key = self.cleaned_data["tables"]
        return self._choices[key][1] if key else ()

    @property
    def expires_at(self) -> datetime | None:
        """When it ends."""
        days = self.cleaned_data["days"]
        return timezone.now() + timedelta(days=int(days)) if days else None


def _tables(schema: Schema) -> Iterator[tuple[str, tuple[str, tuple[str, ...]]]]:
    """Groups and saved views that have tables: key -> (label, ids)."""
    for number, group in enumerate(schema.layout.groups):
        if group.entities:
            yield f"group-{number}", (f"Those of “{group.name}”", group.entities)
    for number, view in enumerate(schema.layout.views):
        if view.entities:
            yield f"view-{number}", (f"The view “{view.name}”", view.entities)
