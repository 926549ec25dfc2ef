"""Flows run on the session's server."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """
    Let Prefect's clients leave their connections to the garbage collector.

    They keep them open to the server when a flow's event loop ends. Only here: that our own
    sockets are closed is for the other tests to see.
    """
    unclosed = (
        pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
        pytest.mark.filterwarnings("ignore:unclosed transport:ResourceWarning"),
    )
    for item in items:
        if HERE in item.path.parents:
            for mark in unclosed:
                item.add_marker(mark)


@pytest.fixture
def on_a_server(prefect_server: str) -> Iterator[None]:
    """A server to call flows on; no connection is left for a later test to find."""
    assert prefect_server
    yield
    gc.collect()
