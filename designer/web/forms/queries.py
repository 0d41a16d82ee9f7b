"""A query file, pasted or chosen."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from designer.web.importing import Unreadable, text_of

MOST_BYTES = 2 * 2**20


class QueriesForm(forms.Form):
    """The text of a query file. A file takes the place of the text, so that it can be looked at and mended."""

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
        label="File", required=False, widget=forms.FileInput(attrs={"accept": ".sql,.txt"}), allow_empty_file=True
    )

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
