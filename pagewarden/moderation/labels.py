"""The one place where other vocabularies are mapped to the taxonomy."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pagewarden.exceptions import UnmappedLabel
from pagewarden.moderation.taxonomy import CATEGORIES, Category

_SYNONYMS: Final[Mapping[Category, tuple[str, ...]]] = {
    # Per category: its own name first, then Jigsaw's and Detoxify's, Perspective's,
    # OpenAI's, and those that common single-label models use.
    Category.TOXICITY: (
        "toxicity", "toxic", "severe_toxicity", "severe_toxic", "offensive", "abusive", "label_1",
    ),
    Category.PROFANITY: ("profanity", "obscene", "obscenity", "profane"),
    Category.HARASSMENT: ("harassment", "insult", "bullying", "cyberbullying", "personal_attack"),
    Category.HATE: (
        "hate", "identity_attack", "identity_hate", "hate_speech", "hateful", "hate_threatening",
    ),
    Category.THREAT: ("threat", "threatening", "harassment_threatening"),
    Category.VIOLENCE: ("violence", "violence_graphic", "graphic", "violent"),
    Category.SEXUAL: (
        "sexual", "sexual_explicit", "sexually_explicit", "sexual_minors", "nsfw", "porn",
    ),
    Category.SELF_HARM: (
        "self_harm", "self_harm_intent", "self_harm_instructions", "suicide", "suicidal",
    ),
}  # fmt: skip

KNOWN: Final[Mapping[str, Category]] = {
    label: category for category, labels in _SYNONYMS.items() for label in labels
}
"""Category by label, normalised by :func:`normalise`."""

HARMLESS: Final = frozenset({
    "non_toxic", "not_toxic", "nontoxic", "neutral", "safe", "normal", "clean", "ok", "none",
    "sfw", "non_hate", "not_hate", "nothate", "no_hate", "not_offensive", "non_offensive",
    "non_suicide", "non_suicidal", "label_0",
})  # fmt: skip
"""Labels that say "nothing found": left out knowingly."""


def normalise(label: str) -> str:
    """Spell a label in one way: ``Self-Harm/Intent`` is ``self_harm_intent``."""
    return re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")


def map_labels(model: str, labels: Sequence[str]) -> dict[Category, list[int]]:
    """
    Find the columns of a model that make up each category.

    Args:
        model: Folder or id, for messages.
        labels: The model's labels in the order of its outputs.

    Raises:
        UnmappedLabel: A label is neither known nor known to be harmless.
    """
    columns: dict[Category, list[int]] = {}
    for column, label in enumerate(labels):
        name = normalise(label)
        if name in HARMLESS:
            continue
        if name not in KNOWN:
            raise UnmappedLabel(
                f"{model}: label {label!r} has no category. Known: {', '.join(KNOWN)}; "
                f"ignored: {', '.join(sorted(HARMLESS))}. "
                "Add it to pagewarden/moderation/labels.py."
            )
        columns.setdefault(KNOWN[name], []).append(column)
    return columns


def to_taxonomy(
    probabilities: NDArray[np.float32], columns: Mapping[Category, Sequence[int]]
) -> NDArray[np.float32]:
    """
    Rearrange a model's outputs into the taxonomy.

    Several columns of one category give their maximum; a category without any scores 0.0.

    Args:
        probabilities: Shape (n_texts, n_labels), in [0, 1].
        columns: As :func:`map_labels` found them.

    Returns:
        Shape (n_texts, 8), columns in the taxonomy's order.
    """
    scores = np.zeros((len(probabilities), len(CATEGORIES)), dtype=np.float32)
    for category, sources in columns.items():
        scores[:, CATEGORIES.index(category)] = probabilities[:, list(sources)].max(axis=1)
    return scores
