"""What a flow knows of its own run."""

from uuid import uuid4

import pytest
from prefect.client.schemas.objects import FlowRun
from prefect.context import FlowRunContext

from flows._runs import was_scheduled


@pytest.mark.parametrize("scheduled", [True, False])
def test_a_schedule_is_told_from_a_person(*, scheduled: bool) -> None:
    """Only what a schedule starts is a robot that must ask robots.txt."""
    run = FlowRun(flow_id=uuid4(), auto_scheduled=scheduled)
    with FlowRunContext.model_construct(flow_run=run):
        assert was_scheduled() == scheduled


def test_outside_a_run_nothing_is_scheduled() -> None:
    """Called as a plain function, there is no run to ask."""
    assert not was_scheduled()
