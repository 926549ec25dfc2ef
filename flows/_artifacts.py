"""What a run leaves to look at in the Prefect UI. All page text in it is inert."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Final

from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact

from flows._records import Judgement, Outcome, summary
from pagewarden.models import Verdict
from pagewarden.reports.inert import markdown
from pagewarden.reports.verdict_markdown import verdict_markdown
from tasks.names import page_label

_NOT_SLUG: Final = re.compile(r"[^a-z0-9]+")
_SLUG_LENGTH: Final = 60

OUTCOMES_KEY: Final = "moderated-pages"
"""One key for all lists, so that the UI shows how they went from day to day."""


def artifact_key(kind: str, target: str) -> str:
    """
    The key under which the UI keeps all versions of a page's artifacts of one kind.

    Lower-case letters, digits and dashes only, as Prefect asks; the hash tells apart what
    the slug does not.
    """
    slug = _NOT_SLUG.sub("-", page_label(target).lower())[:_SLUG_LENGTH].strip("-")
    digest = hashlib.sha256(target.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return "-".join(filter(None, (kind, slug, digest)))


async def publish_verdict(judgement: Judgement) -> None:
    """Leave the verdict, with its evidence quoted, and the table of scores."""
    verdict = judgement.verdict
    label = markdown(page_label(verdict.target))
    await acreate_markdown_artifact(
        verdict_markdown(verdict),
        key=artifact_key("verdict", verdict.target),
        description=f"{verdict.rating.value} · {label}",
    )
    await acreate_table_artifact(
        score_rows(verdict, judgement.thresholds),
        key=artifact_key("scores", verdict.target),
        description=f"Highest score of any sentence per category · {label}",
    )


async def publish_outcomes(outcomes: Sequence[Outcome]) -> None:
    """Leave one table over a list of pages."""
    await acreate_table_artifact(
        [outcome_row(outcome) for outcome in outcomes],
        key=OUTCOMES_KEY,
        description=summary(outcomes),
    )


def score_rows(verdict: Verdict, thresholds: Mapping[str, float]) -> list[dict[str, str]]:
    """Scores by category, highest first, with the cut-off each was held against."""
    by_score = sorted(verdict.scores.items(), key=lambda item: item[1], reverse=True)
    return [
        {
            "category": name,
            "score": f"{score:.3f}",
            "threshold": f"{thresholds[name]:.3f}",
            "flagged": "yes" if score >= thresholds[name] else "no",
        }
        for name, score in by_score
    ]


def outcome_row(outcome: Outcome) -> dict[str, str]:
    """One line of the table over a list."""
    return {
        "page": markdown(page_label(outcome.target)),
        "rating": outcome.verdict.rating.value if outcome.verdict else "not judged",
        "about": markdown(outcome.about),
    }
