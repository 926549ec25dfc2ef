"""Whether a page is an empty shell that a browser would have to fill."""

import re

from pagewarden.models import Layer
from pagewarden.webscraper.blocks import Block
from pagewarden.webscraper.markup import Element

MAX_SHELL_WORDS = 40
"""Words that a shell may show all the same: a heading, a spinner, a footer line."""

_MOUNT_IDS = frozenset({"root", "app", "__next", "__nuxt", "___gatsby", "svelte", "react-root"})
_MOUNT_TAGS = ("app-root", "my-app", "ion-app")
_SCRIPT = re.compile(r"\bjava\s?script\b", re.IGNORECASE)
_PART = re.compile(
    r"\b(?:comments?|disqus|videos?|player|maps?|e-?mail|captcha|forms?|chart|gallery|slideshow)\b",
    re.IGNORECASE,
)
"""What a script may be wanted for on a page that is whole without it."""


def needs_rendering(root: Element, blocks: list[Block]) -> bool:
    """
    Tell an app shell from a page.

    Args:
        root: The tree.
        blocks: All of its body's.
    """
    words, asked = 0, False
    for block in blocks:
        if _is_in_noscript(block.element):
            asked = asked or _asks_for_script(block)
        elif block.layer is not Layer.HIDDEN:
            words += len(block.text.split())
        if words > MAX_SHELL_WORDS:
            return False
    return asked or (_has_empty_mount(root) and root.find(".//script") is not None)


def _is_in_noscript(element: Element) -> bool:
    return element.tag == "noscript" or next(element.iterancestors("noscript"), None) is not None


def _asks_for_script(block: Block) -> bool:
    """Whether a script is wanted for the page, rather than for a part of it."""
    is_part = block.layer is Layer.COMMENT or _PART.search(block.text)
    return not is_part and _SCRIPT.search(block.text) is not None


def _has_empty_mount(root: Element) -> bool:
    mounts = [*root.iter(*_MOUNT_TAGS), *root.xpath("//*[@id]")]
    return any(
        (mount.tag in _MOUNT_TAGS or mount.get("id") in _MOUNT_IDS) and not len(mount)
        for mount in mounts
    )
