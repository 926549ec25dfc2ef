"""What a page says of itself: title, description, language, canonical URL."""

from urllib.parse import urljoin

from pagewarden.exceptions import InvalidTarget
from pagewarden.models import Layer, SegmentKind
from pagewarden.webscraper.blocks import Block, collapse
from pagewarden.webscraper.markup import Element
from pagewarden.webscraper.targets import checked_url

_DESCRIPTIONS = ("description", "og:description", "twitter:description", "dc.description")
"""Names of ``<meta>``, the better first."""
_TITLES = ("og:title", "twitter:title")


def find_title(root: Element) -> Block | None:
    """The first ``<title>`` with text that is no drawing's; else what is shown for links."""
    for element in root.iter("title"):
        title = _block(element, "".join(element.itertext()), SegmentKind.TITLE)
        if title and next(element.iterancestors("svg"), None) is None:
            return title
    return _from_meta(root, _TITLES, SegmentKind.TITLE)


def find_description(root: Element) -> Block | None:
    """The ``<meta>`` that sums the page up for search engines."""
    return _from_meta(root, _DESCRIPTIONS, SegmentKind.DESCRIPTION)


def _from_meta(root: Element, names: tuple[str, ...], kind: SegmentKind) -> Block | None:
    found: dict[str, Element] = {}
    for element in root.iter("meta"):
        name = (element.get("name") or element.get("property") or "").strip().lower()
        if element.get("content", "").strip():
            found.setdefault(name, element)
    element = next((found[name] for name in names if name in found), None)
    if element is None:
        return None
    return _block(element, element.get("content"), kind)


def declared_language(root: Element) -> str | None:
    """The ``lang`` attribute of ``<html>``, as it stands."""
    found = root.get("lang") or root.get("xml:lang")
    return str(found) if found else None


def canonical_url(root: Element, base: str) -> str | None:
    """The page's own word for its address, resolved; None unless it is http(s)."""
    for link in root.iter("link"):
        if "canonical" in link.get("rel", "").lower().split() and link.get("href"):
            return _resolved(base, link.get("href"))
    return None


def _resolved(base: str, reference: str) -> str | None:
    try:
        return checked_url(urljoin(base, reference.strip()))
    except (InvalidTarget, ValueError):
        return None


def _block(element: Element, text: str, kind: SegmentKind) -> Block | None:
    text = collapse(text)
    return Block(text, element, kind, Layer.ARTICLE) if text else None
