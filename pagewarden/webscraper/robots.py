"""robots.txt as RFC 9309 has it, parsed by protego, asked for once an origin and session."""

from dataclasses import replace
from typing import Any, TypeAlias
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from protego import Protego

from pagewarden.exceptions import (
    AddressForbidden,
    ClientError,
    FetchError,
    RobotsDisallowed,
    TooManyRedirects,
)
from pagewarden.network.sessions import GuardedSession
from pagewarden.webscraper.download import Downloader, read_at_most

MAX_ROBOTS_BYTES = 500 * 1024
"""What must be parsed at least (RFC 9309, 2.5); the rest of a longer file is left out."""
MAX_ROBOTS_REDIRECTS = 5
"""RFC 9309, 2.3.1.2."""

_Rules: TypeAlias = Any  # Protego has no type information
_CACHE: WeakKeyDictionary[GuardedSession, dict[str, "_Rules | FetchError"]] = WeakKeyDictionary()
"""Rules, or why there are none to be had, per session and origin; dies with the session."""


def check_robots(url: str, downloader: Downloader, product_token: str) -> None:
    """
    Ask a site's robots.txt whether a URL may be fetched.

    A missing file (4xx) allows all; a server that fails or cannot be reached allows
    nothing (RFC 9309, 2.3.1).

    Args:
        url: Checked http(s) URL.
        downloader: Asks for robots.txt, within the same deadline.
        product_token: The name that robots.txt groups know us by.

    Raises:
        RobotsDisallowed: The URL must not be fetched.
        AddressForbidden: The host, or where its robots.txt leads, must not be connected to.
    """
    rules = _rules_for(url, downloader)
    if isinstance(rules, FetchError):
        reason = f"robots.txt cannot be had ({rules.reason}), so nothing may be fetched; try later"
        raise RobotsDisallowed(url, reason)
    if not rules.can_fetch(url, product_token):
        host = urlsplit(url).hostname
        reason = f"robots.txt of {host} keeps {product_token} out; ask its owner for leave"
        raise RobotsDisallowed(url, reason)


def _rules_for(url: str, downloader: Downloader) -> "_Rules | FetchError":
    by_origin = _CACHE.setdefault(downloader.session, {})
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    if origin not in by_origin:
        by_origin[origin] = _load(f"{origin}/robots.txt", downloader)
    return by_origin[origin]


def _load(robots_url: str, downloader: Downloader) -> "_Rules | FetchError":
    limits = replace(downloader.limits, max_redirects=MAX_ROBOTS_REDIRECTS)
    try:
        found = replace(downloader, limits=limits).download(
            robots_url, read=lambda response: read_at_most(response, MAX_ROBOTS_BYTES)
        )
    except (ClientError, TooManyRedirects):
        return parse_robots(b"")
    except AddressForbidden:
        raise
    except FetchError as exc:
        return exc
    return parse_robots(found.body)


def parse_robots(body: bytes) -> _Rules:
    """Parse a robots.txt of any bytes; what cannot be understood allows all."""
    text = body[:MAX_ROBOTS_BYTES].decode("utf-8", errors="replace").removeprefix("\ufeff")
    return Protego.parse(text)
