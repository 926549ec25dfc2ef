"""Markup to a tree: lxml's, with depth capped so that no text is lost."""

import re
from html import escape
from typing import Any, TypeAlias

from lxml import etree, html

Element: TypeAlias = Any  # lxml has no type information

MAX_DEPTH = 250
"""
Deeper elements become siblings at this depth, as in browsers (whose limit is 512).
libxml2 stops reading at a depth of 256 and drops all that follows.
"""

_OPTIONS = {"encoding": "utf-8", "remove_comments": True, "remove_pis": True}
MAX_ATTRIBUTES = 500
"""
Of one tag. libxml2's time grows with their square: two minutes for 180,000 in 1.7 MB.
Of 160 evaluation pages the most are 30.
"""

_RAW_TEXT = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed"})
"""Elements that hold text only, which must not become the text of a parent."""
_SPACE = r"[ \t\n\f\r]"
_ATTRIBUTE = (
    rf"(?:{_SPACE}|/)*+[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+"
    rf"(?:{_SPACE}*+={_SPACE}*+(?:\"[^\"]*+\"|'[^']*+'|[^ \t\n\f\r>]*+))?+"
)
_TAG = re.compile(
    r"<!--(?:-?>|[^-]*+(?:-(?!-!?>)[^-]*+)*+)"
    rf"|<(?:(?P<raw>{'|'.join(sorted(_RAW_TEXT))})(?=[ \t\n\f\r/>])|[a-z][^ \t\n\f\r/>]*+)"
    rf"(?:{_ATTRIBUTE}){{0,{MAX_ATTRIBUTES}}}+(?P<more>(?={_ATTRIBUTE}))?+"
    rf"(?(raw)(?:(?:{_SPACE}|/)*+>[^<]*+(?:<(?!/(?P=raw))[^<]*+)*+)?+)",
    re.IGNORECASE,
)
"""
A comment, or a tag up to the last attribute it may have, with what it holds if that is no
markup. Linear, for nothing is given back once matched.
"""

_CDATA = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)

_VOID = ("source", "track", "wbr", "embed", "keygen", "bgsound")
"""Elements without an end tag that libxml2 does not know as such."""


def parse_markup(text: str, *, is_xhtml: bool = False) -> Element:
    """
    Parse HTML or XHTML of any quality.

    Args:
        text: Markup.
        is_xhtml: It was sent as XHTML, where a CDATA section is text; in HTML it is a
            comment.

    Returns:
        The ``html`` element, at most :data:`MAX_DEPTH` deep; an empty one if there is no
        element and no text.
    """
    text = text.replace("\0", "")
    text = _with_fewer_attributes(_without_cdata(text) if is_xhtml else text)
    data = text.encode("utf-8", "replace")
    parser = html.HTMLParser(**_OPTIONS)
    root = _parse(data, parser)
    if _reached_a_limit(parser):
        builder = _FlatteningBuilder()
        root = _parse(data, html.HTMLParser(target=builder, huge_tree=True, **_OPTIONS))
    elif root is not None:
        _empty_void_elements(root)
    return parser.makeelement("html") if root is None else root


def _without_cdata(text: str) -> str:
    """CDATA sections as the text they stand for."""
    return _CDATA.sub(lambda found: found[0] if found[1] is None else escape(found[1]), text)


def _with_fewer_attributes(text: str) -> str:
    """End each tag after its first attributes, so that the surplus is read as text."""
    start, parts = 0, []
    for tag in _TAG.finditer(text):
        if tag["more"] is not None:
            parts.append(text[start : tag.end()])
            start = tag.end()
    return " >".join([*parts, text[start:]])


def _parse(data: bytes, parser: Any) -> Element | None:
    try:
        return html.document_fromstring(data, parser=parser)
    except etree.ParserError:  # "Document is empty"
        return None


def _reached_a_limit(parser: Any) -> bool:
    last = parser.error_log.last_error
    return last is not None and last.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT


def _empty_void_elements(root: Element) -> None:
    """Move what libxml2 puts inside elements that have no inside to behind them."""
    for element in list(root.iter(*_VOID)):
        text, tail, children = element.text, element.tail, list(element)
        if not text and not children:
            continue
        element.text = element.tail = None
        for child in reversed(children):
            element.addnext(child)  # takes its tail along
        last = children[-1] if children else element
        last.tail = (last.tail or "") + (tail or "")
        element.tail = (text or "") + (element.tail or "")


class _FlatteningBuilder:
    """A parser target that opens no element below the greatest depth, nor a void one."""

    def __init__(self) -> None:
        self._builder = etree.TreeBuilder(element_factory=html.HTMLParser().makeelement)
        self._depth = 0

    def start(self, tag: str, attributes: Any) -> None:
        self._builder.start(tag, attributes)
        self._depth += tag not in _VOID
        if tag in _VOID or (self._depth > MAX_DEPTH and tag not in _RAW_TEXT):
            self._builder.end(tag)

    def end(self, tag: str) -> None:
        if tag in _VOID:
            return
        if self._depth <= MAX_DEPTH or tag in _RAW_TEXT:
            self._builder.end(tag)
        self._depth -= 1

    def data(self, text: str) -> None:
        self._builder.data(text)

    def close(self) -> Element:
        return self._builder.close()
