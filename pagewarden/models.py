"""
The frozen records that cross stages, in the order data flows.

``Page`` → ``Document`` of ``Segment`` → ``Scores`` → ``Verdict`` with ``Evidence``.
Nothing here knows how a stage works; every area may import this module, and this
module imports no area.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray


class Rating(StrEnum):
    """An estimated age band, not an official rating. ``UNKNOWN``: could not be judged."""

    UNKNOWN = "unknown"
    SAFE = "safe"
    TEEN = "13+"
    ADULT = "18+"

    @property
    def severity(self) -> int:
        """Order of strictness: unknown 0, safe 1, 13+ 2, 18+ 3."""
        return list(Rating).index(self)


class UnknownReason(StrEnum):
    """Why a page that shows nothing bad is still not called safe."""

    TOO_LITTLE_TEXT = "too_little_text"
    NEEDS_RENDERING = "needs_rendering"
    UNSUPPORTED_LANGUAGE = "unsupported_language"


class Origin(StrEnum):
    """Where a page came from."""

    WEB = "web"
    FILE = "file"
    STDIN = "stdin"
    TEXT = "text"
    """Handed over as a string, as in :func:`pagewarden.check_text`."""


class Layer(StrEnum):
    """Which part of a page a segment belongs to."""

    ARTICLE = "article"
    COMMENT = "comment"
    REST = "rest"
    HIDDEN = "hidden"


class SegmentKind(StrEnum):
    """What sort of element a segment stands in."""

    TITLE = "title"
    DESCRIPTION = "description"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    TABLE_CELL = "table_cell"
    IMAGE_ALT = "image_alt"


@dataclass(frozen=True)
class Page:
    """What the server (or the disk) sent, before anything is read out of it."""

    target: str
    """As the user gave it."""
    url: str
    """Where the body came from, after redirects; a file's path as given; ``-`` for stdin."""
    origin: Origin
    body: bytes
    """Decompressed, at most ``max_body_bytes``."""
    content_type: str
    """``text/html``, ``application/xhtml+xml`` or ``text/plain``, without parameters."""
    charset: str
    """A codec name that Python knows; how it was found is the fetcher's matter."""
    status: int | None
    """HTTP status; None for what is not from the web."""
    fetched_at: datetime
    """Aware, UTC."""

    @property
    def is_plain_text(self) -> bool:
        """Whether the body is text rather than markup."""
        return self.content_type == "text/plain"

    @cached_property
    def text(self) -> str:
        """The body decoded; bytes that do not fit become U+FFFD. Without a leading BOM."""
        return self.body.decode(self.charset, errors="replace").removeprefix("\ufeff")


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence with its place in the page: ``document.text[start:end] == text``."""

    text: str
    start: int
    """Offset into :attr:`Document.text`, in code points."""
    end: int
    layer: Layer
    kind: SegmentKind
    path: str
    """CSS path of the element it stands in; empty for plain text."""

    @property
    def hash(self) -> str:
        """SHA-256 of the text, hexadecimal: the key under which scores are stored."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Document:
    """The text taken from a page, cut into segments in reading order."""

    target: str
    url: str
    origin: Origin
    canonical_url: str | None
    title: str
    description: str
    language: str | None
    """ISO 639-1 code of the text as detected; None when there is too little to tell."""
    text: str
    segments: tuple[Segment, ...]
    needs_rendering: bool
    """The page is an empty app shell: a browser would have to run its scripts."""
    plain_text: bool
    """The page was ``text/plain``, no markup."""
    extractor_version: str
    fetched_at: datetime

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 over all that a verdict rests on: text by layer and kind, language, state."""
        digest = hashlib.sha256()
        state = f"{self.needs_rendering:d}{self.plain_text:d}{self.is_handed_over:d}"
        for part in (self.title, self.language or "", state):
            digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
        for segment in self.segments:
            line = f"{segment.layer}\t{segment.kind}\t{segment.text}\0"
            digest.update(line.encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    @property
    def is_handed_over(self) -> bool:
        """Whether someone gave bare text to be judged as it stands, however short."""
        return self.plain_text and self.origin in {Origin.STDIN, Origin.TEXT}


@dataclass(frozen=True, eq=False)
class Scores:
    """What a model gave each segment of a document, in the document's order."""

    values: NDArray[np.float32]
    """Probability per segment and category, shape (n_segments, n_categories), in [0, 1]."""
    categories: tuple[str, ...]
    thresholds: Mapping[str, float]
    """The cut-off per category that came with the model; at or over it a segment is flagged."""
    model_version: str
    notes: tuple[str, ...] = ()
    """What a reader of the verdict must know of the model, such as ``model preliminary``."""

    def __post_init__(self) -> None:
        expected = len(self.categories)
        if self.values.ndim != 2 or self.values.shape[1] != expected:  # noqa: PLR2004 - a matrix
            message = f"scores have shape {self.values.shape}, expected (n_segments, {expected})"
            raise ValueError(message)

    def maxima(self) -> dict[str, float]:
        """Highest probability per category over all segments; 0.0 where there are none."""
        if not len(self.values):
            return dict.fromkeys(self.categories, 0.0)
        highest = self.values.max(axis=0)
        return {name: float(value) for name, value in zip(self.categories, highest, strict=True)}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A segment that a rule matched."""

    text: str
    start: int
    end: int
    layer: Layer
    kind: SegmentKind
    path: str
    rule: str
    """Id of the rule in the policy."""
    score: float
    """Probability of ``matched`` if it is a category; 1.0 for words: they are there or not."""
    matched: str
    """What fired: a category, or the topic of the words."""
    terms: tuple[str, ...] = ()
    """The words that were found, as written in the page; empty for a category."""

    @classmethod
    def of(
        cls, segment: Segment, rule: str, matched: str, score: float, terms: tuple[str, ...] = ()
    ) -> Self:
        """Evidence that quotes a segment."""
        return cls(
            text=segment.text,
            start=segment.start,
            end=segment.end,
            layer=segment.layer,
            kind=segment.kind,
            path=segment.path,
            rule=rule,
            score=score,
            matched=matched,
            terms=terms,
        )


@dataclass(frozen=True)
class Verdict:
    """What the machine found: rating, warnings, and the sentences that caused them."""

    target: str
    url: str
    title: str
    language: str | None
    rating: Rating
    reason: UnknownReason | None
    """Set exactly when the rating is ``unknown``."""
    warnings: tuple[str, ...]
    """Topic keys, in the policy's order."""
    scores: Mapping[str, float]
    """Highest probability per category over the document."""
    evidence: tuple[Evidence, ...]
    """Every segment of every rule that fired, strictest rule first."""
    rules: tuple[str, ...]
    """Ids of the rules that fired, strictest first."""
    model_version: str
    policy: str
    policy_version: str
    extractor_version: str
    content_hash: str
    fetched_at: datetime
    notes: tuple[str, ...] = field(default=())
