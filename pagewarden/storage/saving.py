"""Saving a verdict and all it rests on, within one transaction."""

from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection

from pagewarden.models import Document, Scores, Verdict
from pagewarden.storage import rows
from pagewarden.storage.schema import (
    document_versions,
    evidence,
    segment_scores,
    segments,
    verdicts,
)
from pagewarden.storage.statements import (
    bump_verdict,
    insert_all,
    insert_missing,
    insert_or_find,
    save_addresses,
    save_model,
    save_page,
)


@dataclass(frozen=True, slots=True)
class SavedVerdict:
    """What became of a verdict that was saved."""

    id: int
    created: bool
    """False: the very verdict was there already, and was noted as seen again."""


def require_agreement(document: Document, scores: Scores, verdict: Verdict) -> None:
    """
    Refuse records that do not belong together: they could not be loaded again as they were.

    Raises:
        ValueError: Says what is wrong.
    """
    if len(scores.values) != len(document.segments):
        raise ValueError(
            f"{len(scores.values)} rows of scores for {len(document.segments)} segments"
        )
    if not np.isfinite(scores.values).all():
        raise ValueError(f"model {scores.model_version!r} gave a score that is not a number")
    if scores.model_version != verdict.model_version:
        raise ValueError(
            f"scores by model {scores.model_version!r}, verdict by {verdict.model_version!r}"
        )
    for name in ("content_hash", "extractor_version", "title", "language"):
        if getattr(document, name) != getattr(verdict, name):
            raise ValueError(f"document and verdict differ in {name}")
    if document.fetched_at.tzinfo is None or verdict.fetched_at.tzinfo is None:
        raise ValueError("fetched_at has no time zone: give an aware time")
    _require_slices(document)


def _require_slices(document: Document) -> None:
    for segment in document.segments:
        if document.text[segment.start : segment.end] != segment.text:
            raise ValueError(f"a segment is not text[{segment.start}:{segment.end}]")


def save_all(
    connection: Connection, document: Document, scores: Scores, verdict: Verdict
) -> SavedVerdict:
    """
    Save records that agree.

    Every saver takes its locks in the same order, by table and within a table by key: two
    may wait for each other, but never in a ring. The page's row comes before all that
    belongs to it, so that savers of one page take turns.
    """
    hashes = [segment.hash for segment in document.segments]
    model_id = save_model(connection, rows.model_row(scores))
    document_id = _save_document(connection, document, hashes)
    row = rows.verdict_row(verdict, document_id, model_id)
    key = ("document_version_id", "model_id", "policy", "policy_version")
    verdict_id, created = insert_or_find(connection, verdicts, row, key)
    if created:
        insert_missing(connection, segment_scores, rows.score_rows(scores, hashes, model_id))
        insert_all(connection, evidence, rows.evidence_rows(verdict, verdict_id))
    else:
        bump_verdict(connection, verdict_id, verdict.fetched_at)
    return SavedVerdict(verdict_id, created)


def _save_document(connection: Connection, document: Document, hashes: list[str]) -> int:
    page_id = save_page(connection, rows.page_row(document))
    save_addresses(connection, rows.address_rows(document, page_id))
    row = rows.document_row(document, page_id)
    key = ("page_id", "content_hash", "extractor_version")
    document_id, created = insert_or_find(connection, document_versions, row, key)
    if created:
        insert_all(connection, segments, rows.segment_rows(document.segments, hashes, document_id))
    return document_id
