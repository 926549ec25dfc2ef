"""How large records are handed to tasks."""

from typing import TypeVar, cast

from prefect.utilities.annotations import opaque

_Record = TypeVar("_Record")


def whole(record: _Record) -> _Record:
    """
    Hand a record to a task as one thing; the task gets the record itself.

    Prefect otherwise looks for futures inside every segment, about a second for 5,000 of
    them at each task, and takes a string that two records share, such as a model's name, for
    a dependence. The run graph still shows which task a record came from.
    """
    return cast("_Record", opaque(record))
