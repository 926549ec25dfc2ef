"""Plain text to sentences, without changing its length."""

import re
from collections.abc import Iterator
from itertools import pairwise

from pagewarden.webscraper.segmenter import Span, sentence_spans

WRAPPED_LINE_CHARS = 50
"""A line as long as this without an end of sentence goes on in the next: it was wrapped."""

_SPACE = re.compile(r"[^\S\n]")
_LINE_BREAK = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_LINE_END = re.compile(r"[.!?:\u2026\"'\u201d\u2019)\]]\s*\Z")


def with_plain_spaces(text: str) -> str:
    """Make every white space a space or, at the end of a line, a line break: one for one."""
    unified = _LINE_BREAK.sub(lambda found: " " * (len(found[0]) - 1) + "\n", text)
    spaced = _SPACE.sub(" ", unified)
    lines = spaced.split("\n")
    joints = [" " if _goes_on(a, b) else "\n" for a, b in pairwise(lines)]
    return "".join(part for pair in zip(lines, [*joints, ""], strict=True) for part in pair)


def paragraph_spans(text: str) -> Iterator[Span]:
    """Cut text as :func:`with_plain_spaces` leaves it into sentences, line by line."""
    offset = 0
    for line in text.split("\n"):
        for start, end in sentence_spans(line):
            yield offset + start, offset + end
        offset += len(line) + 1


def _goes_on(line: str, after: str) -> bool:
    return (
        len(line.rstrip()) >= WRAPPED_LINE_CHARS
        and bool(after.strip())
        and not _LINE_END.search(line)
    )
