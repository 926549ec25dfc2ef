"""Platt scaling per category: logits whose sigmoid is a probability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from pagewarden.moderation.taxonomy import CATEGORIES

if TYPE_CHECKING:
    from numpy.typing import NDArray

MIN_POSITIVES: Final = 20
"""Below this a category keeps its logits as they are."""

NEWTON_STEPS: Final = 50

MIN_SCALE: Final = 0.05


@dataclass(frozen=True, slots=True)
class Calibration:
    """`sigmoid(scale * logit + bias)` per category, in the taxonomy's order."""

    scales: tuple[float, ...]
    biases: tuple[float, ...]

    def as_dict(self) -> dict[str, dict[str, float]]:
        """Return the manifest's form."""
        return {
            category: {"scale": round(scale, 6), "bias": round(bias, 6)}
            for category, scale, bias in zip(CATEGORIES, self.scales, self.biases, strict=True)
        }


def calibrate(logits: NDArray[np.float32], labels: NDArray[np.float32]) -> Calibration:
    """
    Fit every category on held-out rows.

    Args:
        logits: Uncalibrated, shape (n_rows, n_categories).
        labels: 0, 1 or NaN (unknown), shape (n_rows, n_categories).
    """
    fits = [
        platt(logits[~np.isnan(column), index], column[~np.isnan(column)])
        for index, column in enumerate(labels.T)
    ]
    return Calibration(tuple(fit[0] for fit in fits), tuple(fit[1] for fit in fits))


def platt(logits: NDArray[np.float32], labels: NDArray[np.float32]) -> tuple[float, float]:
    """
    Fit scale and bias by Newton's method on Platt's smoothed targets.

    Platt 1999: targets (n₊+1)/(n₊+2) and 1/(n₋+2) keep the fit finite when the two
    classes can be parted.

    Returns:
        Scale, above 0 so that the order of texts stays, and bias.
    """
    n_positive = int(labels.sum())
    if n_positive < MIN_POSITIVES:
        return 1.0, 0.0
    n_negative = len(labels) - n_positive
    targets = np.where(labels == 1, (n_positive + 1) / (n_positive + 2), 1 / (n_negative + 2))
    design = np.stack([logits.astype(float), np.ones(len(logits))], axis=1)
    parameters = np.array([1.0, 0.0])
    for _ in range(NEWTON_STEPS):
        scores = 1 / (1 + np.exp(-np.clip(design @ parameters, -30, 30)))
        gradient = design.T @ (scores - targets)
        curvature = (design * (scores * (1 - scores))[:, None]).T @ design
        step = np.linalg.solve(curvature + 1e-6 * np.eye(2), gradient)
        parameters -= np.clip(step, -1, 1)
        if np.abs(step).max() < 1e-8:  # noqa: PLR2004 - converged
            break
    return max(float(parameters[0]), MIN_SCALE), float(parameters[1])
