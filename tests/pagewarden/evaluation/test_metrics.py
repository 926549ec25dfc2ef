"""Measures: scikit-learn's figures, by numpy alone, under any weights."""

import math
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pagewarden.evaluation.metrics import (
    Floats,
    Ranked,
    Tally,
    average_precision,
    decisions,
    expected_calibration_error,
    recall_at_false_positive_rate,
    roc_auc,
    tally,
)


class Sample(NamedTuple):
    """Labels with scores."""

    truth: list[int]
    scores: list[float]


@st.composite
def samples(draw: st.DrawFn) -> Sample:
    """Both labels, and scores of few values, so that ties are everywhere."""
    rows = draw(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 8)), min_size=2, max_size=40))
    truth = [label for label, _ in rows]
    assume(0 < sum(truth) < len(truth))
    return Sample(truth, [score / 8 for _, score in rows])


@pytest.fixture(scope="module")
def sklearn() -> Any:
    """scikit-learn's measures, the reference."""
    return pytest.importorskip(
        "sklearn.metrics", reason="scikit-learn is the reference: make install-train"
    )


def _all(truth: object, scores: object, weights: object = None) -> Floats:
    counted = Tally.of(
        Ranked.of(np.array(truth), np.array(scores)),
        None if weights is None else np.array([weights]),
    )
    made = decisions(counted, 0.5)
    return np.concatenate(
        [
            average_precision(counted),
            roc_auc(counted),
            recall_at_false_positive_rate(counted, 0.1),
            made.precision,
            made.recall,
            made.f1,
            made.false_positive_rate,
        ]
    )


@given(sample=samples())
def test_rankings_are_those_of_scikit_learn(sklearn: Any, sample: Sample) -> None:
    """AUPRC and AUROC, ties among them."""
    counted = tally(*sample)
    assert average_precision(counted).item() == pytest.approx(
        sklearn.average_precision_score(*sample)
    )
    assert roc_auc(counted).item() == pytest.approx(sklearn.roc_auc_score(*sample))


@given(sample=samples(), rate=st.sampled_from([0.0, 0.001, 0.01, 0.1, 0.5, 1.0]))
def test_recall_at_a_rate_is_read_off_the_curve(sklearn: Any, sample: Sample, rate: float) -> None:
    """The highest point of scikit-learn's ROC curve up to that rate."""
    false, true, _ = sklearn.roc_curve(*sample, drop_intermediate=False)
    expected = true[false <= rate + 1e-9].max()
    assert recall_at_false_positive_rate(tally(*sample), rate).item() == pytest.approx(expected)


@given(sample=samples(), threshold=st.integers(0, 9).map(lambda eighths: eighths / 8))
def test_decisions_are_those_of_scikit_learn(
    sklearn: Any, sample: Sample, threshold: float
) -> None:
    """Precision, recall and F1, with a row at the threshold flagged."""
    flagged = [score >= threshold for score in sample.scores]
    made = decisions(tally(*sample), threshold)
    precision, recall, f1, _ = sklearn.precision_recall_fscore_support(
        sample.truth, flagged, average="binary", zero_division=math.nan
    )
    assert made.precision.item() == pytest.approx(precision, nan_ok=True)
    assert made.recall.item() == pytest.approx(recall)
    assert made.f1.item() == pytest.approx(f1)
    wrong = sum(flag for flag, label in zip(flagged, sample.truth, strict=True) if not label)
    assert made.false_positive_rate.item() == wrong / sample.truth.count(0)


@given(sample=samples(), data=st.data())
def test_a_weight_is_a_repeated_row(sample: Sample, data: st.DataObject) -> None:
    """Counting rows by weights gives the figures of the rows written out so often."""
    size = len(sample.truth)
    weights = data.draw(st.lists(st.integers(0, 3), min_size=size, max_size=size))
    repeated = (np.repeat(sample.truth, weights), np.repeat(sample.scores, weights))
    assert _all(*sample, weights) == pytest.approx(_all(*repeated), nan_ok=True)


@given(sample=samples())
def test_only_the_order_of_scores_counts(sample: Sample) -> None:
    """A rising map of the scores changes no ranking figure."""
    mapped = (sample.truth, [math.exp(3 * score) - 7 for score in sample.scores])
    before, after = _all(*sample), _all(*mapped)
    assert after[:3] == pytest.approx(before[:3])


@given(sample=samples())
def test_turning_scores_round_turns_the_area_round(sample: Sample) -> None:
    """AUROC of the negated scores is one minus AUROC."""
    negated = tally(sample.truth, [-score for score in sample.scores])
    assert roc_auc(negated).item() == pytest.approx(1 - roc_auc(tally(*sample)).item())


@given(truth=samples().map(lambda sample: sample.truth))
def test_perfect_separation_is_one(truth: list[int]) -> None:
    """Where every 1 scores over every 0, each figure is at its best."""
    scores = [0.75 if label else 0.25 for label in truth]
    assert _all(truth, scores) == pytest.approx([1, 1, 1, 1, 1, 1, 0])


@given(truth=samples().map(lambda sample: sample.truth))
def test_equal_scores_know_nothing(truth: list[int]) -> None:
    """AUPRC is the prevalence, AUROC a half, and no recall comes free of false alarms."""
    counted = tally(truth, [0.5] * len(truth))
    assert average_precision(counted).item() == pytest.approx(np.mean(truth))
    assert roc_auc(counted).item() == 0.5
    assert recall_at_false_positive_rate(counted, 0.01).item() == 0


@pytest.mark.parametrize("truth", [[], [0, 0], [1, 1]], ids=["no rows", "no 1", "no 0"])
def test_undefined_figures_are_no_numbers(truth: list[int]) -> None:
    """Without rows of both kinds nothing is ranked, and precision could not fail."""
    counted = tally(truth, [0.5] * len(truth))
    undefined = [
        average_precision(counted),
        roc_auc(counted),
        recall_at_false_positive_rate(counted, 0.1),
        decisions(counted, 0.5).precision,
        decisions(counted, 0.5).f1,
    ]
    assert np.isnan(undefined).all()


def test_one_percent_of_any_number_of_negatives_is_allowed() -> None:
    """Rounding of 0.01 x 100 k never costs one of the k false alarms."""
    for hundreds in (1, 7, 29, 58, 113):
        truth = [0] * hundreds + [1] + [0] * (99 * hundreds)
        scores = list(range(len(truth), 0, -1))
        assert recall_at_false_positive_rate(tally(truth, scores), 0.01).item() == 1


def test_calibration_error_by_hand() -> None:
    """Two bins of two rows: .1 and .2 off, each half of the rows."""
    truth, scores = [0, 0, 1, 1], [0.1, 0.1, 0.8, 0.8]
    assert expected_calibration_error(truth, scores) == pytest.approx(0.15)


def test_calibrated_scores_have_no_error() -> None:
    """Scores drawn first, labels by them: next to nothing is left, and 1.0 has a bin."""
    chance = np.random.default_rng(1)
    scores = np.append(chance.random(50_000), 1.0)
    truth = chance.random(50_001) < scores
    assert expected_calibration_error(truth, scores) < 0.01


def test_no_rows_have_no_calibration_error() -> None:
    """A mean over nothing is no number."""
    assert math.isnan(expected_calibration_error([], []))
