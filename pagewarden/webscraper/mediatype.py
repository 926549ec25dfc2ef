"""What a body is: HTML, XHTML or plain text; anything else is refused."""

import re
from email.message import Message

from pagewarden.exceptions import UnsupportedContent
from pagewarden.webscraper.elements import ELEMENTS
from pagewarden.webscraper.wording import printable

HTML = "text/html"
XHTML = "application/xhtml+xml"
PLAIN_TEXT = "text/plain"

_SUPPORTED = frozenset({HTML, XHTML, PLAIN_TEXT})
_SNIFFED_BYTES = 1_445
"""The resource header of the MIME sniffing standard, 5.2."""

_CONTROL = rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]"
_FONT = rb"(?:\x00\x01\x00\x00|OTTO|true|ttcf)"
_SIGNATURES = tuple(
    (re.compile(start, re.DOTALL), kind)
    for start, kind in (
        (rb"%PDF-\d\.\d", "a PDF"),
        (rb"\x89PNG\r\n", "a PNG image"),
        (rb"\xff\xd8\xff", "a JPEG image"),
        (rb"GIF8[79]a.{0,6}" + _CONTROL, "a GIF image"),  # width and height come next
        (rb"RIFF.{4}(?:WEBP|WAVE|AVI |ACON|RMID|CDXA)", "a RIFF file (WebP, WAV or AVI)"),
        (rb"PK\x03\x04", "a ZIP archive or office document"),
        (rb"\x1f\x8b\x08", "a gzip archive"),
        (rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)", "a bzip2 archive"),
        (rb"\xfd7zXZ\x00", "an xz archive"),
        (rb"7z\xbc\xaf", "a 7z archive"),
        (rb"Rar!\x1a\x07", "a RAR archive"),
        (rb"\x28\xb5\x2f\xfd", "a zstd archive"),
        (rb"\x7fELF", "a program"),
        (rb"MZ\x90\x00", "a program"),
        (rb"OggS\x00", "an Ogg file"),
        (rb"ID3[\x02-\x04]" + _CONTROL, "an MP3 file"),
        (rb"\x00\x00\x01\x00", "an icon"),
        (rb"wOF[F2]" + _FONT, "a font"),
        (rb"SQLite format 3\x00", "a database"),
        (rb"\x00.{3}ftyp", "an MP4 or HEIF file"),
    )
)
"""Each holds a byte that no text does, or more than a sentence would by chance."""
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_CONTROLS = "".join(map(chr, (*range(0x09), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20))))
"""Signs that text does not hold (MIME sniffing standard, 3.3, of the binary data bytes)."""
MAX_CONTROL_SHARE = 0.05
"""
Half of what random or compressed bytes hold, of whose 256 values 27 are controls (10.5 %);
text holds none but strays.
"""
MAX_UNREADABLE_SHARE = 0.5
"""
Of U+FFFD among what is no white space: most of the text cannot be read. A page in Latin-1
that calls itself UTF-8 stays far below: in German or French some 4 % of the letters.
"""
_MARKUP = re.compile(rb"<(?:!--|!doctype\s+html[\s/>]|([a-z][a-z0-9]*)[\s/>])", re.IGNORECASE)
MAX_HEADER_CHARS = 1_000
"""Of a Content-Type; beyond, the standard library's parser takes time squared."""


def parse_content_type(header: str | None) -> tuple[str, str | None]:
    """Split a Content-Type header into media type (lower case, maybe empty) and charset."""
    first = (header or "")[:MAX_HEADER_CHARS].partition(",")[0]  # sent twice, it comes joined
    message = Message()
    message["content-type"] = re.sub(r"[\r\n]", " ", first)
    essence = first.partition(";")[0].strip().lower()
    charset = message.get_param("charset")
    return essence, charset if isinstance(charset, str) else None


def media_type_of(url: str, declared: str, body: bytes) -> str:
    """
    Settle a body's media type.

    Args:
        url: Named in errors.
        declared: The media type told by server or file name; empty if none was.
        body: Its start is looked at for the signs of known binary formats.

    Raises:
        UnsupportedContent: Neither HTML, XHTML nor plain text, whatever the header says.
    """
    if declared and declared not in _SUPPORTED:
        raise UnsupportedContent(url, f"the content is {printable(declared)}; {_WHAT_IS_READ}")
    if kind := _signature(body):
        raise UnsupportedContent(url, f"the content is {kind}; {_WHAT_IS_READ}")
    return declared or sniff_text(body)


def check_text(url: str, text: str, charset: str) -> None:
    """
    Refuse what was decoded and is no text; a few stray control signs do not matter.

    Args:
        url: Named in errors.
        text: What the body gave.
        charset: The codec it was decoded with, named in errors.

    Raises:
        UnsupportedContent: Controls pass :data:`MAX_CONTROL_SHARE`, or what could not be
            decoded :data:`MAX_UNREADABLE_SHARE`.
    """
    if sum(map(text.count, _CONTROLS)) > MAX_CONTROL_SHARE * len(text):
        raise UnsupportedContent(url, f"the content is binary; {_WHAT_IS_READ}")
    visible = len(text) - sum(map(text.count, " \n\r\t"))
    if text.count("\ufffd") > MAX_UNREADABLE_SHARE * visible:
        reason = f"most of the content is not in {charset}, as it is said or seems to be"
        raise UnsupportedContent(url, f"{reason}; declare its charset")


_WHAT_IS_READ = "only HTML, XHTML and plain text are read"


def sniff_text(body: bytes) -> str:
    """``text/html`` when the body begins like markup, else ``text/plain``."""
    start = body[:_SNIFFED_BYTES].removeprefix(b"\xef\xbb\xbf")
    if start.startswith(_WIDE_MARKS):
        start = start.replace(b"\x00", b"")[2:]
    found = _MARKUP.match(_without_instructions(start))
    is_markup = found and (found[1] is None or found[1].decode().lower() in ELEMENTS)
    return HTML if is_markup else PLAIN_TEXT


def _without_instructions(start: bytes) -> bytes:
    """What follows ``<?xml …?>`` and its like."""
    start = start.lstrip()
    while start.startswith(b"<?"):
        start = start.partition(b"?>")[2].lstrip()
    return start


def _signature(body: bytes) -> str | None:
    return next((kind for start, kind in _SIGNATURES if start.match(body)), None)
