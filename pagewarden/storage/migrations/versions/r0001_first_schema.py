"""The first schema: pages, document versions, segments and their scores, verdicts, evidence."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create every table."""
    _create_pages()
    _create_documents()
    _create_scores()
    _create_verdicts()


def _belongs_to(column: str, table: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [target], name=f"fk_{table}_{column}", ondelete="CASCADE"
    )


def _create_pages() -> None:
    op.create_table(
        "pages",
        sa.Column("id", _ID, nullable=False),
        sa.Column("url_hash", sa.LargeBinary, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("first_seen_at", _TIME, nullable=False),
        sa.Column("last_seen_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pages"),
        sa.UniqueConstraint("url_hash", name="uq_pages_url_hash"),
    )
    op.create_table(
        "addresses",
        sa.Column("address_hash", sa.LargeBinary, nullable=False),
        sa.Column("page_id", _ID, nullable=False),
        sa.Column("last_seen_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("address_hash", name="pk_addresses"),
        _belongs_to("page_id", "addresses", "pages.id"),
        sqlite_with_rowid=False,
    )


def _create_documents() -> None:
    op.create_table(
        "document_versions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("page_id", _ID, nullable=False),
        sa.Column("content_hash", sa.LargeBinary, nullable=False),
        sa.Column("extractor_version", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("canonical_url", sa.Text, nullable=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=True),
        sa.Column("needs_rendering", sa.Boolean, nullable=False),
        sa.Column("plain_text", sa.Boolean, nullable=False),
        sa.Column("fetched_at", _TIME, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_document_versions"),
        sa.UniqueConstraint(
            "page_id", "content_hash", "extractor_version", name="uq_document_versions_page_id"
        ),
        _belongs_to("page_id", "document_versions", "pages.id"),
    )
    op.create_table(
        "segments",
        sa.Column("document_version_id", _ID, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("segment_hash", sa.LargeBinary, nullable=False),
        sa.Column("start_offset", sa.Integer, nullable=False),
        sa.Column("end_offset", sa.Integer, nullable=False),
        sa.Column("layer", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("document_version_id", "position", name="pk_segments"),
        _belongs_to("document_version_id", "segments", "document_versions.id"),
        sqlite_with_rowid=False,
    )


def _create_scores() -> None:
    op.create_table(
        "models",
        sa.Column("id", _ID, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("categories", sa.JSON, nullable=False),
        sa.Column("thresholds", sa.JSON, nullable=False),
        sa.Column("notes", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_models"),
        sa.UniqueConstraint("version", name="uq_models_version"),
    )
    op.create_table(
        "segment_scores",
        sa.Column("segment_hash", sa.LargeBinary, nullable=False),
        sa.Column("model_id", _ID, nullable=False),
        sa.Column("probabilities", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("segment_hash", "model_id", name="pk_segment_scores"),
        _belongs_to("model_id", "segment_scores", "models.id"),
        sqlite_with_rowid=False,
    )


def _create_verdicts() -> None:
    op.create_table(
        "verdicts",
        sa.Column("id", _ID, nullable=False),
        sa.Column("document_version_id", _ID, nullable=False),
        sa.Column("model_id", _ID, nullable=False),
        sa.Column("policy", sa.Text, nullable=False),
        sa.Column("policy_version", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("rating", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=True),
        sa.Column("warnings", sa.JSON, nullable=False),
        sa.Column("scores", sa.JSON, nullable=False),
        sa.Column("rules", sa.JSON, nullable=False),
        sa.Column("notes", sa.JSON, nullable=False),
        sa.Column("fetched_at", _TIME, nullable=False),
        sa.Column("last_seen_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_verdicts"),
        sa.UniqueConstraint(
            "document_version_id",
            "model_id",
            "policy",
            "policy_version",
            name="uq_verdicts_document_version_id",
        ),
        _belongs_to("document_version_id", "verdicts", "document_versions.id"),
        sa.ForeignKeyConstraint(["model_id"], ["models.id"], name="fk_verdicts_model_id"),
    )
    _create_evidence()


def _create_evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("verdict_id", _ID, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("start_offset", sa.Integer, nullable=False),
        sa.Column("end_offset", sa.Integer, nullable=False),
        sa.Column("layer", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("score", sa.Double, nullable=False),
        sa.Column("matched", sa.Text, nullable=False),
        sa.Column("terms", sa.JSON, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("verdict_id", "position", name="pk_evidence"),
        _belongs_to("verdict_id", "evidence", "verdicts.id"),
    )
