"""What prefect.yaml declares, and that both ways to serve it agree."""

import inspect
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from prefect import Flow
from ruamel.yaml import YAML

from deployments.serve import deployments as served_deployments
from flows import moderate_page

ROOT = Path(__file__).parents[2]
DECLARED: list[dict[str, Any]] = YAML(typ="safe").load(ROOT / "prefect.yaml")["deployments"]
BY_NAME = {entry["name"]: entry for entry in DECLARED}


def _flow(entry: dict[str, Any]) -> Flow[Any, Any]:
    path, _, name = entry["entrypoint"].partition(":")
    assert (ROOT / path).is_file()
    flow: Flow[Any, Any] = getattr(moderate_page, name)
    return flow


def test_both_deployments_are_of_one_flow() -> None:
    """They are run as moderate-page/on-demand and moderate-page/daily."""
    assert {f"{_flow(entry).name}/{entry['name']}" for entry in DECLARED} == {
        "moderate-page/on-demand",
        "moderate-page/daily",
    }


@pytest.mark.parametrize("name", BY_NAME)
def test_parameters_are_those_of_the_flow(name: str) -> None:
    """A parameter that the flow does not take would fail every run."""
    flow = _flow(BY_NAME[name])
    assert set(BY_NAME[name]["parameters"]) <= set(inspect.signature(flow.fn).parameters)


def test_the_daily_run_is_alone_and_knows_its_clock() -> None:
    """A run that takes all day is not joined by the next; six o'clock is so in a named zone."""
    daily = BY_NAME["daily"]
    assert daily["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}
    assert all("/" in schedule["timezone"] for schedule in daily["schedules"])
    assert _flow(daily).retries


def test_the_file_names_no_folder_of_a_machine() -> None:
    """Workers load the flows from the folder that deploy was run in."""
    text = (ROOT / "prefect.yaml").read_text()
    assert str(ROOT) not in text
    assert "git_clone" not in text


def test_serving_offers_the_same() -> None:
    """The serving process reads the very file that deploy reads."""
    for served in served_deployments():
        declared = BY_NAME[served.name]
        assert served.flow_name == "moderate-page"
        assert served.entrypoint == declared["entrypoint"]
        assert served.parameters == declared["parameters"]
        assert len(served.schedules or []) == len(declared.get("schedules", []))


@pytest.mark.parametrize("script", ["bootstrap.py", "serve.py"])
def test_without_a_server_scripts_say_how_to_start_one(script: str) -> None:
    """One sentence on standard error, and exit code 2."""
    done = subprocess.run(
        [sys.executable, ROOT / "deployments" / script],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("error: PREFECT_API_URL is not set.")
    assert done.stderr.count("\n") == 1
