"""
Moderate pages: fetch → extract → classify → decide → store, then show the verdict.

As a script: ``python flows/moderate_page.py TARGET``, see ``--help``.
"""

import sys
from pathlib import Path

if __name__ == "__main__":
    # Before Prefect is imported: it reads its settings then, and --help can do without it.
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from pagewarden.loading import interruptible

    with interruptible():
        from flows._command import main
    main()

import asyncio
from collections import defaultdict
from typing import Final

from prefect import flow, get_run_logger

from flows._artifacts import publish_outcomes, publish_verdict
from flows._records import Judgement, Outcome, strictest
from flows._runs import (
    all_done,
    all_failed,
    failed,
    forbid_retries,
    judged,
    list_run_name,
    page_run_name,
    rename_run,
    was_scheduled,
)
from pagewarden.exceptions import FetchError, PageFault, PagewardenError
from pagewarden.models import Verdict
from pagewarden.moderation.policy import Policy, load_policy
from pagewarden.network.sessions import GuardedSession, open_session
from pagewarden.pipeline import fetch_limits
from pagewarden.settings import Settings, load_settings
from tasks.arguments import whole
from tasks.classify import classify
from tasks.decide import decide
from tasks.extract import extract
from tasks.fetch import fetch
from tasks.names import host_of, page_label
from tasks.store import store as store_verdict
from tasks.tracebacks import spare_tracebacks

PAGES_AT_ONCE: Final = 4
"""Pages of a list in work at the same time, never two of one host: most of it is waiting."""

spare_tracebacks()


@flow(name="moderate-page", flow_run_name=page_run_name)
async def moderate_page(
    target: str,
    policy: str = "default",
    store: bool = True,  # noqa: FBT001, FBT002 - a form's field
) -> Verdict:
    """
    Judge one page: its age rating, trigger warnings, and the sentences that caused them.

    A target that cannot be judged ends the run as Failed, with one sentence that says why.

    Args:
        target: An http(s) URL, or the path of an HTML or text file on the machine that runs
            the flow.
        policy: A shipped policy (default, classic, children) or the path of a TOML file.
        store: Keep page, scores and verdict in the database.
    """
    try:
        settings, rules = load_settings(), load_policy(policy)
        with open_session(settings.allowed_hosts) as session:
            judgement = await _judge(
                target, rules, settings, session, obey_robots=was_scheduled(), store=store
            )
    except PagewardenError as error:
        return failed(error)
    await publish_verdict(judgement)
    await rename_run(f"{page_label(target)} · {judgement.verdict.rating.value}")
    return judged(judgement.verdict)


@flow(
    name="moderate-page",
    flow_run_name=list_run_name,
    retries=2,  # of what may pass: see below
    retry_delay_seconds=60,
)
async def moderate_pages(
    targets: list[str],
    policy: str = "default",
    store: bool = True,  # noqa: FBT001, FBT002 - a form's field
) -> list[Outcome]:
    """
    Judge a list of pages; one that cannot be judged is noted and ends nothing.

    Always obeys robots.txt. Ends as Failed where the run as a whole cannot go on: no such policy,
    a setting that is wrong.

    Args:
        targets: http(s) URLs, or paths of HTML or text files on the machine that runs the flow.
        policy: A shipped policy (default, classic, children) or the path of a TOML file.
        store: Keep pages, scores and verdicts in the database.

    Raises:
        StorageError: The database does not answer; the run is tried again a minute later.
    """
    try:
        outcomes = await _outcomes(targets, policy, store=store)
    except PagewardenError as error:
        if error.retryable:
            raise
        await forbid_retries()
        return all_failed(error)
    await publish_outcomes(outcomes)
    rating = strictest(outcomes)
    await rename_run(f"{len(outcomes)} pages · {rating.value if rating else 'none judged'}")
    return all_done(outcomes)


async def _outcomes(targets: list[str], policy: str, *, store: bool) -> list[Outcome]:
    """
    Judge the pages of a list, each once.

    Raises:
        PagewardenError: The run as a whole cannot go on.
    """
    settings, rules = load_settings(), load_policy(policy)
    room = asyncio.Semaphore(PAGES_AT_ONCE)
    hosts: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def outcome_of(target: str) -> Outcome:
        async with hosts[host_of(target)], room:
            return await _outcome(target, rules, settings, session, store=store)

    with open_session(settings.allowed_hosts) as session:
        return await asyncio.gather(*map(outcome_of, dict.fromkeys(targets)))


async def _outcome(
    target: str, policy: Policy, settings: Settings, session: GuardedSession, *, store: bool
) -> Outcome:
    """Judge one page of a list; nothing about the page itself ends the list."""
    try:
        judgement = await _judge(target, policy, settings, session, obey_robots=True, store=store)
    except FetchError as error:
        return Outcome(target, None, error)
    except PagewardenError:
        raise
    except Exception as fault:  # noqa: BLE001 - ours, whatever it is, and logged whole
        get_run_logger().exception("failed on %s", page_label(target))
        return Outcome(target, None, PageFault.of(target, fault))
    await publish_verdict(judgement)
    return Outcome(target, judgement.verdict, None)


async def _judge(
    target: str,
    policy: Policy,
    settings: Settings,
    session: GuardedSession,
    *,
    obey_robots: bool,
    store: bool,
) -> Judgement:
    """The five stages."""
    page = await fetch(
        target,
        user_agent=settings.user_agent,
        allowed_hosts=settings.allowed_hosts,
        limits=fetch_limits(settings),
        session=whole(session),
        obey_robots=obey_robots,
    )
    document = await extract(whole(page))
    scores = await classify(
        whole(document), model=settings.model, threads=settings.classifier_threads
    )
    verdict = await decide(whole(document), whole(scores), whole(policy))
    if store:
        await store_verdict(settings.store_url, whole(document), whole(scores), whole(verdict))
    return Judgement(verdict, {**scores.thresholds, **policy.thresholds})
