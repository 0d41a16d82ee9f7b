"""A design's own name."""

from django import forms


class NewDesignForm(forms.Form):
    """What an empty design needs."""

    name = forms.CharField(
        max_length=200,
        help_text="What people call the database; it can be changed later.",
        error_messages={"required": "Give the design a name."},
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
