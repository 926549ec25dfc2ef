"""An evaluation for programs: one JSON object."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from pagewarden.evaluation.bootstrap import CONFIDENCE, Interval
from pagewarden.evaluation.records import (
    CALIBRATED_ROWS,
    CategoryReport,
    Evaluation,
    ObfuscationReport,
    SetReport,
    Share,
)

RANKING_FIGURES: Final = (
    "auprc",
    "auroc",
    "recall_at_fpr_1_percent",
    "recall_at_fpr_0_1_percent",
)
"""How well the scores order the rows, whatever the threshold."""

DECISION_FIGURES: Final = ("precision", "recall", "f1", "false_positive_rate")
"""What the shipped threshold makes of them."""

FIGURES: Final = (*RANKING_FIGURES, *DECISION_FIGURES, "calibration_error")

_DIGITS: Final = 5


def evaluation_to_dict(evaluation: Evaluation) -> dict[str, Any]:
    """Make one JSON object; figures that the rows do not define are null."""
    return {
        "model_version": evaluation.model_version,
        "notes": list(evaluation.notes),
        "confidence": CONFIDENCE,
        "resamples": evaluation.options.resamples,
        "seed": evaluation.options.seed,
        "files": [set_to_dict(report) for report in evaluation.files],
        "overall": set_to_dict(evaluation.overall),
    }


def set_to_dict(report: SetReport) -> dict[str, Any]:
    """Make the object of one file, or of all."""
    return {
        **({"file": report.name, "sha256": report.sha256} if report.sha256 else {}),
        "rows": report.flagged.rows,
        "flagged_any": _share(report.flagged),
        "flagged_by_category": _rounded(report.flagged_by_category),
        "harmless_by_source": {
            source: _share(share) for source, share in report.harmless_by_source.items()
        },
        "categories": {name: _category(found) for name, found in report.categories.items()},
        "obfuscations": {way: _obfuscation(found) for way, found in report.obfuscations.items()},
    }


def _category(report: CategoryReport) -> dict[str, Any]:
    return {
        "positives": report.positives,
        "negatives": report.negatives,
        "prevalence": round(report.prevalence, _DIGITS),
        "threshold": report.threshold,
        **_rounded({name: report.figures.get(name) for name in FIGURES}),
        "intervals": _intervals(report.intervals),
        "calibrated": report.calibrated,
        "note": None if report.calibrated else _uncalibrated(report),
        "groups": {name: _rounded(asdict(gaps)) for name, gaps in report.groups.items()},
    }


def _uncalibrated(report: CategoryReport) -> str:
    return (
        f"uncalibrated: {report.positives:,} positives and {report.negatives:,} negatives to "
        f"check on, where {CALIBRATED_ROWS} of each are wanted"
    )


def _obfuscation(report: ObfuscationReport) -> dict[str, Any]:
    return {
        "flagged_any": _share(report.flagged),
        "categories": {
            name: {**_rounded(figures), "intervals": _intervals(report.intervals[name])}
            for name, figures in report.figures.items()
        },
    }


def _share(share: Share) -> dict[str, Any]:
    return {
        "share": round(share.share, _DIGITS),
        "flagged": share.flagged,
        "rows": share.rows,
        "interval": _ends(share.interval) if share.interval else None,
    }


def _rounded(figures: Mapping[str, float | None]) -> dict[str, float | None]:
    return {
        name: figure if figure is None else round(figure, _DIGITS)
        for name, figure in figures.items()
    }


def _intervals(intervals: Mapping[str, Interval]) -> dict[str, list[float]]:
    return {name: _ends(interval) for name, interval in intervals.items()}


def _ends(interval: Interval) -> list[float]:
    return [round(end, _DIGITS) for end in interval]
