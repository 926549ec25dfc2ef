"""
Which addresses may be connected to: public ones, and what the user allows by name.

The guard is asked once a connection, with the name about to be connected to, and hands
back the very addresses it has checked: nothing resolves the name a second time, so a
name server that changes its answer (DNS rebinding) gains nothing.
"""

import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any, TypeAlias

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from pagewarden.exceptions import AddressForbidden

Address: TypeAlias = IPv4Address | IPv6Address
SocketAddress: TypeAlias = tuple[Any, ...]
Resolved: TypeAlias = tuple[socket.AddressFamily, SocketAddress]
Resolve: TypeAlias = Callable[..., list[tuple[Any, ...]]]
"""A function with the signature of :func:`socket.getaddrinfo`."""

NAT64 = IPv6Network("64:ff9b::/96")
"""RFC 6052: on IPv6-only networks every IPv4 site is reached through it."""

_REFUSED_NETWORKS = (
    IPv4Network("192.0.0.0/24"),  # RFC 6890; ``is_global`` lets .9 and .10 pass
    IPv4Network("192.88.99.0/24"),  # RFC 7526: 6to4 relays, deprecated
    IPv6Network("2001::/32"),  # RFC 4380: Teredo, tunnels to any IPv4 address
    IPv6Network("2002::/16"),  # RFC 7526: 6to4, likewise
    IPv6Network("3fff::/20"),  # RFC 9637: documentation
    IPv6Network("fec0::/10"),  # RFC 3879: site-local, deprecated
)


def is_public(address: Address) -> bool:
    """
    Whether an address is globally routable unicast.

    An IPv4 address wrapped in IPv6 (mapped, NAT64) is judged as the IPv4 address it
    reaches; tunnels (6to4, Teredo) are refused whole.
    """
    address = _unwrapped(address)
    if any(address in network for network in _REFUSED_NETWORKS):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def _unwrapped(address: Address) -> Address:
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


@dataclass(frozen=True)
class AddressGuard:
    """Resolves a name and refuses it if any of its addresses is not public."""

    allowed_hosts: frozenset[str] = frozenset()
    """Hosts or addresses that may be reached though they are not public."""
    resolve: Resolve = field(default=socket.getaddrinfo, repr=False)

    def __post_init__(self) -> None:
        hosts = frozenset(normalised_host(host) for host in self.allowed_hosts)
        object.__setattr__(self, "allowed_hosts", hosts)

    def addresses(self, host: str, port: int) -> list[Resolved]:
        """
        Resolve a host once and check every answer.

        Returns:
            Family and socket address of each answer, in the resolver's order.

        Raises:
            AddressForbidden: One of the addresses is neither public nor allowed.
            OSError: The name does not resolve.
        """
        answers = self.resolve(host, port, type=socket.SOCK_STREAM)
        resolved = [(family, address) for family, _, _, _, address in answers]
        if normalised_host(host) not in self.allowed_hosts:
            for _, address in resolved:
                self._check(host, str(address[0]))
        return resolved

    def _check(self, host: str, text: str) -> None:
        address = _parsed(text)
        if is_public(address) or {text, str(address)} & self.allowed_hosts:
            return
        name = normalised_host(host)
        found = name if name == str(address) else f"{name} resolves to {address}, which"
        reason = (
            f"{found} is not a public address; set PAGEWARDEN_ALLOWED_HOSTS={name} if it is yours"
        )
        raise AddressForbidden(host, reason)


def _parsed(text: str) -> Address:
    return ip_address(text.partition("%")[0])  # without the zone of fe80::1%eth0


def normalised_host(host: str) -> str:
    """One spelling a host: lower case, A-labels, no brackets, no dot at the end."""
    bare = host.strip().strip("[]").rstrip(".").lower()
    try:
        return str(_parsed(bare))
    except ValueError:
        return _a_labels(bare)


def _a_labels(name: str) -> str:
    try:
        return parse_url(f"http://{name}/").host or name
    except LocationParseError:
        return name
