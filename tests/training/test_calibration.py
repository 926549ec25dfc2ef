"""Calibration: scores become rates, and their order stays."""

import numpy as np

from pagewarden.moderation.taxonomy import CATEGORIES
from training.calibration import calibrate, platt


def test_platt_finds_the_scale_and_bias_that_made_the_labels() -> None:
    """Labels drawn from sigmoid(0.5 x - 1) give back 0.5 and -1."""
    chance = np.random.default_rng(0)
    logits = chance.normal(0, 3, 20_000).astype(np.float32)
    labels = (chance.random(20_000) < 1 / (1 + np.exp(1 - 0.5 * logits))).astype(np.float32)
    scale, bias = platt(logits, labels)
    assert abs(scale - 0.5) < 0.03
    assert abs(bias + 1) < 0.06


def test_scale_stays_positive_even_on_backward_labels() -> None:
    """Calibration never turns the order of texts round."""
    logits = np.linspace(-3, 3, 200, dtype=np.float32)
    scale, _ = platt(logits, (logits < 0).astype(np.float32))
    assert scale > 0


def test_separable_labels_stay_finite() -> None:
    """A perfect category gets no infinite scale."""
    logits = np.linspace(-3, 3, 200, dtype=np.float32)
    scale, bias = platt(logits, (logits > 0).astype(np.float32))
    assert np.isfinite([scale, bias]).all()


def test_category_with_few_positives_is_left_alone() -> None:
    """Without evidence the logits stay as they are; unknown labels are no evidence."""
    logits = np.zeros((50, len(CATEGORIES)), dtype=np.float32)
    labels = np.full_like(logits, np.nan)
    calibration = calibrate(logits, labels)
    assert set(calibration.scales) == {1.0}
    assert set(calibration.biases) == {0.0}
    assert set(calibration.as_dict()) == set(CATEGORIES)
