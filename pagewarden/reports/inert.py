"""
Untrusted text made harmless where it is shown.

Page text may carry terminal escapes, bidirectional overrides that reorder what a reader
sees (Trojan Source, CVE-2021-42574), Markdown, HTML and links.
"""

import html
import re
import unicodedata
from urllib.parse import quote, urlsplit

_UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Unicode general categories that are never shown as they are: controls, formats, unassigned."""

_MARKDOWN_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~>=:@$^])")

_USER_INFO = re.compile(r"^(\s*[a-z][a-z0-9+.-]*:/*)[^/\\?#]*@", re.IGNORECASE)
"""A backslash ends the authority, as it does for browsers and where the page is fetched."""

_FRAGMENT_WORDS = 6
"""Words at either end of a sentence that a text fragment quotes; enough to be unique in a page."""


def printable(text: str) -> str:
    """The text on one line, with controls and invisible format characters as ``U+XXXX`` marks."""
    return "".join(map(_printable_character, " ".join(text.split())))


def _printable_character(character: str) -> str:
    if unicodedata.category(character) in _UNSAFE_CATEGORIES and character != "\u200d":
        return f"\N{WHITE SQUARE}{ord(character):04X}"
    return character


def markdown(text: str) -> str:
    """The text on one line, without any meaning in Markdown or HTML."""
    return _MARKDOWN_SPECIAL.sub(r"\\\1", html.escape(printable(text), quote=False))


def without_password(target: str) -> str:
    """The target without the user and password that a URL may carry."""
    return _USER_INFO.sub(r"\1", target)


def shortened(text: str, length: int) -> str:
    """At most ``length`` characters, cut at a word where there is one, with an ellipsis."""
    if len(text) <= length:
        return text
    head = text[: length - 1]
    return (head.rsplit(" ", 1)[0] if " " in head[length // 2 :] else head) + "…"


def link_to_text(url: str, text: str) -> str | None:
    """
    A link that opens the page at the sentence, or None where the page is not on the web.

    Uses a text fragment (WICG Scroll to Text Fragment): long sentences are named by their
    first and last words, which also survives markup in between.
    """
    if urlsplit(url).scheme not in {"http", "https"}:
        return None
    words = text.split()
    if len(words) <= 2 * _FRAGMENT_WORDS:
        fragment = _fragment(words)
    else:
        fragment = f"{_fragment(words[:_FRAGMENT_WORDS])},{_fragment(words[-_FRAGMENT_WORDS:])}"
    base = quote(url.split("#", 1)[0], safe=":/?&=%+~,;@!*[]-._")
    return f"{base}#:~:text={fragment}"


def _fragment(words: list[str]) -> str:
    """Words percent-encoded, with ``-`` too: a dash marks prefix and suffix in the syntax."""
    return quote(" ".join(words), safe="", errors="replace").replace("-", "%2D")
