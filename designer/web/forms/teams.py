"""What is typed about a team: its name, whom to invite, a role."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from designer.store.invitations import MOST_DAYS, MOST_USES
from designer.store.models import Role

ROLES = [
    (Role.VIEWER, "Viewer: looks"),
    (Role.REVIEWER, "Reviewer: looks, comments, decides about findings and proposals"),
    (Role.EDITOR, "Editor: changes designs"),
    (Role.OWNER, "Owner: also says who works here"),
]


def one_line(text: str) -> None:
    """Refuses control characters: a name stands in mails, lists and file names."""
    if any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in text):
        raise ValidationError("It must be one line without control characters.")


class TeamForm(forms.Form):
    """A team's name."""

    name = forms.CharField(
        max_length=100,
        validators=[one_line],
        error_messages={"required": "Give the team a name."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class RoleForm(forms.Form):
    """What a member is to be."""

    role = forms.ChoiceField(choices=Role.choices)


class MemberForm(forms.Form):
    """Which member is meant."""

    user = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class InviteForm(forms.Form):
    """Whom to ask in. Without an address it makes a link to pass on."""

    role = forms.ChoiceField(choices=ROLES, initial=Role.EDITOR)
    email = forms.EmailField(
        required=False,
        label="E-mail address",
        help_text="Left empty, you get a link to pass on yourself.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    days = forms.IntegerField(min_value=1, max_value=MOST_DAYS, initial=7, label="Good for days")
    uses = forms.IntegerField(
        min_value=1, max_value=MOST_USES, initial=1, required=False, label="For how many people",
        help_text="Of a link; one to an address is for one.",
    )  # fmt: skip

    def __init__(self, *given: Any, sends_mail: bool, **more: Any) -> None:
        super().__init__(*given, **more)
        if not sends_mail:
            del self.fields["email"]

    def clean_uses(self) -> int:
        """One, if nothing was said."""
        return self.cleaned_data["uses"] or 1
