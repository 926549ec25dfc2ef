"""Whether a sentence reads as English, told by its small words: for pages in other languages."""

from typing import Final

from pagewarden.moderation.lexicon import split_words

# fmt: off
_SMALL_WORDS: Final = frozenset([
    "and", "because", "been", "could", "don", "from", "had", "has", "have", "his", "how", "just",
    "like", "my", "our", "she", "should", "than", "that", "the", "their", "them", "then",
    "there", "these", "they", "this", "those", "were", "what", "when", "where", "which", "who",
    "why", "with", "would", "you", "your",
])
# fmt: on
"""Frequent in English, and hardly words of other languages in Latin letters: no "die" or "will"."""

ENOUGH: Final = 2
"""Different small words that settle it; one may be a name or a loan (The Voice)."""


def reads_as_english(text: str) -> bool:
    """
    Tell English sentences in the midst of another language, such as readers' comments.

    Short exclamations have too few small words to tell, and count as foreign there.
    """
    return len(_SMALL_WORDS.intersection(split_words(text))) >= ENOUGH
