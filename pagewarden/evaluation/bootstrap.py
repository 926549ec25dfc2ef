"""
How far a figure would move on other rows: percentile intervals of a bootstrap over rows.

Efron & Tibshirani 1993, chapter 13: draw as many rows as there are, with replacement, take
the figure, and again; the middle 95 % of the figures are the interval.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

import numpy as np

from pagewarden.evaluation.metrics import Counts, Floats

Interval: TypeAlias = tuple[float, float]

CONFIDENCE: Final = 0.95

_SAME: Final = 1e-12
"""Figures that differ by less differ by rounding alone."""

_CHUNK: Final = 2_000_000
"""Weights held at a time (16 MB): draws are made some at a time, so that memory stays small."""


def bootstrap(
    measure: Callable[[Counts], Mapping[str, Floats]], n_rows: int, resamples: int, seed: int
) -> dict[str, Interval]:
    """
    Give an interval to each figure of a measure.

    Args:
        measure: Takes weights, shape (n_draws, n_rows), and gives figures, shape (n_draws,)
            each. Draws in which a figure is NaN are left out of its interval.
        n_rows: Rows to draw from.
        resamples: How many draws; with 0 there are no intervals.
        seed: The same seed gives the same draws.

    Returns:
        Lower and upper end by figure; figures of which nothing can be said are missing.
    """
    if not n_rows:
        return {}
    chunks = [measure(weights) for weights in _draws(n_rows, resamples, seed)]
    names = chunks[0] if chunks else ()
    samples = {name: np.concatenate([chunk[name] for chunk in chunks]) for name in names}
    found = {name: interval(values) for name, values in samples.items()}
    return {name: ends for name, ends in found.items() if ends}


def share_interval(part: int, whole: int, resamples: int, seed: int) -> Interval | None:
    """Give the interval of a plain share; resampling its rows is a binomial draw."""
    if not (whole and resamples):
        return None
    draws = np.random.default_rng(seed).binomial(whole, part / whole, resamples)
    return interval(draws / whole)


def interval(samples: Floats) -> Interval | None:
    """
    Cut the same share off both ends of the samples that are numbers.

    None where all are the same: no draw from 500 rows without a flag has one, which is no
    proof that the rate is 0.
    """
    known = samples[~np.isnan(samples)]
    if not len(known) or np.ptp(known) < _SAME:
        return None
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(known, [tail, 1 - tail])
    return float(low), float(high)


def _draws(n_rows: int, resamples: int, seed: int) -> Iterator[Counts]:
    """Yield how often each row was drawn, shape (some, n_rows), until all draws are made."""
    chance = np.random.default_rng(seed)
    most = max(1, _CHUNK // n_rows)
    for done in range(0, resamples, most):
        draws = min(most, resamples - done)
        picked = chance.integers(n_rows, size=(draws, n_rows))
        picked += np.arange(draws)[:, None] * n_rows
        yield np.bincount(picked.ravel(), minlength=draws * n_rows).reshape(draws, n_rows)
