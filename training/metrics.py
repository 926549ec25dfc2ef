"""The manifest's figures, category by category; the measures are the product's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from pagewarden.evaluation.metrics import (
    average_precision,
    decisions,
    expected_calibration_error,
    roc_auc,
    tally,
)
from pagewarden.moderation.taxonomy import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
    for category, truth, score in _labelled(logits, labels):
        counted = tally(truth, score)
        positives, negatives = counted.positives.item(), counted.negatives.item()
        if min(positives, negatives) < MIN_ROWS:
            continue
        found[category] = {
            "auc": round(roc_auc(counted).item(), 4),
            "auprc": round(average_precision(counted).item(), 4),
            "positives": positives,
            "negatives": negatives,
        }
    return found


def at_thresholds(
    scores: NDArray[np.float32],
    labels: NDArray[np.float32],
    thresholds: Mapping[str, float],
) -> dict[str, dict[str, float]]:
    """Return precision, recall and false-positive rate per category at its cut-off."""
    found = {}
    for category, truth, score in _labelled(scores, labels):
        made = decisions(tally(truth, score), thresholds[category])
        entry = {}
        if made.positives.item() >= MIN_ROWS:
            entry["recall"] = round(made.recall.item(), 4)
        if made.negatives.item() >= MIN_ROWS:
            entry["false_positive_rate"] = round(made.false_positive_rate.item(), 5)
        if "recall" in entry and not np.isnan(made.precision.item()):
            entry["precision"] = round(made.precision.item(), 4)
        if entry:
            found[category] = entry
    return found


def flagged_share(scores: NDArray[np.float32], thresholds: Mapping[str, float]) -> float:
    """Return the share of texts flagged in any category, in [0, 1]."""
    cuts = np.array([thresholds[category] for category in CATEGORIES])
    return float((scores >= cuts).any(axis=1).mean())


def calibration_errors(
    scores: NDArray[np.float32], labels: NDArray[np.float32]
) -> dict[str, float]:
    """Return the expected calibration error per category, in [0, 1]; 0 without labels."""
    errors = dict.fromkeys(CATEGORIES, 0.0)
    for category, truth, score in _labelled(scores, labels):
        errors[category] = round(expected_calibration_error(truth, score), 4)
    return errors


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


def _labelled(
    scores: NDArray[np.float32], labels: NDArray[np.float32]
) -> Iterator[tuple[str, NDArray[np.float32], NDArray[np.float32]]]:
    """Yield each category with the labels and scores of the rows that have a label."""
    for index, category in enumerate(CATEGORIES):
        known = ~np.isnan(labels[:, index])
        if known.any():
            yield category, labels[known, index], scores[known, index]
