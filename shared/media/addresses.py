"""Where a download may go: the list of hosts we were told, and never into a private network.

Python's `is_global` alone is not enough: 3.11 calls NAT64, which can name any private IPv4 address, global.
"""

import socket
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urljoin, urlsplit

from shared.media.errors import DownloadFailed, ResultRefused

_NAT64 = IPv6Network("64:ff9b::/96")
_REFUSED = (
    IPv6Network("::/96"),  # IPv4-compatible, long dead
    IPv6Network("fec0::/10"),  # site-local, as dead
    IPv6Network("64:ff9b:1::/48"),  # NAT64 of somebody's own network
)
_PORTS = {"https": 443, "http": 80}
_TARGET_SAFE = "!$%&'()*+,-./:;=?@_~"


@dataclass(frozen=True)
class Target:
    """One address that passed the list. `internal` if its host was listed as plain http: the local cloud."""

    scheme: str
    host: str
    port: int
    path: str
    internal: bool

    @property
    def url(self) -> str:
        """The whole address, in our spelling."""
        return f"{self.scheme}://{self.host}:{self.port}{self.path}"


def target_of(url: str, hosts: Collection[str], *, base: str = "") -> Target:
    """Return where `url` leads, seen from `base`, if the list of hosts allows it.

    An entry of the list is `host`, `host:port` or `*.domain`, all for https and public addresses only; or
    `http://host:port`, which is allowed as it is, wherever it leads.

    Raises:
        ResultRefused: it does not, or the URL is not one we would ever call.
    """
    try:
        parts = urlsplit(urljoin(base, url))
        port = parts.port or _PORTS[parts.scheme]
        host = (parts.hostname or "").rstrip(".")
    except (ValueError, KeyError) as error:
        raise ResultRefused("The provider gave an address that we do not call.") from error
    internal = parts.scheme == "http"
    listed = internal and f"http://{host}:{port}" in hosts
    if not internal:
        listed = any(_matches(entry, host, port) for entry in hosts)
    if not listed or parts.username is not None or not host.isascii():
        raise ResultRefused("The provider gave an address that we do not call.")
    path = quote(parts.path or "/", safe=_TARGET_SAFE) + (
        f"?{quote(parts.query, safe=_TARGET_SAFE)}" if parts.query else ""
    )
    return Target(scheme=parts.scheme, host=host, port=port, path=path, internal=internal)


def _matches(entry: str, host: str, port: int) -> bool:
    if "://" in entry:
        return False
    listed, _, listed_port = entry.lower().partition(":")
    if port != int(listed_port or _PORTS["https"]):
        return False
    if listed.startswith("*."):
        return host.endswith(listed[1:]) and len(host) >= len(listed)
    return host == listed


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
    if ip.version == 6 and any(ip in network for network in _REFUSED):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _unwrapped(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(ip, IPv4Address):
        return ip
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip
