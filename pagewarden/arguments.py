"""Types of the command lines' arguments, which cyclopts checks."""

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

FailOnName = Literal["unknown", "13+", "18+"]
"""The values of :class:`pagewarden.reports.exit_codes.FailOn`: cyclopts shows names of members."""


def _refuse_option(_: type, value: object) -> None:
    """With leading hyphens allowed for the sake of ``-``, a misspelt option must not pass."""
    text = str(value)
    if text.startswith("-") and text != "-":
        message = f"unknown option {text}. See --help; a file of that name is ./{text}"
        raise ValueError(message)


Target = Annotated[str, Parameter(allow_leading_hyphen=True, validator=_refuse_option)]
"""A URL, a file, or ``-``."""

File = Annotated[Path, Parameter(allow_leading_hyphen=True, validator=_refuse_option)]
"""A file, or ``-``."""

Json = Annotated[bool, Parameter(name="--json", negative=())]
