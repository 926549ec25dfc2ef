"""Odd spellings: the same for the same seed, different from the text, still readable."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagewarden.evaluation.obfuscations import OBFUSCATIONS, obfuscated

SENTENCE = "The harbour ferry crossed the bay again, at 9:45 this morning."
WAYS = sorted(OBFUSCATIONS)


@given(st.text(), st.sampled_from(WAYS), st.integers(0, 99))
def test_any_text_has_a_variant(text: str, way: str, seed: int) -> None:
    """Nothing breaks it, lone surrogates included, and the same seed gives the same."""
    for candidate in (text, text + "\ud800"):
        assert obfuscated(candidate, way, seed) == obfuscated(candidate, way, seed)


@pytest.mark.parametrize("way", WAYS)
def test_every_way_changes_words_and_no_numbers(way: str) -> None:
    """The sentence looks different; its clock does not."""
    changed = obfuscated(SENTENCE, way, 0)
    assert changed != SENTENCE
    assert "9:45" in changed


@pytest.mark.parametrize("way", WAYS)
@given(text=st.text(alphabet="0123456789 .,!-"))
def test_a_text_without_words_keeps_its_signs(way: str, text: str) -> None:
    """At most its gaps are widened."""
    assert obfuscated(text, way, 0).split() == text.split()


@pytest.mark.parametrize("way", ["leet", "zero_width", "homoglyph", "swap"])
def test_seeds_differ(way: str) -> None:
    """Where there is a choice, another seed makes another one."""
    assert len({obfuscated(SENTENCE, way, seed) for seed in range(10)}) > 1


def test_leet_is_spelt_in_signs() -> None:
    """Letters go, their signs come, the length stays."""
    words = {obfuscated("boats", "leet", seed) for seed in range(500)}
    assert {"80475", "b0ats", "8o@t$"} <= words
    assert all(len(word) == 5 for word in words)


def test_spaced_letters_keep_words_apart() -> None:
    """Gaps between words are wider than those between letters."""
    assert obfuscated("small  boats at sea", "spaced", 0) == "s m a l l   b o a t s   at   s e a"


@given(st.text(alphabet="abc xyz", min_size=1))
def test_zero_width_adds_only_what_is_not_shown(text: str) -> None:
    """Without format characters the text is as before."""
    changed = obfuscated(text, "zero_width", 0)
    shown = [letter for letter in changed if unicodedata.category(letter) != "Cf"]
    assert "".join(shown) == text


def test_homoglyphs_are_of_other_scripts() -> None:
    """Every word holds a letter that is not Latin, and is as long as before."""
    changed = obfuscated("small boats", "homoglyph", 0)
    assert [len(word) for word in changed.split()] == [5, 5]
    for word in changed.split():
        assert any(not unicodedata.name(letter).startswith("LATIN") for letter in word)


@given(st.text(alphabet="abcdefgh", min_size=4, max_size=12))
def test_a_swap_keeps_the_letters_and_both_ends(word: str) -> None:
    """Two neighbours inside change places, nothing else."""
    changed = obfuscated(word, "swap", 0)
    assert sorted(changed) == sorted(word)
    assert (changed[0], changed[-1]) == (word[0], word[-1])
    assert sum(a != b for a, b in zip(word, changed, strict=True)) in {0, 2}
