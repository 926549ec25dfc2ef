"""What the elements of HTML mean for a reader: block or inline, kind, hidden, comment."""

import re

from lxml.html import defs

from pagewarden.models import SegmentKind
from pagewarden.webscraper.markup import Element

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "button",
        "caption",
        "center",
        "dd",
        "desc",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hgroup",
        "html",
        "legend",
        "li",
        "listing",
        "main",
        "menu",
        "nav",
        "noframes",
        "noscript",
        "ol",
        "optgroup",
        "option",
        "p",
        "plaintext",
        "pre",
        "search",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "template",
        "text",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
        "video",
        "audio",
        "canvas",
        "object",
        "iframe",
        "xmp",
    ]
)
"""
Elements whose borders end a line of text by the style sheet that every browser has, and
the ``<text>``, ``<desc>`` and ``<title>`` of drawings.
"""

ELEMENTS = (
    BLOCKS
    | frozenset(defs.tags)
    | frozenset({"bdi", "data", "frame", "image", "main", "nobr", "noembed", "picture", "slot"})
)
"""Every element of HTML, old and new: lxml's list, which is older, and what that lacks."""

UNREAD = frozenset({"script", "style", "iframe", "noembed"})
"""Elements whose text nobody reads."""

BOXES = frozenset({"img", "input", "svg", "embed", "progress", "meter", "math"})
"""Inline elements that stand between two words rather than inside one."""

PREFORMATTED = frozenset({"pre", "textarea", "listing", "xmp", "plaintext"})
"""Elements in which a line break is a line break."""

KINDS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), SegmentKind.HEADING),
    **dict.fromkeys(("li", "dt", "dd"), SegmentKind.LIST_ITEM),
    "blockquote": SegmentKind.QUOTE,
    **dict.fromkeys(("td", "th", "caption"), SegmentKind.TABLE_CELL),
    "desc": SegmentKind.IMAGE_ALT,
}
"""The innermost of these around a text tells its kind; others leave it as it is."""

_HIDDEN_TAGS = frozenset({"datalist", "rp", "video", "audio", "canvas", "annotation"})
"""Shown by no browser that supports them."""
_HIDING_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE
)

_COMMENT_WORD = re.compile(
    r"(?:user)?comments?|comment(?:list|body|content|text|thread|item|area|section)s?|disqus"
)
_ABOUT_COMMENTS = frozenset(
    [
        *("open", "opened", "closed", "enabled", "disabled", "allowed", "on", "off"),
        *("has", "have", "no", "with", "without", "show", "hide"),
        *("count", "counts", "counter", "number", "link", "links", "icon", "button", "btn"),
        *("form", "reply", "respond", "policy"),
    ]
)
"""
Words that make of a name with "comments" one of something else: ``comments-open`` is said
of a whole article, ``comment-count`` of a number, ``comment-reply-title`` of a form.
"""
_COMMENT_TYPE = re.compile(r"schema\.org/(?:User)?Comments?\b")
_NEVER_COMMENT = frozenset({"html", "body", "main", "article", "a", "span", "button", "form"})
"""``<article class="comments">`` is no comment, nor is a link to them."""


def kind_of(element: Element, outer: SegmentKind) -> SegmentKind:
    """The kind of the text in an element, which stands in text of another kind."""
    if element.tag != "title":
        return KINDS.get(element.tag, outer)
    parent = element.getparent()
    is_drawings = parent is not None and parent.tag not in BLOCKS
    return SegmentKind.IMAGE_ALT if is_drawings else SegmentKind.TITLE


def is_hidden(element: Element) -> bool:
    """
    Whether an element by itself says that it is not shown; style sheets are not read.

    ``aria-hidden`` is none of it: it keeps screen readers out, and eyes see the text.
    """
    tag = element.tag
    if tag in {"html", "body"}:  # hidden until a script has run: shown in the end
        return False
    if tag in _HIDDEN_TAGS or (tag == "dialog" and "open" not in element.attrib):
        return True
    attributes = element.attrib
    if tag == "template":
        return attributes.get("shadowrootmode", "").strip().lower() not in {"open", "closed"}
    if not attributes:
        return False
    style = attributes.get("style")
    return "hidden" in attributes or (style is not None and _HIDING_STYLE.search(style) is not None)


def is_comment(element: Element) -> bool:
    """Whether an element holds readers' comments, by its id, class or schema.org type."""
    attributes = element.attrib
    if not attributes:
        return False
    if attributes.get("itemprop") == "comment" or _COMMENT_TYPE.search(
        attributes.get("itemtype", "")
    ):
        return True
    if element.tag in _NEVER_COMMENT:
        return False
    names = f"{attributes.get('id', '')} {attributes.get('class', '')}"
    return any(map(_names_comments, names.lower().split()))


def _names_comments(name: str) -> bool:
    """Whether an id or a class is that of comments, such as ``wp-block-comments``."""
    words = name.replace("_", "-").split("-")
    return any(map(_COMMENT_WORD.fullmatch, words)) and _ABOUT_COMMENTS.isdisjoint(words)


def alternative_text(element: Element) -> str:
    """The text an element shows though it is no text node: alt, button, placeholder, label."""
    tag = element.tag
    if tag in {"img", "area"}:
        return str(element.get("alt", ""))
    if tag in {"option", "optgroup"}:
        label = str(element.get("label", ""))
        return "" if label == element.text else label
    return _input_text(element) if tag == "input" else ""


def _input_text(element: Element) -> str:
    kind = element.get("type", "text").lower()
    if kind in {"hidden", "checkbox", "radio", "color", "range", "file", "password"}:
        return ""
    if kind == "image":
        return str(element.get("alt", ""))
    return str(element.get("value") or element.get("placeholder", ""))
