"""The one place that reads ``exc.retryable``, and how long tasks wait between attempts."""

from collections.abc import Callable
from typing import Any, Final

from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import exponential_backoff

from pagewarden.exceptions import PagewardenError

RETRIES: Final = 2
"""Attempts after the first: enough for a hiccup, while a person still waits for an answer."""

BACKOFF: Final[Callable[[int], list[float]]] = exponential_backoff(backoff_factor=2)
"""Waits of 2 and 4 seconds, before jitter."""

JITTER_FACTOR: Final = 0.5
"""Waits are drawn at random around the backoff, so that many runs do not return at once."""


async def is_retryable(_task: Any, _task_run: TaskRun, state: State[Any]) -> bool:
    """Whether a failed attempt may succeed a moment later; only our own errors know."""
    error = await state.aresult(raise_on_failure=False)
    return isinstance(error, PagewardenError) and error.retryable
