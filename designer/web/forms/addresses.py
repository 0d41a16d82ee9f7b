"""Addresses of databases, as forms take them."""

from typing import Self

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from designer.importers.live import Target, Unreachable, parse_target, without_password


def target_of(url: str) -> Target:
    """An address taken apart; ValidationError in words for what is none. What may be read is seen when it is."""
    try:
        return parse_target(url)
    except Unreachable as error:
        raise ValidationError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None


class AddressForm(forms.Form):
    """A form with an address in `url`, taken apart in `target`, and a `password` beside it."""

    target: Target | None = None

    @property
    def secret(self) -> str | None:
        """The password of the database, from its own field or from the address."""
        return self.cleaned_data["password"] or (self.target.password if self.target else None)

    def shown(self) -> Self:
        """The form to be shown again: no password goes back to the browser."""
        if self.data.get("url"):
            data = QueryDict(mutable=True)
            data.update(self.data)
            data["url"] = without_password(str(data["url"]))
            self.data = data
        return self
