"""What a new personal token may be used for, where, and for how long."""

from typing import Any

from django import forms

from designer.store.access import teams_of, visible_to
from designer.store.api_tokens import LONGEST_NAME
from designer.store.models import Design, Scope, Team
from designer.web.forms.teams import one_line

_DAYS = [("7", "A week"), ("30", "30 days"), ("90", "90 days"), ("365", "A year")]
_MOST_DESIGNS = 200


class TokenForm(forms.Form):
    """A token of one's own."""

    name = forms.CharField(
        max_length=LONGEST_NAME,
        validators=[one_line],
        label="What it is for",
        help_text="For your list of tokens, such as “CI of the shop”.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        choices=[one for one in Scope.choices if one[0] != Scope.READ],
        required=False,
        label="It may read, and",
        help_text="Never more than you may do yourself.",
        widget=forms.CheckboxSelectMultiple,
    )
    place = forms.ChoiceField(required=False, label="Where", help_text="A design has the proposals for it with it.")
    days = forms.ChoiceField(choices=_DAYS, initial="90", label="Good for")

    def __init__(self, *given: Any, user: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._teams = {f"team-{one.pk}": one for one in teams_of(user).order_by("name", "id")}
        mine = visible_to(user).filter(proposal_for=None).order_by("-changed_at")
        self._designs = {f"design-{one.pk}": one for one in mine[:_MOST_DESIGNS]}
        place = self.fields["place"]
        assert isinstance(place, forms.ChoiceField)
        place.choices = [
            ("", "Every team of yours"),
            *((key, f"The team “{one.name}”") for key, one in self._teams.items()),
            *((key, f"The design “{one.name}”") for key, one in self._designs.items()),
        ]

    @property
    def team(self) -> Team | None:
        """The team that it is limited to."""
        return self._teams.get(self.cleaned_data["place"])

    @property
    def design(self) -> Design | None:
        """The design that it is limited to."""
        return self._designs.get(self.cleaned_data["place"])
