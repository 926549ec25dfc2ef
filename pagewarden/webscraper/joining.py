"""
Blocks and sentences to the segments of a document: a sentence each.

Rules count segments, so what is joined counts less: were a page joined once it is long,
padding would soften its verdict. Nor does joining spare anything on a page of prose, whose
cost goes with its bytes. On one thread of a shared CPU, in CPU seconds per 10 MB:

=============================================  ======  =======
text                                           single   joined
=============================================  ======  =======
sentences of 15 words (100,000 of them)           151      201
sentences of 4 words                              226
one word each, all distinct                       785      519
=============================================  ======  =======

That is the classifier's part; to extract takes 3 s and to decide 10 s for 100,000 sentences,
at 280 MB (19 s and 9 s for a million paragraphs of one word, at 1 GB for their tree). Only
the number needs a bound, for memory: each segment takes some hundred bytes in every stage,
and 10 MB can hold five million of them.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from pagewarden.models import Layer, Segment, SegmentKind
from pagewarden.webscraper.blocks import Block
from pagewarden.webscraper.markup import Element
from pagewarden.webscraper.paths import CssPaths
from pagewarden.webscraper.segmenter import MAX_SENTENCE_CHARS, Span, sentence_spans

MAX_SENTENCES = 100_000
"""
Sentences of one layer that get a segment each: as many as 10 MB of prose hold. What follows
in that layer is joined to segments of up to :data:`MAX_SENTENCE_CHARS`. A layer's room is
its own, so nothing hidden or in a menu changes the segments of an article. The longest
of 160 evaluation pages has 6,788 in all.
"""

_LAYERS = list(Layer)


@dataclass(slots=True)
class _Place:
    """A segment that may still grow."""

    start: int
    end: int
    layer: Layer
    kind: SegmentKind
    element: Element | None = None

    def takes(self, end: int, layer: Layer) -> bool:
        """Whether it may grow up to there."""
        return self.layer is layer and end - self.start <= MAX_SENTENCE_CHARS

    def grow(self, end: int, kind: SegmentKind) -> None:
        """Take in what follows; a mixture of kinds is a paragraph."""
        self.end = end
        self.kind = kind if kind is self.kind else SegmentKind.PARAGRAPH


@dataclass(slots=True)
class _Places:
    """The segments so far, and which layers have no room left."""

    max_sentences: int
    places: list[_Place] = field(default_factory=list)
    counts: Counter[Layer] = field(default_factory=Counter)
    grows: bool = False
    """Whether the last one may take in what follows."""

    def is_full(self, layer: Layer) -> bool:
        """Whether sentences of a layer are joined from now on."""
        return self.counts[layer] >= self.max_sentences

    def add(self, place: _Place) -> None:
        """Begin a segment, or let the last one grow if there is no room for another."""
        last = self.places[-1] if self.grows else None
        if last is not None and last.takes(place.end, place.layer):
            last.grow(place.end, place.kind)
            return
        self.grows = self.is_full(place.layer)
        self.counts[place.layer] += 1
        self.places.append(place)

    def segments(self, text: str, path: Callable[[Element], str]) -> tuple[Segment, ...]:
        """Cut them out of the text."""
        return tuple(
            Segment(text[at.start : at.end], at.start, at.end, at.layer, at.kind, path(at.element))
            for at in self.places
        )


def join_blocks(
    blocks: Iterable[Block], paths: CssPaths, max_sentences: int = MAX_SENTENCES
) -> tuple[str, tuple[Segment, ...]]:
    """
    Join blocks, a line each, and cut them into segments.

    Blocks of a layer that is full come last, sorted by layer, so that neighbours can be
    joined; a joined segment has the path of its first sentence.

    Args:
        blocks: In reading order.
        paths: Those of the tree the blocks are of.
        max_sentences: How many of each layer get a segment of their own.

    Returns:
        The text and the segments, in the text's order.
    """
    places = _Places(max_sentences)
    lines: list[str] = []
    offset = 0
    for block in _full_layers_last(blocks, places):
        for start, end in sentence_spans(block.text):
            span = (offset + start, offset + end)
            places.add(_Place(*span, block.layer, block.kind, block.element))
        lines.append(block.text)
        offset += len(block.text) + 1
    text = "\n".join(lines)
    return text, places.segments(text, paths.path)


def join_spans(
    text: str, spans: Iterable[Span], max_sentences: int = MAX_SENTENCES
) -> tuple[Segment, ...]:
    """Cut a plain text into segments, those beyond ``max_sentences`` joined."""
    places = _Places(max_sentences)
    for start, end in spans:
        places.add(_Place(start, end, Layer.ARTICLE, SegmentKind.PARAGRAPH))
    return places.segments(text, lambda _: "")


def _full_layers_last(blocks: Iterable[Block], places: _Places) -> Iterable[Block]:
    """The blocks in reading order while there is room for them, then the others by layer."""
    late: list[Block] = []
    for block in blocks:
        if places.is_full(block.layer):
            late.append(block)
        else:
            yield block
            places.grows = False
    yield from sorted(late, key=lambda block: _LAYERS.index(block.layer))
