"""Records to store: a page of one's own choosing, and any page that Hypothesis thinks of."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
from hypothesis import strategies as st

from pagewarden.models import (
    Document,
    Evidence,
    Layer,
    Origin,
    Rating,
    Scores,
    Segment,
    SegmentKind,
    UnknownReason,
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


TEXT = st.text(
    st.characters() | st.sampled_from("\0\ud800\udfff\ufdd0\ufeff'\";\\%\n"), max_size=30
)
"""Hostile: also what databases refuse, and the character that stands for it."""

_TIMES = st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2200, 1, 1)).map(  # noqa: DTZ001 - made aware below
    lambda time: time.replace(tzinfo=UTC)
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Any document whose segments are slices of its text, in any order."""
    text = draw(TEXT)
    return Document(
        target=draw(TEXT),
        url=draw(TEXT),
        origin=draw(st.sampled_from(Origin)),
        canonical_url=draw(st.none() | TEXT),
        title=draw(TEXT),
        description=draw(TEXT),
        language=draw(st.none() | st.sampled_from(["en", "de", "zh"])),
        text=text,
        segments=tuple(draw(st.lists(_segments(text), max_size=4))),
        needs_rendering=draw(st.booleans()),
        extractor_version=draw(TEXT),
        fetched_at=draw(_TIMES),
    )


@st.composite
def _segments(draw: st.DrawFn, text: str) -> Segment:
    start, end = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    layer, kind = draw(st.sampled_from(Layer)), draw(st.sampled_from(SegmentKind))
    return Segment(text[start:end], start, end, layer, kind, draw(TEXT))


@st.composite
def records(draw: st.DrawFn) -> Records:
    """Any document, scores by a model of any name, and any verdict on them."""
    document = draw(documents())
    scores = replace(score(document, draw(TEXT)), notes=tuple(draw(st.lists(TEXT, max_size=2))))
    names = st.lists(TEXT, max_size=3).map(tuple)
    probability = st.floats(0, 1)
    rating = draw(st.sampled_from(Rating))
    verdict = replace(
        judge(document, scores, policy=draw(TEXT)),
        target=draw(TEXT),
        rating=rating,
        reason=draw(st.sampled_from(UnknownReason)) if rating is Rating.UNKNOWN else None,
        warnings=draw(names),
        scores=draw(st.dictionaries(TEXT, probability, max_size=3)),
        evidence=tuple(
            Evidence.of(segment, draw(TEXT), draw(TEXT), draw(probability), draw(names))
            for segment in document.segments
        ),
        rules=draw(names),
        policy_version=draw(TEXT),
        notes=draw(names),
    )
    return document, scores, verdict
