"""Documents and scores for tests, made as the product makes them or piece by piece."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache

import numpy as np

from pagewarden.models import Document, Layer, Origin, Scores, Segment, SegmentKind
from pagewarden.moderation.classifier import load_classifier, score_document
from pagewarden.moderation.taxonomy import CATEGORIES
from pagewarden.webscraper.extractor import extract
from pagewarden.webscraper.fetcher import page_from_text

THRESHOLD = 0.5


def document_of(text: str) -> Document:
    """A plain text as `check_text` would read it."""
    return extract(page_from_text(text))


@cache
def scored(text: str) -> tuple[Document, Scores]:
    """A plain text and what the shipped model gives it; once a session."""
    document = document_of(text)
    return document, score_document(document, load_classifier())


def segment(
    text: str,
    *,
    layer: Layer = Layer.ARTICLE,
    kind: SegmentKind = SegmentKind.PARAGRAPH,
    path: str = "body > p",
) -> Segment:
    return Segment(text, 0, len(text), layer, kind, path)


def web_document(
    segments: Sequence[Segment],
    *,
    words: int = 400,
    language: str | None = "en",
    needs_rendering: bool = False,
    plain_text: bool = False,
    origin: Origin = Origin.WEB,
) -> Document:
    """A page of these segments, and last one of `words` harmless words for it to be judged."""
    filler = segment("word " * words)
    return Document(
        target="https://example.org/",
        url="https://example.org/",
        origin=origin,
        canonical_url=None,
        title="A page",
        description="",
        language=language,
        text="\n".join(one.text for one in (*segments, filler)),
        segments=(*segments, filler),
        needs_rendering=needs_rendering,
        plain_text=plain_text,
        extractor_version="test",
        fetched_at=datetime(2026, 11, 23, tzinfo=UTC),
    )


def scores_of(rows: Sequence[dict[str, float]]) -> Scores:
    """Scores of a `web_document`: the named probabilities, 0 elsewhere and for its last segment."""
    values = [[row.get(category, 0.0) for category in CATEGORIES] for row in (*rows, {})]
    return Scores(
        values=np.array(values, dtype=np.float32),
        categories=CATEGORIES,
        thresholds=dict.fromkeys(CATEGORIES, THRESHOLD),
        model_version="test",
    )
