"""What somebody wants to be told of, and where else a team's news goes."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from designer.store.models import DigestRhythm, HookFormat, HookKind, NoticeKind, NoticeSettings, Sending
from designer.store.models.notices import LONGEST_URL
from designer.web.notices.posting import NotSent, checked


class NoticeSettingsForm(forms.Form):
    """Each kind by mail at once, in a digest, or never."""

    def __init__(self, data: Any, held: NoticeSettings) -> None:
        super().__init__(data, label_suffix="", initial={name: getattr(held, name) for name in (*NoticeKind, "rhythm")})
        for kind in NoticeKind:
            self.fields[kind.value] = forms.ChoiceField(label=kind.label, choices=Sending.choices)
        self.fields["rhythm"] = forms.ChoiceField(label="Digests go out", choices=DigestRhythm.choices)


class WebhookForm(forms.Form):
    """An endpoint."""

    url = forms.CharField(
        label="Address",
        max_length=LONGEST_URL,
        help_text="Where messages are posted to. Redirects are not followed.",
        error_messages={"required": "Give the address that messages are to be posted to."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url", "spellcheck": "false"}),
    )
    kinds = forms.MultipleChoiceField(
        label="It is told of",
        choices=HookKind.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one."},
    )
    design = forms.ChoiceField(label="Of which designs", required=False)
    format = forms.ChoiceField(label="Format", choices=HookFormat.choices)

    def __init__(self, data: Any = None, *, designs: Iterable[tuple[int, str]], initial: Any = None) -> None:
        super().__init__(data, label_suffix="", initial=initial or {"kinds": list(HookKind.values), "format": "json"})
        field = self.fields["design"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "All of the team's"), *((str(number), name) for number, name in designs)]

    def clean_url(self) -> str:
        """An address that something may be sent to, as far as its form tells."""
        url = str(self.cleaned_data["url"]).strip()
        try:
            checked(url, allow_private=settings.WEBHOOK_PRIVATE)
        except NotSent as refused:
            raise ValidationError(str(refused)) from None
        return url
