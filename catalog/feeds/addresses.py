"""Which addresses a shop's feed or picture may be fetched from: public ones only."""

import asyncio
import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

from catalog.items import SourceFailed

#: Addresses that wrap IPv4 ones: what they wrap must be public too.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Not private, loopback, link-local (cloud metadata lives there), shared, multicast or made for tests."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        wrapped = (
            ip.ipv4_mapped or ip.sixtofour or (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None)
        )
        if wrapped is not None:
            return is_public(str(wrapped))
        if ip.teredo is not None:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


async def safe_address(url: str, *, own_network: bool = False) -> str:
    """The IP address to connect to for this URL. `own_network` allows private ones: for tests and intranets.

    Raises SourceFailed for addresses that are no web addresses, that cannot be found, or of which one is private.
    """
    parts = split_url(url)
    host = parts.hostname or ""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port_of(parts), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise SourceFailed(f"the host {host[:100]} cannot be found", may_pass=True) from error
    addresses = [str(each[4][0]) for each in found]
    if not addresses:
        raise SourceFailed(f"the host {host[:100]} cannot be found", may_pass=True)
    if not own_network and not all(is_public(address) for address in addresses):
        raise SourceFailed(f"the host {host[:100]} lies in a private network: it is not fetched from")
    return addresses[0]


def split_url(url: str) -> SplitResult:
    """Raises SourceFailed for what is no http or https address with a host."""
    try:
        parts = urlsplit(url.strip())
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and port_of(parts) > 0
    except ValueError:
        fine = False
    if not fine:
        raise SourceFailed(f"“{url[:100]}” is no http or https address")
    return parts


def port_of(parts: SplitResult) -> int:
    """The port that an address names or means. Raises ValueError."""
    return parts.port or (443 if parts.scheme == "https" else 80)
