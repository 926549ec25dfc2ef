"""Other people's labels and the taxonomy."""

import numpy as np
import pytest

from pagewarden.exceptions import UnmappedLabel
from pagewarden.moderation.labels import HARMLESS, KNOWN, map_labels, normalise, to_taxonomy
from pagewarden.moderation.taxonomy import CATEGORIES, Category

JIGSAW = ["toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate"]
DETOXIFY = ["toxicity", "severe_toxicity", "obscene", "threat", "insult", "identity_attack"]
OPENAI = ["harassment", "harassment/threatening", "hate", "self-harm/intent", "sexual/minors"]


@pytest.mark.parametrize(
    ("label", "category"),
    [
        ("identity_hate", Category.HATE),
        ("identity_attack", Category.HATE),
        ("obscene", Category.PROFANITY),
        ("insult", Category.HARASSMENT),
        ("harassment/threatening", Category.THREAT),
        ("Self-Harm/Intent", Category.SELF_HARM),
        ("violence/graphic", Category.VIOLENCE),
        ("sexual_explicit", Category.SEXUAL),
        ("SEVERE_TOXICITY", Category.TOXICITY),
        *((name, Category(name)) for name in CATEGORIES),
    ],
)
def test_known_labels_are_mapped(label: str, category: Category) -> None:
    """Jigsaw's, Detoxify's, OpenAI's, Perspective's and our own names have a category."""
    assert map_labels("m", [label]) == {category: [0]}


@pytest.mark.parametrize("labels", [JIGSAW, DETOXIFY, OPENAI], ids=["jigsaw", "detoxify", "openai"])
def test_whole_vocabularies_are_mapped(labels: list[str]) -> None:
    """Every column of a well-known model is used."""
    used = [column for columns in map_labels("m", labels).values() for column in columns]
    assert sorted(used) == list(range(len(labels)))


@pytest.mark.parametrize("label", ["non-toxic", "NEUTRAL", "safe", "LABEL_0", "Not Offensive"])
def test_labels_of_innocence_are_left_out(label: str) -> None:
    """What says that nothing was found is no category."""
    assert map_labels("m", [label, "toxic"]) == {Category.TOXICITY: [1]}


def test_an_unknown_label_is_named_with_the_known_ones() -> None:
    """The message says which label, of which model, and what is known."""
    with pytest.raises(UnmappedLabel, match=r"acme/model: label 'sarcasm'.*identity_attack"):
        map_labels("acme/model", ["toxic", "sarcasm"])


def test_no_label_is_both_known_and_harmless() -> None:
    """The two tables do not contradict each other, and are spelt as they are looked up."""
    assert not HARMLESS & set(KNOWN)
    assert all(normalise(label) == label for label in (*HARMLESS, *KNOWN))


def test_several_labels_of_one_category_give_the_maximum() -> None:
    """The surest column counts; what the model lacks scores 0."""
    columns = map_labels("m", ["toxic", "severe_toxic", "threat"])
    scores = to_taxonomy(np.array([[0.2, 0.7, 0.1], [0.9, 0.1, 0.0]], dtype=np.float32), columns)
    expected = np.zeros((2, len(CATEGORIES)), dtype=np.float32)
    expected[:, CATEGORIES.index(Category.TOXICITY)] = [0.7, 0.9]
    expected[:, CATEGORIES.index(Category.THREAT)] = [0.1, 0.0]
    np.testing.assert_array_equal(scores, expected)
