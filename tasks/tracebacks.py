"""Errors raised on purpose are one sentence in a run's log; only faults get a traceback."""

import logging

from pagewarden.exceptions import PagewardenError


class _OneSentence(logging.Filter):
    """Drops the traceback that Prefect adds when a page refuses, however often."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass."""
        if record.exc_info and isinstance(record.exc_info[1], PagewardenError):
            record.exc_info = None
        return True


def spare_tracebacks() -> None:
    """Apply this to the logs of flow runs and task runs; doing it again changes nothing."""
    for name in ("prefect.flow_runs", "prefect.task_runs"):
        logger = logging.getLogger(name)
        if not any(isinstance(known, _OneSentence) for known in logger.filters):
            logger.addFilter(_OneSentence())
