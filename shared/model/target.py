"""Where a file may be fetched from: an address, held against the list of hosts we were told."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

URL_MAX_CHARS = 8192
"""Signed links have one or two thousand."""

_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
"""A name of the DNS, or an IPv4 address; an IPv6 address is in no list."""

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


def target_of(url: str, hosts: Collection[str], *, base: str = "") -> Target | None:
    """Return where `url` leads, seen from `base`; None if the list of hosts does not allow it.

    An entry of the list is `host`, `host:port` or `*.domain`, all for https and public addresses only; or
    `http://host:port`, which is allowed as it is, wherever it leads.
    """
    if len(url) > URL_MAX_CHARS:
        return None
    try:
        parts = urlsplit(urljoin(base, url))
        usual_port = _PORTS[parts.scheme]  # of these schemes, and no other, whatever port is named
        port = usual_port if parts.port is None else parts.port
        host = (parts.hostname or "").removesuffix(".")
    except (ValueError, KeyError):
        return None
    internal = parts.scheme == "http"
    listed = internal and f"http://{host}:{port}" in hosts
    if not internal:
        listed = any(_matches(entry, host, port) for entry in hosts)
    spelt_plainly = _NAME.fullmatch(host) and url.isprintable() and "\\" not in url
    if not listed or parts.username is not None or not spelt_plainly:
        return None
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
