"""Misspelling on purpose: same seed, same text; letters stay near; nothing breaks it."""

import random

from hypothesis import given
from hypothesis import strategies as st

from training.obfuscation import MAX_WORDS, obfuscate

SENTENCE = "The harbour ferry crossed the bay again this morning."


@given(st.text(max_size=80), st.integers(0, 999))
def test_any_text_can_be_obfuscated(text: str, seed: int) -> None:
    """No text makes it fail, and the same seed gives the same text."""
    first = obfuscate(text, random.Random(seed))
    assert first == obfuscate(text, random.Random(seed))
    assert bool(first) == bool(text)


def test_a_sentence_is_changed_a_little() -> None:
    """Most words stay as they are, unless the whole text is shouted."""
    words = SENTENCE.split()
    for seed in range(200):
        changed = obfuscate(SENTENCE, random.Random(seed))
        if changed == SENTENCE.upper():
            continue
        kept = set(words) & set(changed.split())
        assert len(kept) >= len(set(words)) - MAX_WORDS


def test_every_way_occurs() -> None:
    """Spaces, digits, masks, shouting and joined words all turn up."""
    changed = {obfuscate("stupid fellows", random.Random(seed)) for seed in range(500)}
    assert "STUPID FELLOWS" in changed
    assert "stupidfellows" in changed
    assert any("s t u p i d" in text for text in changed)
    assert any("57up1d" in text for text in changed)
    assert any("*" in text for text in changed)


def test_a_text_without_words_stays() -> None:
    """Numbers and signs are left alone."""
    assert all(obfuscate("12 + 3", random.Random(seed)) == "12 + 3" for seed in range(50))
