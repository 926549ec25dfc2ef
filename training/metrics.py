"""How well scores part the labelled 1s from the 0s, category by category."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from pagewarden.moderation.taxonomy import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

MIN_ROWS: Final = 10
"""Fewer positives or negatives than this give no figure worth printing."""


def ranking(
    logits: NDArray[np.float32], labels: NDArray[np.float32]
) -> dict[str, dict[str, float]]:
    """
    Return AUC and AUPRC per category that has enough rows of both kinds.

    Args:
        logits: Any monotone score, shape (n_rows, n_categories).
        labels: 0, 1 or NaN, shape (n_rows, n_categories).
    """
    found = {}
    for index, category in enumerate(CATEGORIES):
        known = ~np.isnan(labels[:, index])
        truth, score = labels[known, index], logits[known, index]
        positives = int(truth.sum())
        if min(positives, len(truth) - positives) < MIN_ROWS:
            continue
        found[category] = {
            "auc": round(float(roc_auc_score(truth, score)), 4),
            "auprc": round(float(average_precision_score(truth, score)), 4),
            "positives": positives,
            "negatives": len(truth) - positives,
        }
    return found


def at_thresholds(
    scores: NDArray[np.float32],
    labels: NDArray[np.float32],
    thresholds: Mapping[str, float],
) -> dict[str, dict[str, float]]:
    """Return precision, recall and false-positive rate per category at its cut-off."""
    found = {}
    for index, category in enumerate(CATEGORIES):
        truth = labels[:, index]
        flagged = scores[:, index] >= thresholds[category]
        hits = int((flagged & (truth == 1)).sum())
        false_alarms = int((flagged & (truth == 0)).sum())
        positives, negatives = int((truth == 1).sum()), int((truth == 0).sum())
        entry = {}
        if positives >= MIN_ROWS:
            entry["recall"] = round(hits / positives, 4)
        if negatives >= MIN_ROWS:
            entry["false_positive_rate"] = round(false_alarms / negatives, 5)
        if entry and hits + false_alarms and positives >= MIN_ROWS:
            entry["precision"] = round(hits / (hits + false_alarms), 4)
        if entry:
            found[category] = entry
    return found


def flagged_share(scores: NDArray[np.float32], thresholds: Mapping[str, float]) -> float:
    """Return the share of texts flagged in any category, in [0, 1]."""
    cuts = np.array([thresholds[category] for category in CATEGORIES])
    return float((scores >= cuts).any(axis=1).mean())


def calibration_errors(
    scores: NDArray[np.float32], labels: NDArray[np.float32], bins: int = 10
) -> dict[str, float]:
    """
    Return the expected calibration error per category, in [0, 1].

    Guo et al. 2017: |mean score - share of positives| over equal-width bins of the
    score, weighted by their rows.
    """
    found = {}
    for index, category in enumerate(CATEGORIES):
        known = ~np.isnan(labels[:, index])
        score, truth = scores[known, index], labels[known, index]
        which = np.minimum((score * bins).astype(int), bins - 1)
        gaps = [
            abs(float(score[which == bin_].mean() - truth[which == bin_].mean()))
            * float((which == bin_).mean())
            for bin_ in range(bins)
            if (which == bin_).any()
        ]
        found[category] = round(sum(gaps), 4)
    return found


def auprc_changes(
    before: NDArray[np.float32],
    after: NDArray[np.float32],
    labels: NDArray[np.float32],
) -> dict[str, float]:
    """Return how AUPRC moved per category from one scoring to the other."""
    first, second = ranking(before, labels), ranking(after, labels)
    return {
        category: round(second[category]["auprc"] - first[category]["auprc"], 4)
        for category in first
    }
