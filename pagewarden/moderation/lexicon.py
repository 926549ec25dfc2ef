"""
Words and phrases by topic, found on word boundaries in one pass over a text.

White space, hyphens, apostrophes and quotation marks may stand between the words of a
phrase. ``strong`` terms are unambiguous, ``weak`` ones need company, and an ``innocent``
phrase cancels every match that it overlaps, unless the match is longer and holds the
whole phrase. Words are compared case-folded, with their disguises taken off
(:mod:`~pagewarden.moderation.normaliser`).

The time is linear in the text: a few dictionary look-ups a word.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from pagewarden.moderation.normaliser import normalise

_WORD: Final = re.compile(r"[^\W_]+")
_GAP: Final = re.compile(r"""[\s\-\u2010-\u2015'\u2018\u2019"\u201c\u201d_]*""")
_NUMBERS: Final = re.compile(
    r"\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven"
    r"|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|(?:hundred|thousand|million"
    r"|dozen)s?|several|many|scores"
)

ANY_TOPIC: Final = "any"
"""Topic of innocent phrases that cancel the terms of every topic."""

ANY_NUMBER: Final = "#"
ANY_WORD: Final = "*"


class Strength(IntEnum):
    """How much a term says by itself."""

    INNOCENT = 0
    WEAK = 1
    STRONG = 2


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase of a topic, found in a text."""

    topic: str
    strength: Strength
    start: int
    """Offset into the text, in code points."""
    end: int


Phrase: TypeAlias = tuple[str, int, tuple[str, ...]]
"""Topic, strength, and the words in order, case-folded."""


@dataclass(slots=True)
class _Node:
    """One step of a phrase: what may follow, and what ends here."""

    following: dict[str, "_Node"] = field(default_factory=dict)
    ends: list[tuple[str, Strength]] = field(default_factory=list)


class _Token(NamedTuple):
    folded: str
    start: int
    end: int


class _Match(NamedTuple):
    """An entry that was found, by the first and last of its tokens."""

    topic: str
    strength: Strength
    first: int
    last: int

    def holds(self, other: "_Match") -> bool:
        """Whether the other, shorter one lies within this one."""
        return (
            self.first <= other.first
            and other.last <= self.last
            and other.last - other.first < self.last - self.first
        )


class Lexicon:
    """Entries of any number of topics, ready to be searched for."""

    def __init__(self, phrases: Iterable[Phrase], *, lower: Iterable[str] = ()) -> None:
        """
        Take phrases; ``lower`` are words that count only where they are in lower case.

        The hash is the same for the same phrases in any order.
        """
        self._root = _Node()
        self._lower = frozenset(lower)
        digest = hashlib.sha256(repr(sorted(self._lower)).encode())
        for phrase in sorted(set(phrases)):
            digest.update(f"{phrase[0]}\t{int(phrase[1])}\t{phrase[2]}\n".encode())
            self._add(phrase)
        self.hash: str = digest.hexdigest()

    def _add(self, phrase: Phrase) -> None:
        topic, strength, words = phrase
        node = self._root
        for word in words:
            node = node.following.setdefault(word, _Node())
        node.ends.append((topic, Strength(strength)))

    def find(self, text: str) -> list[Term]:
        """Return the terms of all topics, innocent uses left out, in reading order."""
        seen, sources = normalise(text)
        tokens = [
            _Token(found[0].casefold(), found.start(), found.end())
            for found in _WORD.finditer(seen)
        ]
        matches = list(self._matches(seen, tokens))
        innocents = _by_token(match for match in matches if match.strength is Strength.INNOCENT)
        return [
            Term(
                match.topic,
                match.strength,
                sources[tokens[match.first].start],
                sources[tokens[match.last].end - 1] + 1,
            )
            for match in matches
            if match.strength is not Strength.INNOCENT and not _is_innocent(match, innocents)
        ]

    def _matches(self, text: str, tokens: Sequence[_Token]) -> Iterator[_Match]:
        for index, token in enumerate(tokens):
            if token.folded in self._root.following or _is_number(token.folded):
                yield from self._match_from(self._root, text, tokens, index, index)

    def _match_from(
        self, node: _Node, text: str, tokens: Sequence[_Token], first: int, index: int
    ) -> Iterator[_Match]:
        """Follow the entries that go on with token ``index``; deep as the longest entry."""
        if index == len(tokens) or (index > first and not _joined(text, tokens, index)):
            return
        for following in self._steps(node, text, tokens[index]):
            for topic, strength in following.ends:
                yield _Match(topic, strength, first, index)
            if following.following:
                yield from self._match_from(following, text, tokens, first, index + 1)

    def _steps(self, node: _Node, text: str, token: _Token) -> Iterator[_Node]:
        literal = node.following.get(token.folded)
        if literal is not None and not self._is_name(text, token):
            yield literal
        if ANY_NUMBER in node.following and _is_number(token.folded):
            yield node.following[ANY_NUMBER]
        if ANY_WORD in node.following:
            yield node.following[ANY_WORD]

    def _is_name(self, text: str, token: _Token) -> bool:
        return token.folded in self._lower and text[token.start : token.end].istitle()


def _joined(text: str, tokens: Sequence[_Token], index: int) -> bool:
    """Whether only white space, hyphens and quotes stand between a token and the one before."""
    return _GAP.fullmatch(text, tokens[index - 1].end, tokens[index].start) is not None


@lru_cache(maxsize=4096)
def _is_number(word: str) -> bool:
    return _NUMBERS.fullmatch(word) is not None


def _by_token(innocents: Iterable[_Match]) -> dict[int, list[_Match]]:
    """Innocent phrases by each token they cover; entries are short, so this is linear."""
    covering: dict[int, list[_Match]] = {}
    for innocent in innocents:
        for index in range(innocent.first, innocent.last + 1):
            covering.setdefault(index, []).append(innocent)
    return covering


def _is_innocent(match: _Match, innocents: Mapping[int, Sequence[_Match]]) -> bool:
    return any(
        innocent.topic in (match.topic, ANY_TOPIC) and not match.holds(innocent)
        for index in range(match.first, match.last + 1)
        for innocent in innocents.get(index, ())
    )


def split_words(text: str) -> tuple[str, ...]:
    """Words of a text, folded: its letters and digits between anything else."""
    return tuple(match[0].casefold() for match in _WORD.finditer(normalise(text).text))
