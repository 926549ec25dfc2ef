"""Column types that bring hostile text, hashes, times and vectors there and back unchanged."""

import re
from abc import abstractmethod
from datetime import UTC, datetime
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import DateTime, Dialect, LargeBinary, Text, TypeDecorator

_ESCAPE = "\ufdd0"
"""A noncharacter, kept by Unicode for internal use (section 23.7): no text of a page needs it."""

_UNSTORABLE = re.compile(f"[\\x00\\ud800-\\udfff{_ESCAPE}]")
_ESCAPED = re.compile(f"{_ESCAPE}([0-9a-f]{{4}})")

_Value = TypeVar("_Value")


class _Converted(TypeDecorator[_Value]):
    """A type that stores what ``store`` makes of a value; None stays NULL."""

    __abstract__ = True

    @abstractmethod
    def store(self, value: _Value) -> Any:
        """What the database is given."""

    @abstractmethod
    def load(self, value: Any) -> _Value:
        """What the database gave back, as it was before."""

    def process_bind_param(self, value: _Value | None, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        """Called by SQLAlchemy with each value that goes in."""
        return None if value is None else self.store(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> _Value | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Called by SQLAlchemy with each value that comes out."""
        return None if value is None else self.load(value)


class PageText(_Converted[str]):
    """
    Any Python string, exactly.

    PostgreSQL refuses NUL and neither database takes lone surrogates, and both come in
    hostile pages. Such a character is stored as U+FDD0 and its four hexadecimal digits, as
    is U+FDD0 itself, so that loading gives back what was saved. All other text is stored
    as it is.
    """

    impl = Text
    cache_ok = True

    def store(self, value: str) -> str:
        """Spell out the characters that a database refuses."""
        return _UNSTORABLE.sub(lambda match: f"{_ESCAPE}{ord(match[0]):04x}", value)

    def load(self, value: str) -> str:
        """Read back the characters that were spelt out."""
        if _ESCAPE not in value:
            return value
        return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), value)


class Digest(_Converted[str]):
    """A SHA-256 in hexadecimal, stored as its 32 bytes: half the size of every index on it."""

    impl = LargeBinary
    cache_ok = True

    def store(self, value: str) -> bytes:
        """Hexadecimal to bytes."""
        return bytes.fromhex(value)

    def load(self, value: bytes) -> str:
        """Bytes to hexadecimal, lower case."""
        return value.hex()


class UtcTime(_Converted[datetime]):
    """An aware time, stored in UTC; SQLite keeps no zone, so it is put back when loading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def store(self, value: datetime) -> datetime:
        """The same instant in UTC; a time without zone names no instant and is refused."""
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone: give an aware time")
        return value.astimezone(UTC)

    def load(self, value: datetime) -> datetime:
        """The instant in UTC, whatever zone the server is in."""
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Vector(_Converted[NDArray[np.float32]]):
    """
    A float32 vector as little-endian bytes, four a number.

    Bytes rather than a column a category: exact to the bit, 32 bytes a segment instead of
    72 in SQLite, and a longer taxonomy needs no migration. What people query by category
    is the verdict's scores, which are JSON.
    """

    impl = LargeBinary
    cache_ok = True

    def store(self, value: NDArray[np.float32]) -> bytes:
        """The numbers as bytes."""
        return value.astype("<f4").tobytes()

    def load(self, value: bytes) -> NDArray[np.float32]:
        """The numbers, in an array of their own."""
        return np.frombuffer(value, "<f4").astype(np.float32)
