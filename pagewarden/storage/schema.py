"""
The tables of the store, in the order a page fills them.

``docs/storage.md`` tells what they are for. A change here needs a migration in
``migrations/versions`` and the new :data:`SCHEMA_VERSION`; a test compares the two.
"""

from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Integer,
    MetaData,
    Named,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
)

from pagewarden.storage.columns import Digest, PageText, UtcTime, Vector

SCHEMA_VERSION = "0001"
"""Revision of the newest migration."""

VERSION_TABLE = "pagewarden_schema"
"""Not Alembic's default: Prefect has that in its database, which may be this one too."""

_Id = BigInteger().with_variant(Integer, "sqlite")  # only INTEGER PRIMARY KEY counts up there

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)


def _belongs_to(column: str) -> ForeignKey:
    """Rows go with what they belong to: deleting a page forgets all of it."""
    return ForeignKey(column, ondelete="CASCADE")


class _ModelColumns(TypedColumns):
    id: Named[int] = Column(_Id, primary_key=True)
    version: Named[str] = Column(PageText, unique=True)
    categories: Named[list[str]] = Column(JSON)
    """In the order of the numbers in ``segment_scores.probabilities``."""
    thresholds: Named[dict[str, float]] = Column(JSON)
    notes: Named[list[str]] = Column(JSON)


class _PageColumns(TypedColumns):
    id: Named[int] = Column(_Id, primary_key=True)
    url_hash: Named[str] = Column(Digest, unique=True)
    """The URL itself may be longer than PostgreSQL's limit for an index, 2,704 bytes."""
    url: Named[str] = Column(PageText)
    first_seen_at: Named[datetime] = Column(UtcTime)
    last_seen_at: Named[datetime] = Column(UtcTime)


class _AddressColumns(TypedColumns):
    address_hash: Named[str] = Column(Digest, primary_key=True)
    page_id: Named[int] = Column(_Id, _belongs_to("pages.id"))
    last_seen_at: Named[datetime] = Column(UtcTime)


class _DocumentVersionColumns(TypedColumns):
    id: Named[int] = Column(_Id, primary_key=True)
    page_id: Named[int] = Column(_Id, _belongs_to("pages.id"))
    content_hash: Named[str] = Column(Digest)
    extractor_version: Named[str] = Column(PageText)
    target: Named[str] = Column(PageText)
    url: Named[str] = Column(PageText)
    origin: Named[str] = Column(Text)
    canonical_url: Named[str | None] = Column(PageText)
    title: Named[str] = Column(PageText)
    description: Named[str] = Column(PageText)
    language: Named[str | None] = Column(PageText)
    needs_rendering: Named[bool]
    plain_text: Named[bool]
    fetched_at: Named[datetime] = Column(UtcTime)
    text: Named[str] = Column(PageText)
    """Last: SQLite walks through a long text to reach what stands behind it."""


class _SegmentColumns(TypedColumns):
    document_version_id: Named[int] = Column(
        _Id, _belongs_to("document_versions.id"), primary_key=True, autoincrement=False
    )
    position: Named[int] = Column(Integer, primary_key=True, autoincrement=False)
    segment_hash: Named[str] = Column(Digest)
    start_offset: Named[int]
    end_offset: Named[int]
    layer: Named[str] = Column(Text)
    kind: Named[str] = Column(Text)
    path: Named[str] = Column(PageText)


class _SegmentScoreColumns(TypedColumns):
    segment_hash: Named[str] = Column(Digest, primary_key=True)
    model_id: Named[int] = Column(
        _Id, _belongs_to("models.id"), primary_key=True, autoincrement=False
    )
    probabilities: Named[NDArray[np.float32]] = Column(Vector)


class _VerdictColumns(TypedColumns):
    id: Named[int] = Column(_Id, primary_key=True)
    document_version_id: Named[int] = Column(_Id, _belongs_to("document_versions.id"))
    model_id: Named[int] = Column(_Id, ForeignKey("models.id"))
    policy: Named[str] = Column(PageText)
    policy_version: Named[str] = Column(PageText)
    target: Named[str] = Column(PageText)
    url: Named[str] = Column(PageText)
    rating: Named[str] = Column(Text)
    reason: Named[str | None] = Column(Text)
    warnings: Named[list[str]] = Column(JSON)
    scores: Named[dict[str, float]] = Column(JSON)
    rules: Named[list[str]] = Column(JSON)
    notes: Named[list[str]] = Column(JSON)
    fetched_at: Named[datetime] = Column(UtcTime)
    last_seen_at: Named[datetime] = Column(UtcTime)


class _EvidenceColumns(TypedColumns):
    verdict_id: Named[int] = Column(
        _Id, _belongs_to("verdicts.id"), primary_key=True, autoincrement=False
    )
    position: Named[int] = Column(Integer, primary_key=True, autoincrement=False)
    start_offset: Named[int]
    end_offset: Named[int]
    layer: Named[str] = Column(Text)
    kind: Named[str] = Column(Text)
    path: Named[str] = Column(PageText)
    rule: Named[str] = Column(PageText)
    score: Named[float] = Column(Double)
    matched: Named[str] = Column(PageText)
    terms: Named[list[str]] = Column(JSON)
    text: Named[str] = Column(PageText)


models = Table("models", metadata, _ModelColumns)
pages = Table("pages", metadata, _PageColumns)
addresses = Table("addresses", metadata, _AddressColumns, sqlite_with_rowid=False)
document_versions = Table(
    "document_versions",
    metadata,
    _DocumentVersionColumns,
    UniqueConstraint("page_id", "content_hash", "extractor_version"),
)
segments = Table("segments", metadata, _SegmentColumns, sqlite_with_rowid=False)
segment_scores = Table("segment_scores", metadata, _SegmentScoreColumns, sqlite_with_rowid=False)
verdicts = Table(
    "verdicts",
    metadata,
    _VerdictColumns,
    UniqueConstraint("document_version_id", "model_id", "policy", "policy_version"),
)
evidence = Table("evidence", metadata, _EvidenceColumns)
