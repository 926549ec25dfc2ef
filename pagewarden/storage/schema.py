"""
The tables of the store, in the order a page fills them.

``docs/storage.md`` tells what they are for. A change here needs a migration in
``migrations/versions`` and the new :data:`SCHEMA_VERSION`; a test compares the two.
"""

from typing import Any, TypeAlias

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine

from pagewarden.storage.columns import Digest, PageText, UtcTime, Vector

_Kind: TypeAlias = TypeEngine[Any] | type[TypeEngine[Any]]

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


def _column(name: str, kind: _Kind, *rest: ForeignKey, **options: Any) -> Column[Any]:
    """A column that always has a value."""
    return Column(name, kind, *rest, nullable=False, **options)


def _optional(name: str, kind: _Kind) -> Column[Any]:
    """A column that may hold NULL."""
    return Column(name, kind)


models = Table(
    "models",
    metadata,
    _column("id", _Id, primary_key=True),
    _column("version", PageText, unique=True),
    # In the order of the numbers in ``segment_scores.probabilities``.
    _column("categories", JSON),
    _column("thresholds", JSON),
    _column("notes", JSON),
)
pages = Table(
    "pages",
    metadata,
    _column("id", _Id, primary_key=True),
    # The URL itself may be longer than PostgreSQL's limit for an index, 2,704 bytes.
    _column("url_hash", Digest, unique=True),
    _column("url", PageText),
    _column("first_seen_at", UtcTime),
    _column("last_seen_at", UtcTime),
)
addresses = Table(
    "addresses",
    metadata,
    _column("address_hash", Digest, primary_key=True),
    _column("page_id", _Id, _belongs_to("pages.id")),
    _column("last_seen_at", UtcTime),
    sqlite_with_rowid=False,
)
document_versions = Table(
    "document_versions",
    metadata,
    _column("id", _Id, primary_key=True),
    _column("page_id", _Id, _belongs_to("pages.id")),
    _column("content_hash", Digest),
    _column("extractor_version", PageText),
    _column("target", PageText),
    _column("url", PageText),
    _column("origin", Text),
    _optional("canonical_url", PageText),
    _column("title", PageText),
    _column("description", PageText),
    _optional("language", PageText),
    _column("needs_rendering", Boolean),
    _column("plain_text", Boolean),
    _column("fetched_at", UtcTime),
    # Last: SQLite walks through a long text to reach what stands behind it.
    _column("text", PageText),
    UniqueConstraint("page_id", "content_hash", "extractor_version"),
)
segments = Table(
    "segments",
    metadata,
    _column(
        "document_version_id",
        _Id,
        _belongs_to("document_versions.id"),
        primary_key=True,
        autoincrement=False,
    ),
    _column("position", Integer, primary_key=True, autoincrement=False),
    _column("segment_hash", Digest),
    _column("start_offset", Integer),
    _column("end_offset", Integer),
    _column("layer", Text),
    _column("kind", Text),
    _column("path", PageText),
    sqlite_with_rowid=False,
)
segment_scores = Table(
    "segment_scores",
    metadata,
    _column("segment_hash", Digest, primary_key=True),
    _column("model_id", _Id, _belongs_to("models.id"), primary_key=True, autoincrement=False),
    _column("probabilities", Vector),
    sqlite_with_rowid=False,
)
verdicts = Table(
    "verdicts",
    metadata,
    _column("id", _Id, primary_key=True),
    _column("document_version_id", _Id, _belongs_to("document_versions.id")),
    _column("model_id", _Id, ForeignKey("models.id")),
    _column("policy", PageText),
    _column("policy_version", PageText),
    _column("target", PageText),
    _column("url", PageText),
    _column("rating", Text),
    _optional("reason", Text),
    _column("warnings", JSON),
    _column("scores", JSON),
    _column("rules", JSON),
    _column("notes", JSON),
    _column("fetched_at", UtcTime),
    _column("last_seen_at", UtcTime),
    UniqueConstraint("document_version_id", "model_id", "policy", "policy_version"),
)
evidence = Table(
    "evidence",
    metadata,
    _column("verdict_id", _Id, _belongs_to("verdicts.id"), primary_key=True, autoincrement=False),
    _column("position", Integer, primary_key=True, autoincrement=False),
    _column("start_offset", Integer),
    _column("end_offset", Integer),
    _column("layer", Text),
    _column("kind", Text),
    _column("path", PageText),
    _column("rule", PageText),
    _column("score", Double),
    _column("matched", PageText),
    _column("terms", JSON),
    _column("text", PageText),
)
