"""Text to sentences, with exact offsets."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TypeAlias

from sentencex import segment as split_sentences

Span: TypeAlias = tuple[int, int]

MAX_SENTENCE_CHARS = 1_000
"""Longer stretches without an end are cut; the longest sentences of prose stay under it."""

WINDOW_CHARS = 5_000
"""Seen at once by sentencex, whose time grows with the square of the quotes in a text."""

_CLOSING = r"[\"'\u201d\u2019)\]]*+"
_BEFORE_CAPITAL = r"(?=\s+[\"'\u201c\u2018(\[]*[^\W\da-z_])"
_EMOJI = r"[\U0001F300-\U0001FAFF\u2600-\u27BF][\uFE0F\u200D\U0001F3FB-\U0001F3FF]*"
_NO_ABBREVIATION = r"(?<![\w.])(?:[Mm]e|[Nn]o|[Oo][Kk]|may|art|ill|id|fed|con|miss|[ap]\.m|etc)\."
_UNSEEN_END = re.compile(
    rf"(?:(?<![!?])[!?]{{2,}}+{_CLOSING}"
    rf"|{_NO_ABBREVIATION}{_CLOSING}(?=\s+[\"'\u201c\u2018]*[AI]\s)"
    rf"|(?<!\.)(?:\.{{3,}}+|\u2026){_CLOSING}{_BEFORE_CAPITAL}"
    rf"|{_EMOJI}{_BEFORE_CAPITAL})(\s+)(?=\S)"
)
"""
Ends that sentencex does not see: ``!!``; ``...`` or an emoji before a capital; and words
it takes for abbreviations before "I" or "A", as in ``told me. I said``.
"""
_NON_SPACE = re.compile(r"\S")


def sentence_spans(text: str) -> Iterator[Span]:
    """
    Cut a stretch of text without line breaks into sentences.

    Yields:
        Start and end of each sentence, in order, white space around them left out;
        together they hold every character that is no white space.
    """
    for start, end in _windows(text):
        position = start
        for sentence in split_sentences("en", text[start:end]):
            yield from _cut(text, position, position + len(sentence))
            position += len(sentence)
        yield from _cut(text, position, end)


def _windows(text: str) -> Iterator[Span]:
    start = 0
    while start < len(text):
        end = start + WINDOW_CHARS
        if end < len(text):
            space = text.rfind(" ", start, end)
            end = space if space > start else end
        yield start, min(end, len(text))
        start = end


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    ends = [match.start(1) for match in _UNSEEN_END.finditer(text, start, end)]
    for piece_start, piece_end in pairwise([start, *ends, end]):
        yield from _bounded(text, piece_start, piece_end)


def _bounded(text: str, start: int, end: int) -> Iterator[Span]:
    while found := _NON_SPACE.search(text, start, end):
        start = found.start()
        stop = min(end, start + MAX_SENTENCE_CHARS)
        if stop < end:
            space = text.rfind(" ", start, stop)
            stop = space if space > start else stop
        yield start, start + len(text[start:stop].rstrip())
        start = stop
