"""Tracebacks in the logs of runs."""

import logging

import pytest

from pagewarden.exceptions import ClientError
from tasks.tracebacks import spare_tracebacks


@pytest.mark.parametrize("name", ["prefect.flow_runs", "prefect.task_runs"])
@pytest.mark.parametrize(
    ("error", "kept"), [(ClientError("http://example.org/", "404"), False), (KeyError("x"), True)]
)
def test_only_faults_show_one(name: str, error: Exception, *, kept: bool) -> None:
    """An error raised on purpose is a sentence; a fault keeps its traceback."""
    spare_tracebacks()
    spare_tracebacks()
    record = logging.LogRecord(
        name, logging.ERROR, __file__, 1, "no", (), (type(error), error, error.__traceback__)
    )
    assert logging.getLogger(name).filter(record)
    assert bool(record.exc_info) == kept
