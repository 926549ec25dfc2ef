"""Which addresses may be connected to."""

import socket
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagewarden.exceptions import AddressForbidden
from pagewarden.network.guard import AddressGuard, is_public, normalised_host

FORBIDDEN = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.9",
    "192.0.0.170",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::7f00:1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::1",
    "3fff::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]
PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "93.184.216.34",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2606:4700:4700::1111",
    "2a00:1450:4001:80e::200e",
]


def answering(*addresses: str) -> AddressGuard:
    """A guard whose resolver gives these addresses for every name."""

    def resolve(_host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [
            (socket.AF_INET6 if ":" in address else socket.AF_INET, 1, 6, "", (address, port))
            for address in addresses
        ]

    return AddressGuard(resolve=resolve)


@pytest.mark.parametrize("address", FORBIDDEN)
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    """Private, local, reserved, documentation and tunnel addresses are not public."""
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    """Global unicast passes, also as IPv4 wrapped in IPv6."""
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_wrapping_never_makes_an_address_public(address: object) -> None:
    """An IPv4 address is judged alike however IPv6 wraps it."""
    for prefix in ("::ffff:", "64:ff9b::"):
        assert is_public(ip_address(f"{prefix}{address}")) == is_public(ip_address(str(address)))


@given(st.ip_addresses(v=4))
def test_what_is_public_is_global(address: object) -> None:
    """The guard is never laxer than the standard library."""
    parsed = ip_address(str(address))
    assert parsed.is_global or not is_public(parsed)


@pytest.mark.parametrize(
    "host", ["127.1", "2130706433", "0x7f.1", "0x7f000001", "017700000001", "0", "localhost"]
)
def test_spellings_of_loopback_are_refused(host: str) -> None:
    """What the system resolves to loopback is refused, however it is spelt."""
    with pytest.raises(AddressForbidden, match="not a public address"):
        AddressGuard().addresses(host, 80)


def test_one_forbidden_answer_among_public_ones_is_enough() -> None:
    """A name that resolves to a public and a private address is refused."""
    with pytest.raises(AddressForbidden, match=r"10\.0\.0\.7"):
        answering("8.8.8.8", "10.0.0.7").addresses("mixed.example", 80)


def test_public_answers_are_handed_back_in_order() -> None:
    """The guard returns the very addresses it has checked."""
    found = answering("8.8.8.8", "2606:4700:4700::1111").addresses("fine.example", 443)
    assert [address for _, address in found] == [("8.8.8.8", 443), ("2606:4700:4700::1111", 443)]


def test_zones_of_link_local_addresses_do_not_confuse_it() -> None:
    """``fe80::1%eth0`` is read as the address it is."""
    with pytest.raises(AddressForbidden):
        answering("fe80::1%eth0").addresses("near.example", 80)


@pytest.mark.parametrize(
    ("allowed", "host"),
    [
        ("localhost", "localhost"),
        ("LOCALHOST.", "localhost"),
        ("127.0.0.1", "localhost"),
        ("127.0.0.1", "127.1"),
        ("[::1]", "::1"),
        ("::1", "0:0:0:0:0:0:0:1"),
    ],
)
def test_a_host_can_be_allowed_by_name_or_address(allowed: str, host: str) -> None:
    """``allowed_hosts`` names hosts or addresses in any spelling."""
    if ":" in host and not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    assert AddressGuard(frozenset({allowed})).addresses(host, 80)


def test_allowing_one_host_allows_no_other() -> None:
    """Naming a host opens that host only."""
    with pytest.raises(AddressForbidden):
        AddressGuard(frozenset({"intranet.example"})).addresses("127.0.0.1", 80)


def test_the_message_tells_the_mend() -> None:
    """Who runs the site reads which setting opens it."""
    with pytest.raises(AddressForbidden, match=r"PAGEWARDEN_ALLOWED_HOSTS=printer\.example"):
        answering("192.168.1.9").addresses("printer.example", 80)


def test_international_names_compare_as_a_labels() -> None:
    """A name and its punycode are one host."""
    assert normalised_host("Bücher.example") == normalised_host("xn--bcher-kva.example")
