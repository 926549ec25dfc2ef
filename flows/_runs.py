"""The flow run itself: its name, why it was started, how it ends."""

from typing import TypeVar, cast

from prefect import State, get_client
from prefect.context import FlowRunContext
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from flows._records import Outcome, summary
from pagewarden.exceptions import PagewardenError
from pagewarden.models import Verdict
from tasks.names import page_label

_Data = TypeVar("_Data")


def page_run_name() -> str:
    """Name of a run on one page while it runs."""
    return page_label(flow_run.parameters["target"])


def list_run_name() -> str:
    """Name of a run on a list of pages while it runs."""
    return f"{len(flow_run.parameters['targets'])} pages"


async def rename_run(name: str) -> None:
    """Give the current run another name."""
    async with get_client() as client:
        await client.update_flow_run(flow_run.id, name=name)


async def forbid_retries() -> None:
    """
    Let the current run fail for good, however many retries its flow has.

    A flow, unlike a task, has no ``retry_condition_fn``: the server retries whatever fails,
    by the policy that came with the run.
    """
    async with get_client() as client:
        run = await client.read_flow_run(flow_run.id)
        policy = run.empirical_policy.model_copy(update={"retries": 0})
        await client.update_flow_run(flow_run.id, empirical_policy=policy)


def was_scheduled() -> bool:
    """Whether a schedule started the current run, rather than a person or a program."""
    context = FlowRunContext.get()
    return bool(context and context.flow_run and context.flow_run.auto_scheduled)


def judged(verdict: Verdict) -> Verdict:
    """The end of a run on a page: the verdict, and a word on it for who only sees the run."""
    topics = f" · {', '.join(verdict.warnings)}" if verdict.warnings else ""
    reason = f" · {verdict.reason.value}" if verdict.reason else ""
    message = f"{verdict.rating.value}{reason}{topics}"
    return _ended(Completed(message=message, data=verdict))


def failed(error: PagewardenError) -> Verdict:
    """The end of a run on a page that cannot be judged: one sentence, no traceback."""
    return _ended(Failed(message=str(error), data=error))


def all_failed(error: PagewardenError) -> list[Outcome]:
    """The end of a run on a list of which no page can be judged: one sentence, no traceback."""
    return _ended(Failed(message=str(error), data=error))


def all_done(outcomes: list[Outcome]) -> list[Outcome]:
    """The end of a run on a list of pages, with how many became what."""
    return _ended(Completed(message=summary(outcomes), data=outcomes))


def _ended(state: State[_Data]) -> _Data:
    """
    A state, typed as what it holds.

    A flow may return a state; its caller then gets what the state holds, or the exception.
    Prefect's types do not say so.
    """
    return cast("_Data", state)
