"""
Text as a reader sees it, for words that are written so that no program finds them.

In order:

1. What shows nothing goes; full-width and styled letters become plain.
2. Marks that strike letters out go, and any that are piled three high (zalgo).
3. Letters of other alphabets inside a Latin word become the Latin ones they look like; once
   a text has such a word, so do its words that are look-alikes from end to end.
4. Words spelled letter by letter (``k i l l``, ``k.i.l.l``) are joined.
5. Digits, signs and swaps that stand for letters become letters (``sh1t``, ``@ss``, ``fvck``),
   stretched words get their length back, and any other letter stands at most twice in a row.

Steps 4 and 5 rest on a vocabulary (:mod:`~pagewarden.moderation.vocabulary`): nothing is
joined or decoded but into one of the words that people have a reason to disguise. Filters
that decode whatever can be decoded read 142,460 as "goza" and ``6 itch`` as an insult; here
ordinary text is safe because what it would decode to is no such word, and only the few short
forms that are (``a5s``, ``#d1e``, ``A55``) need rules. The price is that a disguised word which
is not in the vocabulary stays disguised. Masked letters (``f**k``) are not guessed.

Addresses of pages and of mail are left alone by both. The time is linear in the text.
"""

# ruff: noqa: RUF001, RUF002 - look-alikes are what this is about

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pagewarden.moderation.edits import Edit, Normalised, edited, remove, replace
from pagewarden.moderation.glance import CONTROL, STRETCHED, is_plain
from pagewarden.moderation.look_alikes import (
    EXACT,
    LEET,
    MARKS,
    NEAR,
    OVERLAYS,
    SMALL_CAPITALS,
    is_accented,
    is_foreign,
    resemble,
    reveal,
)
from pagewarden.moderation.vocabulary import disguised, spelling, unmistakable


def normalise(text: str) -> Normalised:
    """
    Take the disguises off a text's words; what has none comes back as it is.

    Pure; it takes any string, lone surrogates too, and doing it twice changes nothing.
    """
    seen = Normalised(text, range(len(text)))
    return seen if is_plain(text) else _take_disguises_off(seen)


def normalised_text(text: str) -> str:
    """Return the text of :func:`normalise`, where nobody asks for offsets."""
    if is_plain(text):
        return text
    return _take_disguises_off(Normalised(text, range(len(text)))).text


def _take_disguises_off(seen: Normalised) -> Normalised:
    if not seen.text.isascii() or CONTROL.search(seen.text):
        seen = edited(_show(seen), _strip_marks)
    in_latin = _is_latin(seen.text)
    if in_latin and not seen.text.isascii():
        seen = edited(seen, _romanise)
    seen = edited(seen, lambda text: _join_spelled(text, in_latin=in_latin))
    return edited(seen, lambda text: _uncover_words(text, in_latin=in_latin))


# 1. What shows nothing, and letters in fancy dress.


def _show(seen: Normalised) -> Normalised:
    plain = {strange: reveal(strange) for strange in set(seen.text)}
    if all(strange == shown for strange, shown in plain.items()):
        return seen
    pairs = [
        (shown, source)
        for strange, source in zip(seen.text, seen.sources, strict=True)
        for shown in plain[strange]
    ]
    return Normalised("".join(shown for shown, _ in pairs), [source for _, source in pairs])


# 2. Marks.

_PILE: Final = re.compile(f"[{MARKS}]+")
_OVERLAYS: Final = re.compile(f"[{OVERLAYS}]")
_HIGHEST_PILE: Final = 2
"""Vietnamese letters, taken apart, bear two marks; what bears three is noise."""


def _strip_marks(text: str) -> Iterator[Edit]:
    for pile in _PILE.finditer(text):
        if pile.end() - pile.start() > _HIGHEST_PILE:
            yield remove(*pile.span())
        elif text[max(pile.start() - 1, 0)].isalpha():
            for overlay in _OVERLAYS.finditer(text, *pile.span()):
                yield remove(*overlay.span())


# 3. Letters of other alphabets.

_LOOK_ALIKE: Final = re.compile(f"[{''.join(NEAR)}{''.join(SMALL_CAPITALS)}]")
_LETTER_WORD: Final = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{MARKS}])*")
_SMALL_CAPITAL_WORD: Final = re.compile(f"(?=.*[^cosvwxz])[{''.join(SMALL_CAPITALS)}cosvwxz]{{3,}}")
_EXACT_WORD: Final = re.compile(f"[{''.join(EXACT)}{MARKS}]+")
_ASCII_LETTER: Final = re.compile("[A-Za-z]")
_GREEK: Final = re.compile("[α-ω]")
_SHORTEST_GREEK: Final = 4
"""Letters of a word that is no formula: ρgh."""


def _is_latin(text: str) -> bool:
    """
    Whether at least half of what stands between white space is not all in other alphabets.

    Words are counted, and not letters, so that a text never becomes Latin by being normalised.
    """
    if text.isascii():
        return True
    words = text.split()
    return 2 * sum(
        any(map(is_foreign, word)) and not _ASCII_LETTER.search(word) for word in words
    ) <= len(words)


def _romanise(text: str) -> Iterator[Edit]:
    """Give words the Latin letters that they seem to have; such words come in company."""
    if not _LOOK_ALIKE.search(text):
        return
    words = [word for word in _LETTER_WORD.finditer(text) if _LOOK_ALIKE.search(word[0])]
    tables = [_alphabet(word[0]) for word in words]
    in_company = any(table is NEAR for table in tables)
    for word, own in zip(words, tables, strict=True):
        table = EXACT if in_company and _EXACT_WORD.fullmatch(word[0]) else own
        if table is not None:
            yield replace(word.start(), "".join(table.get(letter, letter) for letter in word[0]))


def _alphabet(word: str) -> Mapping[str, str] | None:
    """Return what a word is read by in itself: it mixes alphabets, or is all small capitals."""
    if _SMALL_CAPITAL_WORD.fullmatch(word):
        return SMALL_CAPITALS
    ascii_letters = [letter for letter in word if letter.isascii()]
    if not ascii_letters or any(map(_is_beyond, word)):
        return None
    return None if _GREEK.search(word) and _is_science(word, ascii_letters) else NEAR


def _is_beyond(letter: str) -> bool:
    """Whether a letter of another alphabet looks like none of ours at a glance."""
    return is_foreign(letter) and letter not in NEAR


def _is_science(word: str, ascii_letters: Sequence[str]) -> bool:
    """Whether a word with Greek letters is a formula or a name such as TNFα."""
    return len(word) < _SHORTEST_GREEK or all(letter.isupper() for letter in ascii_letters)


_CAPITAL: Final = re.compile("[A-Z]")
_DIGIT: Final = re.compile("[0-9]")

# Addresses, which steps 4 and 5 leave alone.

_CHUNK: Final = re.compile(r"\S+")
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_AROUND_MAIL: Final = "<>()[]{}.,;:!?\"'“”‘’"


def _is_address(chunk: str) -> bool:
    return (
        "://" in chunk
        or "www." in chunk
        or ("@" in chunk and _MAIL.fullmatch(chunk.strip(_AROUND_MAIL)) is not None)
    )


def _places_of_addresses(text: str) -> frozenset[int]:
    """Return the offsets of all characters of addresses."""
    addresses = (chunk.span() for chunk in _CHUNK.finditer(text) if _is_address(chunk[0]))
    return frozenset(place for span in addresses for place in range(*span))


# 4. Words spelled letter by letter.

_LONE: Final = r"(?:[^\W_]|[@$€£¢¥])(?![^\W_]|['’])"
_SPELLED_OUT: Final = re.compile(
    rf"(?<![^\W_])(?<!['’/]){_LONE}([\s.\-_*·•,|~]{{1,3}})(?:{_LONE}\1)+{_LONE}"
)


def _join_spelled(text: str, *, in_latin: bool) -> Iterator[Edit]:
    runs = [run for run in _SPELLED_OUT.finditer(text) if in_latin or run[0].isascii()]
    untouchable = _places_of_addresses(text) if runs else frozenset()
    for run in runs:
        places = range(run.start(), run.end(), 1 + len(run[1]))
        if places[0] not in untouchable and places[-1] not in untouchable:
            yield from _join(text, places)


def _join(text: str, places: range) -> Iterator[Edit]:
    """Take out what stands between the letters of a word; what is between words stays."""
    letters = text[places.start : places.stop : places.step]
    shouted = letters.isupper()
    first = 0
    for word in _cut(letters) or ():
        last = first + len(word)
        origins = places[first:last]
        cased = _with_case(word, letters[first:last], shouted=shouted)
        yield Edit(origins[0], origins[-1] + 1, cased, origins)
        first = last


def _cut(letters: str) -> list[str] | None:
    """Return the words that single letters spell, None where that may be chance."""
    if not _mostly_letters(letters):
        return None
    for table in LEET:
        words = spelling().cut(_read(letters, table))
        if words is not None and (len(letters) > _SHORT or not _CAPITAL.search(letters)):
            return words
    return None


def _mostly_letters(characters: str) -> bool:
    """Whether a Latin letter is among them, and at most every third is a digit."""
    has_letter = _ASCII_LETTER.search(characters) is not None
    return has_letter and 3 * len(_DIGIT.findall(characters)) <= len(characters)


def _read(characters: str, signs: Mapping[int, str]) -> str:
    letters = characters.translate(signs)
    return letters.lower() if letters.isascii() else "".join(map(resemble, letters))


def _with_case(word: str, characters: str, *, shouted: bool) -> str:
    """Give each letter the case of the character it was made of; signs have that of the word."""
    return "".join(
        letter.upper() if character.isupper() or (shouted and not character.isalpha()) else letter
        for letter, character in zip(word, characters, strict=True)
    )


# 5. Digits, signs and stretches.

_TOKEN: Final = re.compile(rf"(?:[^\W_]|[@$€£¢¥+{MARKS}]|(?<=[^\W_])[!|](?=[^\W_]))+")
_SWAP: Final = re.compile("[b-df-hj-np-tw-z]v[b-df-hj-np-tw-z]", re.IGNORECASE)
_ROMAN: Final = re.compile("[ivxlcdm]+", re.IGNORECASE)
_HEX: Final = re.compile("[0-9a-f]+")
_MARK: Final = re.compile(f"[{MARKS}]")
_NO_MARK: Final = re.compile(f"[^{MARKS}]")
_RUN: Final = re.compile(r"([a-z])\1{2,}", re.IGNORECASE)
_DIGITS_IN_A_ROW: Final = re.compile(r"([0-9])(?!\1)[0-9]")
_SHORT: Final = 3
"""Letters of a word that may well be an abbreviation or a number of something."""
_AROUND: Final = 3
"""Characters on either side of what may be part of a hexadecimal number."""


def _uncover_words(text: str, *, in_latin: bool) -> Iterator[Edit]:
    for chunk in _CHUNK.finditer(text):
        if is_plain(chunk[0]) or _is_address(chunk[0]):
            continue
        for token in _TOKEN.finditer(text, *chunk.span()):
            if in_latin or _ASCII_LETTER.search(token[0]):
                yield from _uncover(text, token)


def _uncover(text: str, token: re.Match[str]) -> Iterator[Edit]:
    """Read a token as the word that it stands for, else shorten what is stretched in it."""
    word = token[0]
    is_word = word.isascii() and word.isalpha()
    stretched = STRETCHED.search(word)
    if word.isdecimal() or (is_word and not stretched and not _SWAP.search(word)):
        return
    found = _decode(word)
    if found is not None and (is_word or _is_leet(text, token, found[0])):
        letters, kept = found
        yield Edit(*token.span(), letters, [token.start() + place for place in kept])
    elif is_word and stretched and not text.startswith("#", max(token.start() - 1, 0)):
        yield from _shorten(token)


def _decode(written: str) -> tuple[str, Sequence[int]] | None:
    """Return the word that a token stands for, and the places of the characters that spell it."""
    places = [mark.start() for mark in _NO_MARK.finditer(written)]
    characters = _MARK.sub("", written)
    accented = len(places) < len(written) or any(map(is_accented, characters))
    vocabulary = unmistakable() if accented else disguised()
    for letters in dict.fromkeys(_readings(characters)):
        found = vocabulary.find(letters)
        if found is not None:
            word = "".join(letters[index] for index in found)
            chosen = "".join(characters[index] for index in found)
            cased = _with_case(word, chosen, shouted=characters.isupper())
            return cased, [places[index] for index in found]
    return None


def _readings(characters: str) -> Iterator[str]:
    for table in LEET:
        letters = _read(characters, table)
        yield letters
        if len(letters) > _SHORT:
            yield letters.replace("v", "u")


def _is_leet(text: str, token: re.Match[str], word: str) -> bool:
    """Whether a token that can be read as a word is no number or name of a thing."""
    written = token[0]
    digits = len(_DIGIT.findall(written))
    letters = sum(map(str.isalpha, written))
    in_lower = not _CAPITAL.search(written)
    if not digits:
        return len(word) > _SHORT or "+" not in written
    if letters < digits:
        return False
    if letters == digits and not (in_lower and not _DIGITS_IN_A_ROW.search(written)):
        return False  # T17s
    if len(word) == _SHORT and not (in_lower and written[1] in "0134" and digits == 1):
        return False  # as5, a5s, A55
    return not _HEX.fullmatch(written.lower()) or (in_lower and not _in_number(text, token))


def _in_number(text: str, token: re.Match[str]) -> bool:
    before = text[max(token.start() - _AROUND, 0) : token.start()]
    after = text[token.end() : token.end() + _AROUND]
    return before.endswith("#") or _DIGIT.search(before + after) is not None


def _shorten(token: re.Match[str]) -> Iterator[Edit]:
    """Let letters stand twice at most, but not in numerals (XIII), names (IEEE) and www."""
    word = token[0]
    if len(set(word.lower())) == 1 or _ROMAN.fullmatch(word):
        return
    for run in _RUN.finditer(word):
        if run[0] != "www" and (len(run[0]) > _SHORT or not run[0].isupper()):
            yield remove(token.start() + run.start() + 2, token.start() + run.end())
