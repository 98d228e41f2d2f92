"""Which network address a request came from, as far as anybody whom we trust can say."""

from ipaddress import IPv6Address, ip_address

from werkzeug.wrappers import Request

IPV6_PREFIX_BITS = 64
"""One household or machine is given at least so large a network (RFC 6177), so it counts as one address."""
UNKNOWN = "unknown"


def address_of(request: Request, *, hops: int) -> str:
    """Return the caller's address; of IPv6, its network.

    Every proxy adds the address that it was asked from to the end of `X-Forwarded-For`. The last `hops` of
    them are ours; what stands before was written by the caller, who may write anything.
    """
    forwarded = ",".join(request.headers.getlist("X-Forwarded-For"))
    told = [one.strip() for one in forwarded.split(",") if one.strip()]
    best = told[-min(hops, len(told))] if told else request.remote_addr
    try:
        address = ip_address(best or "")
    except ValueError:
        return UNKNOWN
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return f"{IPv6Address(int(address) >> IPV6_PREFIX_BITS << IPV6_PREFIX_BITS)}/{IPV6_PREFIX_BITS}"
    return str(address)
