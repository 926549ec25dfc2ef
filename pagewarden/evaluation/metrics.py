"""
Measures of one category: how well scores part the 1s from the 0s. Pure; numpy only.

Rows are ranked once and then counted under any number of weightings, a line of weights
each: ones give the figure itself, counts of a resample give one bootstrap draw. So a
thousand draws cost a few cumulative sums. ``docs/evaluation.md`` names every formula's source.
"""

from dataclasses import dataclass
from typing import Final, Self, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
Counts: TypeAlias = NDArray[np.int64]

CALIBRATION_BINS: Final = 10
"""Equal-width bins of the score; the reliability diagrams of Guo et al. 2017 have ten, too."""

ROUNDING: Final = 1e-9
"""Keeps 0.01 x 2,900 negatives from allowing 28 false alarms instead of 29."""


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """Rows by falling score. Equal scores form one run: no threshold can tell them apart."""

    order: NDArray[np.intp]
    """Index of each row before ranking, shape (n_rows,)."""
    scores: Floats
    """In ranked order, shape (n_rows,)."""
    positive: NDArray[np.bool_]
    """Which rows are labelled 1, in ranked order, shape (n_rows,)."""
    positives_before: NDArray[np.intp]
    """Rows labelled 1 among the first k, for k from 0, shape (n_rows + 1,)."""
    starts: NDArray[np.intp]
    """Rows ranked over each run that holds a 1, shape (n_runs,)."""
    ends: NDArray[np.intp]
    """The same with the run itself, shape (n_runs,)."""

    @classmethod
    def of(cls, truth: ArrayLike, scores: ArrayLike) -> Self:
        """
        Rank rows.

        Args:
            truth: 1 or 0 (True or False), shape (n_rows,).
            scores: Any finite numbers that rise with the belief in 1, shape (n_rows,).
        """
        values = np.asarray(scores, dtype=np.float64)
        order = np.argsort(-values, kind="stable")
        ranked, positive = values[order], np.asarray(truth)[order].astype(bool)
        before = np.concatenate([[0], np.cumsum(positive)])
        changes = np.flatnonzero(ranked[1:] != ranked[:-1]) + 1
        edges = np.concatenate([[0], changes, [len(ranked)]])
        counts = before[edges[1:]] > before[edges[:-1]]
        return cls(order, ranked, positive, before, edges[:-1][counts], edges[1:][counts])


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Ranked rows counted from the top, once per line of weights."""

    ranked: Ranked
    rows: Counts
    """Rows among the first k, shape (n_weightings, n_rows + 1)."""
    hits: Counts
    """Rows labelled 1 among the first k of these, shape (n_weightings, n_positives + 1)."""

    @classmethod
    def of(cls, ranked: Ranked, weights: Counts | None = None) -> Self:
        """
        Count rows.

        Args:
            ranked: The rows.
            weights: How often each row counts, in the order before ranking, shape
                (n_weightings, n_rows); once each when None.
        """
        if weights is None:
            weights = np.ones((1, len(ranked.order)), dtype=np.int64)
        ordered = weights[:, ranked.order]
        return cls(ranked, _running_sums(ordered), _running_sums(ordered[:, ranked.positive]))

    @property
    def positives(self) -> Counts:
        """Rows labelled 1, shape (n_weightings,)."""
        return self.hits[:, -1]

    @property
    def negatives(self) -> Counts:
        """Rows labelled 0, shape (n_weightings,)."""
        return self.rows[:, -1] - self.positives

    def hits_at(self, cuts: NDArray[np.intp]) -> Counts:
        """Rows labelled 1 among the first ``cuts``, shape (n_weightings, n_cuts)."""
        return self.hits[:, self.ranked.positives_before[cuts]]

    def false_alarms_at(self, cuts: NDArray[np.intp]) -> Counts:
        """Rows labelled 0 among the first ``cuts``, shape (n_weightings, n_cuts)."""
        return self.rows[:, cuts] - self.hits_at(cuts)


def tally(truth: ArrayLike, scores: ArrayLike) -> Tally:
    """Rank rows and count each once."""
    return Tally.of(Ranked.of(truth, scores))


def _running_sums(weights: Counts) -> Counts:
    sums = np.zeros((weights.shape[0], weights.shape[1] + 1), dtype=np.int64)
    np.cumsum(weights, axis=1, out=sums[:, 1:])
    return sums


def average_precision(counted: Tally) -> Floats:
    """
    Area under the precision-recall curve, in steps: sum of (R_k - R_k-1) P_k.

    Returns:
        In [0, 1], shape (n_weightings,); NaN where either label is missing.
    """
    starts, ends = counted.ranked.starts, counted.ranked.ends
    found = counted.hits_at(ends)
    gained = found - counted.hits_at(starts)
    precision = found / np.maximum(counted.rows[:, ends], 1)
    area = _ratio((gained * precision).sum(axis=1), counted.positives)
    return np.where(counted.negatives > 0, area, np.nan)


def roc_auc(counted: Tally) -> Floats:
    """
    Chance that a random 1 scores over a random 0, ties counting half.

    Returns:
        In [0, 1], shape (n_weightings,); NaN where either label is missing.
    """
    starts, ends = counted.ranked.starts, counted.ranked.ends
    gained = counted.hits_at(ends) - counted.hits_at(starts)
    over = (counted.false_alarms_at(starts) + counted.false_alarms_at(ends)) / 2
    beaten = (gained * (counted.negatives[:, None] - over)).sum(axis=1)
    return _ratio(beaten, counted.positives * counted.negatives)


def recall_at_false_positive_rate(counted: Tally, rate: float) -> Floats:
    """
    Best recall of any threshold whose false-positive rate is at most ``rate``.

    Returns:
        In [0, 1], shape (n_weightings,); NaN where either label is missing.
    """
    ends = counted.ranked.ends
    allowed = rate * counted.negatives + ROUNDING
    within = counted.false_alarms_at(ends) <= allowed[:, None]
    best = np.where(within, counted.hits_at(ends), 0).max(axis=1, initial=0)
    return np.where(counted.negatives > 0, _ratio(best, counted.positives), np.nan)


@dataclass(frozen=True, slots=True, eq=False)
class Decisions:
    """What a threshold makes of the rows; a row at it is flagged. Shapes (n_weightings,)."""

    hits: Counts
    """Flagged rows labelled 1."""
    false_alarms: Counts
    """Flagged rows labelled 0."""
    positives: Counts
    negatives: Counts

    @property
    def precision(self) -> Floats:
        """Share of the flagged rows that are labelled 1; NaN where none is, or none could err."""
        return self._with_both(_ratio(self.hits, self.hits + self.false_alarms))

    @property
    def recall(self) -> Floats:
        """Share of the rows labelled 1 that are flagged."""
        return _ratio(self.hits, self.positives)

    @property
    def f1(self) -> Floats:
        """Harmonic mean of precision and recall; NaN where either label is missing."""
        flagged = self.hits + self.false_alarms
        return self._with_both(_ratio(2 * self.hits, flagged + self.positives))

    @property
    def false_positive_rate(self) -> Floats:
        """Share of the rows labelled 0 that are flagged."""
        return _ratio(self.false_alarms, self.negatives)

    def _with_both(self, figure: Floats) -> Floats:
        return np.where((self.positives > 0) & (self.negatives > 0), figure, np.nan)


def decisions(counted: Tally, threshold: float) -> Decisions:
    """Count what is flagged at or over a threshold."""
    cut = np.array([np.count_nonzero(counted.ranked.scores >= threshold)])
    return Decisions(
        counted.hits_at(cut)[:, 0],
        counted.false_alarms_at(cut)[:, 0],
        counted.positives,
        counted.negatives,
    )


def expected_calibration_error(
    truth: ArrayLike, scores: ArrayLike, bins: int = CALIBRATION_BINS
) -> float:
    """
    Mean distance between the scores of a bin and its share of 1s, weighted by its rows.

    Args:
        truth: 1 or 0, shape (n_rows,).
        scores: Probabilities in [0, 1], shape (n_rows,).
        bins: Bins of equal width over [0, 1].

    Returns:
        In [0, 1]; NaN where there are no rows.
    """
    values = np.asarray(scores, dtype=np.float64)
    if not len(values):
        return float("nan")
    which = np.minimum((values * bins).astype(np.intp), bins - 1)
    gaps = np.bincount(which, weights=values - np.asarray(truth, dtype=np.float64), minlength=bins)
    return float(np.abs(gaps).sum() / len(values))


def _ratio(part: NDArray[np.generic], whole: NDArray[np.generic]) -> Floats:
    """Divide; NaN where the whole is 0."""
    shares = np.full(whole.shape, np.nan)
    np.divide(part, whole, out=shares, where=whole != 0)
    return shares
