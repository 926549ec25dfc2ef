"""
Characters that show nothing, and characters that look like letters: the normaliser's tables.

The idea is that of Unicode's confusables (UTS 39); the selection is our own, of what people
write and what common fonts draw alike. Each look-alike is one character for one Latin letter,
in the same case, so that offsets stay simple.
"""

# ruff: noqa: RUF001 - look-alikes are what this is about

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final
from unicodedata import decomposition, normalize

_UNSEEN: Final = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    r"\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    r"\ufff0-\ufff8\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""
What shows nothing: Unicode's Default_Ignorable_Code_Point, and ASCII's
control characters that are no white space. Those from U+0080 on are dashes and quotation marks of
Windows-1252, wrongly decoded.
"""

MARKS: Final = r"\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
"""Combining marks that can stand on a letter of any alphabet, for a class of a pattern."""

OVERLAYS: Final = r"\u0332\u0334-\u0338\u0488\u0489\u20d0-\u20ff"
"""Marks that strike a letter out, underline or encircle it: no spelling has them."""


def _pair(strange: str, latin: str) -> dict[str, str]:
    return dict(zip(strange.split(), latin.split(), strict=True))


EXACT: Final[Mapping[str, str]] = {
    # Cyrillic
    **_pair("а с е о р х у і ј ѕ һ ԁ ԛ ԝ ӏ ѵ ү", "a c e o p x y i j s h d q w l v y"),
    **_pair("А В Е Н К М О Р С Т Х У І Ј Ѕ Ԛ Ԝ Ү Ѵ Ԍ", "A B E H K M O P C T X Y I J S Q W Y V G"),
    # Greek
    **_pair("ο ν α ρ ι κ υ ϲ ϳ", "o v a p i k u c j"),
    **_pair("Α Β Ε Ζ Η Ι Κ Μ Ν Ο Ρ Τ Υ Χ", "A B E Z H I K M N O P T Y X"),
    # Armenian
    **_pair("օ ո ս հ ց զ յ Օ Տ Ս Լ", "o n u h g q j O S U L"),
    # Cherokee
    **_pair("Ꭺ Ᏼ Ꮯ Ꭰ Ꭼ Ꮐ Ꮋ Ꭻ Ꮶ Ꮮ Ꮇ", "A B C D E G H J K L M"),
    **_pair("Ꮲ Ꭱ Ꮪ Ꭲ Ꮩ Ꮃ Ꮓ Ꭵ", "P R S T V W Z i"),
    # Lisu
    **_pair("ꓐ ꓑ ꓓ ꓔ ꓖ ꓗ ꓙ ꓚ ꓜ ꓝ ꓟ ꓠ ꓡ", "B P D T G K J C Z F M N L"),
    **_pair("ꓢ ꓣ ꓦ ꓧ ꓪ ꓫ ꓬ ꓮ ꓰ ꓲ ꓳ ꓴ", "S R V H W X Y A E I O U"),
}
"""Letters of other alphabets that are drawn like a Latin one."""

NEAR: Final[Mapping[str, str]] = {
    **EXACT,
    **_pair("к т м н в ғ", "k t m h b f"),
    **_pair("τ ε η", "t e n"),
}
"""Those that read as a Latin letter inside a word that has Latin letters too."""

SMALL_CAPITALS: Final[Mapping[str, str]] = _pair(
    "ᴀ ʙ ᴄ ᴅ ᴇ ꜰ ɢ ʜ ɪ ᴊ ᴋ ʟ ᴍ ɴ ᴏ ᴘ ʀ ꜱ ᴛ ᴜ ᴠ ᴡ ʏ ᴢ",
    "a b c d e f g h i j k l m n o p r s t u v w y z",
)
"""Phonetic letters: a word that has no others is no phonetic transcription."""

_ROUGH: Final[Mapping[str, str]] = {
    **NEAR,
    **SMALL_CAPITALS,
    **_pair("г п и я ь ш ц ё", "r n u r b w u e"),
    **_pair("χ γ ω β λ σ μ δ θ π", "x y w b l o u d o n"),
    **_pair("ı ɑ ɡ ƒ ø đ ł ħ ŧ ß µ ð", "i a g f o d l h t b u o"),
    **_pair("Ø Đ Ł Ħ Ŧ", "O D L H T"),
}
"""Those that a reader takes for a letter only because the whole word is known."""

_SIGNS: Final[Mapping[str, str]] = {
    **_pair("0 2 3 4 5 7 8 9 @ $ € £ ¢ ¥ +", "o z e a s t b g a s e l c y t"),
}

LEET: Final[tuple[Mapping[int, str], ...]] = (
    str.maketrans({**_SIGNS, "1": "i", "!": "i", "|": "i", "6": "g"}),
    str.maketrans({**_SIGNS, "1": "l", "!": "l", "|": "l", "6": "b"}),
)
"""Digits and signs that stand for letters, as str.translate has it; the readings of 1 and 6."""

_FIRST_STYLED: Final = 0x100
"""Below, in Latin-1, are ½, ª and ², which are plain text."""

_LIGATURES: Final = range(0xFB00, 0xFB07)
_BADGES: Final = (0x1F150, 0x1F170)
"""First of the white letters on black discs and squares, which Unicode does not decompose."""

_GREEK: Final = 0x370
"""First of the other alphabets."""
_LATIN_EXTENSIONS: Final = (
    range(0x1D00, 0x1F00),
    range(0x2070, 0x20A0),
    range(0x2100, 0x2190),
    range(0x2C60, 0x2C80),
    range(0xA720, 0xA800),
)

_FONTS: Final = ("<font>", "<wide>")
"""Decompositions whose digits are digits; ① says more than 1."""
_PLACES: Final = ("<super>", "<sub>")
"""Decompositions that phonetics and chemistry mean: kʰ is no kh."""


@lru_cache(maxsize=4096)
def reveal(character: str) -> str:
    """
    Return the plain form of a styled, full-width or ligated letter, nothing for what is unseen.

    Any other character comes back.
    """
    if _UNSEEN.match(character):
        return ""
    code = ord(character)
    if code < _FIRST_STYLED:
        return character
    for first in _BADGES:
        if first <= code < first + 26:
            return chr(ord("A") + code - first)
    plain = normalize("NFKC", character)
    if code in _LIGATURES or (len(plain) == 1 and _is_styled(character, plain)):
        return plain
    return character


def _is_styled(character: str, plain: str) -> bool:
    style = decomposition(character)
    if style.startswith(_FONTS):
        return plain.isalnum() or plain in "@$"
    return plain.isascii() and plain.isalpha() and not style.startswith(_PLACES)


@lru_cache(maxsize=4096)
def is_foreign(character: str) -> bool:
    """Whether it is a letter of another alphabet than the Latin one and its extensions."""
    code = ord(character)
    return (
        character.isalpha()
        and code >= _GREEK
        and not any(code in block for block in _LATIN_EXTENSIONS)
    )


@lru_cache(maxsize=4096)
def resemble(character: str) -> str:
    """Return the lower-case Latin letter that a letter resembles, accents off, else itself."""
    if character in _ROUGH:
        return _ROUGH[character].lower()
    base = normalize("NFKD", character)[0]
    return base.lower() if base.isascii() else character


@lru_cache(maxsize=4096)
def is_accented(character: str) -> bool:
    """Whether it is a Latin letter with a mark, such as é."""
    taken_apart = normalize("NFD", character)
    return len(taken_apart) > 1 and taken_apart[0].isascii()
