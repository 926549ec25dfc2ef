"""
What a command does before its own modules are there. Imports next to nothing itself.

Modules take most of a short command's time. A :class:`KeyboardInterrupt` among them would
be shown as a traceback, or be lost where an import is only tried.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType


@contextmanager
def interruptible() -> Iterator[None]:
    """Let Ctrl-C end the process at once and in one line: there is nothing to tidy up yet."""
    usual = signal.getsignal(signal.SIGINT)
    if usual is not signal.default_int_handler:  # it is ignored, as in a background job
        yield
        return
    signal.signal(signal.SIGINT, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)


def _end(_signal: int, _frame: FrameType | None) -> None:
    with suppress(OSError):  # nobody may be left to read it
        os.write(2, b"interrupted\n")
    os._exit(130)  # ExitCode.INTERRUPTED, which is not loaded yet
