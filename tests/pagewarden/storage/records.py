"""Records to store: the page of a bakery, scored and judged."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from pagewarden.models import (
    Document,
    Evidence,
    Layer,
    Origin,
    Rating,
    Scores,
    Segment,
    SegmentKind,
    Verdict,
)

CATEGORIES = (
    *("toxicity", "profanity", "harassment", "hate"),
    *("threat", "violence", "sexual", "self_harm"),
)
NOON = datetime(2026, 5, 4, 12, 0, 0, 123456, tzinfo=UTC)
SENTENCES = ("The bakery opens at six.", "Its oven is older than the street.", "Nobody minds.")

Records = tuple[Document, Scores, Verdict]


def make_document(*sentences: str, url: str = "https://example.org/bread") -> Document:
    """A page of these sentences, or of three harmless ones."""
    segments, start = [], 0
    for sentence in sentences or SENTENCES:
        end = start + len(sentence)
        segments.append(
            Segment(sentence, start, end, Layer.ARTICLE, SegmentKind.PARAGRAPH, "html > body > p")
        )
        start = end + 1
    return Document(
        target=url,
        url=url,
        origin=Origin.WEB,
        canonical_url=None,
        title="Bread",
        description="",
        language="en",
        text=" ".join(sentences or SENTENCES),
        segments=tuple(segments),
        needs_rendering=False,
        plain_text=False,
        extractor_version="extract-1",
        fetched_at=NOON,
    )


def score(document: Document, model_version: str = "model-1") -> Scores:
    """What an imaginary model gives: numbers that follow from each segment's text alone."""
    return Scores(
        values=np.array([_vector(segment) for segment in document.segments], np.float32).reshape(
            len(document.segments), len(CATEGORIES)
        ),
        categories=CATEGORIES,
        thresholds=dict.fromkeys(CATEGORIES, 0.5),
        model_version=model_version,
        notes=("model preliminary",),
    )


def _vector(segment: Segment) -> list[float]:
    return [byte / 255 for byte in bytes.fromhex(segment.hash)[: len(CATEGORIES)]]


def judge(document: Document, scores: Scores, policy: str = "default") -> Verdict:
    """A verdict that quotes every segment."""
    return Verdict(
        target=document.target,
        url=document.url,
        title=document.title,
        language=document.language,
        rating=Rating.TEEN,
        reason=None,
        warnings=("death", "weapons"),
        scores=scores.maxima(),
        evidence=tuple(
            Evidence.of(segment, "any-violence", "violence", 0.1 + 0.2)
            for segment in document.segments
        ),
        rules=("any-violence",),
        model_version=scores.model_version,
        policy=policy,
        policy_version="1",
        extractor_version=document.extractor_version,
        content_hash=document.content_hash,
        fetched_at=document.fetched_at,
        notes=scores.notes,
    )


def make_records(*sentences: str, url: str = "https://example.org/bread") -> Records:
    """Document, scores and verdict of a page of these sentences."""
    document = make_document(*sentences, url=url)
    scores = score(document)
    return document, scores, judge(document, scores)


def seen_at(records: Records, time: datetime) -> Records:
    """The same page, fetched at another time."""
    document, scores, verdict = records
    return replace(document, fetched_at=time), scores, replace(verdict, fetched_at=time)
