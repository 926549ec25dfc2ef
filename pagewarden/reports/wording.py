"""Words for readers that every report uses."""

from pagewarden.models import UnknownReason

REASONS = {
    UnknownReason.TOO_LITTLE_TEXT: "fewer than 20 words of text",
    UnknownReason.NEEDS_RENDERING: "an empty app shell: its text comes from scripts",
    UnknownReason.UNSUPPORTED_LANGUAGE: "not in English",
}
"""Why a page is rated unknown."""
