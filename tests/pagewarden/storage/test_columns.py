"""What the column types make of values."""

import pytest
from hypothesis import given
from sqlalchemy import DateTime

from pagewarden.storage.columns import PageText, UtcTime
from tests.pagewarden.storage.records import NOON
from tests.pagewarden.storage.strategies import TEXT


@given(text=TEXT)
def test_any_text_becomes_storable(text: str) -> None:
    """What is stored has nothing in it that a database refuses, and comes back as it was."""
    column = PageText()
    stored = column.store(text)
    assert "\0" not in stored
    stored.encode()
    assert column.load(stored) == text


@pytest.mark.parametrize("text", ["", "Fähre um neun 💥", "a\\u0000b", "\ufffd\ufeff\u200d"])
def test_ordinary_text_is_stored_as_it_is(text: str) -> None:
    """People who query the tables see the page's own text."""
    assert PageText().store(text) == text


def test_spelt_out_characters() -> None:
    """The escape is the one that docs/storage.md describes."""
    assert PageText().store("a\0b\ud800\ufdd0") == "a\ufdd00000b\ufdd0d800\ufdd0fdd0"


def test_time_without_zone_is_refused() -> None:
    """A time that names no instant is a mistake of the caller."""
    assert isinstance(UtcTime.impl, DateTime)
    with pytest.raises(ValueError, match="no time zone"):
        UtcTime().store(NOON.replace(tzinfo=None))
