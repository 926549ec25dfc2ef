"""Choosing one cut-off per category under one budget of false alarms for all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from pagewarden.moderation.taxonomy import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

MARGIN: Final = 1e-4
"""How far above a clean score a threshold stands."""

LOWEST: Final = 0.30
HIGHEST: Final = 0.999
"""Thresholds stay in this range, whatever the samples say."""


LADDER_SHARE: Final = 0.01
"""No category is ever lowered so far that it alone flags more of the clean texts."""

FREE: Final = 0.01
"""Cost of a step that flags no new text, in texts: small, and not nothing."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Held-out scores that thresholds are chosen on, each (n, n_categories)."""

    clean: NDArray[np.float32]
    """Of clean web texts, the kind that must pass."""
    hard: NDArray[np.float32]
    """Of our own harmless sentences that use the words of harm."""
    labelled: NDArray[np.float32]
    labels: NDArray[np.float32]
    """0, 1 or NaN for `labelled`."""


@dataclass(slots=True)
class _Search:
    """Where every category stands on its ladder of falling thresholds."""

    evidence: Evidence
    ladders: list[list[float]]
    allowed: int
    """Clean texts that may be flagged in any category."""
    positions: list[int]

    def cuts(self) -> NDArray[np.float64]:
        """Return the thresholds as they stand, shape (n_categories,)."""
        pairs = zip(self.ladders, self.positions, strict=True)
        return np.array([ladder[position] for ladder, position in pairs])

    def flagged(self) -> NDArray[np.bool_]:
        """Tell which clean texts are flagged, shape (n_clean,)."""
        flagged: NDArray[np.bool_] = np.any(self.evidence.clean >= self.cuts(), axis=1)
        return flagged

    def options(self, index: int) -> Iterator[tuple[float, int, int]]:
        """Yield (recall gained per text, category, position) for each lower step."""
        before = self.flagged()
        ladder, here = self.ladders[index], self.positions[index]
        reached = self.recall(index, ladder[here])
        for position in range(here + 1, len(ladder)):
            cut = ladder[position]
            after = before | (self.evidence.clean[:, index] >= cut)
            if after.sum() > self.allowed:
                return
            gain = self.recall(index, cut) - reached
            if gain > 0:
                yield gain / (int(after.sum() - before.sum()) + FREE), index, position

    def recall(self, index: int, cut: float) -> float:
        """Return the share of a category's positives at or above a cut."""
        positive = self.evidence.labels[:, index] == 1
        if not positive.any():
            return 0.0
        return float((self.evidence.labelled[positive, index] >= cut).mean())


def choose_thresholds(
    evidence: Evidence, clean_budget: float, hard_budget: float
) -> dict[str, float]:
    """
    Spend the clean budget where it buys most recall.

    Every category starts where no clean text is flagged. Then, one step after the
    other, the category whose lower step gains most recall per newly flagged clean text
    is lowered, until the budget is spent. No category may flag more than `hard_budget`
    of the hard negatives.

    Args:
        evidence: Held-out scores, apart from those reported on.
        clean_budget: Share of clean texts flagged in any category, in [0, 1].
        hard_budget: Share of hard negatives flagged per category, in [0, 1].

    Returns:
        Threshold per category, in [0.30, 0.999], rounded up to four digits.
    """
    indices = range(len(CATEGORIES))
    search = _Search(
        evidence,
        [_ladder(evidence, index, hard_budget) for index in indices],
        int(clean_budget * len(evidence.clean)),
        [0 for _ in indices],
    )
    while options := [option for index in indices for option in search.options(index)]:
        _, index, position = max(options)
        search.positions[index] = position
    return {
        category: float(np.ceil(cut * 1e4) / 1e4)
        for category, cut in zip(CATEGORIES, search.cuts(), strict=True)
    }


def _ladder(evidence: Evidence, index: int, hard_budget: float) -> list[float]:
    """Return one category's candidate thresholds, falling, the clean maximum first."""
    clean = np.sort(evidence.clean[:, index])[::-1]
    hard = np.sort(evidence.hard[:, index])[::-1]
    spared = int(hard_budget * len(hard))
    bound = hard[spared] + MARGIN if spared < len(hard) else 0.0
    lowest = min(max(LOWEST, float(bound)), HIGHEST)
    candidates = np.clip(clean + MARGIN, lowest, HIGHEST)
    falling = sorted({float(value) for value in candidates}, reverse=True)
    return falling[: int(LADDER_SHARE * len(clean)) + 2]
