"""Measuring a release: thresholds on one half of held-out text, figures on the other."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from pagewarden.moderation.taxonomy import CATEGORIES
from training import metrics
from training.dataset import label_matrix
from training.rows import Row, half, read_rows
from training.scoring import sigmoid
from training.thresholds import Evidence, choose_thresholds

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from training.recipe import EvaluationRecipe
    from training.scoring import Scorer

logger: Final = logging.getLogger(__name__)

DEV_FILES: Final = (
    "jigsaw_wiki",
    "civil_comments",
    "davidson",
    "surge_toxicity",
    "clean_web",
    "thin",
)

CLEAN_FILE: Final = "clean_web"

_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Scored:
    """Rows with the model's answers."""

    rows: tuple[Row, ...]
    logits: NDArray[np.float32]
    """Shape (n_rows, n_categories)."""

    @property
    def labels(self) -> NDArray[np.float32]:
        """0, 1 or NaN, shape (n_rows, n_categories)."""
        return label_matrix(self.rows)

    @property
    def scores(self) -> NDArray[np.float32]:
        """Probabilities, shape (n_rows, n_categories)."""
        return sigmoid(self.logits)

    def in_half(self, wanted: int) -> Scored:
        """Return the rows of one half, 0 to choose on or 1 to report on."""
        keep = [i for i, row in enumerate(self.rows) if half(row.text) == wanted]
        return Scored(tuple(self.rows[i] for i in keep), self.logits[keep])


def score_rows(scorer: Scorer, rows: Sequence[Row]) -> NDArray[np.float32]:
    """Return the largest logit over every row's windows, (n_rows, n_categories)."""
    return scorer.logits([row.text for row in rows])


def sentences_of(rows: Sequence[Row]) -> tuple[list[Row], list[str]]:
    """
    Cut texts into sentences, as the product cuts pages.

    Returns:
        The sentences, and before them the row that each is of: a sentence belongs to the
        half of its text.
    """
    cut = [
        (row, sentence)
        for row in rows
        for sentence in _SENTENCE_END.split(row.text)
        if sentence.strip()
    ]
    return [row for row, _ in cut], [sentence for _, sentence in cut]


def dev_path(data: Path, name: str) -> Path:
    """Return where a held-out file lies."""
    return data / "dev" / f"{name}.jsonl.gz"


def calibration_rows(data: Path, recipe: EvaluationRecipe) -> list[Row]:
    """Return the rows that calibration is fitted on: half of some held-out files."""
    return [
        row
        for name in recipe.calibration_files
        for row in read_rows(dev_path(data, name))
        if half(row.text) == 0
    ]


def thresholds_for(
    dev: Mapping[str, Scored],
    templates: Scored,
    clean: Sequence[Scored],
    recipe: EvaluationRecipe,
) -> dict[str, float]:
    """
    Choose thresholds on the first halves of held-out text.

    Args:
        dev: Held-out files, labelled.
        templates: Our own held-out sentences.
        clean: Harmless text to choose on: whole texts, as `pagewarden score` sees them, and
            their sentences, as pages are seen.
        recipe: Budgets of false alarms.
    """
    labelled = [dev[name].in_half(0) for name in recipe.threshold_files]
    hard = templates.in_half(0)
    harmless = [i for i, row in enumerate(hard.rows) if not row.is_positive]
    return choose_thresholds(
        Evidence(
            clean=np.concatenate([part.scores for part in clean]),
            hard=hard.scores[harmless],
            labelled=np.concatenate([part.scores for part in labelled]),
            labels=np.concatenate([part.labels for part in labelled]),
        ),
        recipe.clean_budget,
        recipe.hard_budget,
    )


def report(
    dev: Mapping[str, Scored],
    clean_sentences: Scored,
    templates: Scored,
    thresholds: Mapping[str, float],
) -> dict[str, Any]:
    """Return the manifest's metrics: ranking on all rows, decisions on half 1."""
    other = {name: scored.in_half(1) for name, scored in dev.items()}
    return {
        "ranking": {
            name: metrics.ranking(scored.logits, scored.labels)
            for name, scored in dev.items()
            if name != CLEAN_FILE
        },
        "at_thresholds_on_reported_half": {
            name: metrics.at_thresholds(scored.scores, scored.labels, thresholds)
            for name, scored in other.items()
            if name != CLEAN_FILE
        },
        "calibration_error_on_reported_half": metrics.calibration_errors(
            np.concatenate([scored.scores for scored in other.values()]),
            np.concatenate([scored.labels for scored in other.values()]),
        ),
        "clean_web": _clean_report(dev[CLEAN_FILE], thresholds),
        "clean_web_sentences": _clean_report(clean_sentences, thresholds),
        "templates_held_out": template_report(templates.in_half(1), thresholds),
    }


def _clean_report(clean: Scored, thresholds: Mapping[str, float]) -> dict[str, Any]:
    other = clean.in_half(1)
    cuts = np.array([thresholds[category] for category in CATEGORIES])
    shares = (other.scores >= cuts).mean(axis=0)
    return {
        "rows": len(clean.rows),
        "flagged_share_chosen_half": _share(clean.in_half(0), thresholds),
        "flagged_share_reported_half": _share(other, thresholds),
        "flagged_share_all": _share(clean, thresholds),
        "flagged_share_reported_half_by_category": {
            category: round(float(share), 5)
            for category, share in zip(CATEGORIES, shares, strict=True)
        },
    }


def _share(scored: Scored, thresholds: Mapping[str, float]) -> float:
    return round(metrics.flagged_share(scored.scores, thresholds), 5)


def template_report(
    templates: Scored, thresholds: Mapping[str, float]
) -> dict[str, dict[str, float]]:
    """Return per held-out family the share flagged, by wanted category or at all."""
    cuts = np.array([thresholds[category] for category in CATEGORIES])
    flagged = templates.scores >= cuts
    found: dict[str, dict[str, float]] = {}
    for source in sorted({row.source for row in templates.rows}):
        at = [i for i, row in enumerate(templates.rows) if row.source == source]
        labels = templates.rows[at[0]].labels
        entry = {
            category: round(float(flagged[at, index].mean()), 4)
            for index, category in enumerate(CATEGORIES)
            if labels[index] == 1
        }
        found[source.removeprefix("template:")] = entry or {
            "flagged_in_any": round(float(flagged[at].any(axis=1).mean()), 4)
        }
    return found
