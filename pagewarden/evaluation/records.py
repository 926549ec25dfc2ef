"""What was measured: records of figures, with the counts that they stand on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pagewarden.evaluation.bootstrap import Interval
from pagewarden.evaluation.groups import GroupGaps
from pagewarden.evaluation.obfuscations import OBFUSCATIONS

RESAMPLES: Final = 1_000
"""Draws of a percentile interval: Efron & Tibshirani 1993, section 13.3, want 1,000."""

CALIBRATED_ROWS: Final = 200
"""Positives, and negatives, that a category needs before its figures count as checked."""


@dataclass(frozen=True, slots=True)
class Options:
    """What to measure, and how."""

    resamples: int = RESAMPLES
    """Bootstrap draws an interval; 0 for none."""
    seed: int = 0
    """Of the draws and of the obfuscations."""
    obfuscate: bool = False
    """Whether to score each text in five odd spellings, too."""

    @property
    def scorings(self) -> int:
        """How often each text is scored."""
        return 1 + (len(OBFUSCATIONS) if self.obfuscate else 0)


@dataclass(frozen=True, slots=True)
class Share:
    """How many rows of how many are flagged in any category."""

    flagged: int
    rows: int
    interval: Interval | None = None

    @property
    def share(self) -> float:
        """In [0, 1]."""
        return self.flagged / self.rows


@dataclass(frozen=True, slots=True)
class CategoryReport:
    """One category's figures; those that the rows do not define are missing."""

    positives: int
    negatives: int
    threshold: float
    figures: Mapping[str, float]
    """By the names of docs/evaluation.md."""
    intervals: Mapping[str, Interval]
    groups: Mapping[str, GroupGaps]

    @property
    def prevalence(self) -> float:
        """Share of 1s: the AUPRC of scores that know nothing."""
        return self.positives / (self.positives + self.negatives)

    @property
    def calibrated(self) -> bool:
        """Whether there are rows enough to check a threshold on."""
        return min(self.positives, self.negatives) >= CALIBRATED_ROWS


@dataclass(frozen=True, slots=True)
class ObfuscationReport:
    """What one way of odd spelling costs, on the same rows."""

    flagged: Share
    figures: Mapping[str, Mapping[str, float]]
    """By category: AUPRC and recall at the threshold, and how far each fell."""
    intervals: Mapping[str, Mapping[str, Interval]]


@dataclass(frozen=True, slots=True)
class SetReport:
    """The figures of one file, or of all."""

    name: str
    sha256: str | None
    """Of the file; None for all together."""
    flagged: Share
    flagged_by_category: Mapping[str, float]
    """Share of all rows, whatever their labels."""
    harmless_by_source: Mapping[str, Share]
    """Rows that nobody labelled 1 in any category, by their source."""
    categories: Mapping[str, CategoryReport]
    """Those that some row is labelled in."""
    obfuscations: Mapping[str, ObfuscationReport]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a classifier is worth on labelled files."""

    model_version: str
    notes: tuple[str, ...]
    options: Options
    files: tuple[SetReport, ...]
    overall: SetReport
