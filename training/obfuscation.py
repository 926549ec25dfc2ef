"""Words as people write them to slip past filters, or by slip: noise that keeps the label."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

_WORD: Final = re.compile(r"[A-Za-z]{3,}")

_LEET: Final = str.maketrans({"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7"})

_SOFT_LEET: Final = str.maketrans({"a": "@", "i": "!", "s": "$", "o": "0"})

MAX_WORDS: Final = 3
"""Words of a text that are changed at most."""


def _swap(word: str, chooser: random.Random) -> str:
    at = chooser.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _drop(word: str, chooser: random.Random) -> str:
    at = chooser.randrange(1, len(word))
    return word[:at] + word[at + 1 :]


def _stretch(word: str, chooser: random.Random) -> str:
    at = chooser.randrange(1, len(word))
    return word[:at] + word[at] * chooser.randint(2, 4) + word[at + 1 :]


def _mask(word: str, chooser: random.Random) -> str:
    hidden = chooser.randint(1, max(1, len(word) - 2))
    return word[0] + chooser.choice("*#-_") * hidden + word[1 + hidden :]


def _space(word: str, chooser: random.Random) -> str:
    return chooser.choice((" ", ".", "-", "_")).join(word)


def _leet(word: str, chooser: random.Random) -> str:
    return word.lower().translate(chooser.choice((_LEET, _SOFT_LEET)))


_CHANGES: Final[tuple[Callable[[str, random.Random], str], ...]] = (
    _swap,
    _drop,
    _stretch,
    _mask,
    _space,
    _leet,
)


def obfuscate(text: str, chooser: random.Random) -> str:
    """
    Change one to three words of a text in one way, or join two, or shout it all.

    Rows of every label are changed alike, so that odd spelling tells nothing by itself.
    A text without a word of three letters comes back as it is.
    """
    draw = chooser.random()
    if draw < 0.15:  # noqa: PLR2004 - shares of the ways
        return text.upper()
    if draw < 0.3:  # noqa: PLR2004
        return _join(text, chooser)
    return _change_words(text, chooser)


def _join(text: str, chooser: random.Random) -> str:
    gaps = [match.start() for match in re.finditer(r"(?<=\w) (?=\w)", text)]
    if not gaps:
        return text
    at = chooser.choice(gaps)
    return text[:at] + text[at + 1 :]


def _change_words(text: str, chooser: random.Random) -> str:
    words = list(_WORD.finditer(text))
    change = chooser.choice(_CHANGES)
    chosen = chooser.sample(words, min(len(words), chooser.randint(1, MAX_WORDS)))
    for match in sorted(chosen, key=re.Match.start, reverse=True):
        text = text[: match.start()] + change(match.group(), chooser) + text[match.end() :]
    return text
