"""The five tasks, as plain functions: what the core gives, they give."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from prefect import Task

from pagewarden.exceptions import TargetNotFound
from pagewarden.models import Document, Page, Scores, Verdict
from pagewarden.moderation import decide as moderation
from pagewarden.moderation.classifier import load_classifier, score_document
from pagewarden.moderation.policy import load_policy
from pagewarden.pipeline import fetch_limits
from pagewarden.settings import load_settings
from pagewarden.webscraper import extractor
from tasks.classify import classify
from tasks.decide import decide
from tasks.extract import extract
from tasks.fetch import fetch
from tasks.store import store

EXAMPLE = str(Path(__file__).parents[2] / "examples" / "forum-thread.html")


def _fetch(target: str) -> Page:
    settings = load_settings()
    return asyncio.run(
        fetch.fn(
            target,
            user_agent=settings.user_agent,
            allowed_hosts=settings.allowed_hosts,
            limits=fetch_limits(settings),
            obey_robots=False,
        )
    )


@pytest.fixture(scope="module")
def stages() -> tuple[Document, Scores, Verdict]:
    """The tasks chained by hand."""
    document = asyncio.run(extract.fn(_fetch(EXAMPLE)))
    scores = asyncio.run(classify.fn(document, model="", threads=1))
    return document, scores, asyncio.run(decide.fn(document, scores, load_policy("default")))


def test_fetch_gives_the_page() -> None:
    """The body is the file's, byte by byte."""
    assert _fetch(EXAMPLE).body == Path(EXAMPLE).read_bytes()


def test_fetch_raises_what_the_core_raises() -> None:
    """No wrapping: the flow tells by the type what happened."""
    with pytest.raises(TargetNotFound):
        _fetch("no/such/page.html")


def test_extract_gives_the_document(stages: tuple[Document, Scores, Verdict]) -> None:
    """The same segments as the core's."""
    assert stages[0].segments == extractor.extract(_fetch(EXAMPLE)).segments


def test_classify_gives_the_scores(stages: tuple[Document, Scores, Verdict]) -> None:
    """The same numbers as the core's."""
    document, scores, _ = stages
    expected = score_document(document, load_classifier(threads=1))
    assert (scores.values == expected.values).all()


def test_decide_gives_the_verdict(stages: tuple[Document, Scores, Verdict]) -> None:
    """The same verdict as the core's."""
    document, scores, verdict = stages
    assert verdict == moderation.decide(document, scores, load_policy("default"))


def test_storing_twice_leaves_one_verdict(stages: tuple[Document, Scores, Verdict]) -> None:
    """A rerun that stores again changes nothing."""
    url = load_settings().store_url
    first, second = (asyncio.run(store.fn(url, *stages)) for _ in range(2))
    assert (first.created, second.created) == (True, False)
    assert first.id == second.id


@pytest.mark.parametrize("stage", [fetch, extract, classify, decide, store], ids=lambda t: t.name)
def test_tasks_have_no_tags(stage: Task[..., Any]) -> None:
    """
    For each tag of a task Prefect asks the server whether it has a limit.

    On SQLite the server often answers that it is busy (503), and the client waits two
    seconds, at every task.
    """
    assert not stage.tags
