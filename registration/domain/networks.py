"""Which requests count as coming from one network."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

HOUSEHOLD, SITE = 64, 56
"""Prefixes of IPv6: what one household has, and what many providers give to one customer."""

_BRACKETED = re.compile(r"\[([^\]]*)\](?::\d+)?")
_WITH_PORT = re.compile(r"([^:]*):\d+")

UNKNOWN = "unknown"


def network_of(address: str, prefix: int = HOUSEHOLD) -> str:
    """The IPv4 address or the IPv6 network of an address as a proxy may write it.

    Takes ports, brackets, zones and IPv4 mapped into IPv6; anything else is ``unknown``.
    """
    found = _parsed(address.strip())
    if found is None:
        return UNKNOWN
    return str(ip_network((found, prefix), strict=False) if found.version == 6 else found)


def is_ipv6(address: str) -> bool:
    """Whether the address has households and sites."""
    found = _parsed(address.strip())
    return found is not None and found.version == 6


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    match = _BRACKETED.fullmatch(text) or _WITH_PORT.fullmatch(text)
    bare = (match.group(1) if match else text).partition("%")[0]
    try:
        found = ip_address(bare)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
