"""Which failures are tried again."""

import asyncio
from typing import Any

import pytest
from prefect import State
from prefect.states import Completed, Failed

from pagewarden import exceptions
from pagewarden.exceptions import (
    ClientError,
    ConnectionFailed,
    FetchTimeout,
    RobotsDisallowed,
    ServerError,
    StoreLocked,
    StoreUnavailable,
)
from tasks._retries import BACKOFF, RETRIES, is_retryable
from tasks.classify import classify
from tasks.decide import decide
from tasks.extract import extract
from tasks.fetch import fetch
from tasks.store import store

URL = "http://example.org/"


def _retried(error: Exception) -> bool:
    state: State[Any] = Failed(message=str(error), data=error)
    return asyncio.run(is_retryable(None, None, state))  # type: ignore[arg-type] # not looked at


@pytest.mark.parametrize(
    "error",
    [
        ServerError(URL, "503"),
        FetchTimeout(URL, "slow"),
        ConnectionFailed(URL, "refused"),
        StoreLocked("busy"),
        StoreUnavailable("gone"),
    ],
)
def test_what_may_pass_is_tried_again(error: Exception) -> None:
    """A hiccup of a server or a database is worth another attempt."""
    assert _retried(error)


@pytest.mark.parametrize(
    "error", [ClientError(URL, "404"), RobotsDisallowed(URL, "no"), ValueError("a fault")]
)
def test_what_will_not_pass_is_not(error: Exception) -> None:
    """A page that is not there, or a fault of ours, stays so."""
    assert not _retried(error)


def test_only_the_type_decides() -> None:
    """Every error class of ours is retried exactly if it says so."""
    for kind in vars(exceptions).values():
        if isinstance(kind, type) and issubclass(kind, exceptions.FetchError):
            assert _retried(kind(URL, "why")) == kind.retryable


def test_a_success_is_not_tried_again() -> None:
    """A state without an error has nothing to retry."""
    assert not asyncio.run(is_retryable(None, None, Completed(data=1)))  # type: ignore[arg-type] # not looked at


def test_only_tasks_that_reach_out_retry() -> None:
    """Pure stages give the same answer again, so they are not asked again."""
    assert {task.name for task in (fetch, extract, classify, decide, store) if task.retries} == {
        "fetch",
        "store",
    }


def test_waits_grow() -> None:
    """The second wait is twice the first."""
    first, second = BACKOFF(RETRIES)
    assert second == 2 * first
