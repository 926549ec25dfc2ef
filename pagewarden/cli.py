"""The ``pagewarden`` command: the core's stages from a shell, without Prefect."""

import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from cyclopts import App
from rich.console import Console
from rich.text import Text

from pagewarden.command_line import (
    FailOnRating,
    File,
    Json,
    Target,
    print_json,
    run_command,
    show_error,
    show_verdict,
)
from pagewarden.exceptions import ConfigurationError, PageFault, PagewardenError
from pagewarden.models import Verdict
from pagewarden.moderation.classifier import load_classifier
from pagewarden.pipeline import Pipeline
from pagewarden.reports.document_terminal import print_document
from pagewarden.reports.exit_codes import ExitCode, FailOn, exit_code
from pagewarden.reports.inert import printable, shortened
from pagewarden.reports.verdict_json import document_to_dict
from pagewarden.scoring import ByteStream, arriving_lines, score_lines
from pagewarden.settings import load_settings
from pagewarden.webscraper.extractor import extract as extract_document

app = App(
    name="pagewarden",
    help="AI content moderation for web pages: age rating, trigger warnings, and the very "
    "sentences that caused them. Settings are PAGEWARDEN_* variables: docs/configuration.md.",
    version_flags=["--version"],
    result_action="return_value",
    suppress_keyboard_interrupt=False,
)


@app.command
def check(
    *targets: Target,
    policy: str = "default",
    json_output: Json = False,
    fail_on: FailOnRating | None = None,
) -> ExitCode:
    """
    Fetch pages and print their verdicts.

    Exits with 0 after a verdict, 1 when a rating reaches --fail-on, 2 when a target
    could not be judged.

    Args:
        targets: http(s) URLs, HTML or text files, or - for standard input.
        policy: A shipped policy (default, classic, children) or the path of a TOML file.
        json_output: Print one JSON object a line (docs/json.md).
        fail_on: Exit with 1 from this rating on; unknown means anything but safe.
    """
    if not targets:
        raise ConfigurationError("no target given. Usage: pagewarden check URL|FILE|- …")
    with Pipeline(policy) as pipeline:
        verdicts = (_verdict_or_none(pipeline, target, as_json=json_output) for target in targets)
        return exit_code(list(verdicts), FailOn(fail_on) if fail_on else None)


def _verdict_or_none(pipeline: Pipeline, target: str, *, as_json: bool) -> Verdict | None:
    """Judge one target and print what came of it; None where it could not be judged."""
    try:
        with _progress(target, shown=not as_json):
            verdict = pipeline.check(target)
    except PagewardenError as error:
        if isinstance(error, PageFault):
            traceback.print_exception(error.__cause__)
        show_error(target, error, as_json=as_json)
        return None
    show_verdict(verdict, as_json=as_json)
    return verdict


@app.command
def score(file: File | None = None) -> ExitCode:
    """
    Score ready texts: JSON lines {"id", "text"} in, {"id", "scores", "flags"} out.

    Keeps the order, works in constant memory, and flags the categories at or over the
    thresholds shipped with the model. A bad line gets an "error" and ends nothing, but the
    exit code is then 2.

    Args:
        file: The lines to read; standard input when not given.
    """
    settings = load_settings()
    classifier = load_classifier(settings.model or None, threads=settings.classifier_threads)
    code = ExitCode.OK
    with _opened(file) as stream:
        for record in score_lines(arriving_lines(stream), classifier):
            print_json(record)
            if "error" in record:
                code = ExitCode.NOT_JUDGED
    return code


@app.command
def extract(target: Target, *, json_output: Json = False) -> ExitCode:
    """
    Fetch one page and print its text, sentence by sentence, with layers.

    Args:
        target: An http(s) URL, an HTML or text file, or - for standard input.
        json_output: Print one JSON object with offsets and CSS paths (docs/json.md).
    """
    with Pipeline() as pipeline:
        document = extract_document(pipeline.fetch(target))
    if json_output:
        print_json(document_to_dict(document))
    else:
        print_document(document, Console())
    return ExitCode.OK


@contextmanager
def _progress(target: str, *, shown: bool) -> Iterator[None]:
    """A spinner on a terminal, nothing elsewhere; on stderr, so that output stays clean."""
    console = Console(stderr=True)
    if not (shown and console.is_terminal):
        yield
        return
    with console.status(Text(f"Reading {shortened(printable(target), 70)}")):
        yield


@contextmanager
def _opened(file: Path | None) -> Iterator[ByteStream]:
    """The bytes of a file or of standard input."""
    if file is None or str(file) == "-":
        if sys.stdin is None:
            raise ConfigurationError("standard input is closed. Give a file, or pipe lines in")
        yield cast("ByteStream", sys.stdin.buffer)  # typeshed does not know its read1
        return
    try:
        opened = file.open("rb")
    except OSError as exc:
        raise ConfigurationError(f"{file}: {exc.strerror}. Give a file of JSON lines.") from exc
    with opened:
        yield opened


def main() -> None:
    """Run the command line."""
    run_command(app)
