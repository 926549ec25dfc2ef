"""Fetch, as a task."""

from typing import Any

from prefect import task

from pagewarden.models import Page
from pagewarden.network.sessions import GuardedSession
from pagewarden.webscraper import fetcher
from pagewarden.webscraper.fetcher import FetchLimits
from tasks._results import SERIALIZER, kept_by
from tasks._retries import BACKOFF, JITTER_FACTOR, RETRIES, is_retryable
from tasks._run_names import run_name
from tasks.names import page_label
from tasks.threads import in_thread


@run_name
def _name(parameters: dict[str, Any]) -> str:
    return f"fetch {page_label(parameters['target'])}"


@task(
    name="fetch",
    description="Fetch the target: a URL, a file, or standard input.",
    task_run_name=_name,
    retries=RETRIES,
    retry_delay_seconds=BACKOFF,
    retry_jitter_factor=JITTER_FACTOR,
    retry_condition_fn=is_retryable,
    cache_policy=kept_by(lambda arguments: arguments["target"]),
    persist_result=True,
    result_serializer=SERIALIZER,
)
async def fetch(
    target: str,
    *,
    user_agent: str,
    allowed_hosts: frozenset[str],
    limits: FetchLimits,
    obey_robots: bool,
    session: GuardedSession | None = None,
) -> Page:
    """
    Fetch a target off the event loop; see :func:`pagewarden.webscraper.fetcher.fetch`.

    Raises:
        FetchError: No page came of it; the subclass and the message say why.
    """
    return await in_thread(
        fetcher.fetch,
        target,
        user_agent=user_agent,
        allowed_hosts=allowed_hosts,
        limits=limits,
        obey_robots=obey_robots,
        session=session,
    )
