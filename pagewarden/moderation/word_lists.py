"""
The word lists that come with the package (``lexicons/*.toml``), and how they are written.

A list has a ``topic`` and entries that are ``strong``, ``weak`` or ``innocent``, in lower
case::

    "stab:v to death"        stab, stabs, stabbing or stabbed, then "to death"
    "gun:n"                  gun or guns
    "hate|bias crime:n"      either word, then crime or crimes
    "# people killed"        a number, in digits or words, then "people killed"
    "killed * people"        any one word between

``also`` names topics for which every entry counts too, ``anywhere`` the strong entries that
are looked for in every language. ``lower`` names words that count only in lower case,
because they are names too (Dick).
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any, Final

from pagewarden.moderation.inflection import inflect
from pagewarden.moderation.lexicon import (
    ANY_NUMBER,
    ANY_WORD,
    Lexicon,
    Phrase,
    Strength,
    split_words,
)

LANGUAGE: Final = "en"
"""ISO 639-1 code of the shipped word lists."""

_FOLDER: Final = files("pagewarden.moderation") / "lexicons"


def expand(entry: str) -> Iterator[tuple[str, ...]]:
    """Yield every phrase that an entry of a word list stands for, as words."""
    for choice in product(*(_alternatives(part) for part in entry.split())):
        yield tuple(word for part in choice for word in part)


def _alternatives(part: str) -> list[tuple[str, ...]]:
    """Forms of one place in an entry; a form such as ``re-offend`` is two words."""
    forms = [form for word in part.split("|") for form in inflect(word)]
    return [(form,) if form in (ANY_NUMBER, ANY_WORD) else split_words(form) for form in forms]


@cache
def shipped_lexicon() -> Lexicon:
    """Return the word lists that come with the package, read once a process."""
    keys = {strength.name.lower(): strength for strength in Strength}
    tables = _read_lists()
    return Lexicon(
        (phrase for table in tables for phrase in _phrases(table, keys)),
        lower=[word for table in tables for word in table.get("lower", ())],
    )


@cache
def lexicon_of_any_language() -> Lexicon:
    """Return the few words that are English swearing in whatever language's text they stand."""
    keys = {"anywhere": Strength.STRONG}
    return Lexicon(phrase for table in _read_lists() for phrase in _phrases(table, keys))


def lexicon_for(language: str | None) -> Lexicon:
    """
    Return the word lists for a page's language; where it is not known, the shipped ones.

    They are English, and other languages share their letters and not their meaning: to a
    German page ``die`` and ``war`` are an article and a verb. There only what is English
    beyond doubt is looked for: a page may say of itself that it is French and not be.
    """
    return shipped_lexicon() if language in (None, LANGUAGE) else lexicon_of_any_language()


def _read_lists() -> list[dict[str, Any]]:
    files = [file for file in _FOLDER.iterdir() if file.name.endswith(".toml")]
    return [tomllib.loads(file.read_text("utf-8")) for file in files]


def _phrases(table: Mapping[str, Any], keys: Mapping[str, Strength]) -> Iterator[Phrase]:
    topics = (table["topic"], *table.get("also", ()))
    for key, strength in keys.items():
        for entry in table.get(key, ()):
            for words in expand(entry):
                yield from ((topic, strength, words) for topic in topics)
