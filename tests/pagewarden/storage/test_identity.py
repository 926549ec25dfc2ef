"""Which page a document belongs to."""

from dataclasses import replace

import pytest
from hypothesis import given

from pagewarden.models import Document
from pagewarden.storage.identity import address_hash, addresses, page_url
from tests.pagewarden.storage.records import make_document
from tests.pagewarden.storage.strategies import documents


@pytest.mark.parametrize(
    ("url", "canonical", "page"),
    [
        ("https://a.example/p?utm_source=x", "https://a.example/p", "https://a.example/p"),
        ("http://a.example/p", "https://a.example/p", "https://a.example/p"),
        ("https://A.example/p#top", "https://a.example/p", "https://a.example/p"),
        ("https://a.example", "https://a.example/", "https://a.example/"),
        ("https://a.example/p", None, "https://a.example/p"),
        ("https://a.example/p", "https://b.example/p", "https://a.example/p"),
        ("https://a.example/~mallory", "https://a.example/", "https://a.example/~mallory"),
        ("https://a.example/p", "https://a.example@b.example/p", "https://a.example/p"),
        ("https://a.example/p", "//a.example/p", "https://a.example/p"),
        ("https://a.example/p", "ftp://a.example/p", "https://a.example/p"),
        ("saved/page.html", "https://a.example/p", "saved/page.html"),
        ("-", "https://a.example/p", "-"),
        ("-", "-", "-"),
    ],
)
def test_page_url(url: str, canonical: str | None, page: str) -> None:
    """A canonical URL counts where it names the very host and path that were fetched."""
    document = replace(make_document(url=url), canonical_url=canonical)
    assert page_url(document) == page


@given(document=documents())
def test_any_document_has_a_page(document: Document) -> None:
    """Nothing a page says of itself keeps it from being stored and found."""
    hashes = [address_hash(address) for address in addresses(document)]
    assert len(set(hashes)) == len(hashes)
    assert {address_hash(document.url), address_hash(document.target)} <= set(hashes)
