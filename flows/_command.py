"""``python flows/moderate_page.py``: the flow from a shell, needing no server and no settings."""

import asyncio
import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Annotated, Final, Never

from cyclopts import App, Parameter
from rich.console import Console
from rich.text import Text

from pagewarden.command_line import (
    FailOnRating,
    Json,
    Signalled,
    Target,
    refuse,
    run_command,
    show_error,
    show_verdict,
)
from pagewarden.exceptions import ConfigurationError, PagewardenError
from pagewarden.models import Verdict
from pagewarden.reports.exit_codes import ExitCode, FailOn, exit_code
from tasks.names import page_label

QUIET: Final = {
    # Offline, Prefect's telemetry logs errors and slows the start.
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    # Else a server that is told to stop prints tracebacks about events it could not flush.
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    # The run keeps its log all the same; only the terminal does not show it.
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    # The very first start makes Prefect's database: half a minute on a slow machine.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
}
"""Prefect's settings for a run from a shell; a variable that is set already wins."""

VERBOSE: Final = QUIET | {
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "INFO",
}

_TOLD_TO_END: Final = (ExitCode.INTERRUPTED, ExitCode.TERMINATED, ExitCode.HUNG_UP)

app = App(
    name="moderate_page.py",
    help="Moderate pages through Prefect: on the server that is configured, else on one that "
    "ends with the command.",
    result_action="return_value",
    suppress_keyboard_interrupt=False,
)


@app.default
def moderate(
    *targets: Target,
    policy: str = "default",
    json_output: Json = False,
    fail_on: FailOnRating | None = None,
    store: bool = True,
    verbose: Annotated[bool, Parameter(negative=())] = False,
) -> ExitCode:
    """
    Run the flow for each target and print the verdicts.

    Exits with 0 after a verdict, 1 when a rating reaches --fail-on, 2 when a target
    could not be judged.

    Args:
        targets: http(s) URLs, HTML or text files, or - for standard input.
        policy: A shipped policy (default, classic, children) or the path of a TOML file.
        json_output: Print one JSON object a line (docs/json.md), and nothing else.
        fail_on: Exit with 1 from this rating on; unknown means anything but safe.
        store: Keep page, scores and verdict in the database.
        verbose: Show Prefect's log, on standard error.
    """
    if not targets:
        raise ConfigurationError("no target given. Usage: moderate_page.py URL|FILE|- …")
    for name, value in (VERBOSE if verbose else QUIET).items():
        os.environ.setdefault(name, value)
    request = _Request(
        policy=policy, store=store, as_json=json_output, progress=not (json_output or verbose)
    )
    try:
        with _prefect(request):
            verdicts = asyncio.run(_run(targets, request))
    except PagewardenError as error:  # of Prefect: what is wrong with a target is in its place
        return refuse(targets, error, as_json=json_output)
    return exit_code(verdicts, FailOn(fail_on) if fail_on else None)


@dataclass(frozen=True)
class _Request:
    """What is asked of every target."""

    policy: str
    store: bool
    as_json: bool
    progress: bool
    """Show what is going on, on standard error, if that is a terminal."""


@contextmanager
def _prefect(request: _Request) -> Iterator[None]:
    """Have a server to run on, and the flow imported, which takes about as long."""
    from prefect.exceptions import TerminationSignal  # noqa: PLC0415 - after the defaults

    from flows.prefect_server import start_server  # noqa: PLC0415

    server = start_server()
    try:
        with _progress("Starting Prefect", request):
            import flows.moderate_page  # noqa: F401, PLC0415 - while the server starts

            if server:
                server.wait()
        yield
    except (KeyboardInterrupt, Signalled, TerminationSignal) as end:
        if server:
            server.stop()
        if isinstance(end, TerminationSignal):  # Prefect's own, while a flow runs
            raise Signalled(ExitCode.TERMINATED) from end
        raise


async def _run(targets: Sequence[str], request: _Request) -> list[Verdict | None]:
    """Moderate one target after the other; None stands for one that could not be judged."""
    from flows.prefect_server import require_server  # noqa: PLC0415 - loaded by now

    await require_server()
    return [await _moderated(target, request) for target in targets]


async def _moderated(target: str, request: _Request) -> Verdict | None:
    """Run the flow on one target and print what came of it."""
    from flows.moderate_page import moderate_page  # noqa: PLC0415 - loaded by now

    with _progress(f"Reading {page_label(target)}", request):
        state = await moderate_page(
            target, policy=request.policy, store=request.store, return_state=True
        )
        result = await state.aresult(raise_on_failure=False)
    if isinstance(result, Verdict):
        show_verdict(result, as_json=request.as_json)
        return result
    if isinstance(result, PagewardenError):
        show_error(target, result, as_json=request.as_json)
        return None
    raise result  # a fault: with its traceback


def _progress(doing: str, request: _Request) -> AbstractContextManager[object]:
    console = Console(stderr=True)
    if request.progress and console.is_terminal:
        return console.status(Text(doing))
    return nullcontext()


def main() -> Never:
    """Run the command line; told to end, wait for no thread that waits for a server."""
    try:
        run_command(app)
    except SystemExit as end:
        if end.code in _TOLD_TO_END:
            os._exit(end.code)
        raise
