"""Exit codes that commands and flows share."""

from collections.abc import Iterable
from enum import IntEnum, StrEnum

from pagewarden.models import Rating, Verdict


class ExitCode(IntEnum):
    """What a command tells the shell."""

    OK = 0
    REACHED = 1
    """A rating reached ``--fail-on``."""
    NOT_JUDGED = 2
    """A target could not be judged, or the command line or a setting is wrong."""
    FAULT = 70
    """A fault of Pagewarden's own, with a traceback to report (EX_SOFTWARE of sysexits.h)."""
    HUNG_UP = 129
    """Its terminal is gone: 128 + SIGHUP."""
    INTERRUPTED = 130
    """Ctrl-C, as shells have it: 128 + SIGINT."""
    TERMINATED = 143
    """Asked to end: 128 + SIGTERM."""


class FailOn(StrEnum):
    """From which rating on a command exits with 1."""

    UNKNOWN = "unknown"
    """Anything but ``safe``."""
    TEEN = "13+"
    ADULT = "18+"

    def reached_by(self, rating: Rating) -> bool:
        """Whether a rating is at least this one; unknown counts only for ``unknown``."""
        if rating is Rating.UNKNOWN or self is FailOn.UNKNOWN:
            return self is FailOn.UNKNOWN and rating is not Rating.SAFE
        return rating.severity >= Rating(self.value).severity


def exit_code(verdicts: Iterable[Verdict | None], fail_on: FailOn | None) -> ExitCode:
    """The code for a run over targets; None stands for one that could not be judged."""
    code = ExitCode.OK
    for verdict in verdicts:
        if verdict is None:
            return ExitCode.NOT_JUDGED
        if fail_on and fail_on.reached_by(verdict.rating):
            code = ExitCode.REACHED
    return code
