"""Functions that name task runs."""

from collections.abc import Callable
from typing import Any, cast

from prefect.tasks import TaskRunNameCallbackWithParameters


def run_name(name_of: Callable[[dict[str, Any]], str]) -> TaskRunNameCallbackWithParameters:
    """
    Let a function of ``parameters``, the task's arguments by name, name its runs.

    Prefect's type for such functions is one that no plain function has.
    """
    return cast("TaskRunNameCallbackWithParameters", name_of)
