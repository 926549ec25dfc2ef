"""
The Prefect server of a command: the one that is configured, else one of its own.

Prefect itself starts a temporary server where none is configured, but only when the flow is
called, and imports the whole server into the calling process to do so. Started early and
aside, it is ready in about half the time; ``benchmarks/flow_overhead.py`` measures it. It
works on the same database, so ``prefect server start`` shows its runs later.
"""

import asyncio
import atexit
import os
import socket
import subprocess
import sys
import time
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final

from prefect import get_client
from prefect.context import refresh_global_settings_context
from prefect.settings import get_current_settings

from pagewarden.exceptions import ConfigurationError

_POLL_SECONDS: Final = 0.1
_STOP_SECONDS: Final = 5.0
_PROCESS: Final = Path(__file__).with_name("_server_process.py")

_EPHEMERAL: Final = {
    # As Prefect's SubprocessASGIServer has it: no UI, and of the services only those that
    # record what a run does.
    "PREFECT_UI_ENABLED": "0",
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
}


def start_server() -> "TemporaryServer | None":
    """
    Start a temporary server where none is configured; it ends with the process.

    Raises:
        ConfigurationError: Temporary servers are switched off.
    """
    settings = get_current_settings()
    if settings.api.url:
        return None
    if not settings.server.ephemeral.enabled:
        raise ConfigurationError(
            "PREFECT_API_URL is not set, and temporary servers are switched off. Set it to the "
            "address of a Prefect server, or set PREFECT_SERVER_EPHEMERAL_ENABLED=true"
        )
    server = TemporaryServer(
        settings.to_environment_variables(exclude_unset=True),
        settings.server.ephemeral.startup_timeout_seconds,
    )
    os.environ["PREFECT_API_URL"] = server.api_url
    refresh_global_settings_context()
    return server


async def require_server(patience_seconds: float = 0) -> None:
    """
    Make sure that the server in force answers.

    Args:
        patience_seconds: How long to wait for one that may just be starting.

    Raises:
        ConfigurationError: It does not answer.
    """
    deadline = time.monotonic() + patience_seconds
    async with get_client() as client:
        while await client.api_healthcheck():
            if time.monotonic() >= deadline:
                raise ConfigurationError(
                    f"{client.api_url}: no Prefect server answers. Start one with 'prefect server "
                    "start', set PREFECT_API_URL to the address of another, or unset it: a flow "
                    "run from a shell then starts a server of its own"
                )
            await asyncio.sleep(_POLL_SECONDS)


async def require_configured_server(patience_seconds: float = 0) -> None:
    """
    Make sure that there is a lasting server, and that it answers.

    Raises:
        ConfigurationError: There is none, or it does not.
    """
    if not get_current_settings().api.url:
        raise ConfigurationError(
            "PREFECT_API_URL is not set. Start a server with 'prefect server start', and set "
            "the variable to the address that it prints"
        )
    await require_server(patience_seconds)


class TemporaryServer:
    """A server on a free port of the loopback address; it does not outlive this process."""

    def __init__(self, environment: dict[str, str], timeout_seconds: float) -> None:
        self._port = _free_port()
        self._timeout_seconds = timeout_seconds
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, no shell
            [
                *(sys.executable, "-P", str(_PROCESS)),  # -P: nothing is imported from its folder
                str(self._port),
            ],
            env=os.environ | environment | _EPHEMERAL,
            stdin=subprocess.PIPE,  # held open as long as this process lives
            stdout=sys.stderr,
            start_new_session=True,  # Ctrl-C is for the flow, which still has to report its end
        )
        atexit.register(self.stop)

    @property
    def api_url(self) -> str:
        """What ``PREFECT_API_URL`` must be to use it."""
        return f"http://127.0.0.1:{self._port}/api"

    def wait(self) -> None:
        """
        Wait until it answers.

        Raises:
            ConfigurationError: It ended, or took longer than Prefect's settings allow.
        """
        deadline = time.monotonic() + self._timeout_seconds
        while not self._answers():
            if self._process.poll() is not None:
                raise ConfigurationError(
                    "the temporary Prefect server ended at once; --verbose shows why"
                )
            if time.monotonic() > deadline:
                raise ConfigurationError(
                    f"the temporary Prefect server did not start in {self._timeout_seconds} s; "
                    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS allows more"
                )
            time.sleep(_POLL_SECONDS)

    def stop(self) -> None:
        """End it; by force if it does not go by itself."""
        with self._process:  # closes the pipe
            self._process.terminate()
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()

    def _answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=5)
        try:
            connection.request("GET", "/api/health")
            return connection.getresponse().status == HTTPStatus.OK
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
