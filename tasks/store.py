"""Store, as a task."""

from prefect import task
from prefect.cache_policies import NO_CACHE

from pagewarden.models import Document, Scores, Verdict
from pagewarden.storage.store import SavedVerdict, Store
from tasks._retries import BACKOFF, JITTER_FACTOR, RETRIES, is_retryable
from tasks.threads import in_thread


@task(
    name="store",
    task_run_name="store {verdict.rating.value}",
    description="Keep page, scores, verdict and evidence in the database.",
    retries=RETRIES,
    retry_delay_seconds=BACKOFF,
    retry_jitter_factor=JITTER_FACTOR,
    retry_condition_fn=is_retryable,
    cache_policy=NO_CACHE,  # storing twice changes nothing, and is what a rerun is for
)
async def store(
    database_url: str, document: Document, scores: Scores, verdict: Verdict
) -> SavedVerdict:
    """
    Save a verdict with all it rests on, off the event loop.

    Raises:
        StorageError: The database could not be written to.
    """
    return await in_thread(_save, database_url, document, scores, verdict)


def _save(database_url: str, document: Document, scores: Scores, verdict: Verdict) -> SavedVerdict:
    with Store.open(database_url) as opened:
        return opened.save(document, scores, verdict)
