"""Loading records by what names them; None where there is no such record."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Select, select

from pagewarden.models import Document, Scores, Verdict
from pagewarden.storage import rows
from pagewarden.storage.identity import address_hash
from pagewarden.storage.schema import (
    addresses,
    document_versions,
    evidence,
    models,
    segment_scores,
    segments,
    verdicts,
)

_HASHES_A_QUERY = 10_000
"""SQLite takes 32,766 values in one statement, PostgreSQL 65,535."""

_VERDICT = (
    select(
        verdicts,
        document_versions.c.title,
        document_versions.c.language,
        document_versions.c.content_hash,
        document_versions.c.extractor_version,
        models.c.version.label("model_version"),
    )
    .join(document_versions, document_versions.c.id == verdicts.c.document_version_id)
    .join(models, models.c.id == verdicts.c.model_id)
)


def load_verdict(connection: Connection, verdict_id: int) -> Verdict | None:
    """The verdict of this id."""
    return _verdict(connection, _VERDICT.where(verdicts.c.id == verdict_id))


def load_latest_verdict(connection: Connection, url: str, policy: str | None) -> Verdict | None:
    """The verdict seen last on the page that an address led to last."""
    query = (
        _VERDICT.join(addresses, addresses.c.page_id == document_versions.c.page_id)
        .where(addresses.c.address_hash == address_hash(url))
        .order_by(verdicts.c.last_seen_at.desc(), verdicts.c.id.desc())
        .limit(1)
    )
    return _verdict(
        connection, query if policy is None else query.where(verdicts.c.policy == policy)
    )


def _verdict(connection: Connection, query: Select[Any]) -> Verdict | None:
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    items = select(evidence).where(evidence.c.verdict_id == row.id).order_by(evidence.c.position)
    return rows.read_verdict(row, connection.execute(items))


def load_document_id(connection: Connection, verdict_id: int) -> int | None:
    """Id of the document version that a verdict is on."""
    query = select(verdicts.c.document_version_id).where(verdicts.c.id == verdict_id)
    return connection.execute(query).scalar_one_or_none()


def load_document(connection: Connection, document_id: int) -> Document | None:
    """The document version of this id, with its segments."""
    query = select(document_versions).where(document_versions.c.id == document_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    parts = (
        select(segments)
        .where(segments.c.document_version_id == document_id)
        .order_by(segments.c.position)
    )
    return rows.read_document(row, connection.execute(parts))


def load_scores(connection: Connection, document_id: int, model_version: str) -> Scores | None:
    """A document's scores by a model; None unless it scored every segment."""
    query = select(models).where(models.c.version == model_version)
    model = connection.execute(query).one_or_none()
    vectors = _vectors(connection, document_id, model.id) if model else None
    return None if vectors is None else rows.read_scores(model, vectors)


def _vectors(
    connection: Connection, document_id: int, model_id: int
) -> Sequence[NDArray[np.float32]] | None:
    query = (
        select(segments.c.position, segment_scores.c.probabilities)
        .select_from(document_versions)
        .outerjoin(segments, segments.c.document_version_id == document_versions.c.id)
        .outerjoin(
            segment_scores,
            (segment_scores.c.segment_hash == segments.c.segment_hash)
            & (segment_scores.c.model_id == model_id),
        )
        .where(document_versions.c.id == document_id)
        .order_by(segments.c.position)
    )
    found = connection.execute(query).all()
    vectors = [vector for position, vector in found if position is not None]
    return None if not found or any(vector is None for vector in vectors) else vectors


def load_known_scores(
    connection: Connection, hashes: Sequence[str], model_version: str
) -> dict[str, NDArray[np.float32]]:
    """Stored scores by segment hash."""
    query = (
        select(segment_scores.c.segment_hash, segment_scores.c.probabilities)
        .join(models, models.c.id == segment_scores.c.model_id)
        .where(models.c.version == model_version)
    )
    known: dict[str, NDArray[np.float32]] = {}
    for start in range(0, len(hashes), _HASHES_A_QUERY):
        part = hashes[start : start + _HASHES_A_QUERY]
        found = connection.execute(query.where(segment_scores.c.segment_hash.in_(part)))
        known.update((digest, vector) for digest, vector in found)
    return known
