"""
The stable JSON shape of verdicts and errors; ``docs/json.md`` describes every field.

Fields are only ever added within a major version.
"""

from typing import Any

from pagewarden.exceptions import PagewardenError
from pagewarden.models import Document, Evidence, Segment, Verdict
from pagewarden.reports.inert import without_password

_SCORE_DIGITS = 4


def verdict_to_dict(verdict: Verdict) -> dict[str, Any]:
    """One verdict, ready for ``json.dumps``."""
    return {
        "target": verdict.target,
        "url": verdict.url,
        "title": verdict.title,
        "language": verdict.language,
        "rating": verdict.rating.value,
        "reason": verdict.reason.value if verdict.reason else None,
        "warnings": list(verdict.warnings),
        "scores": {name: round(value, _SCORE_DIGITS) for name, value in verdict.scores.items()},
        "evidence": [_evidence_to_dict(evidence) for evidence in verdict.evidence],
        "rules": list(verdict.rules),
        "model_version": verdict.model_version,
        "policy": verdict.policy,
        "policy_version": verdict.policy_version,
        "extractor_version": verdict.extractor_version,
        "content_hash": verdict.content_hash,
        "fetched_at": verdict.fetched_at.isoformat(timespec="seconds"),
        "notes": list(verdict.notes),
    }


def _evidence_to_dict(evidence: Evidence) -> dict[str, Any]:
    return {
        "text": evidence.text,
        "start": evidence.start,
        "end": evidence.end,
        "layer": evidence.layer.value,
        "kind": evidence.kind.value,
        "path": evidence.path,
        "rule": evidence.rule,
        "matched": evidence.matched,
        "terms": list(evidence.terms),
        "score": round(evidence.score, _SCORE_DIGITS),
    }


def error_to_dict(target: str, error: PagewardenError) -> dict[str, Any]:
    """A target that could not be judged, with the stable code of its error."""
    return {
        "target": without_password(target),
        "error": {"code": error.code, "message": str(error)},
    }


def document_to_dict(document: Document) -> dict[str, Any]:
    """A document with all its segments, as ``pagewarden extract --json`` shows it."""
    return {
        "target": document.target,
        "url": document.url,
        "canonical_url": document.canonical_url,
        "title": document.title,
        "description": document.description,
        "language": document.language,
        "needs_rendering": document.needs_rendering,
        "extractor_version": document.extractor_version,
        "content_hash": document.content_hash,
        "text": document.text,
        "segments": [_segment_to_dict(segment) for segment in document.segments],
    }


def _segment_to_dict(segment: Segment) -> dict[str, Any]:
    return {
        "text": segment.text,
        "start": segment.start,
        "end": segment.end,
        "layer": segment.layer.value,
        "kind": segment.kind.value,
        "path": segment.path,
    }
