"""English inflection by rule, for words whose forms nobody should have to type."""

import re
from collections.abc import Mapping
from typing import Final

_IRREGULAR: Final[Mapping[str, tuple[str, ...]]] = {
    "beat": ("beats", "beating", "beaten"),
    "bite": ("bites", "biting", "bit", "bitten"),
    "bleed": ("bleeds", "bleeding", "bled"),
    "blow": ("blows", "blowing", "blew", "blown"),
    "burn": ("burns", "burning", "burned", "burnt"),
    "choose": ("chooses", "choosing", "chose", "chosen"),
    "cut": ("cuts", "cutting"),
    "die": ("dies", "dying", "died"),
    "do": ("does", "doing", "did", "done"),
    "end": ("ends", "ending", "ended"),
    "fight": ("fights", "fighting", "fought"),
    "find": ("finds", "finding", "found"),
    "get": ("gets", "getting", "got", "gotten"),
    "give": ("gives", "giving", "gave", "given"),
    "grow": ("grows", "growing", "grew", "grown"),
    "hang": ("hangs", "hanging", "hanged", "hung"),
    "hit": ("hits", "hitting"),
    "hurt": ("hurts", "hurting"),
    "lose": ("loses", "losing", "lost"),
    "make": ("makes", "making", "made"),
    "overdose": ("overdoses", "overdosing", "overdosed"),
    "put": ("puts", "putting"),
    "sell": ("sells", "selling", "sold"),
    "set": ("sets", "setting"),
    "shoot": ("shoots", "shooting", "shot"),
    "slay": ("slays", "slaying", "slew", "slain"),
    "slit": ("slits", "slitting"),
    "starve": ("starves", "starving", "starved"),
    "strike": ("strikes", "striking", "struck"),
    "take": ("takes", "taking", "took", "taken"),
    "throw": ("throws", "throwing", "threw", "thrown"),
}
_IRREGULAR_PLURALS: Final[Mapping[str, str]] = {
    "body": "bodies",
    "child": "children",
    "knife": "knives",
    "life": "lives",
    "man": "men",
    "woman": "women",
    "wife": "wives",
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
    """The singular and the plural."""
    return (base, _IRREGULAR_PLURALS.get(base) or _with_s(base))


def _with_s(base: str) -> str:
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "x", "z", "ch", "sh")) else "s")


def _doubles(base: str) -> bool:
    """Whether the last letter doubles: one vowel group, one vowel, one consonant after it."""
    return bool(re.fullmatch(r"[^aeiou]*[aeiou][^aeiouwxy]", base))
