"""How accounts behave here."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest

from designer.store.invitations import is_open

INVITED = "invitation"
"""Under this name a session keeps the hash of the invitation that its visitor came by."""


class AccountAdapter(DefaultAccountAdapter):
    """Nobody can sign up where the installation did not say so, but for those who were invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """`DESIGNER_SIGNUP`, or an invitation that is still good."""
        if settings.SIGNUP_OPEN:
            return True
        invited = request.session.get(INVITED) if hasattr(request, "session") else None
        return isinstance(invited, str) and is_open(invited)


class MFAAdapter(DefaultMFAAdapter):
    """The secrets of authenticator apps and recovery codes are encrypted where they are kept, with a key made from
    DESIGNER_SECRET_KEY: a copy of the database alone signs nobody in."""

    def encrypt(self, text: str) -> str:
        """What the database keeps."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was encrypted. A text of another key is the secret of nothing, so no code fits it."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return ""

    def build_totp_svg(self, url: str) -> str:
        """The QR code as a part of the page: the content policy lets no picture in that is an address."""
        return super().build_totp_svg(url).partition("?>")[2]


@receiver(authenticator_added)
def spend_first_code(request: HttpRequest, authenticator: Authenticator, **_: Any) -> None:
    """The code that an app was set up with signs nobody in: like every other one it is good once."""
    if authenticator.type == Authenticator.Type.TOTP:
        authenticator.wrap().validate_code(request.POST.get("code", ""))


def addresses_of(user: Any) -> frozenset[str]:
    """The addresses that are known to be the user's own: those that were confirmed, or the one that whoever made the
    account gave it, as long as the user has named none."""
    rows = list(EmailAddress.objects.filter(user=user).values_list("email", "verified"))
    if not rows:
        return frozenset({user.email} if user.email else ())
    return frozenset(email for email, verified in rows if verified)


def _cipher() -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"designer two-step secrets")
    return Fernet(base64.urlsafe_b64encode(derived.derive(settings.SECRET_KEY.encode())))
