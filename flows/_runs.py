"""The flow run itself: its name, why it was started, how it ends."""

from typing import Any

from prefect import State, get_client
from prefect.context import FlowRunContext
from prefect.runtime import flow_run
from prefect.states import Failed

from pagewarden.exceptions import PagewardenError
from tasks.names import page_label


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


def was_scheduled() -> bool:
    """Whether a schedule started the current run, rather than a person or a program."""
    context = FlowRunContext.get()
    return bool(context and context.flow_run and context.flow_run.auto_scheduled)


def failed(error: PagewardenError) -> State[Any]:
    """The end of a run on a page that cannot be judged: one sentence, no traceback."""
    return Failed(message=str(error), data=error)
