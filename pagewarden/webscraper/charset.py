"""Which codec a body is read with: BOM, then HTTP, then the page's own word, then a guess."""

import codecs
import re

from bs4.dammit import EncodingDetector
from charset_normalizer import CharsetMatch, from_bytes

DECLARATION_BYTES = 1_024
"""How far into a page its own declaration counts (HTML standard, 4.2.5.4)."""
SAMPLE_BYTES = 32_768
"""How much of a body is shown to the detector, whose cost grows with it."""
MIN_UTF8_PER_BROKEN = 2
"""
Letters of several bytes that make a body UTF-8, for each place where it is not. By chance,
two bytes of another codec are such a letter: half as often as not in EUC-JP, a third as often
or less in Shift_JIS, GBK and EUC-KR, never in samples of one byte a letter.
"""
NEARLY_EQUAL = 0.1
"""
Difference of chaos and coherence, each in [0, 1], up to which two guesses tie. French in
Latin-1 is 0.08 more chaotic as windows-1252 than as windows-1257; Polish and Czech are no
guess at all as windows-1252.
"""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_AS_BROWSERS_READ = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
}
"""Codecs that pages name for what is a superset of theirs (WHATWG Encoding, 4.2)."""

_NOT_FOR_PAGES = frozenset(
    {
        "idna",
        "punycode",
        "raw-unicode-escape",
        "undefined",
        "unicode-escape",
        "utf-7",
        "mbcs",
        "oem",
    }
)
"""Python's text codecs that no page is written in, or that browsers refuse."""

_CHARACTER_END = re.compile(rb"[\x00-/:-?]")
"""Never in the midst of a character, in no codec of several bytes: GB18030 uses digits there."""
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)


def find_charset(body: bytes, declared: str | None, *, is_plain_text: bool) -> str:
    """
    Find the codec of a body.

    A name that is no text codec is passed over, as if it were not there.

    Args:
        body: Its first bytes may hold a mark or a declaration.
        declared: The ``charset`` parameter of Content-Type, if any.
        is_plain_text: The body is not markup, so nothing in it is a declaration.

    Returns:
        A codec name Python knows; ``utf-8`` when nothing can be told.
    """
    return (
        _by_mark(body)
        or known_codec(declared)
        or (None if is_plain_text else _by_declaration(body))
        or _by_guess(body)
    )


def known_codec(name: str | None) -> str | None:
    """Python's name of the codec that browsers use for a charset label; None if there is none."""
    try:
        codec = codecs.lookup((name or "").strip().strip("'\""))
    except (LookupError, ValueError):  # ValueError: a NUL in the name
        return None
    if codec.name in _NOT_FOR_PAGES or not getattr(codec, "_is_text_encoding", True):
        return None
    return _AS_BROWSERS_READ.get(codec.name, codec.name)


def _by_mark(body: bytes) -> str | None:
    return next((codec for mark, codec in _BOMS if body.startswith(mark)), None)


def _by_declaration(body: bytes) -> str | None:
    head = _COMMENT.sub(b"", body[:DECLARATION_BYTES])
    name = EncodingDetector.find_declared_encoding(head, is_html=True, search_entire_document=True)
    codec = known_codec(name)
    # What could be read as ASCII so far is not UTF-16 (HTML standard, 13.2.3.2).
    return "utf-8" if codec and codec.startswith(("utf-16", "utf-32")) else codec


def _by_guess(body: bytes) -> str:
    if _is_mostly_utf8(body):
        return "utf-8"
    guesses = list(from_bytes(_sample(body)))
    best = _as_browsers_guess(guesses)
    return known_codec(best.encoding if best else None) or "utf-8"


def _is_mostly_utf8(body: bytes) -> bool:
    """Whether it is UTF-8 but for a few places, such as where someone cut it at a byte."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if not broken:
        return True
    whole = len(text) - len(text.encode("ascii", "ignore")) - broken
    return whole >= MIN_UTF8_PER_BROKEN * broken


def _sample(body: bytes) -> bytes:
    """The start of a body, up to the end of a character."""
    end = _CHARACTER_END.search(body, SAMPLE_BYTES, 2 * SAMPLE_BYTES)
    return body[: end.end() if end else SAMPLE_BYTES]


def _as_browsers_guess(guesses: list[CharsetMatch]) -> CharsetMatch | None:
    """The first guess, or windows-1252, the default of browsers, where it is about as good."""
    best = guesses[0] if guesses else None
    default = next((guess for guess in guesses if guess.encoding == "cp1252"), None)
    if best is None or default is None:
        return best
    ties = (
        default.chaos - best.chaos <= NEARLY_EQUAL
        and best.coherence - default.coherence <= NEARLY_EQUAL
    )
    return default if ties else best
