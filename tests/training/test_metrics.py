"""The manifest's figures: only where rows are enough, and those that were always printed."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pagewarden.moderation.taxonomy import CATEGORIES
from training.metrics import (
    MIN_ROWS,
    at_thresholds,
    auprc_changes,
    calibration_errors,
    flagged_share,
    ranking,
)

THRESHOLDS = dict.fromkeys(CATEGORIES, 0.5)


def _matrix(**columns: list[float]) -> NDArray[np.float32]:
    """Columns by category; NaN in the others."""
    rows = len(next(iter(columns.values())))
    values = [columns.get(category, [np.nan] * rows) for category in CATEGORIES]
    return np.array(values, dtype=np.float32).T


LABELS = _matrix(toxicity=[1.0] * 12 + [0.0] * 20, hate=[1.0] * 9 + [0.0] * 23)
SCORES = np.repeat(np.linspace(0.99, 0.01, 32, dtype=np.float32)[:, None], 8, axis=1)


def test_ranking_leaves_thin_categories_out() -> None:
    """Nine positives give no figure, and unlabelled categories none."""
    assert ranking(SCORES, LABELS) == {
        "toxicity": {"auc": 1.0, "auprc": 1.0, "positives": 12, "negatives": 20}
    }


def test_decisions_name_what_can_be_known() -> None:
    """16 of 32 are flagged; of hate, whose positives are few, only its false alarms."""
    found = at_thresholds(SCORES, LABELS, THRESHOLDS)
    assert found == {
        "toxicity": {"recall": 1.0, "false_positive_rate": 0.2, "precision": 0.75},
        "hate": {"false_positive_rate": round(7 / 23, 5)},
    }


def test_precision_is_missing_where_nothing_is_flagged() -> None:
    """A share of nothing is no figure."""
    found = at_thresholds(SCORES * 0.1, LABELS, THRESHOLDS)["toxicity"]
    assert found == {"recall": 0.0, "false_positive_rate": 0.0}


def test_shares_errors_and_changes() -> None:
    """Half of the texts are flagged; every category has an error; turning round costs."""
    assert flagged_share(SCORES, THRESHOLDS) == 0.5
    errors = calibration_errors(SCORES, LABELS)
    assert list(errors) == list(CATEGORIES)
    assert errors["sexual"] == 0 < errors["toxicity"]
    assert auprc_changes(SCORES, SCORES, LABELS) == {"toxicity": 0.0}
    assert auprc_changes(SCORES, 1 - SCORES, LABELS)["toxicity"] < -0.5


@pytest.mark.parametrize("seed", range(3))
def test_the_figures_are_those_of_scikit_learn(seed: int) -> None:
    """Manifests made before the measures moved into the product stay comparable."""
    sklearn = pytest.importorskip(
        "sklearn.metrics", reason="scikit-learn is the reference: make install-train"
    )
    chance = np.random.default_rng(seed)
    truth = (chance.random(500) < 0.2).astype(float)
    logits = (chance.normal(size=500) + truth).astype(np.float32).round(1)
    found = ranking(np.repeat(logits[:, None], 8, axis=1), _matrix(threat=truth.tolist()))
    assert found["threat"]["auc"] == round(sklearn.roc_auc_score(truth, logits), 4)
    assert found["threat"]["auprc"] == round(sklearn.average_precision_score(truth, logits), 4)
    assert found["threat"]["positives"] + found["threat"]["negatives"] == 500 > MIN_ROWS
