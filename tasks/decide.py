"""Decide, as a task."""

from prefect import task
from prefect.cache_policies import NO_CACHE

from pagewarden.models import Document, Scores, Verdict
from pagewarden.moderation import decide as moderation
from pagewarden.moderation.policy import Policy
from tasks.threads import in_thread


@task(
    name="decide",
    description="Apply the policy: rating, warnings, and the sentences that caused them.",
    task_run_name="decide by {policy.name}",
    cache_policy=NO_CACHE,
)
async def decide(document: Document, scores: Scores, policy: Policy) -> Verdict:
    """Decide off the event loop; see :func:`pagewarden.moderation.decide.decide`."""
    return await in_thread(moderation.decide, document, scores, policy)
