"""
Blocks and sentences to the segments of a document, whose number is bounded.

Every segment costs about 3 ms of classification, and a page of 40 KB can hold thousands of
one word. So beyond a bound neighbours are joined: no text is lost, only the cut is coarser.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pagewarden.models import Layer, Segment, SegmentKind
from pagewarden.webscraper.blocks import Block
from pagewarden.webscraper.paths import CssPaths
from pagewarden.webscraper.segmenter import MAX_SENTENCE_CHARS, Span, sentence_spans

MAX_SENTENCES = 2_000
"""
Sentences that get a segment each; what follows is joined to segments of up to
:data:`MAX_SENTENCE_CHARS`. Of 160 evaluation pages two have more (2,670 and 6,788).
"""

_LAYERS = list(Layer)


@dataclass(slots=True)
class _Place:
    """A segment that may still grow."""

    start: int
    end: int
    layer: Layer
    kind: SegmentKind
    path: str

    def takes(self, end: int, layer: Layer) -> bool:
        """Whether it may grow up to there."""
        return self.layer is layer and end - self.start <= MAX_SENTENCE_CHARS

    def grow(self, end: int, kind: SegmentKind) -> None:
        """Take in what follows; a mixture of kinds is a paragraph."""
        self.end = end
        self.kind = kind if kind is self.kind else SegmentKind.PARAGRAPH


def join_blocks(blocks: Sequence[Block], paths: CssPaths) -> tuple[str, tuple[Segment, ...]]:
    """
    Join blocks, a line each, and cut them into segments.

    Blocks beyond :data:`MAX_SENTENCES` are sorted by layer, so that neighbours can be
    joined; a joined segment has the path of its first sentence.

    Returns:
        The text and the segments, in the text's order.
    """
    places: list[_Place] = []
    lines: list[str] = []
    offset = 0
    for block in _bounded(blocks, places):
        for start, end in sentence_spans(block.text):
            stop = offset + end
            if _is_full(places) and places[-1].takes(stop, block.layer):
                places[-1].grow(stop, block.kind)
                continue
            path = paths.path(block.element)
            places.append(_Place(offset + start, stop, block.layer, block.kind, path))
        lines.append(block.text)
        offset += len(block.text) + 1
    text = "\n".join(lines)
    return text, _segments(text, places)


def join_spans(text: str, spans: Iterable[Span]) -> tuple[Segment, ...]:
    """Cut a plain text into segments, those beyond :data:`MAX_SENTENCES` joined."""
    places: list[_Place] = []
    for start, end in spans:
        if _is_full(places) and places[-1].takes(end, Layer.ARTICLE):
            places[-1].grow(end, SegmentKind.PARAGRAPH)
        else:
            places.append(_Place(start, end, Layer.ARTICLE, SegmentKind.PARAGRAPH, ""))
    return _segments(text, places)


def _bounded(blocks: Sequence[Block], places: list[_Place]) -> Iterable[Block]:
    """The blocks in reading order, and by layer once there are too many places."""
    for index, block in enumerate(blocks):
        if _is_full(places):
            yield from sorted(blocks[index:], key=lambda block: _LAYERS.index(block.layer))
            return
        yield block


def _is_full(places: list[_Place]) -> bool:
    return len(places) > MAX_SENTENCES


def _segments(text: str, places: Iterable[_Place]) -> tuple[Segment, ...]:
    return tuple(
        Segment(text[at.start : at.end], at.start, at.end, at.layer, at.kind, at.path)
        for at in places
    )
