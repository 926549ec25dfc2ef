"""Blocking calls off the event loop."""

import asyncio
import threading

import pytest

from tasks.threads import in_thread


def test_calls_run_in_a_thread() -> None:
    """The event loop's own thread stays free; arguments and result pass."""

    def call(left: int, *, right: int) -> tuple[int, str]:
        return left + right, threading.current_thread().name

    total, thread = asyncio.run(in_thread(call, 1, right=2))
    assert total == 3
    assert thread != threading.current_thread().name


def test_errors_pass() -> None:
    """What the call raises is raised."""

    def call() -> None:
        raise KeyError("gone")

    with pytest.raises(KeyError, match="gone"):
        asyncio.run(in_thread(call))


def test_a_cancelled_run_does_not_wait() -> None:
    """Ctrl-C is not held up by a call that hangs."""
    hanging = threading.Event()

    async def run() -> None:
        task = asyncio.create_task(in_thread(hanging.wait))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not hanging.is_set()
        hanging.set()

    asyncio.run(run())
