"""Which page a document belongs to."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from pagewarden.models import Document
from pagewarden.storage.identity import address_hash, addresses, lasting_address, page_url
from tests.pagewarden.storage.records import make_document
from tests.pagewarden.storage.strategies import TEXT, documents


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
        ("/saved/page.html", "https://a.example/p", "/saved/page.html"),
        ("saved/page.html", "https://a.example/p", str(Path.cwd() / "saved/page.html")),
        ("HTTP://a.example/../p", None, "HTTP://a.example/../p"),
        ("", None, ""),
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
    asked = {lasting_address(address) for address in (document.url, document.target)}
    assert set(map(address_hash, asked)) <= set(hashes)


@given(TEXT)
def test_any_address_lasts(address: str) -> None:
    """Whatever it is, it has a form that is its own form."""
    assert lasting_address(lasting_address(address)) == lasting_address(address)


def test_one_name_in_two_folders_is_two_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path that is typed means another file in another folder."""
    document = make_document(url="page.html")
    names = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        monkeypatch.chdir(folder)
        names.append(page_url(document))
    assert names == [str(tmp_path / "a" / "page.html"), str(tmp_path / "b" / "page.html")]


def test_one_file_under_two_names_is_one_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However it is reached: from elsewhere, in a roundabout way, by a link."""
    (tmp_path / "page.html").touch()
    (tmp_path / "link.html").symlink_to("page.html")
    monkeypatch.chdir(tmp_path)
    for name in ("page.html", "./x/../page.html", "link.html", str(tmp_path / "page.html")):
        assert addresses(make_document(url=name)) == (str(tmp_path.resolve() / "page.html"),)
