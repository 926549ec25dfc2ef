"""Any records that Hypothesis thinks of, hostile ones first."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import strategies as st

from pagewarden.models import (
    Document,
    Evidence,
    Layer,
    Origin,
    Rating,
    Segment,
    SegmentKind,
    UnknownReason,
)
from tests.pagewarden.storage.records import Records, judge, score

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
        plain_text=draw(st.booleans()),
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
