"""Secrets that a worker needs later: sealed with the installation's key, for one purpose, mostly for a short time."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac


class SealBroken(ValueError):
    """Too old, for another purpose, or sealed with another key."""


def seal(text: str, purpose: str) -> str:
    """The text so that only a process with the same `SECRET_KEY` and the same purpose can read it."""
    return _fernet(purpose).encrypt(text.encode()).decode()


def unseal(token: str, purpose: str, seconds: int | None) -> str:
    """The text again, if it was sealed within so many seconds, or at any time for None. Raises SealBroken."""
    try:
        return _fernet(purpose).decrypt(token.encode(), ttl=seconds).decode()
    except InvalidToken:
        raise SealBroken from None


def _fernet(purpose: str) -> Fernet:
    key = salted_hmac("designer.web.sealing", purpose, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
