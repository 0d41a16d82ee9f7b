"""Who asks, as far as the network says."""

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """The visitor's address: that of the connection, or the one that the installation's own proxy names."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:  # a local socket has none
        return None
