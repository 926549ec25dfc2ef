"""Blocking core calls, kept off the event loop."""

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from anyio import to_thread

_Arguments = ParamSpec("_Arguments")
_Returned = TypeVar("_Returned")


async def in_thread(
    call: Callable[_Arguments, _Returned], *args: _Arguments.args, **kwargs: _Arguments.kwargs
) -> _Returned:
    """
    Run a blocking call in a thread.

    A run that is cancelled does not wait for the call, as it would with
    :func:`asyncio.to_thread`: a slow server must not hold up Ctrl-C.
    """
    return await to_thread.run_sync(partial(call, *args, **kwargs), abandon_on_cancel=True)
