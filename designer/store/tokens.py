"""Secrets that are links: shown once, then known only by their hash.

They are random, so a plain hash is enough: there is nothing to guess that salt or slowness would protect.
"""

import secrets
from hashlib import sha256

BYTES = 32


def new_token() -> str:
    """32 random bytes, as a link can carry them."""
    return secrets.token_urlsafe(BYTES)


def hash_of(token: str) -> str:
    """What is kept of a token. Any text will do: what is no token has the hash of none."""
    return sha256(token.encode(errors="surrogatepass")).hexdigest()
