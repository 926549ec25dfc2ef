"""The words that people disguise, and how a stretched or joined one is recognised."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Final

from pagewarden.moderation.inflection import inflect

_LISTS: Final = ("strong_language", "slurs", "mild_language")
_UNMISTAKABLE: Final = ("strong_language", "slurs")
_FOLDER: Final = files("pagewarden.moderation") / "lexicons"

_MORE: Final = """
abuse:v anal bastard:n behead:v bleed:v blowjob:n bomb:v boob:n bomber:n cock:n cocaine coon:n cum
cums dead death deathly die:v dumb dumber dumbest dyke:n ejaculate:v erection execute:v fat fatso
fatty fetish foreskin gay:n genital:n genocide ghetto gun:n hang:v hate:v hater:n hateful heroin
hitler hoe:n homo:n homosexual:n horny idiot:n idiotic immigrant:n incest islam israel israeli:n
jew:n jewish jihad kill:v killer:n lesbian:n loser:n lynch:v masturbate:v moron:n moronic murder:v
murderer:n muslim:n naked nazi:n nazism negro negroes nude:n orgasm:n orgy overdose paedo:n
paedophile:n pedo:n pedophile:n penis:n pervert:n poison:v porn porno pornography psycho:n pussy
pussies queer:n racist:n rape:v rapist:n scum scumbag:n semen sex sexy sexual shoot:v shooter:n
slave:n slaughter:v stab:v strangle:v stupid stupidity suicide:n suicidal swastika:n terrorist:n
threesome torture:v trash transgender troll:n twink:n ugly uglier vagina:n vermin virgin:n vulgar
weapon:n whore:n worthless zionist:n
"""
"""Targets, threats and insults that the lists hold in phrases only, or that only models know."""

_SMALL: Final = """
a all am an and are as at be can do everyone for from get go gonna he her here him his how i in is
it just kids life like little make me must my myself no not now of off on our people please she
should so that the them therapist therapists they this to u up ur us wanna want we what who why
will with you your yourself
"""
"""
What may stand between disguised words that are spelled letter by letter, and therapists, who
are no "the rapist".
"""

_LEAST_SURE: Final = 4
"""Letters of a word that ordinary initials and lists do not spell by accident."""


class Vocabulary:
    """Words to be recognised though stretched; all in lower-case letters from a to z."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)
        self._by_outline: dict[str, list[str]] = {}
        for word in sorted(self.words, key=lambda word: (-len(word), word)):
            self._by_outline.setdefault(_outline(word), []).append(word)

    def find(self, letters: str) -> Sequence[int] | None:
        """
        Return which of the letters spell a word, None where they spell none.

        Where one stands three or more times in a row, any may stand more often than the word
        has it; of shoot and shot the longer is found.
        """
        if letters in self.words:
            return range(len(letters))
        runs = _runs(letters)
        if max((length for _, length in runs), default=0) < _STRETCHED:
            return None
        for word in self._by_outline.get("".join(letter for letter, _ in runs), ()):
            lengths = [length for _, length in _runs(word)]
            if all(run >= length for (_, run), length in zip(runs, lengths, strict=True)):
                return list(_firsts(runs, lengths))
        return None


_STRETCHED: Final = 3
"""Times that no English word has a letter in a row."""


def _runs(letters: str) -> list[tuple[str, int]]:
    return [(letter, sum(1 for _ in run)) for letter, run in groupby(letters)]


def _outline(word: str) -> str:
    return "".join(letter for letter, _ in groupby(word))


def _firsts(runs: Sequence[tuple[str, int]], lengths: Sequence[int]) -> Iterator[int]:
    """Places of the first letters of each run, as many as the word has there."""
    start = 0
    for (_, run), length in zip(runs, lengths, strict=True):
        yield from range(start, start + length)
        start += run


class Spelling:
    """Cuts letters that were spelled one by one into words of two vocabularies."""

    def __init__(self, disguised: Iterable[str], small: Iterable[str]) -> None:
        self._disguised = frozenset(disguised)
        self._words = self._disguised | frozenset(small)
        lengths: dict[str, set[int]] = {}
        for word in self._words:
            lengths.setdefault(word[0], set()).add(len(word))
        self._lengths: Mapping[str, tuple[int, ...]] = {
            letter: tuple(sorted(found)) for letter, found in lengths.items()
        }

    def cut(self, letters: str) -> list[str] | None:
        """
        Return the fewest words that the letters spell, None where they spell nothing disguised.

        A disguised word of three letters counts only where nothing else is spelled. The time
        is linear in the letters: at each of them only words that begin so are looked up.
        """
        words = self._fewest(letters)
        if words is None or not any(self._counts(word, letters) for word in words):
            return None
        return words

    def _counts(self, word: str, letters: str) -> bool:
        return word in self._disguised and (len(word) >= _LEAST_SURE or word == letters)

    def _fewest(self, letters: str) -> list[str] | None:
        last: dict[int, tuple[int, str]] = {0: (0, "")}
        for start, letter in enumerate(letters):
            if start not in last:
                continue
            count = last[start][0] + 1
            for length in self._lengths.get(letter, ()):
                word, end = letters[start : start + length], start + length
                if word in self._words and (end not in last or count < last[end][0]):
                    last[end] = (count, word)
        return _walk_back(last, len(letters)) if len(letters) in last else None


def _walk_back(last: Mapping[int, tuple[int, str]], end: int) -> list[str]:
    words = []
    while end:
        words.append(last[end][1])
        end -= len(words[-1])
    return words[::-1]


@cache
def disguised() -> Vocabulary:
    """Return the words that a disguise is taken off for, read once a process."""
    words = {word for name in _LISTS for word in _single_words(name)}
    return Vocabulary(words | set(_expand(_MORE.split())))


@cache
def unmistakable() -> Vocabulary:
    """Return those that no language writes with accents; names are left out."""
    names = {name for topic in _UNMISTAKABLE for name in _read(topic).get("lower", ())}
    words = {word for topic in _UNMISTAKABLE for word in _single_words(topic)}
    return Vocabulary(word for word in words - names if len(word) >= _LEAST_SURE)


@cache
def spelling() -> Spelling:
    """Return what words spelled letter by letter are cut by."""
    return Spelling(disguised().words, _SMALL.split())


def _single_words(topic: str) -> Iterator[str]:
    entries = _read(topic)["strong"]
    return _expand(entry for entry in entries if " " not in entry)


def _expand(entries: Iterable[str]) -> Iterator[str]:
    for entry in entries:
        for base in entry.split("|"):
            yield from (form for form in inflect(base) if re.fullmatch("[a-z]{3,}", form))


@cache
def _read(topic: str) -> Mapping[str, list[str]]:
    table: Mapping[str, list[str]] = tomllib.loads((_FOLDER / f"{topic}.toml").read_text("utf-8"))
    return table
