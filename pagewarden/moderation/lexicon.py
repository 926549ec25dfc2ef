"""
Words and phrases by topic, found on word boundaries in one pass over the text.

A word list (``lexicons/*.toml``) holds entries of words, in lower case::

    "stab:v to death"        stab, stabs, stabbing or stabbed, then "to death"
    "gun:n"                  gun or guns
    "hate|bias crime:n"      either word, then crime or crimes
    "# people killed"        a number, in digits or words, then "people killed"
    "killed * people"        any one word between

White space, hyphens, apostrophes and quotation marks may stand between the words of a
phrase. ``strong`` entries are unambiguous, ``weak`` ones need company, and an
``innocent`` phrase cancels every match that it overlaps, unless the match is longer and
holds the whole phrase. Words are compared case-folded; ``lower`` names words that count
only in lower case, because they are names too (Dick, Randy).

The time is linear in the text: a few dictionary look-ups a word.
"""

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import product
from typing import Any, Final, Self, TypeAlias

from pagewarden.moderation.inflection import noun_forms, verb_forms

_WORD: Final = re.compile(r"[^\W_]+")
_GAP: Final = re.compile(r"""[\s\-\u2010-\u2015'\u2018\u2019"\u201c\u201d_]*""")
_NUMBERS: Final = re.compile(
    r"\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven"
    r"|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|(?:hundred|thousand|million"
    r"|dozen)s?|several|many|scores"
)
_FOLDER: Final = files("pagewarden.moderation") / "lexicons"

LANGUAGE: Final = "en"
"""ISO 639-1 code of the shipped word lists."""

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

    def overlaps(self, other: Self) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: Self) -> bool:
        """Whether the other lies within this one, which is longer."""
        return (
            self.start <= other.start
            and other.end <= self.end
            and other.end - other.start < self.end - self.start
        )


Phrase: TypeAlias = tuple[str, int, tuple[str, ...]]
"""Topic, strength, and the words in order, case-folded."""


@dataclass(slots=True)
class _Node:
    """One step of a phrase: what may follow, and what ends here."""

    following: dict[str, "_Node"] = field(default_factory=dict)
    ends: list[tuple[str, Strength]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Token:
    folded: str
    start: int
    end: int


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
        found = list(self._matches(text))
        innocents = [term for term in found if term.strength is Strength.INNOCENT]
        terms = [term for term in found if term.strength is not Strength.INNOCENT]
        return [term for term in terms if not _is_innocent(term, innocents)]

    def _matches(self, text: str) -> Iterator[Term]:
        tokens = [
            _Token(match[0].casefold(), match.start(), match.end())
            for match in _WORD.finditer(text)
        ]
        for index, token in enumerate(tokens):
            if token.folded in self._root.following or _is_number(token.folded):
                yield from self._match_from(self._root, text, tokens, index, index)

    def _match_from(
        self, node: _Node, text: str, tokens: Sequence[_Token], first: int, index: int
    ) -> Iterator[Term]:
        """Follow the entries that go on with token ``index``; deep as the longest entry."""
        if index == len(tokens) or (index > first and not _joined(text, tokens, index)):
            return
        for following in self._steps(node, text, tokens[index]):
            for topic, strength in following.ends:
                yield Term(topic, strength, tokens[first].start, tokens[index].end)
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


def _is_innocent(term: Term, innocents: Iterable[Term]) -> bool:
    return any(
        innocent.topic in (term.topic, ANY_TOPIC)
        and innocent.overlaps(term)
        and not term.holds(innocent)
        for innocent in innocents
    )


def split_words(text: str) -> tuple[str, ...]:
    """Words of a text, case-folded: its letters and digits between anything else."""
    return tuple(match[0].casefold() for match in _WORD.finditer(text))


def expand(entry: str) -> Iterator[tuple[str, ...]]:
    """Yield every phrase that an entry of a word list stands for, as words."""
    for choice in product(*(_alternatives(part) for part in entry.split())):
        yield tuple(word for part in choice for word in part)


def _alternatives(part: str) -> list[tuple[str, ...]]:
    """Forms of one place in an entry; a form such as ``re-offend`` is two words."""
    forms = [form for word in part.split("|") for form in _forms(word)]
    return [(form,) if form in (ANY_NUMBER, ANY_WORD) else split_words(form) for form in forms]


def _forms(word: str) -> tuple[str, ...]:
    base, _, mark = word.partition(":")
    return _INFLECT[mark](base)


_INFLECT: Final[Mapping[str, Callable[[str], tuple[str, ...]]]] = {
    "": lambda base: (base,),
    "n": noun_forms,
    "v": verb_forms,
}


@cache
def shipped_lexicon() -> Lexicon:
    """Return the word lists that come with the package, read once a process."""
    tables = [tomllib.loads(file.read_text("utf-8")) for file in _word_lists()]
    return Lexicon(
        (phrase for table in tables for phrase in _phrases(table)),
        lower=[word for table in tables for word in table.get("lower", ())],
    )


def lexicon_for(language: str | None) -> Lexicon:
    """
    Return the word lists for a page's language; where it is not known, the shipped ones.

    They are English, and other languages share their letters and not their meaning: to a
    German page ``die`` and ``war`` are an article and a verb. There nothing is looked for.
    """
    return shipped_lexicon() if language in (None, LANGUAGE) else _NOTHING


def _word_lists() -> list[Traversable]:
    return [file for file in _FOLDER.iterdir() if file.name.endswith(".toml")]


def _phrases(table: Mapping[str, Any]) -> Iterator[Phrase]:
    for strength in Strength:
        for entry in table.get(strength.name.lower(), ()):
            for words in expand(entry):
                yield table["topic"], strength, words


_NOTHING: Final = Lexicon(())
