"""The flow, end to end, on a real server."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from prefect import State, flow, get_client
from prefect.client.schemas.filters import (
    ArtifactFilter,
    ArtifactFilterFlowRunId,
    TaskRunFilter,
    TaskRunFilterFlowRunId,
)
from prefect.client.schemas.objects import Artifact, FlowRun, TaskRun

import pagewarden
from flows._records import Outcome
from flows.moderate_page import moderate_page, moderate_pages
from pagewarden.exceptions import ClientError, PolicyNotFound, ServerError, StoreUnavailable
from pagewarden.models import Document, Page, Verdict
from pagewarden.moderation.policy import Policy
from pagewarden.pipeline import fetch_limits
from pagewarden.settings import load_settings
from pagewarden.storage.store import Store
from pagewarden.webscraper.extractor import extract
from tasks.fetch import fetch
from tests.site import Site

pytestmark = pytest.mark.usefixtures("on_a_server")

EXAMPLES = Path(__file__).parents[2] / "examples"
FORUM = str(EXAMPLES / "forum-thread.html")
GARDEN = str(EXAMPLES / "garden-club.html")


def _run_id(state: State[Any]) -> Any:
    assert state.state_details.flow_run_id
    return state.state_details.flow_run_id


async def _look(state: State[Any]) -> tuple[FlowRun, list[Artifact], list[TaskRun]]:
    """A finished run as the server has it."""
    run_id = _run_id(state)
    async with get_client() as client:
        run = await client.read_flow_run(run_id)
        artifacts = await client.read_artifacts(
            artifact_filter=ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run_id]))
        )
        tasks = await client.read_task_runs(
            task_run_filter=TaskRunFilter(flow_run_id=TaskRunFilterFlowRunId(any_=[run_id]))
        )
    return run, artifacts, tasks


@pytest.fixture
def allowed_site(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The test website, which the settings allow."""
    monkeypatch.setenv("PAGEWARDEN_ALLOWED_HOSTS", "127.0.0.1")
    return site


def test_a_page_is_judged_stored_and_shown() -> None:
    """The verdict is the core's, is in the store, and the run shows it."""

    async def run() -> None:
        state = await moderate_page(FORUM, return_state=True)
        verdict = await state.aresult()
        expected = pagewarden.check(FORUM)
        assert (verdict.rating, verdict.evidence) == (expected.rating, expected.evidence)
        with Store.open(load_settings().store_url) as store:
            stored = store.latest_verdict(verdict.url)
            assert stored
            assert stored.rating == verdict.rating
        flow_run, artifacts, tasks = await _look(state)
        assert flow_run.name == f"forum-thread.html · {verdict.rating.value}"
        assert flow_run.state
        assert str(flow_run.state.message).startswith(verdict.rating.value)
        assert {artifact.type for artifact in artifacts} == {"markdown", "table"}
        markdown = next(artifact for artifact in artifacts if artifact.type == "markdown")
        assert verdict.evidence[0].text.split()[0] in str(markdown.data)
        assert len(tasks) == 5

    asyncio.run(run())


def test_a_page_that_is_not_there_fails_in_one_sentence(allowed_site: Site) -> None:
    """The state's message is the error's sentence, and the exception is passed on."""

    async def run() -> None:
        state = await moderate_page(allowed_site.url("/nothing"), store=False, return_state=True)
        error = await state.aresult(raise_on_failure=False)
        assert isinstance(error, ClientError)
        assert state.is_failed()
        flow_run, artifacts, _ = await _look(state)
        assert flow_run.state
        assert flow_run.state.message == str(error)
        assert not artifacts

    asyncio.run(run())


def test_calling_it_raises_what_the_core_raises() -> None:
    """In a program the flow behaves like the core's check."""
    with pytest.raises(PolicyNotFound):
        asyncio.run(moderate_page(FORUM, policy="nonesuch"))


def test_nothing_is_stored_on_request(tmp_path: Path) -> None:
    """With store=False no database comes to be."""
    verdict = asyncio.run(moderate_page(GARDEN, store=False))
    assert isinstance(verdict, Verdict)
    assert not list(tmp_path.glob("store.db*"))


def test_one_page_by_hand_is_fetched_whatever_robots_say(allowed_site: Site) -> None:
    """A person who asks for one page is no robot."""
    asyncio.run(moderate_page(allowed_site.url("/secret"), store=False))
    assert allowed_site.paths_asked() == ["/secret"]


def test_a_list_goes_on_when_a_page_fails(allowed_site: Site) -> None:
    """Refused pages are noted; robots.txt is obeyed; the rest is judged."""
    targets = [allowed_site.url(path) for path in ("/article", "/nothing", "/secret", "/article")]

    async def run() -> None:
        state = await moderate_pages([*targets, FORUM], return_state=True)
        outcomes: list[Outcome] = await state.aresult()
        by_target = {outcome.target: outcome for outcome in outcomes}
        assert list(by_target) == [*targets[:3], FORUM]
        assert by_target[targets[0]].verdict
        codes = [by_target[target].error for target in targets[1:3]]
        assert [error and error.code for error in codes] == [
            "http_client_error",
            "robots_disallowed",
        ]
        flow_run, artifacts, _ = await _look(state)
        assert flow_run.name.startswith("4 pages · ")
        assert flow_run.state
        assert str(flow_run.state.message).startswith("2 of 4 pages judged: ")
        assert "moderated-pages" in {artifact.key for artifact in artifacts}

    asyncio.run(run())
    assert "/secret" not in allowed_site.paths_asked()


def test_a_fault_of_ours_on_one_page_ends_no_list(
    allowed_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody foresaw is noted as a fault of that page, and the others are judged."""

    def stumble(page: Page) -> Document:
        if page.url.endswith("/blog"):
            raise ZeroDivisionError
        return extract(page)

    monkeypatch.setattr("pagewarden.webscraper.extractor.extract", stumble)
    targets = [allowed_site.url("/blog"), allowed_site.url("/article")]
    first, second = asyncio.run(moderate_pages(targets, store=False))
    assert first.error
    assert first.error.code == "fault"
    assert "ZeroDivisionError" in first.about
    assert second.verdict


def test_a_list_that_can_never_be_judged_fails_at_once() -> None:
    """No minute is waited for a policy that will not be there then either."""

    async def run() -> None:
        state = await moderate_pages([GARDEN], policy="nonesuch", store=False, return_state=True)
        assert isinstance(await state.aresult(raise_on_failure=False), PolicyNotFound)
        flow_run, _, _ = await _look(state)
        assert flow_run.state
        assert flow_run.state.name == "Failed"
        assert str(flow_run.state.message).startswith("nonesuch: no such policy")
        assert flow_run.run_count == 1

    asyncio.run(asyncio.wait_for(run(), 50))


def test_a_list_that_may_be_judged_later_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that does not answer may be back a minute later."""
    tries: list[str] = []

    def absent(name: str) -> Policy:
        tries.append(name)
        raise StoreUnavailable("the database is away")

    monkeypatch.setattr("flows.moderate_page.load_policy", absent)
    patient = moderate_pages.with_options(retry_delay_seconds=0)
    with pytest.raises(StoreUnavailable):
        asyncio.run(patient([GARDEN], store=False))
    assert len(tries) == 3


def test_a_list_is_one_session(allowed_site: Site) -> None:
    """robots.txt is asked for once a host, and connections are kept."""
    targets = [allowed_site.url(path) for path in ("/article", "/blog", "/plain")]
    asyncio.run(moderate_pages(targets, store=False))
    assert allowed_site.paths_asked().count("/robots.txt") == 1


@pytest.mark.parametrize(("path", "requests"), [("/unavailable", 3), ("/nothing", 1)])
def test_only_what_may_pass_is_asked_for_again(
    allowed_site: Site, path: str, requests: int
) -> None:
    """A server that is down is asked three times, one that says no once."""
    settings = load_settings()

    @flow
    async def only_fetch() -> Page:
        return await fetch.with_options(retry_delay_seconds=0)(
            allowed_site.url(path),
            user_agent=settings.user_agent,
            allowed_hosts=settings.allowed_hosts,
            limits=fetch_limits(settings),
            obey_robots=False,
        )

    with pytest.raises((ServerError, ClientError)):
        asyncio.run(only_fetch())
    assert allowed_site.paths_asked() == [path] * requests
