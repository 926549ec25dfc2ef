"""What every command shares: its options' types, how outcomes are printed, how it ends."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any, Literal, Never

from cyclopts import App, Parameter
from rich.console import Console

from pagewarden.exceptions import PagewardenError
from pagewarden.models import Verdict
from pagewarden.reports.exit_codes import ExitCode
from pagewarden.reports.verdict_json import error_to_dict, verdict_to_dict
from pagewarden.reports.verdict_terminal import print_error, print_verdict


def _refuse_option(_: type, value: object) -> None:
    """With leading hyphens allowed for the sake of ``-``, a misspelt option must not pass."""
    for text in map(str, value if isinstance(value, tuple) else (value,)):
        if text.startswith("-") and text != "-":
            message = f"unknown option {text}. See --help; a file of that name is ./{text}"
            raise ValueError(message)


Target = Annotated[str, Parameter(allow_leading_hyphen=True, validator=_refuse_option)]
"""A URL, a file, or ``-``."""

File = Annotated[Path, Parameter(allow_leading_hyphen=True, validator=_refuse_option)]
"""A file, or ``-``."""

FailOnRating = Literal["unknown", "13+", "18+"]
"""The values of ``FailOn``: cyclopts shows an enum by its members' names."""

Json = Annotated[bool, Parameter(name="--json", negative=())]


def show_verdict(verdict: Verdict, *, as_json: bool) -> None:
    """Print a verdict for a person or as a JSON line, on standard output."""
    if as_json:
        print_json(verdict_to_dict(verdict))
    else:
        print_verdict(verdict, Console())


def show_error(target: str, error: PagewardenError, *, as_json: bool) -> None:
    """Print why a target has no verdict: to standard error, or as a JSON line in its place."""
    if as_json:
        print_json(error_to_dict(target, error))
    else:
        print_error(target, error, Console(stderr=True))


def print_json(record: dict[str, Any]) -> None:
    """One line, at once: a reader down the pipe need not wait for the end."""
    sys.stdout.write(json.dumps(record) + "\n")
    sys.stdout.flush()


def run_command(app: App) -> Never:
    """
    Run a command line and exit.

    A user's mistake is one sentence, never a stack trace. :class:`KeyboardInterrupt` ends
    with 130, a reader that went away with 0.
    """
    try:
        code = app(sys.argv[1:])
    except PagewardenError as error:
        print_error("", error, Console(stderr=True))
        code = ExitCode.NOT_JUDGED
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        code = ExitCode.INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone: nothing is left to say, and to nobody
        code = ExitCode.OK
    sys.exit(code)
