"""Which page a document is a version of, and under which addresses it is found again."""

import hashlib
import re
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pagewarden.models import Document

_NO_FILE: Final = re.compile(r"-?|https?:.*", re.IGNORECASE | re.DOTALL)
"""Standard input, a text that was handed over, and what is on the web."""


def page_url(document: Document) -> str:
    """
    The URL that names the document's page.

    The canonical URL, where it differs from the fetched one in scheme, query or fragment
    only: so tracking parameters make no new page. A page says of itself what is canonical,
    and one that named another host or path would put its verdicts in that page's place;
    such a claim is not believed. Files go by their :func:`lasting_address`, standard input
    by ``-``.
    """
    canonical, place = document.canonical_url, _place(document.url)
    if canonical and place and _place(canonical) == place:
        return canonical
    return lasting_address(document.url)


def addresses(document: Document) -> tuple[str, ...]:
    """Every address the page answers to: its own, the one fetched, and the one asked for."""
    asked = map(lasting_address, (document.url, document.target))
    return tuple(dict.fromkeys((page_url(document), *asked)))


def lasting_address(address: str) -> str:
    """
    An address that means the same wherever it is used.

    Of a file, its path from the root, links followed: what is typed may be another file
    in another folder. Everything else is its own.
    """
    if _NO_FILE.fullmatch(address):
        return address
    try:
        return str(Path(address).resolve())
    except (OSError, ValueError, RuntimeError):  # no path, a ring of links, no working folder
        return address


def address_hash(address: str) -> str:
    """SHA-256 of an address, hexadecimal; addresses are compared as they are written."""
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()


def _place(url: str) -> tuple[str, str] | None:
    """Host with port, and path; None for what is no web address."""
    try:
        parts = urlsplit(url)
    except ValueError:  # such as an unclosed bracket
        return None
    if parts.scheme not in ("http", "https"):
        return None
    return parts.netloc.lower(), parts.path or "/"
