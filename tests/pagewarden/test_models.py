"""The records that cross stages."""

from dataclasses import replace
from typing import Any

import pytest

from pagewarden.models import Layer, Origin, SegmentKind
from tests.pagewarden.moderation.documents import document_of, segment, web_document

BARE = document_of("You are welcome here.")


@pytest.mark.parametrize(
    "changed",
    [
        {"plain_text": False},
        {"origin": Origin.WEB},
        {"needs_rendering": True},
        {"language": "de"},
        {"title": "Another"},
        {"segments": (segment("You are welcome here.", layer=Layer.COMMENT),)},
        {"segments": (segment("You are welcome here.", kind=SegmentKind.HEADING),)},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_what_a_verdict_rests_on_is_in_the_hash(changed: dict[str, Any]) -> None:
    """Two documents that may be judged differently are never taken for one."""
    assert replace(BARE, **changed).content_hash != BARE.content_hash


@pytest.mark.parametrize("changed", [{"url": "other"}, {"origin": Origin.STDIN}], ids=str)
def test_where_a_page_lies_is_not_in_the_hash(changed: dict[str, Any]) -> None:
    """A page that moved is the same page."""
    assert replace(BARE, **changed).content_hash == BARE.content_hash


def test_only_bare_text_is_handed_over() -> None:
    """Markup on standard input, and plain text from the web, are pages like any other."""
    assert BARE.is_handed_over
    assert not web_document([], origin=Origin.STDIN).is_handed_over
    assert not web_document([], plain_text=True).is_handed_over
