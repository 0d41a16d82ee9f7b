"""What of the audit log is asked for."""

from django import forms

from designer.store.models.audit import KINDS


class AuditFilter(forms.Form):
    """By kind, by words in names, by day."""

    kind = forms.ChoiceField(choices=[("", "Everything"), *KINDS.items()], required=False)
    q = forms.CharField(
        required=False,
        max_length=200,
        label="Who or what",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    since = forms.DateField(required=False, label="From", widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(required=False, label="To", widget=forms.DateInput(attrs={"type": "date"}))

    def given(self) -> dict[str, str]:
        """What was asked, for links that keep it."""
        return {name: value for name in self.fields if (value := self.data.get(name, ""))}
