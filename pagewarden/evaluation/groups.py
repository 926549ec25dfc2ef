"""
Whether a category ranks as well where an identity is mentioned as elsewhere.

Borkan et al. 2019 ("Nuanced Metrics for Measuring Unintended Bias with Real Data for Text
Classification"). The background is every labelled row that does not mention the group.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pagewarden.evaluation.metrics import Floats, roc_auc, tally

MIN_ROWS: Final = 10
"""Fewer positives or negatives than this give no figure worth printing."""


@dataclass(frozen=True, slots=True)
class GroupGaps:
    """How one group fares in one category; a figure is None where rows are too few."""

    positives: int
    """Rows of the group that are labelled 1."""
    negatives: int
    """Rows of the group that are labelled 0."""
    subgroup_auc: float | None
    """Its 1s against its own 0s. Low: the model does not understand texts on this group."""
    bpsn_auc: float | None
    """
    Background's 1s against the group's 0s (background positive, subgroup negative). Low:
    harmless texts that mention the group are taken for harmful ones.
    """
    bnsp_auc: float | None
    """
    The group's 1s against the background's 0s (background negative, subgroup positive). Low:
    harmful texts that mention the group are missed.
    """


def group_gaps(
    truth: Floats, scores: Floats, groups: Sequence[frozenset[str]]
) -> dict[str, GroupGaps]:
    """
    Measure every group that some row mentions.

    Args:
        truth: 1 or 0, shape (n_rows,).
        scores: Shape (n_rows,).
        groups: The groups that each row mentions.
    """
    names = sorted(set().union(*groups))
    return {
        name: _gaps(truth == 1, scores, np.array([name in mentioned for mentioned in groups]))
        for name in names
    }


def _gaps(positive: NDArray[np.bool_], scores: Floats, inside: NDArray[np.bool_]) -> GroupGaps:
    return GroupGaps(
        positives=int((positive & inside).sum()),
        negatives=int((~positive & inside).sum()),
        subgroup_auc=_auc(positive, scores, inside),
        bpsn_auc=_auc(positive, scores, positive != inside),
        bnsp_auc=_auc(positive, scores, positive == inside),
    )


def _auc(positive: NDArray[np.bool_], scores: Floats, chosen: NDArray[np.bool_]) -> float | None:
    truth = positive[chosen]
    if min(truth.sum(), (~truth).sum()) < MIN_ROWS:
        return None
    return float(roc_auc(tally(truth, scores[chosen])).item())
