"""
Plain text to sentences, without changing its length.

A line break may end a sentence, as in a list or a chat, or an editor put it there. It is
taken for the editor's on two kinds of evidence only, since lines that are wrongly joined
count as one: the line is as long as its paragraph allows, or a sentence that begins with a
capital comes to its full stop on a later line, through lines that begin with none.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from pagewarden.webscraper.segmenter import Span, sentence_spans

MIN_WIDTH_CHARS = 50
"""A paragraph whose longest line is shorter may be a list: no line of it is long enough to tell."""
MIN_LOWER_SHARE = 0.5
"""
Of the lines that may go on a line before: fewer without a capital, and it is a list. In
wrapped English some nine lines of ten begin with a small letter.
"""

_SPACE = re.compile(r"[^\S\n]")
_LINE_BREAK = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_LINE_END = re.compile(r"[.!?:\u2026\"'\u201d\u2019)\]]\s*\Z")
_FULL_STOP = re.compile(r"[.!?\u2026][\"'\u201d\u2019)\]]*\s*\Z")
_MARKER = re.compile(r"\s*(?:[-*+>#|\u2022\u00b7\u2013\u2014]|\d{1,3}[.)]\s)")
"""What an item of a list begins with, a quote, a heading or a row of a table."""
_ALONE = re.compile(r"\s*[#|]")
"""A heading or a row, which no line goes on."""
_START = re.compile(r"[\s\"'\u201c\u2018(\[]*+(?=[^\W\d_])(?P<letter>.)")
_FIRST_LETTER = re.compile(r"[\W\d_]*+(?P<letter>.)")


def with_plain_spaces(text: str) -> str:
    """Make every white space a space or, at the end of a line, a line break: one for one."""
    unified = _LINE_BREAK.sub(lambda found: " " * (len(found[0]) - 1) + "\n", text)
    lines = _SPACE.sub(" ", unified).split("\n")
    joints = [" " if goes_on else "\n" for goes_on in _wrapped(lines)]
    return "".join(part for pair in zip(lines, [*joints, ""], strict=True) for part in pair)


def paragraph_spans(text: str) -> Iterator[Span]:
    """Cut text as :func:`with_plain_spaces` leaves it into sentences, line by line."""
    offset = 0
    for line in text.split("\n"):
        for start, end in sentence_spans(line):
            yield offset + start, offset + end
        offset += len(line) + 1


def _wrapped(lines: Sequence[str]) -> list[bool]:
    """Whether each line but the last goes on in the next."""
    found: list[bool] = []
    for has_text, group in groupby(lines, key=lambda line: bool(line.strip())):
        part = list(group)
        found += [*_wrapped_in_paragraph(part), False] if has_text else [False] * len(part)
    return found[:-1]


def _wrapped_in_paragraph(lines: Sequence[str]) -> list[bool]:
    """The same for lines of which none is blank."""
    pairs = list(pairwise(lines))
    may = [_may_go_on(line, after) for line, after in pairs]
    small = [_is_small(_START.match(after)) for _, after in pairs]
    is_prose = sum(small[i] for i, open_ in enumerate(may) if open_) >= MIN_LOWER_SHARE * sum(may)
    width = max(len(line.rstrip()) for line in lines)
    found = [
        open_ and is_prose and width >= MIN_WIDTH_CHARS and _is_full(line, after, width)
        for open_, (line, after) in zip(may, pairs, strict=True)
    ]
    start = 0
    for index, line in enumerate(lines):
        if index < len(pairs) and may[index] and small[index]:
            continue
        if not _is_small(_FIRST_LETTER.match(lines[start])) and _FULL_STOP.search(line):
            found[start:index] = [True] * (index - start)
        start = index + 1
    return found


def _may_go_on(line: str, after: str) -> bool:
    return not (_LINE_END.search(line) or _MARKER.match(after) or _ALONE.match(line))


def _is_small(letter: re.Match[str] | None) -> bool:
    """Whether there is a letter that is no capital; a script may have none."""
    return letter is not None and not letter["letter"].isupper()


def _is_full(line: str, after: str, width: int) -> bool:
    """Whether the first word of the line after would have made the paragraph wider."""
    return len(line.rstrip()) + 1 + len(after.split(maxsplit=1)[0]) > width
