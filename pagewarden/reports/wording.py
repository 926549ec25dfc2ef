"""Words for readers that every report uses."""

from pagewarden.models import UnknownReason

REASONS = {
    UnknownReason.TOO_LITTLE_TEXT: "fewer words to read than the policy asks for",
    UnknownReason.NEEDS_RENDERING: "an empty app shell: its text comes from scripts",
    UnknownReason.UNSUPPORTED_LANGUAGE: "not in a language that the policy lists",
}
"""Why a page is rated unknown, in words that are true of any policy."""
