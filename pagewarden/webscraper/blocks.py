"""
A tree to blocks of text: stretches that no sentence crosses.

Every character of text in the tree lands in exactly one block, in reading order, scripts
and styles aside. Block-level elements and ``<br>`` end a block; inline markup does not,
so that ``fu<b>ck</b>`` is read as one word, and neither does what is hidden in its midst.
"""

from dataclasses import dataclass, field

from lxml import etree

from pagewarden.models import Layer, SegmentKind
from pagewarden.webscraper.elements import (
    BLOCKS,
    BOXES,
    PREFORMATTED,
    UNREAD,
    alternative_text,
    is_comment,
    is_hidden,
    kind_of,
)
from pagewarden.webscraper.markup import Element


@dataclass(slots=True)
class Block:
    """A stretch of text that no sentence crosses."""

    text: str
    """White space collapsed; never empty."""
    element: Element
    """The element it stands in."""
    kind: SegmentKind
    layer: Layer
    """``rest`` until something better is known."""


@dataclass(frozen=True, slots=True)
class _Context:
    """What an element hands down to its text and children."""

    element: Element
    """The innermost one whose borders end a block."""
    kind: SegmentKind = SegmentKind.PARAGRAPH
    layer: Layer = Layer.REST
    keeps_lines: bool = False


@dataclass(slots=True)
class _Flow:
    """Text being gathered into blocks."""

    parts: list[str] = field(default_factory=list)
    """Of the block not finished yet."""
    inside: list[Block] = field(default_factory=list)
    """Found in the midst of the unfinished block; they come after it."""
    blocks: list[Block] = field(default_factory=list)


def collapse(text: str) -> str:
    """Every run of white space as one space, none at the ends."""
    return " ".join(text.split())


def find_blocks(root: Element, title: Element | None = None) -> list[Block]:
    """
    Find all blocks of a tree, in reading order.

    Args:
        root: The tree.
        title: The page's ``<title>``, which is left out.
    """
    walker = _Walker(root, title)
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            walker.leave(element)
        elif walker.enter(element):
            walk.skip_subtree()
    return walker.finish()


class _Walker:
    """The state of one pass over a tree, which recurses nowhere."""

    def __init__(self, root: Element, title: Element | None) -> None:
        self._title = title
        self._contexts = [_Context(root)]
        self._flows = [_Flow()]

    def enter(self, element: Element) -> bool:
        """Take an element's start; whether its inside is to be skipped."""
        outer = self._contexts[-1]
        inner = _context_in(outer, element)
        if _begins_hidden(outer, inner):
            self._flows.append(_Flow())
        elif inner.element is element:
            self._end_block()
        elif element.tag in BOXES or _is_link_after_link(element):
            self._flows[-1].parts.append(" ")
        self._contexts.append(inner)
        self._add_alternative(element, inner)
        if element.tag in UNREAD or element is self._title:
            return True
        self._add(element.text)
        return False

    def leave(self, element: Element) -> None:
        """Take an element's end and the text after it."""
        inner, outer = self._contexts[-1], self._contexts[-2]
        if inner.element is element:
            self._end_block()
        self._contexts.pop()
        if _begins_hidden(outer, inner):
            hidden = self._flows.pop()
            self._flows[-1].inside.extend(hidden.blocks)
        self._add(element.tail)

    def finish(self) -> list[Block]:
        """End the last block and hand all of them over."""
        self._end_block()
        return self._flows[0].blocks

    def _add(self, text: str | None) -> None:
        if not text:
            return
        if not self._contexts[-1].keeps_lines:
            self._flows[-1].parts.append(text)
            return
        *lines, last = text.split("\n")
        for line in lines:
            self._flows[-1].parts.append(line)
            self._end_block()
        self._flows[-1].parts.append(last)

    def _add_alternative(self, element: Element, context: _Context) -> None:
        text = collapse(alternative_text(element))
        if text:
            kind = SegmentKind.IMAGE_ALT if element.tag in {"img", "area"} else context.kind
            self._flows[-1].inside.append(Block(text, element, kind, context.layer))

    def _end_block(self) -> None:
        flow, context = self._flows[-1], self._contexts[-1]
        if text := collapse("".join(flow.parts)):
            flow.blocks.append(Block(text, context.element, context.kind, context.layer))
        flow.blocks.extend(flow.inside)
        flow.parts.clear()
        flow.inside.clear()


def _context_in(outer: _Context, element: Element) -> _Context:
    tag = element.tag
    layer = _layer_in(outer.layer, element)
    if tag not in BLOCKS and layer is outer.layer:
        return outer
    return _Context(
        element,
        kind_of(element, outer.kind),
        layer,
        outer.keeps_lines or tag in PREFORMATTED,
    )


def _layer_in(outer: Layer, element: Element) -> Layer:
    if outer is Layer.HIDDEN or is_hidden(element):
        return Layer.HIDDEN
    if outer is Layer.COMMENT or is_comment(element):
        return Layer.COMMENT
    return outer


def _begins_hidden(outer: _Context, inner: _Context) -> bool:
    return inner.layer is Layer.HIDDEN and outer.layer is not Layer.HIDDEN


def _is_link_after_link(element: Element) -> bool:
    """Links side by side are a menu, not one word."""
    if element.tag != "a":
        return False
    before = element.getprevious()
    return before is not None and before.tag == "a" and not before.tail
