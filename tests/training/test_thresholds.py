"""Thresholds: the budget holds, and is spent where it helps."""

import numpy as np
import pytest

from pagewarden.moderation.taxonomy import CATEGORIES
from training.thresholds import Evidence, choose_thresholds

N = len(CATEGORIES)


def evidence(seed: int = 0) -> Evidence:
    """Return scores in which positives of every category lie above most clean text."""
    chance = np.random.default_rng(seed)
    labels = np.zeros((400, N), dtype=np.float32)
    labels[np.arange(400), np.arange(400) % N] = 1
    labelled = np.where(
        labels == 1, chance.beta(4, 2, labels.shape), chance.beta(1, 9, labels.shape)
    )
    return Evidence(
        clean=chance.beta(1, 9, (2000, N)).astype(np.float32),
        hard=chance.beta(1, 6, (200, N)).astype(np.float32),
        labelled=labelled.astype(np.float32),
        labels=labels,
    )


@pytest.mark.parametrize("budget", [0.0, 0.003, 0.02])
def test_clean_budget_holds(budget: float) -> None:
    """No more clean texts are flagged than allowed, over all categories."""
    given = evidence()
    cuts = choose_thresholds(given, budget, hard_budget=1.0)
    flagged = (given.clean >= np.array([cuts[c] for c in CATEGORIES])).any(axis=1)
    assert flagged.mean() <= budget


def test_hard_negatives_bound_every_category() -> None:
    """A category that takes our harmless sentences for harm gets a higher threshold."""
    given = evidence()
    cuts = choose_thresholds(given, 0.02, hard_budget=0.01)
    flagged = given.hard >= np.array([cuts[c] for c in CATEGORIES])
    assert (flagged.mean(axis=0) <= 0.01).all()


def test_larger_budget_never_loses_recall() -> None:
    """Allowing more false alarms finds at least as much."""

    def recall(budget: float) -> float:
        given = evidence()
        cuts = choose_thresholds(given, budget, hard_budget=1.0)
        hit = given.labelled >= np.array([cuts[c] for c in CATEGORIES])
        return float(hit[given.labels == 1].mean())

    assert recall(0.0) <= recall(0.003) <= recall(0.02)


def test_thresholds_stay_in_their_range() -> None:
    """Even on empty evidence no threshold leaves [0.30, 0.98]."""
    cuts = choose_thresholds(evidence(), 0.02, hard_budget=1.0)
    assert set(cuts) == set(CATEGORIES)
    assert all(0.30 <= cut <= 0.9801 for cut in cuts.values())
