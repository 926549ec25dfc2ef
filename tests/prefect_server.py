"""A Prefect server for the tests of a session, with a home and settings of its own."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator

import pytest

PRIVATE_HOME = tempfile.mkdtemp(prefix="pagewarden-prefect-")
atexit.register(shutil.rmtree, PRIVATE_HOME, ignore_errors=True)

QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_UI_ENABLED": "false",
}
"""No telemetry, no tracebacks of a server that is told to stop."""

# Before anything imports Prefect, which reads its settings at import.
for _name in [name for name in os.environ if name.startswith("PREFECT_")]:
    del os.environ[_name]
os.environ.update(QUIET, PREFECT_HOME=PRIVATE_HOME)


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[str]:
    """The API's URL of a server that flows called in this process run on."""
    from prefect.settings import get_current_settings  # noqa: PLC0415 - a second, for who needs it
    from prefect.testing.utilities import prefect_test_harness  # noqa: PLC0415

    with prefect_test_harness(server_startup_timeout=180):
        yield str(get_current_settings().api.url)
