"""What a body is: HTML, XHTML or plain text; anything else is refused."""

import re
from email.message import Message

from pagewarden.exceptions import UnsupportedContent

HTML = "text/html"
XHTML = "application/xhtml+xml"
PLAIN_TEXT = "text/plain"

_SUPPORTED = frozenset({HTML, XHTML, PLAIN_TEXT})
_SNIFFED_BYTES = 1_445
"""The resource header of the MIME sniffing standard, 5.2."""

_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF file (WebP, WAV or AVI)"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x1f\x8b\x08", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"OggS", "an Ogg file"),
    (b"ID3", "an MP3 file"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"SQLite format 3\x00", "a database"),
)
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_BINARY_BYTES = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
"""Bytes that text does not hold (MIME sniffing standard, 3.3)."""
_MARKUP = re.compile(
    rb"\s*(?:<!--.*?-->\s*|<\?xml.*?\?>\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|title|meta|link|script|style|iframe|h[1-6]|div|p|a|b|br"
    rb"|table|font|main|article|section|header|nav|span|ul|ol|img)[\s/>]",
    re.IGNORECASE | re.DOTALL,
)


def parse_content_type(header: str | None) -> tuple[str, str | None]:
    """Split a Content-Type header into media type (lower case, maybe empty) and charset."""
    message = Message()
    message["content-type"] = re.sub(r"[\r\n]", " ", header or "")
    essence = (header or "").partition(";")[0].strip().lower()
    charset = message.get_param("charset")
    return essence, charset if isinstance(charset, str) else None


def media_type_of(url: str, declared: str, body: bytes) -> str:
    """
    Settle a body's media type.

    Args:
        url: Named in errors.
        declared: The media type told by server or file name; empty if none was.
        body: Looked at for the signs of binary content.

    Raises:
        UnsupportedContent: Neither HTML, XHTML nor plain text, whatever the header says.
    """
    if declared and declared not in _SUPPORTED:
        raise UnsupportedContent(url, f"the content is {declared}; {_WHAT_IS_READ}")
    kind = _signature(body)
    if kind is None and not declared and _looks_binary(body):
        kind = "binary"
    if kind:
        raise UnsupportedContent(url, f"the content is {kind}; {_WHAT_IS_READ}")
    return declared or sniff_text(body)


_WHAT_IS_READ = "only HTML, XHTML and plain text are read"


def sniff_text(body: bytes) -> str:
    """``text/html`` when the body begins like markup, else ``text/plain``."""
    start = body[:_SNIFFED_BYTES].removeprefix(b"\xef\xbb\xbf")
    if start.startswith(_WIDE_MARKS):
        start = start.replace(b"\x00", b"")[2:]
    return HTML if _MARKUP.match(start) else PLAIN_TEXT


def _signature(body: bytes) -> str | None:
    return next((kind for start, kind in _SIGNATURES if body.startswith(start)), None)


def _looks_binary(body: bytes) -> bool:
    start = body[:_SNIFFED_BYTES]
    return not start.startswith(_WIDE_MARKS) and bool(_BINARY_BYTES.search(start))
