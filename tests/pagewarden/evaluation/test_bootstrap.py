"""Intervals: as wide as theory says, the same for the same seed, silent where they are blind."""

import numpy as np
import pytest

from pagewarden.evaluation.bootstrap import bootstrap, share_interval
from pagewarden.evaluation.metrics import Counts, Floats

VALUES = np.random.default_rng(3).normal(5, 2, 400)


def _mean(weights: Counts) -> dict[str, Floats]:
    return {"mean": weights @ VALUES / weights.sum(axis=1)}


def test_the_interval_of_a_mean_is_the_normal_one() -> None:
    """For a mean of 400 rows it is 1.96 standard errors to each side."""
    low, high = bootstrap(_mean, len(VALUES), 4_000, 0)["mean"]
    error = VALUES.std() / 20
    assert low == pytest.approx(VALUES.mean() - 1.96 * error, abs=0.15 * error)
    assert high == pytest.approx(VALUES.mean() + 1.96 * error, abs=0.15 * error)


def test_every_draw_has_as_many_rows_as_there_are() -> None:
    """Weights are counts of rows drawn with replacement, over any number of chunks."""
    seen: list[Counts] = []

    def watch(weights: Counts) -> dict[str, Floats]:
        seen.append(weights)
        return {"first": weights[:, 0].astype(float)}

    bootstrap(watch, 300_000, 8, 0)
    assert [part.shape for part in seen] == [(6, 300_000), (2, 300_000)]
    assert all((part.sum(axis=1) == 300_000).all() for part in seen)


def test_the_same_seed_gives_the_same_interval() -> None:
    """And another seed another one."""
    first, same, other = (bootstrap(_mean, 400, 200, seed) for seed in (1, 1, 2))
    assert first == same != other


def test_draws_without_the_figure_are_left_out() -> None:
    """An interval stands on the numbers that there are."""

    def half(weights: Counts) -> dict[str, Floats]:
        values = weights[:, 0].astype(float)
        return {"some": np.where(values > 0, values, np.nan), "none": values * np.nan}

    found = bootstrap(half, 20, 500, 0)
    assert list(found) == ["some"]
    assert found["some"][0] >= 1


def test_equal_draws_say_nothing() -> None:
    """No flag among 50 rows proves no rate of 0: there is no interval."""
    assert bootstrap(lambda weights: {"x": np.ones(len(weights))}, 50, 100, 0) == {}
    assert share_interval(0, 50, 1_000, 0) is None


@pytest.mark.parametrize(("rows", "resamples"), [(0, 100), (100, 0)])
def test_nothing_to_draw_is_no_interval(rows: int, resamples: int) -> None:
    """Neither without rows nor without draws."""
    assert bootstrap(lambda weights: {"x": weights.sum(axis=1) * 1.0}, rows, resamples, 0) == {}
    assert share_interval(0, rows, resamples, 0) is None


def test_a_share_is_a_binomial() -> None:
    """Half of 400 rows: .451 to .549."""
    low, high = share_interval(200, 400, 20_000, 0) or (0, 0)
    assert [low, high] == pytest.approx([0.451, 0.549], abs=0.003)
