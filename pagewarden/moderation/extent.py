"""How much a page gives to read, and whether it has a main text at all."""

from collections.abc import Iterable
from typing import Final, NamedTuple, Self

from pagewarden.models import Layer, Segment, SegmentKind

SCANT_WORDS: Final = 100
"""Fewer words of article and comments are perhaps a caption, no article; a judgement."""

_UNREAD_KINDS: Final = frozenset(
    {SegmentKind.TITLE, SegmentKind.DESCRIPTION, SegmentKind.IMAGE_ALT}
)
"""What stands in the window's frame, in a search engine, or in no one's sight."""


class Extent(NamedTuple):
    """Words to read: with a letter in them, shown in the page, and not its title."""

    main: int
    """In the article and its comments."""
    rest: int
    """In menus, teasers, and whatever else is not the main text."""

    @classmethod
    def of(cls, segments: Iterable[Segment]) -> Self:
        """Measure a page."""
        main = rest = 0
        for segment in segments:
            if segment.layer is Layer.HIDDEN or segment.kind in _UNREAD_KINDS:
                continue
            words = sum(any(map(str.isalpha, word)) for word in segment.text.split())
            if segment.layer is Layer.REST:
                rest += words
            else:
                main += words
        return cls(main, rest)

    @property
    def words(self) -> int:
        """All that is read."""
        return self.main + self.rest

    @property
    def main_is_scant(self) -> bool:
        """Whether the rest must be what the page is about, such as a list under one sentence."""
        return self.main < min(SCANT_WORDS, self.rest)
