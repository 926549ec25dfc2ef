"""What is kept for a rerun, and under which names."""

import re
from dataclasses import dataclass
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from tasks._results import kept_by
from tasks.classify import classify
from tasks.decide import decide
from tasks.extract import extract
from tasks.fetch import fetch
from tasks.store import store

RUN = UUID("00000000-0000-0000-0000-000000000001")
OTHER_RUN = UUID("00000000-0000-0000-0000-000000000002")
POLICY = kept_by(lambda arguments: arguments["target"])


@dataclass
class _Named:
    name: str


@dataclass
class _TaskRun:
    flow_run_id: UUID | None


@dataclass
class _Context:
    task: _Named
    task_run: _TaskRun


def _key(target: str, run: UUID | None = RUN) -> str | None:
    context = _Context(_Named("fetch"), _TaskRun(run))
    return POLICY.compute_key(context, {"target": target}, {})  # type: ignore[arg-type] # two fields of it


@given(st.text())
def test_any_target_makes_a_file_name(target: str) -> None:
    """Keys become file names: no slash, no dot, no length of the target's choosing."""
    key = _key(target)
    assert key
    assert re.fullmatch(r"[a-z0-9-]{1,200}", key)


def test_hostile_targets_stay_apart() -> None:
    """Targets that would be one file or leave the folder get keys of their own."""
    targets = ["../../etc/passwd", "..\\..\\etc", "a/b", "a-b", "A", "a", "\ud800", ""]
    assert len({_key(target) for target in targets}) == len(targets)


def test_a_rerun_finds_its_own_results_only() -> None:
    """The same run finds what it kept; another run does not."""
    assert _key("x") == _key("x")
    assert _key("x") != _key("x", OTHER_RUN)


def test_outside_a_flow_nothing_is_kept() -> None:
    """A task called by itself has no rerun."""
    assert _key("x", None) is None


def test_the_slow_stages_are_kept() -> None:
    """A rerun neither fetches nor classifies again; the rest is quick, or is to be done."""
    tasks = (fetch, extract, classify, decide, store)
    assert {task.name for task in tasks if task.persist_result} == {"fetch", "classify"}
