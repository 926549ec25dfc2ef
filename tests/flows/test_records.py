"""What flows say about lists of pages."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from flows._artifacts import artifact_key, outcome_row, score_rows
from flows._records import Outcome, strictest, summary
from pagewarden.exceptions import ClientError
from pagewarden.models import Rating, Verdict


def _verdict(rating: Rating, **scores: float) -> Verdict:
    return Verdict(
        target="https://example.org/a",
        url="https://example.org/a",
        title="A",
        language="en",
        rating=rating,
        reason=None,
        warnings=("violence",),
        scores=scores,
        evidence=(),
        rules=(),
        model_version="m",
        policy="default",
        policy_version="1",
        extractor_version="1",
        content_hash="0",
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def _judged(rating: Rating) -> Outcome:
    return Outcome("https://example.org/a", _verdict(rating), None)


REFUSED = Outcome("https://example.org/b", None, ClientError("https://example.org/b", "not there"))


def test_the_summary_counts_by_rating() -> None:
    """Strictest first, and those that could not be judged show in the total."""
    outcomes = [_judged(Rating.SAFE), _judged(Rating.ADULT), _judged(Rating.SAFE), REFUSED]
    assert summary(outcomes) == "3 of 4 pages judged: 1 18+, 2 safe"
    assert summary([REFUSED]) == "0 of 1 pages judged"


def test_the_strictest_rating_counts() -> None:
    """One bad page among good ones names the run; without a verdict nothing does."""
    assert strictest([_judged(Rating.SAFE), _judged(Rating.TEEN), REFUSED]) is Rating.TEEN
    assert strictest([REFUSED]) is None


@given(st.text())
def test_any_target_makes_a_valid_artifact_key(target: str) -> None:
    """Prefect takes lower-case letters, digits and dashes, and refuses the rest."""
    key = artifact_key("verdict", target)
    assert key
    assert len(key) < 100
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def test_keys_tell_targets_apart() -> None:
    """Two pages with one slug keep artifacts of their own; one page keeps its key."""
    assert artifact_key("verdict", "https://a.org/x?1") != artifact_key(
        "verdict", "https://a.org/x?2"
    )
    assert artifact_key("verdict", "-") == artifact_key("verdict", "-")


def test_scores_are_shown_with_their_cut_off() -> None:
    """Highest first; at the cut-off counts as flagged."""
    rows = score_rows(_verdict(Rating.TEEN, hate=0.2, threat=0.5), {"hate": 0.4, "threat": 0.5})
    assert rows == [
        {"category": "threat", "score": "0.500", "threshold": "0.500", "flagged": "yes"},
        {"category": "hate", "score": "0.200", "threshold": "0.400", "flagged": "no"},
    ]


def test_a_refused_page_shows_why() -> None:
    """The table over a list says what was wrong with a page, as inert text."""
    hostile = Outcome("https://example.org/", None, ClientError("u", "<img src=x> [a](b)"))
    row = outcome_row(hostile)
    assert row["rating"] == "not judged"
    assert "<img" not in row["about"]
    assert "[a](b)" not in row["about"]
