"""
Texts as people write them to slip past filters, five ways; a reader reads the same.

Every word of three letters or more is changed, for nobody can say which one a filter hangs
on: harmless texts look as odd as harmful ones, and the drop is that of the worst case. The
same seed and text give the same variant, whatever stands around it.
"""

import random
import re
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

Change: TypeAlias = Callable[[str, random.Random], str]

_WORD: Final = re.compile(r"[^\W\d_]{3,}")

_GAP: Final = re.compile(r"\s+")

_LEET: Final = {
    "a": "4@", "b": "8", "e": "3", "g": "9", "i": "1!", "o": "0", "s": "5$", "t": "7",
}  # fmt: skip

_LOOKALIKES: Final = {
    "a": "\u0430", "c": "\u0441", "d": "\u0501", "e": "\u0435", "h": "\u04bb", "i": "\u0456",
    "j": "\u0458", "k": "\u03ba", "l": "\u04cf", "o": "\u03bf", "p": "\u0440", "q": "\u051b",
    "s": "\u0455", "u": "\u03c5", "v": "\u03bd", "w": "\u051d", "x": "\u0445", "y": "\u0443",
    "A": "\u0391", "B": "\u0412", "C": "\u0421", "E": "\u0395", "F": "\u03dc", "H": "\u041d",
    "I": "\u0406", "J": "\u0408", "K": "\u039a", "M": "\u041c", "N": "\u039d", "O": "\u041e",
    "P": "\u0420", "S": "\u0405", "T": "\u0422", "X": "\u0425", "Y": "\u03a5", "Z": "\u0396",
}  # fmt: skip
"""Latin letters and a Cyrillic or Greek one that most fonts draw alike."""

_INVISIBLE: Final = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
"""Zero-width space, non-joiner, joiner; word joiner; byte order mark; soft hyphen."""


def obfuscated(text: str, way: str, seed: int) -> str:
    """
    Return a text written in one of the :data:`OBFUSCATIONS`.

    A text without a word of three letters keeps all its letters.
    """
    # As bytes, for a string with a lone surrogate is no seed.
    key = f"{seed} {way} {text}".encode("utf-8", "surrogatepass")
    return OBFUSCATIONS[way](text, random.Random(key))  # noqa: S311 - nothing secret


def _each_word(text: str, change: Callable[[str], str]) -> str:
    return _WORD.sub(lambda match: change(match.group()), text)


def _leet(text: str, chooser: random.Random) -> str:
    """Digits and signs for about half of the letters that have one: 5tup1d."""
    return _each_word(text, lambda word: _exchanged(word.lower(), _LEET, chooser))


def _homoglyph(text: str, chooser: random.Random) -> str:
    """Cyrillic and Greek letters for about half of those that look alike."""
    return _each_word(text, lambda word: _exchanged(word, _LOOKALIKES, chooser))


def _exchanged(word: str, others: Mapping[str, str], chooser: random.Random) -> str:
    """Exchange every other letter that can be, by chance, and one at least."""
    places = [index for index, letter in enumerate(word) if letter in others]
    if not places:
        return word
    sure = chooser.choice(places)
    letters = list(word)
    for index in places:
        if index == sure or chooser.random() < 0.5:  # noqa: PLR2004 - a coin
            letters[index] = chooser.choice(others[word[index]])
    return "".join(letters)


def _spaced(text: str, _: random.Random) -> str:
    """Spaces between letters, and wider ones between words, as people set them apart."""
    return _each_word(_GAP.sub("   ", text), " ".join)


def _zero_width(text: str, chooser: random.Random) -> str:
    """One character that is not shown, inside every word."""
    return _each_word(text, lambda word: _with_invisible(word, chooser))


def _with_invisible(word: str, chooser: random.Random) -> str:
    at = chooser.randrange(1, len(word))
    return word[:at] + chooser.choice(_INVISIBLE) + word[at:]


def _swap(text: str, chooser: random.Random) -> str:
    """Two neighbours inside every word changed about; the first and last letter stay."""
    return _each_word(text, lambda word: _swapped(word, chooser))


def _swapped(word: str, chooser: random.Random) -> str:
    places = [at for at in range(1, len(word) - 2) if word[at] != word[at + 1]]
    if not places:
        return word
    at = chooser.choice(places)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


OBFUSCATIONS: Final[Mapping[str, Change]] = {
    "leet": _leet,
    "spaced": _spaced,
    "zero_width": _zero_width,
    "homoglyph": _homoglyph,
    "swap": _swap,
}
"""The five ways by name, in the order in which they are reported."""
