"""What every command shares: its options' types, how outcomes are printed, how it ends."""

import json
import os
import signal
import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, Literal, Never, TextIO

from cyclopts import App, Parameter
from rich.console import Console

from pagewarden.evaluation.records import Evaluation
from pagewarden.evaluation.report import evaluation_to_dict
from pagewarden.evaluation.tables import print_evaluation
from pagewarden.exceptions import PagewardenError
from pagewarden.models import Document, Verdict
from pagewarden.reports.document_terminal import print_document
from pagewarden.reports.exit_codes import ExitCode
from pagewarden.reports.verdict_json import document_to_dict, error_to_dict, verdict_to_dict
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

_TABLE_WIDTH = 120
"""Columns of a table in a file or a pipe."""


class _Console(Console):
    """A console whose reader may go away without that being a failure."""

    def on_broken_pipe(self) -> None:
        """Leave it to :func:`run_command`; rich would exit with 1, which means something here."""
        raise BrokenPipeError


def show_verdict(verdict: Verdict, *, as_json: bool) -> None:
    """Print a verdict for a person or as a JSON line, on standard output."""
    if as_json:
        print_json(verdict_to_dict(verdict))
    else:
        print_verdict(verdict, _Console())


def show_evaluation(evaluation: Evaluation, *, as_json: bool) -> None:
    """Print an evaluation as tables, or as one JSON object, on standard output."""
    if as_json:
        print_json(evaluation_to_dict(evaluation))
    else:
        print_evaluation(evaluation, _wide_console())


def _wide_console() -> Console:
    """A console whose tables keep their columns where there is no terminal to measure."""
    console = _Console()
    if not console.is_terminal:
        console.width = _TABLE_WIDTH
    return console


def show_error(target: str, error: PagewardenError, *, as_json: bool) -> None:
    """Print why a target has no verdict: to standard error, or as a JSON line in its place."""
    if as_json:
        print_json(error_to_dict(target, error))
    else:
        print_error(target, error, _Console(stderr=True))


def show_document(document: Document, *, as_json: bool) -> None:
    """Print a page's text for a person or as a JSON line, on standard output."""
    if as_json:
        print_json(document_to_dict(document))
    else:
        print_document(document, _Console())


def refuse(targets: Iterable[str], error: PagewardenError, *, as_json: bool) -> ExitCode:
    """
    Answer for targets of which none can be judged, in JSON one by one.

    Raises:
        PagewardenError: The answer for a person, who need be told but once.
    """
    if not as_json:
        raise error
    for target in targets:
        show_error(target, error, as_json=True)
    return ExitCode.NOT_JUDGED


def print_json(record: dict[str, Any]) -> None:
    """One line, at once: a reader down the pipe need not wait for the end."""
    sys.stdout.write(json.dumps(record, allow_nan=False) + "\n")
    sys.stdout.flush()


class Signalled(SystemExit):
    """SIGTERM or SIGHUP came. Unwinds the command as Ctrl-C does, event loops included."""

    def __init__(self, ending: ExitCode) -> None:
        super().__init__(ending)
        self.ending = ending


def run_command(app: App) -> Never:
    """
    Run a command line and exit.

    A user's mistake is one sentence, never a stack trace. :class:`KeyboardInterrupt` ends
    with 130, SIGTERM with 143, SIGHUP with 129, a reader that went away with 0, a fault of
    ours with its traceback and 70.
    """
    _prepare_streams()
    try:
        with _raised_signals():
            code = app(sys.argv[1:]) or ExitCode.OK
    except PagewardenError as error:
        print_error("", error, _Console(stderr=True))
        code = ExitCode.NOT_JUDGED
    except KeyboardInterrupt:
        code = _ended(ExitCode.INTERRUPTED)
    except Signalled as end:
        code = _ended(end.ending)
    except BrokenPipeError:
        code = ExitCode.OK
    except OSError as error:  # those of targets and stores are translated: this is the output's
        sys.stderr.write(f"error: the output cannot be written: {error.strerror}\n")
        code = ExitCode.NOT_JUDGED
    except Exception:  # noqa: BLE001 - Python would exit with 1, which means "rating reached"
        traceback.print_exc()
        code = ExitCode.FAULT
    _leave(code)


@contextmanager
def _raised_signals() -> Iterator[None]:
    """Raise :class:`Signalled` for what would end the process; what nohup ignores stays so."""
    numbers = [getattr(signal, name, None) for name in ("SIGTERM", "SIGHUP")]  # Windows lacks one
    taken = [number for number in numbers if number and signal.getsignal(number) is signal.SIG_DFL]
    for number in taken:
        signal.signal(number, _raise)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)


def _raise(number: int, _frame: FrameType | None) -> Never:
    raise Signalled(ExitCode(128 + number))


def _ended(code: ExitCode) -> ExitCode:
    """Say why the command ends, unless nobody is left to read it."""
    with suppress(OSError):
        sys.stderr.write(f"{code.name.lower().replace('_', ' ')}\n")
    return code


def _prepare_streams() -> None:
    """Show what a terminal's encoding lacks as ``?``; write to nowhere if output is closed."""
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _nowhere() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")  # for the rest of the process


def _leave(code: int) -> Never:
    """Exit; what is left for a reader that went away is dropped without a word."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)
