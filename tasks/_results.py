"""
Which results are kept, under which key, so that a rerun skips what is done.

A run that is retried after a crash keeps its id: the keys hold it, so that nothing is taken
over from other runs. Keys become file names, hence hashes of whatever a page or a person
chose. Prefect's own policy hashes the pickled inputs, which differ between processes for
sets of strings, and would fetch again.
"""

import hashlib
from collections.abc import Callable
from typing import Any, Final

from prefect.cache_policies import CachePolicy
from prefect.context import TaskRunContext

SERIALIZER: Final = "compressed/pickle"
"""Pages are text: compressed they take about a fifth."""


def kept_by(key_of: Callable[[dict[str, Any]], str]) -> CachePolicy:
    """
    A policy that keeps a task's result for reruns of the same flow run.

    Args:
        key_of: Says, from the task's arguments by name, what the result depends on.
    """

    def key(context: TaskRunContext, arguments: dict[str, Any]) -> str | None:
        run_id = context.task_run.flow_run_id
        if run_id is None:  # called outside a flow: there is no rerun to spare
            return None
        digest = hashlib.sha256(key_of(arguments).encode("utf-8", "surrogatepass"))
        return f"pagewarden-{run_id}-{context.task.name}-{digest.hexdigest()}"

    return CachePolicy.from_cache_key_fn(key)
