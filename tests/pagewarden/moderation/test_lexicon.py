"""Finding words and phrases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagewarden.moderation.lexicon import ANY_TOPIC, Lexicon, Strength, split_words
from pagewarden.moderation.word_lists import expand, shipped_lexicon

WEAK, STRONG, INNOCENT = Strength.WEAK, Strength.STRONG, Strength.INNOCENT


def lexicon(*entries: tuple[str, Strength, str], lower: tuple[str, ...] = ()) -> Lexicon:
    return Lexicon(
        [(topic, strength, words) for topic, strength, entry in entries for words in expand(entry)],
        lower=lower,
    )


def found(words: Lexicon, text: str) -> list[str]:
    return [text[term.start : term.end] for term in words.find(text)]


SHOTS = lexicon(
    ("violence", WEAK, "shoot:v"),
    ("violence", STRONG, "shoot:v dead"),
    ("violence", INNOCENT, "shot a film|scene"),
    ("violence", INNOCENT, "long shot:n"),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He shot her.", ["shot"]),
        ("SHOT!", ["shot"]),
        ("a gunshot, shots, unshot", []),
        ("overshoot shooting-range", ["shooting"]),
        ("_shot_ and “shot”", ["shot", "shot"]),
        ("They shot a film in May.", []),
        ("It was a long-shot.", []),
        ("They shot\n a   film.", []),
        ("They shot. A film followed.", ["shot"]),
        ("He was shot dead", ["shot", "shot dead"]),
        ("He was shot  \t dead", ["shot", "shot  \t dead"]),
        ("éshot shoté", []),
    ],
)
def test_words_are_found_on_their_boundaries(text: str, expected: list[str]) -> None:
    """In any case, in every listed form, never inside a word, never in an innocent phrase."""
    assert [word.lower() for word in found(SHOTS, text)] == expected


@pytest.mark.parametrize(
    "written",
    [
        "s\u00adho\u00adt",
        "sh\u200bot",
        "\u2060s\u200dh\ufe0fo\u200ct\ufeff",
        "\uff33\uff48\uff4f\uff54",
        "\U0001d42c\U0001d421\U0001d428\U0001d42d",
        "\u24e2\u24d7\u24de\u24e3",
        "sh\u043et",
        "s\u0336h\u0336o\u0336t",
    ],
    ids=ascii,
)
def test_words_are_found_as_they_are_seen(written: str) -> None:
    """Zero-width characters, fancy letters and look-alikes hide nothing; places stay right."""
    text = f"ﬁnally \u00ad {written} them"
    (place,) = SHOTS.find(text)
    unseen = "\u2060\ufeff\u0336"
    assert text[place.start : place.end].strip(unseen) == written.strip(unseen)


@pytest.mark.parametrize(
    "written", ["sh1t", "s h i t", "$.h.i.t", "shiiiit", "\u0455h\u0456t", "s\u200bhit"]
)
def test_disguised_words_are_found_where_they_stand(written: str) -> None:
    """The evidence is what the page has, letter for letter."""
    words = lexicon(("strong_language", STRONG, "shit"))
    assert found(words, f"ﬁnally, {written}! Then 5h1rts.") == [written]


def test_a_longer_term_outweighs_the_innocent_phrase_within_it() -> None:
    """An innocent phrase that is part of a listed one does not cancel it."""
    words = lexicon(("death", STRONG, "found dead end of story"), ("death", INNOCENT, "dead end"))
    assert found(words, "found dead end of story") == ["found dead end of story"]


def test_an_innocent_phrase_cancels_only_its_topic() -> None:
    """A film title may be innocent of suicide and still speak of violence."""
    words = lexicon(
        ("suicide", STRONG, "suicide"),
        ("suicide", INNOCENT, "suicide bomber:n"),
        ("violence", STRONG, "suicide bomber:n"),
    )
    assert [term.topic for term in words.find("Two suicide bombers")] == ["violence"]


def test_an_innocent_phrase_of_all_topics_cancels_them_all() -> None:
    """Names of works can be innocent of everything at once."""
    words = lexicon(
        ("a", STRONG, "reservoir"), ("b", WEAK, "dogs"), (ANY_TOPIC, INNOCENT, "reservoir dogs")
    )
    assert words.find("Reservoir Dogs") == []


@pytest.mark.parametrize("number", ["3", "1200", "three", "dozens", "Seventeen"])
def test_a_number_stands_for_any(number: str) -> None:
    """Digits and number words match the same entry."""
    words = lexicon(("death", STRONG, "# people killed"))
    assert found(words, f"{number} people killed") == [f"{number} people killed"]


def test_one_word_may_stand_between() -> None:
    """A star is exactly one word."""
    words = lexicon(("death", STRONG, "killed * people"))
    assert found(words, "killed many people") == ["killed many people"]
    assert found(words, "killed people") == []


def test_names_are_no_swear_words() -> None:
    """A word that is a name too counts only in lower case."""
    words = lexicon(("mild_language", STRONG, "dick:n"), lower=("dick",))
    assert found(words, "Dick was a dick") == ["dick"]


def test_the_hash_knows_the_entries_and_not_their_order() -> None:
    """Policies are versioned by it."""
    one, two = ("a", STRONG, "x"), ("a", WEAK, "y")
    assert lexicon(one, two).hash == lexicon(two, one).hash
    assert lexicon(one, two).hash != lexicon(one).hash
    assert lexicon(one).hash != lexicon(one, lower=("x",)).hash


@given(st.text() | st.text("shot adeflm-'\n", max_size=200))
def test_terms_lie_in_the_text_in_order(text: str) -> None:
    """Any text can be searched, and every place is a real one."""
    terms = SHOTS.find(text)
    assert terms == sorted(terms, key=lambda term: term.start)
    for term in terms:
        assert 0 <= term.start < term.end <= len(text)
        assert split_words(text[term.start : term.end])


@given(st.lists(st.sampled_from(["shot", "dead", "a", "film", "long", "he", "was"]), max_size=30))
def test_case_and_spacing_do_not_matter(words: list[str]) -> None:
    """Shouting and line breaks hide nothing."""
    plain = [found.topic for found in SHOTS.find(" ".join(words))]
    assert [found.topic for found in SHOTS.find("\n ".join(words).upper())] == plain


@pytest.mark.parametrize("piece", ["shot a ", "the dead of ", "'kill' two ", "\u200b#", "shot "])
def test_hostile_repetition_is_searched_once(piece: str) -> None:
    """A megabyte of half-matched phrases ends: the time is linear in the text."""
    shipped_lexicon().find(piece * (200_000 // len(piece)))
