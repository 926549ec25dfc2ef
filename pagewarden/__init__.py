"""
AI content moderation for web pages.

::

    import pagewarden

    verdict = pagewarden.check("https://example.org/")
    print(verdict.rating, verdict.warnings)
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pagewarden.pipeline import check, check_text

__all__ = ["check", "check_text"]


def __getattr__(name: str) -> Any:
    """Load the pipeline on first use, so that importing a record costs no model (PEP 562)."""
    if name in __all__:
        from pagewarden import pipeline  # noqa: PLC0415 - the point of this function

        return getattr(pipeline, name)
    message = f"module 'pagewarden' has no attribute {name!r}"
    raise AttributeError(message)
