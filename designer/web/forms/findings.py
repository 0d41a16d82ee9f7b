"""Why a finding is kept."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone


class DismissForm(forms.Form):
    """The reason that the design keeps, and until when it holds."""

    reason = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "autofocus": True}),
        help_text="Kept with the design and shown in its dictionary.",
        error_messages={"required": "Say why it is kept: whoever comes next will ask."},
    )
    expires = forms.DateField(
        required=False,
        label="Until",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Its last day; then the finding is open again. Left empty, it holds as long as what it is about.",
        error_messages={"invalid": "Write a date as 2030-12-31."},
    )

    def clean_expires(self) -> date | None:
        """A day that is not over yet."""
        expires: date | None = self.cleaned_data["expires"]
        if expires is not None and expires < timezone.localdate():
            raise ValidationError("That day is over already.")
        return expires
