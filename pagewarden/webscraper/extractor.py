"""A page to its document: title, language, and every sentence with its place."""

from collections.abc import Iterable

from pagewarden.models import Document, Layer, Page
from pagewarden.webscraper.article import mark_article
from pagewarden.webscraper.blocks import Block, find_blocks
from pagewarden.webscraper.head import (
    canonical_url,
    declared_language,
    find_description,
    find_title,
)
from pagewarden.webscraper.joining import join_blocks, join_spans
from pagewarden.webscraper.language import MAX_CHARS, detect_language
from pagewarden.webscraper.markup import parse_markup
from pagewarden.webscraper.mediatype import XHTML
from pagewarden.webscraper.paths import CssPaths
from pagewarden.webscraper.plaintext import paragraph_spans, with_plain_spaces
from pagewarden.webscraper.rendering import needs_rendering

EXTRACTOR_VERSION = "2"
"""Changes whenever the same page may give other segments; kept with every verdict."""


def extract(page: Page) -> Document:
    """
    Take the text out of a page.

    Pure, and never raises, whatever the bytes are. All text that is shown, or hidden in
    the markup, lands in exactly one segment: text nodes, alternative texts, the values
    and placeholders of inputs, labels of options, the description. Scripts and styles
    land in none, nor do frames, comments in the markup, and ``title`` attributes.

    Returns:
        The document. Its text is that of the segments in reading order, a block a line;
        of a plain text it is the text itself, each white space character a space, so
        that offsets hold in what was handed in. A sentence is a segment; beyond
        :data:`~pagewarden.webscraper.joining.MAX_SENTENCES` of one layer, neighbours are
        joined.
    """
    return _from_plain_text(page) if page.is_plain_text else _from_markup(page)


def _from_markup(page: Page) -> Document:
    root = parse_markup(page.text, is_xhtml=page.content_type == XHTML)
    title, description = find_title(root), find_description(root)
    body = find_blocks(root, title.element if title else None)
    mark_article(root, body)
    blocks = [*filter(None, (title, description)), *body]
    text, segments = join_blocks(blocks, CssPaths(root))
    return Document(
        target=page.target,
        url=page.url,
        origin=page.origin,
        canonical_url=canonical_url(root, page.url),
        title=title.text if title else "",
        description=description.text if description else "",
        language=detect_language(_most_telling(blocks), declared_language(root)),
        text=text,
        segments=segments,
        needs_rendering=needs_rendering(root, body),
        plain_text=page.is_plain_text,
        extractor_version=EXTRACTOR_VERSION,
        fetched_at=page.fetched_at,
    )


def _most_telling(blocks: Iterable[Block]) -> str:
    """The article's text, and what follows if that is short: menus may be in another language."""
    by_layer = sorted(blocks, key=lambda block: block.layer is not Layer.ARTICLE)
    shown = [block for block in by_layer if block.layer is not Layer.HIDDEN]
    article = "\n".join(block.text for block in shown if block.layer is Layer.ARTICLE)
    text = "\n".join(block.text for block in shown)
    return article if len(article) >= MAX_CHARS else text[:MAX_CHARS]


def _from_plain_text(page: Page) -> Document:
    text = with_plain_spaces(page.text)
    return Document(
        target=page.target,
        url=page.url,
        origin=page.origin,
        canonical_url=None,
        title="",
        description="",
        language=detect_language(text),
        text=text,
        segments=join_spans(text, paragraph_spans(text)),
        needs_rendering=False,
        plain_text=page.is_plain_text,
        extractor_version=EXTRACTOR_VERSION,
        fetched_at=page.fetched_at,
    )
