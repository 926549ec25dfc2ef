"""Rows: unknown labels stay unknown, and copies of a text stay together."""

from pathlib import Path

import pytest

from pagewarden.moderation.taxonomy import CATEGORIES
from training.rows import Row, half, labels_of, read_rows, write_rows

INSULT = Row("You silly goose!", "ours", labels_of(toxicity=1, hate=0), weight=0.5)


def test_labels_not_given_are_unknown() -> None:
    """A category that a source does not name is None, not 0."""
    assert INSULT.label("toxicity") == 1
    assert INSULT.label("hate") == 0
    assert INSULT.label("sexual") is None


def test_unknown_category_is_refused() -> None:
    """A misspelt category is named in the error."""
    with pytest.raises(ValueError, match="hatred"):
        labels_of(hatred=1)


def test_masking_forgets_only_what_it_names() -> None:
    """Masked categories become None, the others keep their label."""
    masked = INSULT.masked(["toxicity"])
    assert masked.label("toxicity") is None
    assert masked.label("hate") == 0
    assert not masked.is_positive


def test_thin_positive_is_told_apart() -> None:
    """Only a 1 in a category short of rows makes a row a thin positive."""
    assert not INSULT.is_thin_positive
    assert Row("I will find you.", "ours", labels_of(threat=1)).is_thin_positive


def test_reading_gives_back_what_was_written(tmp_path: Path) -> None:
    """Rows survive the file, None and weight included."""
    path = tmp_path / "rows.jsonl.gz"
    write_rows(path, [INSULT])
    assert list(read_rows(path)) == [INSULT]


def test_labels_follow_the_taxonomy() -> None:
    """There is one label per category, in the taxonomy's order."""
    assert len(INSULT.labels) == len(CATEGORIES)


def test_copies_fall_into_the_same_half() -> None:
    """Case and punctuation do not move a text to the other half."""
    assert half("You silly goose!") == half("you SILLY goose")


def test_halves_are_even() -> None:
    """Both halves get their share."""
    share = sum(half(f"sentence {chr(97 + i % 26) * (i // 26 + 1)}") for i in range(1000))
    assert 400 < share < 600
