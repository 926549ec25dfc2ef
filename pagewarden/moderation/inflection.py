"""English inflection by rule, for words whose forms nobody should have to type."""

import re
from collections.abc import Callable, Mapping
from typing import Final

_IRREGULAR: Final[Mapping[str, tuple[str, ...]]] = {
    "beat": ("beats", "beating", "beaten"),
    "bite": ("bites", "biting", "bit", "bitten"),
    "burn": ("burns", "burning", "burned", "burnt"),
    "commit": ("commits", "committing", "committed"),
    "cut": ("cuts", "cutting"),
    "die": ("dies", "dying", "died"),
    "dig": ("digs", "digging", "dug"),
    "drink": ("drinks", "drinking", "drank", "drunk"),
    "fall": ("falls", "falling", "fell", "fallen"),
    "get": ("gets", "getting", "got", "gotten"),
    "go": ("goes", "going", "went", "gone"),
    "hang": ("hangs", "hanging", "hanged", "hung"),
    "hit": ("hits", "hitting"),
    "hurt": ("hurts", "hurting"),
    "make": ("makes", "making", "made"),
    "overdose": ("overdoses", "overdosing", "overdosed"),
    "read": ("reads", "reading"),
    "rise": ("rises", "rising", "rose", "risen"),
    "shoot": ("shoots", "shooting", "shot"),
    "slit": ("slits", "slitting"),
    "starve": ("starves", "starving", "starved"),
    "stick": ("sticks", "sticking", "stuck"),
    "throw": ("throws", "throwing", "threw", "thrown"),
}
_VOWELS: Final = "aeiou"


def verb_forms(base: str) -> tuple[str, ...]:
    """
    The base and its forms in -s, -ing and -ed.

    A final consonant after a single stressed vowel is doubled where the word has one
    syllable (stab, stabbing); longer words that double must be stated in full.
    """
    if base in _IRREGULAR:
        return (base, *_IRREGULAR[base])
    if base.endswith("ie"):
        return (base, base + "s", base[:-2] + "ying", base + "d")
    if base.endswith("e"):
        return (base, base + "s", base[:-1] + "ing", base + "d")
    if base.endswith("y") and base[-2] not in _VOWELS:
        return (base, base[:-1] + "ies", base + "ing", base[:-1] + "ied")
    stem = base + base[-1] if _doubles(base) else base
    return (base, _with_s(base), stem + "ing", stem + "ed")


def noun_forms(base: str) -> tuple[str, ...]:
    """The singular and a regular plural; knives and women must be stated."""
    return (base, _with_s(base))


def _with_s(base: str) -> str:
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "x", "z", "ch", "sh")) else "s")


def _doubles(base: str) -> bool:
    """Whether the last letter doubles: one vowel group, one vowel, one consonant after it."""
    return bool(re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", base))


_INFLECT: Final[Mapping[str, Callable[[str], tuple[str, ...]]]] = {
    "": lambda base: (base,),
    "n": noun_forms,
    "v": verb_forms,
}


def inflect(word: str) -> tuple[str, ...]:
    """Return the forms of a word of a list: ``gun:n``, ``stab:v``, or one as it stands."""
    base, _, mark = word.partition(":")
    return _INFLECT[mark](base)
