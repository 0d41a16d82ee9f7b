"""A query file, pasted or chosen."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from designer.importers.statement_statistics import minutes_of
from designer.web.importing import Unreadable, text_of

MOST_BYTES = 2 * 2**20


class QueriesForm(forms.Form):
    """The text of a query file, or CSV of pg_stat_statements.

    A file takes the place of the text, so that it can be looked at and mended.
    """

    text = forms.CharField(
        label="Queries",
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={
                "rows": 14,
                "spellcheck": "false",
                "autocomplete": "off",
                "placeholder": "-- name: orders of a customer\n-- frequency: 1200/min\nSELECT … FROM … WHERE …;",
            }
        ),
    )
    file = forms.FileField(
        label="File", required=False, widget=forms.FileInput(attrs={"accept": ".sql,.txt,.csv"}), allow_empty_file=True
    )

    observed = forms.CharField(
        label="Counted over",
        required=False,
        max_length=40,
        help_text="For a CSV that does not say it: <code>7d</code>, <code>12h</code>, <code>30min</code>.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    @property
    def minutes(self) -> float | None:
        """What `observed` says, in minutes."""
        return minutes_of(self.cleaned_data["observed"]) if self.cleaned_data["observed"] else None

    def clean_observed(self) -> str:
        """A span of time, or nothing."""
        text: str = self.cleaned_data["observed"].strip()
        if text and minutes_of(text) is None:
            raise ValidationError("It is a time such as 30min, 12h or 7d.")
        return text

    def clean(self) -> dict[str, Any]:
        """One text, within the limit."""
        given = super().clean() or {}
        uploaded = given.get("file")
        if uploaded is not None:
            if uploaded.size > MOST_BYTES:
                raise ValidationError({"file": f"A query file has up to {MOST_BYTES // 2**20} MB."})
            try:
                given["text"] = text_of(uploaded.read(), uploaded.name)
            except Unreadable as error:
                raise ValidationError({"file": str(error)}) from None
        text = given.get("text") or ""
        if "text" not in self.errors and not text.strip():
            raise ValidationError({"text": "Paste queries here, or choose a file."})
        if len(text.encode(errors="replace")) > MOST_BYTES:
            raise ValidationError({"text": f"A query file has up to {MOST_BYTES // 2**20} MB."})
        return given
