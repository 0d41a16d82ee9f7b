"""Which addresses may be connected to: a name is looked up once, and what was looked at is what is used."""

from __future__ import annotations

import ipaddress
import socket

from designer.importers.live.errors import Unreachable

_TRANSLATED = tuple(map(ipaddress.IPv6Network, ("::/96", "::ffff:0:0:0/96", "64:ff9b::/96")))
"""IPv6 networks whose last 32 bits are an IPv4 address."""
_LOCAL = tuple(map(ipaddress.IPv6Network, ("64:ff9b:1::/48", "fec0::/10", "5f00::/16")))
"""IPv6 networks of no public host that the standard library does not count as private."""
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_METADATA = frozenset(
    map(
        ipaddress.ip_address,
        ("169.254.169.254", "169.254.170.2", "100.100.100.200", "168.63.129.16", "fd00:ec2::254", "192.0.0.192"),
    )
)


def address_of(host: str, port: int, *, allow_private: bool) -> str:
    """The address to connect to. Raises Unreachable for a name that is not found and an address that is refused.

    Addresses of links and of the metadata services of clouds are refused always; private ones, and this machine's
    own, unless `allow_private`. A name is refused when any of its addresses is.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable(f"there is no host {host!r}") from None
    addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    for address in map(_plain, addresses):
        if _is_never_allowed(address):
            raise Unreachable(f"{host} is at an address that belongs to no database server")
        if not allow_private and not _is_public(address):
            raise Unreachable(f"{host} is at a private address, and only public ones are read from here")
    return str(addresses[0])


def _plain(address: _Address) -> _Address:
    """The IPv4 address inside an IPv6 one, where there is one."""
    if isinstance(address, ipaddress.IPv6Address):
        if any(address in one for one in _TRANSLATED) and int(address) > 1:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else address)
    return address


def _is_never_allowed(address: _Address) -> bool:
    return address in _METADATA or address.is_link_local or address.is_multicast or address.is_unspecified


def _is_public(address: _Address) -> bool:
    return address.is_global and not any(address in one for one in _LOCAL)
