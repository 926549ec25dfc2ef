"""
One deadline over a whole fetch: connecting, every read, every redirect.

A read timeout alone never ends a server that drips one byte a second. The deadline in
force is looked up by the connections, deep inside urllib3, so it travels in a context
variable rather than through every signature.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Deadline:
    """A point in time after which every wait ends."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def passed(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self._end

    def within(self, timeout_seconds: float | None) -> float:
        """
        Shorten a timeout so that it ends no later than the deadline.

        Raises:
            TimeoutError: The deadline has passed.
        """
        remaining = self._end - time.monotonic()
        if remaining <= 0:
            message = f"the deadline of {self.seconds:g} s has passed"
            raise TimeoutError(message)
        return remaining if timeout_seconds is None else min(timeout_seconds, remaining)


_IN_FORCE: ContextVar[Deadline | None] = ContextVar("pagewarden_deadline", default=None)


def deadline_in_force() -> Deadline | None:
    """Look up the deadline of the fetch that this thread is in."""
    return _IN_FORCE.get()


@contextmanager
def deadline(seconds: float) -> Iterator[Deadline]:
    """Put a deadline in force for the connections used inside the ``with`` block."""
    limit = Deadline(seconds)
    token = _IN_FORCE.set(limit)
    try:
        yield limit
    finally:
        _IN_FORCE.reset(token)
