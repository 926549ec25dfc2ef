"""Gaps between groups: each of Borkan's three areas sees its own kind of unfairness."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pagewarden.evaluation.groups import MIN_ROWS, group_gaps

SAILORS = frozenset({"sailors"})
NOBODY: frozenset[str] = frozenset()
MANY = 20


def _gaps(harmless: float, harmful: float) -> tuple[float | None, ...]:
    """Score the sailors' 0s and 1s so, the background's .3 and .7."""
    truth = np.repeat([0.0, 1.0, 0.0, 1.0], MANY)
    scores = np.repeat([harmless, harmful, 0.3, 0.7], MANY)
    groups = [SAILORS] * (2 * MANY) + [NOBODY] * (2 * MANY)
    found = group_gaps(truth, scores, groups)["sailors"]
    assert (found.positives, found.negatives) == (MANY, MANY)
    return found.subgroup_auc, found.bpsn_auc, found.bnsp_auc


def test_no_gap_where_the_group_scores_as_the_others() -> None:
    """All three are perfect."""
    assert _gaps(0.3, 0.7) == (1, 1, 1)


def test_a_harmless_mention_taken_for_harm_lowers_bpsn() -> None:
    """The group's 0s stand over the background's 1s; in itself it is well ordered."""
    assert _gaps(0.8, 0.9) == (1, 0, 1)


def test_missed_harm_lowers_bnsp() -> None:
    """The group's 1s stand under the background's 0s."""
    assert _gaps(0.1, 0.2) == (1, 1, 0)


def test_confusion_inside_the_group_lowers_its_own_area() -> None:
    """Its 1s and 0s all get the same score."""
    assert _gaps(0.5, 0.5) == (0.5, 1, 1)


def test_too_few_rows_give_no_figure() -> None:
    """Nine rows of a kind are an anecdote, and are still counted."""
    few = MIN_ROWS - 1
    truth = np.array([1.0] * few + [0.0] * MANY + [1.0] * MANY)
    groups = [SAILORS] * (few + MANY) + [NOBODY] * MANY
    found = group_gaps(truth, truth, groups)["sailors"]
    assert (found.positives, found.negatives) == (few, MANY)
    assert (found.subgroup_auc, found.bpsn_auc, found.bnsp_auc) == (None, 1, None)


@given(st.lists(st.sets(st.sampled_from(["sailors", "bakers", "nurses"])), max_size=30))
def test_every_group_mentioned_is_measured(mentions: list[set[str]]) -> None:
    """A text may mention several groups, or none."""
    zeros = np.zeros(len(mentions))
    found = group_gaps(zeros, zeros, [frozenset(names) for names in mentions])
    assert set(found) == set().union(*mentions)
