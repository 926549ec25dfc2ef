"""Labelled files scored by a classifier and measured: each by itself, and all together."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pagewarden.evaluation.bootstrap import Interval, bootstrap, share_interval
from pagewarden.evaluation.groups import group_gaps
from pagewarden.evaluation.metrics import (
    Counts,
    Floats,
    Ranked,
    Tally,
    average_precision,
    decisions,
    expected_calibration_error,
    recall_at_false_positive_rate,
    roc_auc,
)
from pagewarden.evaluation.obfuscations import OBFUSCATIONS, obfuscated
from pagewarden.evaluation.records import (
    CategoryReport,
    Evaluation,
    ObfuscationReport,
    Options,
    SetReport,
    Share,
)
from pagewarden.evaluation.rows import LabelledFile, Rows, label_matrix
from pagewarden.moderation.classifier import Classifier
from pagewarden.moderation.taxonomy import CATEGORIES

_SCORED_AT_ONCE: Final = 512

Advance: TypeAlias = Callable[[int], None]
"""Told how many texts have been scored since it was last told."""

Flags: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class _Scored:
    """Rows with their scores, shape (n_rows, n_categories), as written and obfuscated."""

    rows: Rows
    scores: Floats
    variants: Mapping[str, Floats] = field(default_factory=dict)


def evaluate(
    files: Sequence[LabelledFile],
    classifier: Classifier,
    options: Options,
    advance: Advance = lambda _: None,
) -> Evaluation:
    """
    Score labelled files and measure them, each and all together.

    Args:
        files: One at least.
        classifier: What is measured, at its own thresholds.
        options: Draws, seed, obfuscations.
        advance: Told of progress; each row is scored ``options.scorings`` times.
    """
    scored = [_score(file.rows, classifier, options, advance) for file in files]
    measured = partial(_set_report, thresholds=_thresholds(classifier), options=options)
    return Evaluation(
        model_version=classifier.model_version,
        notes=tuple(classifier.notes),
        options=options,
        files=tuple(
            measured(str(file.path), file.sha256, part)
            for file, part in zip(files, scored, strict=True)
        ),
        overall=measured("overall", None, _together(scored)),
    )


def score_texts(
    texts: Sequence[str], classifier: Classifier, advance: Advance = lambda _: None
) -> Floats:
    """
    Score texts as the product does: each as one text, however many sentences it has.

    Returns:
        Shape (n_texts, n_categories). As float64, so that a score meets its threshold as
        it does in ``pagewarden score``.
    """
    parts = []
    for start in range(0, len(texts), _SCORED_AT_ONCE):
        part = texts[start : start + _SCORED_AT_ONCE]
        parts.append(classifier.classify(part).astype(np.float64))
        advance(len(part))
    return np.concatenate(parts)


def _thresholds(classifier: Classifier) -> Floats:
    return np.array([classifier.thresholds[category] for category in CATEGORIES])


def _score(rows: Rows, classifier: Classifier, options: Options, advance: Advance) -> _Scored:
    texts = [row.text for row in rows]
    return _Scored(
        rows,
        score_texts(texts, classifier, advance),
        {
            way: score_texts([obfuscated(t, way, options.seed) for t in texts], classifier, advance)
            for way in (OBFUSCATIONS if options.obfuscate else ())
        },
    )


def _together(parts: Sequence[_Scored]) -> _Scored:
    return _Scored(
        [row for part in parts for row in part.rows],
        np.concatenate([part.scores for part in parts]),
        {way: np.concatenate([part.variants[way] for part in parts]) for way in parts[0].variants},
    )


def _set_report(
    name: str, sha256: str | None, scored: _Scored, *, thresholds: Floats, options: Options
) -> SetReport:
    flags = scored.scores >= thresholds
    flagged = _any(flags)
    labels = label_matrix(scored.rows)
    return SetReport(
        name=name,
        sha256=sha256,
        flagged=_share(flagged, options),
        flagged_by_category=dict(zip(CATEGORIES, flags.mean(axis=0).tolist(), strict=True)),
        harmless_by_source=_by_source(scored.rows, flagged, labels, options),
        categories={
            CATEGORIES[index]: _category_report(
                labels[known, index],
                scored.scores[known, index],
                [scored.rows[row].groups for row in known],
                float(thresholds[index]),
                options,
            )
            for index, known in _labelled(labels)
        },
        obfuscations={
            way: _obfuscation_report(scored, labels, variant, thresholds, options)
            for way, variant in scored.variants.items()
        },
    )


def _labelled(labels: Floats) -> Iterator[tuple[int, Counts]]:
    """Yield each category that has labels, with the rows that have one."""
    for index, column in enumerate(labels.T):
        known = np.flatnonzero(~np.isnan(column))
        if len(known):
            yield index, known


def _any(flags: Flags) -> Flags:
    """Tell which rows are flagged in any category, shape (n_rows,)."""
    return np.asarray(flags.any(axis=1))


def _share(flagged: Flags, options: Options) -> Share:
    count, rows = int(flagged.sum()), len(flagged)
    return Share(count, rows, share_interval(count, rows, options.resamples, options.seed))


def _by_source(
    rows: Rows,
    flagged: Flags,
    labels: Floats,
    options: Options,
) -> dict[str, Share]:
    harmless = ~(labels == 1).any(axis=1)
    places: dict[str, list[int]] = {}
    for index, row in enumerate(rows):
        if row.source and harmless[index]:
            places.setdefault(row.source, []).append(index)
    return {source: _share(flagged[places[source]], options) for source in sorted(places)}


def _category_report(
    truth: Floats,
    scores: Floats,
    groups: Sequence[frozenset[str]],
    threshold: float,
    options: Options,
) -> CategoryReport:
    ranked = Ranked.of(truth, scores)
    measure = partial(_figures, ranked, threshold)
    return CategoryReport(
        positives=int(truth.sum()),
        negatives=len(truth) - int(truth.sum()),
        threshold=threshold,
        figures=_defined(measure(None))
        | {"calibration_error": expected_calibration_error(truth, scores)},
        intervals=bootstrap(measure, len(truth), options.resamples, options.seed),
        groups=group_gaps(truth, scores, groups),
    )


def _figures(ranked: Ranked, threshold: float, weights: Counts | None) -> dict[str, Floats]:
    counted = Tally.of(ranked, weights)
    made = decisions(counted, threshold)
    return {
        "auprc": average_precision(counted),
        "auroc": roc_auc(counted),
        "recall_at_fpr_1_percent": recall_at_false_positive_rate(counted, 0.01),
        "recall_at_fpr_0_1_percent": recall_at_false_positive_rate(counted, 0.001),
        "precision": made.precision,
        "recall": made.recall,
        "f1": made.f1,
        "false_positive_rate": made.false_positive_rate,
    }


def _obfuscation_report(
    scored: _Scored, labels: Floats, variant: Floats, thresholds: Floats, options: Options
) -> ObfuscationReport:
    figures: dict[str, dict[str, float]] = {}
    intervals: dict[str, dict[str, Interval]] = {}
    for index, known in _labelled(labels):
        category, truth = CATEGORIES[index], labels[known, index]
        if not truth.any():
            continue  # no recall to lose
        plain = Ranked.of(truth, scored.scores[known, index])
        odd = Ranked.of(truth, variant[known, index])
        measure = partial(_drops, plain, odd, float(thresholds[index]))
        figures[category] = _defined(measure(None))
        intervals[category] = bootstrap(measure, len(truth), options.resamples, options.seed)
    return ObfuscationReport(_share(_any(variant >= thresholds), options), figures, intervals)


def _drops(
    plain: Ranked, odd: Ranked, threshold: float, weights: Counts | None
) -> dict[str, Floats]:
    """Measure both spellings on the very same draws."""
    before, after = Tally.of(plain, weights), Tally.of(odd, weights)
    auprc, recall = average_precision(after), decisions(after, threshold).recall
    return {
        "auprc": auprc,
        "auprc_drop": average_precision(before) - auprc,
        "recall": recall,
        "recall_drop": decisions(before, threshold).recall - recall,
    }


def _defined(figures: Mapping[str, Floats]) -> dict[str, float]:
    """Keep the numbers of one weighting, without those that are NaN."""
    values = {name: float(figure.item()) for name, figure in figures.items()}
    return {name: value for name, value in values.items() if not np.isnan(value)}
