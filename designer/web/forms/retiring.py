"""Why something is gone for good."""

from django import forms
from django.core.exceptions import ValidationError

from designer.analysis.score import is_a_reason
from designer.store.retiring import LONGEST, REASON


class RetireForm(forms.Form):
    """The reason that the design keeps."""

    reason = forms.CharField(
        max_length=LONGEST,
        label="Why it is gone for good",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": REASON},
    )

    def clean_reason(self) -> str:
        """A reason in words."""
        reason: str = self.cleaned_data["reason"]
        if (reason or self.fields["reason"].required) and not is_a_reason(reason):
            raise ValidationError(REASON)
        return reason


class RetireWithForm(RetireForm):
    """The same where something is deleted: it may go without a reason."""

    reason = forms.CharField(
        required=False,
        max_length=LONGEST,
        label="Why it is gone for good",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The reason is kept with the design. Without one, what was found by it counts on in the score.",
    )
