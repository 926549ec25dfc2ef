"""
Which blocks are the article: trafilatura's judgement, found again in the tree.

trafilatura rebuilds what it keeps, so its text is matched back to the blocks: a block is
of the article if most of its letters stand in trafilatura's text, in the same order.

trafilatura is shown what a reader is shown: it knows little of what is hidden, and would
take a long hidden list for the article.
"""

import logging
from collections.abc import Iterable
from copy import deepcopy

import trafilatura
from lxml import etree

from pagewarden.models import Layer, SegmentKind
from pagewarden.webscraper.blocks import Block
from pagewarden.webscraper.elements import is_hidden
from pagewarden.webscraper.markup import Element

SHINGLE = 12
"""Letters and digits in a row that count as a match; fewer would match by chance."""
MAX_PROBES = 8
"""Shingles tried a block: enough to tell a whole match from a chance one."""
MIN_SHARE = 0.5
"""Share of the probes that must match."""
NEIGHBOURS = 3
"""Blocks before the first and after the last sure match where a short line may match too."""
MIN_WORDS = 10
"""Words that make a block prose, where trafilatura finds nothing."""

MAX_ELEMENTS = 30_000
MAX_NESTING = 80
"""
Trees beyond these are not shown to trafilatura, whose time grows with elements times depth;
all of such a page is its article, so that no padding takes anything out of it. Of the 482
evaluation pages the largest has 10,106 elements, the deepest 42 levels.
"""

_HIDDEN = "hidden"
"""A tag that HTML does not have."""

_SENTENCE_END = (".", "!", "?", "…", '"', "”", ":", "。")

# It reports pages without an article as errors, on stderr if nobody set up logging.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def mark_article(root: Element, blocks: Iterable[Block]) -> None:
    """Move the blocks of the article from layer ``rest`` to layer ``article``."""
    fallback = {element for noscript in root.iter("noscript") for element in noscript.iter()}
    candidates = [
        block
        for block in blocks
        if block.layer is Layer.REST
        and block.kind is not SegmentKind.IMAGE_ALT
        and block.element not in fallback
    ]
    for block in _chosen(_shown(root), candidates):
        block.layer = Layer.ARTICLE


def _chosen(shown: Element, candidates: list[Block]) -> list[Block]:
    if _is_too_large(shown):
        return candidates
    document = trafilatura.bare_extraction(shown, include_comments=False)
    kept = None if document is None else document.body
    chosen = [] if kept is None else _matching(candidates, kept)
    return chosen or _prose(candidates)


def _shown(root: Element) -> Element:
    """The tree without what is hidden in it."""
    shown = deepcopy(root)
    for element in shown.xpath("//*"):
        if is_hidden(element):
            element.tag = _HIDDEN
    etree.strip_elements(shown, _HIDDEN, with_tail=False)
    return shown


def _is_too_large(root: Element) -> bool:
    deep = "boolean(" + "/*" * MAX_NESTING + ")"
    return bool(root.xpath("count(//*)") > MAX_ELEMENTS or root.xpath(deep))


def _matching(blocks: list[Block], kept: Element) -> list[Block]:
    letters = _letters("".join(kept.itertext()))
    shingles = {letters[i : i + SHINGLE] for i in range(len(letters) - SHINGLE + 1)}
    lines = {_letters("".join(element.itertext())) for element in kept.iter()}
    sure = [_is_long_match(_letters(block.text), shingles) for block in blocks]
    if not any(sure):
        return []
    first = sure.index(True) - NEIGHBOURS
    last = len(sure) - 1 - sure[::-1].index(True) + NEIGHBOURS
    chosen = []
    for index, block in enumerate(blocks):
        short = _letters(block.text)
        if sure[index] or (first <= index <= last and short in lines):
            chosen.append(block)
    return chosen


def _is_long_match(letters: str, shingles: set[str]) -> bool:
    room = len(letters) - SHINGLE
    if room < SHINGLE:
        return False
    step = max(1, room // MAX_PROBES)
    probes = range(0, room + 1, step)
    found = sum(letters[i : i + SHINGLE] in shingles for i in probes)
    return found >= MIN_SHARE * len(probes)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _prose(blocks: list[Block]) -> list[Block]:
    """Sentences long enough to be no menu."""
    return [
        block
        for block in blocks
        if block.text.endswith(_SENTENCE_END) and len(block.text.split()) >= MIN_WORDS
    ]
