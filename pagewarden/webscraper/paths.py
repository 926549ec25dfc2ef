"""CSS paths that lead a browser to the very element."""

import re
from collections import Counter

from pagewarden.webscraper.markup import Element

_PLAIN_TAG = re.compile(r"[a-z][a-z0-9]*\Z")
_PLAIN_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,99}\Z")
MAX_PATH_CHARS = 500
"""Longer paths end at an element around instead; 250 steps down would take 5,000."""
_ROW_GROUPS = frozenset({"tbody", "thead", "tfoot"})


class CssPaths:
    """
    The paths of one tree's elements, each worked out once.

    A path starts at the nearest element around with an id that no other has, and goes
    down by ``tag:nth-of-type(n)``. Rows right under a table get the ``tbody`` that
    browsers put between. Where that would be longer than :data:`MAX_PATH_CHARS`, it is
    the path of the nearest element around that has one.
    """

    def __init__(self, root: Element) -> None:
        self._root = root
        self._ids = Counter(str(value).lower() for value in root.xpath("//@id"))
        self._known: dict[Element, str] = {}
        self._cut: set[Element] = set()
        self._steps: dict[Element, dict[Element, str]] = {}

    def path(self, element: Element) -> str:
        """Work out the path of an element of the tree."""
        if element not in self._known:
            self._known[element] = self._start(element) or self._step_down(element)
        return self._known[element]

    def _start(self, element: Element) -> str:
        """How a path may begin at this element; empty if it must begin above."""
        parent = element.getparent()
        if element is self._root or parent is None:
            return "html"
        if parent is self._root and element.tag in {"head", "body"}:
            return str(element.tag)
        name = element.get("id", "")  # compared as in quirks mode, where case does not count
        return f"#{name}" if _PLAIN_ID.match(name) and self._ids[name.lower()] == 1 else ""

    def _step_down(self, element: Element) -> str:
        parent = element.getparent()
        around = self.path(parent)
        if parent not in self._steps:
            self._steps[parent] = _steps(parent)
        path = f"{around} > {self._steps[parent][element]}"
        if parent not in self._cut and len(path) <= MAX_PATH_CHARS:
            return path
        self._cut.add(element)
        return around


def _steps(parent: Element) -> dict[Element, str]:
    """The last step of the path of each child, all at once: siblings can be many."""
    if parent.tag == "table":
        return _table_steps(parent)
    counts: Counter[str] = Counter()
    steps = {}
    for position, child in enumerate(parent, start=1):
        tag = str(child.tag)
        counts[tag] += 1
        plain = _PLAIN_TAG.match(tag)
        steps[child] = f"{tag}:nth-of-type({counts[tag]})" if plain else f":nth-child({position})"
    return steps


def _table_steps(table: Element) -> dict[Element, str]:
    counts: Counter[str] = Counter()
    rows = 0
    steps = {}
    for child in table:
        tag = str(child.tag)
        if tag == "tr":
            if rows == 0:
                counts["tbody"] += 1
            rows += 1
            steps[child] = f"tbody:nth-of-type({counts['tbody']}) > tr:nth-of-type({rows})"
            continue
        rows = 0 if tag in _ROW_GROUPS else rows
        counts[tag] += 1
        steps[child] = f"{tag}:nth-of-type({counts[tag]})"
    return steps
