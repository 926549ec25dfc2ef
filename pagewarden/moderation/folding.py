"""Text as a reader sees it, for words that are written so that no program finds them."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple
from unicodedata import is_normalized, normalize

_UNSEEN: Final = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
"""Characters that show nothing: Unicode's Default_Ignorable_Code_Point."""


class Folded(NamedTuple):
    """A text without what is not seen, its letters in their plain form."""

    text: str
    sources: Sequence[int]
    """For each character the offset, in code points, of the one it was made of."""


def fold(text: str) -> Folded:
    """
    Drop soft hyphens and zero-width characters; make full-width and styled letters plain.

    Each character is normalised to NFKC by itself, so that every one has one source.
    """
    if text.isascii() or (is_normalized("NFKC", text) and not _UNSEEN.search(text)):
        return Folded(text, range(len(text)))
    pairs = [
        (plain, source)
        for source, character in enumerate(text)
        if not _UNSEEN.match(character)
        for plain in normalize("NFKC", character)
    ]
    return Folded("".join(plain for plain, _ in pairs), [source for _, source in pairs])
