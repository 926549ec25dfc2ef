"""A page to its document: title, language, and every sentence with its place."""

from collections.abc import Iterable

from pagewarden.models import Document, Layer, Page, Segment, SegmentKind
from pagewarden.webscraper.article import mark_article
from pagewarden.webscraper.blocks import Block, find_blocks
from pagewarden.webscraper.head import (
    canonical_url,
    declared_language,
    find_description,
    find_title,
)
from pagewarden.webscraper.language import detect_language
from pagewarden.webscraper.markup import Element, parse_markup
from pagewarden.webscraper.paths import CssPaths
from pagewarden.webscraper.plaintext import paragraph_spans, with_plain_spaces
from pagewarden.webscraper.rendering import needs_rendering
from pagewarden.webscraper.segmenter import sentence_spans

EXTRACTOR_VERSION = "1"
"""Changes whenever the same page may give other segments; kept with every verdict."""


def extract(page: Page) -> Document:
    """
    Take the text out of a page.

    Pure, and never raises, whatever the bytes are. All text that is shown, or hidden in
    the markup, lands in exactly one segment; scripts and styles in none.

    Returns:
        The document. Its text is that of the segments in reading order, a block a line;
        of a plain text it is the text itself, each white space character a space, so
        that offsets hold in what was handed in.
    """
    root = None if page.is_plain_text else parse_markup(page.text)
    return _from_plain_text(page) if root is None else _from_tree(page, root)


def _from_tree(page: Page, root: Element) -> Document:
    title, description = find_title(root), find_description(root)
    body = find_blocks(root, title.element if title else None)
    mark_article(root, body)
    blocks = [*filter(None, (title, description)), *body]
    text, segments = _joined(blocks, CssPaths(root))
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


def _joined(blocks: Iterable[Block], paths: CssPaths) -> tuple[str, tuple[Segment, ...]]:
    """The document's text, a block a line, and the sentences in it."""
    offset = 0
    segments = []
    for block in blocks:
        path = paths.path(block.element)
        for start, end in sentence_spans(block.text):
            sentence = block.text[start:end]
            place = (offset + start, offset + end, block.layer, block.kind, path)
            segments.append(Segment(sentence, *place))
        offset += len(block.text) + 1
    return "\n".join(block.text for block in blocks), tuple(segments)


def _most_telling(blocks: Iterable[Block]) -> str:
    """The article's text and after it the rest: menus are often in another language."""
    by_layer = sorted(blocks, key=lambda block: block.layer is not Layer.ARTICLE)
    return "\n".join(block.text for block in by_layer if block.layer is not Layer.HIDDEN)


def _from_plain_text(page: Page) -> Document:
    text = with_plain_spaces(page.text)
    segments = tuple(
        Segment(text[start:end], start, end, Layer.ARTICLE, SegmentKind.PARAGRAPH, "")
        for start, end in paragraph_spans(text)
    )
    return Document(
        target=page.target,
        url=page.url,
        origin=page.origin,
        canonical_url=None,
        title="",
        description="",
        language=detect_language(text),
        text=text,
        segments=segments,
        needs_rendering=False,
        plain_text=page.is_plain_text,
        extractor_version=EXTRACTOR_VERSION,
        fetched_at=page.fetched_at,
    )
