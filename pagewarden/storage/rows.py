"""Records into rows and back."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
from pagewarden.storage.identity import address_hash, addresses, page_url

Row = dict[str, Any]
"""Values by column name, as statements take them."""


def model_row(scores: Scores) -> Row:
    """What a model version's scores mean."""
    return {
        "version": scores.model_version,
        "categories": list(scores.categories),
        "thresholds": {name: float(value) for name, value in scores.thresholds.items()},
        "notes": list(scores.notes),
    }


def page_row(document: Document) -> Row:
    """The page that the document is a version of."""
    url = page_url(document)
    return {
        "url_hash": address_hash(url),
        "url": url,
        "first_seen_at": document.fetched_at,
        "last_seen_at": document.fetched_at,
    }


def address_rows(document: Document, page_id: int) -> list[Row]:
    """The addresses that led to the page; in order, so that two savers never wait in a ring."""
    return [
        {"address_hash": digest, "page_id": page_id, "last_seen_at": document.fetched_at}
        for digest in sorted(address_hash(address) for address in addresses(document))
    ]


def document_row(document: Document, page_id: int) -> Row:
    """The document without its segments."""
    return {
        "page_id": page_id,
        "content_hash": document.content_hash,
        "extractor_version": document.extractor_version,
        "target": document.target,
        "url": document.url,
        "origin": document.origin.value,
        "canonical_url": document.canonical_url,
        "title": document.title,
        "description": document.description,
        "language": document.language,
        "needs_rendering": document.needs_rendering,
        "plain_text": document.plain_text,
        "fetched_at": document.fetched_at,
        "text": document.text,
    }


def segment_rows(segments: Sequence[Segment], hashes: Sequence[str], document_id: int) -> list[Row]:
    """The segments without their text, which is a slice of the document's."""
    return [
        {
            "document_version_id": document_id,
            "position": position,
            "segment_hash": digest,
            "start_offset": segment.start,
            "end_offset": segment.end,
            "layer": segment.layer.value,
            "kind": segment.kind.value,
            "path": segment.path,
        }
        for position, (segment, digest) in enumerate(zip(segments, hashes, strict=True))
    ]


def score_rows(scores: Scores, hashes: Sequence[str], model_id: int) -> list[Row]:
    """One row a different text; in order, so that two savers never wait in a ring."""
    by_hash = dict(zip(hashes, scores.values, strict=True))
    return [
        {"segment_hash": digest, "model_id": model_id, "probabilities": by_hash[digest]}
        for digest in sorted(by_hash)
    ]


def verdict_row(verdict: Verdict, document_id: int, model_id: int) -> Row:
    """The verdict without its evidence and what its document and model tell."""
    return {
        "document_version_id": document_id,
        "model_id": model_id,
        "policy": verdict.policy,
        "policy_version": verdict.policy_version,
        "target": verdict.target,
        "url": verdict.url,
        "rating": verdict.rating.value,
        "reason": verdict.reason.value if verdict.reason else None,
        "warnings": list(verdict.warnings),
        "scores": {name: float(value) for name, value in verdict.scores.items()},
        "rules": list(verdict.rules),
        "notes": list(verdict.notes),
        "fetched_at": verdict.fetched_at,
        "last_seen_at": verdict.fetched_at,
    }


def evidence_rows(verdict: Verdict, verdict_id: int) -> list[Row]:
    """The evidence, in the verdict's order."""
    return [
        {
            "verdict_id": verdict_id,
            "position": position,
            "start_offset": item.start,
            "end_offset": item.end,
            "layer": item.layer.value,
            "kind": item.kind.value,
            "path": item.path,
            "rule": item.rule,
            "score": float(item.score),
            "matched": item.matched,
            "terms": list(item.terms),
            "text": item.text,
        }
        for position, item in enumerate(verdict.evidence)
    ]


def read_document(row: Any, segment_rows: Iterable[Any]) -> Document:
    """The document of a row of ``document_versions`` and its rows of ``segments``, in order."""
    return Document(
        target=row.target,
        url=row.url,
        origin=Origin(row.origin),
        canonical_url=row.canonical_url,
        title=row.title,
        description=row.description,
        language=row.language,
        text=row.text,
        segments=tuple(_read_segment(segment, row.text) for segment in segment_rows),
        needs_rendering=row.needs_rendering,
        plain_text=row.plain_text,
        extractor_version=row.extractor_version,
        fetched_at=row.fetched_at,
    )


def _read_segment(row: Any, text: str) -> Segment:
    return Segment(
        text=text[row.start_offset : row.end_offset],
        start=row.start_offset,
        end=row.end_offset,
        layer=Layer(row.layer),
        kind=SegmentKind(row.kind),
        path=row.path,
    )


def read_scores(model: Any, vectors: Sequence[NDArray[np.float32]]) -> Scores:
    """The scores of a row of ``models`` and one vector a segment, in the document's order."""
    shape = (len(vectors), len(model.categories))
    return Scores(
        values=np.array(vectors, np.float32).reshape(shape),
        categories=tuple(model.categories),
        thresholds=model.thresholds,
        model_version=model.version,
        notes=tuple(model.notes),
    )


def read_verdict(row: Any, evidence_rows: Iterable[Any]) -> Verdict:
    """The verdict of a row of ``verdicts`` joined with document and model, and its evidence."""
    return Verdict(
        target=row.target,
        url=row.url,
        title=row.title,
        language=row.language,
        rating=Rating(row.rating),
        reason=UnknownReason(row.reason) if row.reason else None,
        warnings=tuple(row.warnings),
        scores=row.scores,
        evidence=tuple(_read_evidence(item) for item in evidence_rows),
        rules=tuple(row.rules),
        model_version=row.model_version,
        policy=row.policy,
        policy_version=row.policy_version,
        extractor_version=row.extractor_version,
        content_hash=row.content_hash,
        fetched_at=row.fetched_at,
        notes=tuple(row.notes),
    )


def _read_evidence(row: Any) -> Evidence:
    return Evidence(
        text=row.text,
        start=row.start_offset,
        end=row.end_offset,
        layer=Layer(row.layer),
        kind=SegmentKind(row.kind),
        path=row.path,
        rule=row.rule,
        score=row.score,
        matched=row.matched,
        terms=tuple(row.terms),
    )
