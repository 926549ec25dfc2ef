"""What a flow holds about a page beside the core's own records."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pagewarden.exceptions import FetchError, PageFault
from pagewarden.models import Rating, Verdict


@dataclass(frozen=True)
class Judgement:
    """A verdict and the cut-offs that were in force."""

    verdict: Verdict
    thresholds: Mapping[str, float]
    """Per category, in [0, 1]: the model's, or the policy's where it has its own."""


@dataclass(frozen=True)
class Outcome:
    """What became of one page of a list: a verdict, or why there is none."""

    target: str
    verdict: Verdict | None
    error: FetchError | PageFault | None

    @property
    def about(self) -> str:
        """Warnings and doubts of a verdict, or what was wrong with the page."""
        if self.error:
            return self.error.reason
        parts = (self.verdict.reason, *self.verdict.warnings) if self.verdict else ()
        return ", ".join(filter(None, parts))


def strictest(outcomes: Sequence[Outcome]) -> Rating | None:
    """The strictest rating among the pages that were judged; None where none was."""
    ratings = [outcome.verdict.rating for outcome in outcomes if outcome.verdict]
    return max(ratings, key=lambda rating: rating.severity, default=None)


def summary(outcomes: Sequence[Outcome]) -> str:
    """One sentence on a list: ``3 of 4 pages judged: 2 safe, 1 18+``."""
    counts = Counter(outcome.verdict.rating for outcome in outcomes if outcome.verdict)
    parts = [f"{counts[rating]} {rating.value}" for rating in reversed(Rating) if counts[rating]]
    judged = f"{counts.total()} of {len(outcomes)} pages judged"
    return f"{judged}: {', '.join(parts)}" if parts else judged
