"""How accounts behave here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Nobody can sign up where the installation did not say so."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """`DESIGNER_SIGNUP`."""
        return bool(settings.SIGNUP_OPEN)
