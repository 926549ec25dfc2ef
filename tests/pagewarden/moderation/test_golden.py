"""Whole texts, scored by the shipped model and judged by the default policy."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from pagewarden.models import Rating
from pagewarden.moderation.decide import decide
from pagewarden.moderation.policy import load_policy
from pagewarden.moderation.taxonomy import WARNING_TOPICS
from tests.pagewarden.moderation.documents import scored

GOLDEN = Path(__file__).parent / "golden"
RATINGS = tomllib.loads((GOLDEN / "ratings.toml").read_text("utf-8"))["documents"]
TOPICS = tomllib.loads((GOLDEN / "topics.toml").read_text("utf-8"))
RATED = [pytest.param(case["text"], Rating(case["rating"]), id=case["name"]) for case in RATINGS]


@pytest.mark.parametrize(("text", "rating"), RATED)
def test_golden_documents_get_their_rating(text: str, rating: Rating) -> None:
    """The default policy rates each text as a careful reader does."""
    verdict = decide(*scored(text), load_policy("default"))
    assert verdict.rating == rating, verdict.evidence


@pytest.mark.parametrize("topic", WARNING_TOPICS)
def test_a_text_about_a_topic_is_warned_of(topic: str) -> None:
    """A text that is about the topic gets its warning."""
    verdict = decide(*scored(TOPICS[topic]["about"]), load_policy("default"))
    assert topic in verdict.warnings


@pytest.mark.parametrize("topic", WARNING_TOPICS)
def test_an_innocent_text_is_not_warned_of(topic: str) -> None:
    """Words that only sound like the topic earn no warning at all, and no rating."""
    verdict = decide(*scored(TOPICS[topic]["innocent"]), load_policy("default"))
    assert (verdict.warnings, verdict.rating) == ((), Rating.SAFE), verdict.evidence


def test_the_golden_set_is_whole() -> None:
    """At least ten documents get each rating, and there are two for each topic."""
    counts = Counter(case["rating"] for case in RATINGS)
    assert all(counts[rating] >= 10 for rating in ("safe", "13+", "18+"))
    assert list(TOPICS) == list(WARNING_TOPICS)
