"""A version's message and tag."""

from django import forms

from designer.store.models.versions import LONGEST_TAG
from designer.store.versions import LONGEST_MESSAGE


class VersionForm(forms.Form):
    """What a new version needs; revision: the state that the user looked at."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    message = forms.CharField(
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say what this version is about."},
    )
    tag = forms.CharField(
        required=False,
        max_length=LONGEST_TAG,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="A short name that only this version has, such as 2026-11.",
    )


class TagForm(forms.Form):
    """Another tag, or none."""

    tag = forms.CharField(
        required=False,
        max_length=LONGEST_TAG,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autofocus": True}),
        help_text="Left empty, the version has none.",
    )
