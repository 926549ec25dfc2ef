"""Changes to a text that remember where each character comes from."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple


class Normalised(NamedTuple):
    """A text with its disguises taken off."""

    text: str
    sources: Sequence[int]
    """For each character the offset, in code points, of the one it was made of; never falling."""


class Edit(NamedTuple):
    """Characters to be put in the place of others."""

    start: int
    """Offset into the text, in code points."""
    end: int
    text: str
    origins: Sequence[int]
    """For each character of the new text the offset of the one it was made of."""


def edited(seen: Normalised, find: Callable[[str], Iterable[Edit]]) -> Normalised:
    """Make the edits that are found in a text, in its order."""
    pieces: list[str] = []
    sources: list[int] = []
    done = 0
    for edit in find(seen.text):
        pieces += (seen.text[done : edit.start], edit.text)
        sources += seen.sources[done : edit.start]
        sources += [seen.sources[origin] for origin in edit.origins]
        done = edit.end
    if not pieces:
        return seen
    return Normalised("".join(pieces) + seen.text[done:], [*sources, *seen.sources[done:]])


def replace(start: int, text: str) -> Edit:
    """Put as many characters in the place of others, one for one."""
    return Edit(start, start + len(text), text, range(start, start + len(text)))


def remove(start: int, end: int) -> Edit:
    """Leave characters out."""
    return Edit(start, end, "", ())
