"""Which addresses a host may have: public ones, unless the host is our own.

Python's `is_global` alone is not enough: 3.11 calls NAT64, which can name any private IPv4 address, global,
and its tables are older than some ranges (IANA's registries of special-purpose addresses).
"""

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from shared.media.errors import DownloadFailed, ResultRefused

_NAT64 = IPv6Network("64:ff9b::/96")
_REFUSED = (
    IPv4Network("192.0.0.0/24"),  # protocol assignments
    IPv4Network("192.88.99.0/24"),  # relays of 6to4, given up
    IPv6Network("::/96"),  # IPv4-compatible, long dead
    IPv6Network("fec0::/10"),  # site-local, as dead
    IPv6Network("64:ff9b:1::/48"),  # NAT64 of somebody's own network
    IPv6Network("3fff::/20"),  # documentation, since 2024
    IPv6Network("5f00::/16"),  # segment routing
)


def addresses_of(host: str, port: int, *, internal: bool) -> list[str]:
    """Resolve `host` once; the caller connects to what this returns, so a second answer cannot differ.

    Raises:
        ResultRefused: one of its addresses is not public, and the host is not internal.
        DownloadFailed: it has no address now.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise DownloadFailed("The video's server cannot be found.") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not internal and not all(is_public(address) for address in addresses):
        raise ResultRefused("The provider gave an address inside a private network.")
    return addresses


def is_public(address: str) -> bool:
    """Return whether an address is on the public internet, through every disguise of IPv4 in IPv6."""
    ip = _unwrapped(ip_address(address.partition("%")[0]))
    if any(ip in network for network in _REFUSED):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _unwrapped(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(ip, IPv4Address):
        return ip
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip
