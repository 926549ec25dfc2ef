"""Server, bootstrap, deploy, worker, run: what docs/prefect.md tells, by real processes."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from pagewarden.storage.store import Store
from tests.prefect_server import QUIET
from tests.site import Site

ROOT = Path(__file__).parents[2]
PREFECT = str(Path(sys.executable).parent / "prefect")
START_SECONDS = 120
RUN_SECONDS = 120

pytestmark = pytest.mark.timeout(600)


@dataclass
class Installation:
    """A Prefect server and a worker, with the folder that holds all they keep."""

    folder: Path
    port: int
    site: Site

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    @property
    def store_file(self) -> Path:
        return self.folder / "data" / "store.db"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if "PREFECT" not in name}
        return (
            kept
            | QUIET
            | {
                "PREFECT_HOME": str(self.folder / "prefect"),
                "PREFECT_API_URL": self.api_url,
                "PREFECT_WORKER_QUERY_SECONDS": "1",
                "PAGEWARDEN_DATABASE_URL": f"sqlite:///{self.store_file}",
                "PAGEWARDEN_ALLOWED_HOSTS": "127.0.0.1",
            }
        )

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{command[1]}.log").open("wb")
        with log:
            return subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )

    def call(self, *command: str) -> str:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=RUN_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, path: str, **body: Any) -> Any:
        return self.send("POST", path, body).json()

    def send(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """Ask the server, again while its database is busy, as Prefect's own client does."""
        url = f"{self.api_url}{path}"
        for _ in range(20):
            answer = httpx.request(method, url, json=body, timeout=30, trust_env=False)
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            time.sleep(0.5)
        return answer.raise_for_status()

    def deployment(self, name: str) -> dict[str, Any]:
        found = self.ask("/deployments/filter", deployments={"name": {"any_": [name]}})
        assert len(found) == 1
        return dict(found[0])

    def run(self, target: str) -> str:
        """Start a run as a person would; its id."""
        before = self._asked_for()
        self.call(PREFECT, "deployment", "run", "moderate-page/on-demand", "-p", f"target={target}")
        (new,) = self._asked_for() - before
        return new

    def _asked_for(self) -> set[str]:
        """Ids of the runs that no schedule made."""
        runs = self.ask("/flow_runs/filter")
        return {str(run["id"]) for run in runs if not run["auto_scheduled"]}

    def scheduled(self, target: str) -> str:
        """The first run that a schedule makes for a target; its id."""
        deadline = time.monotonic() + RUN_SECONDS
        while time.monotonic() < deadline:
            runs = self.ask("/flow_runs/filter", sort="EXPECTED_START_TIME_ASC")
            made = [run for run in runs if run["parameters"].get("target") == target]
            if made:
                return str(made[0]["id"])
            time.sleep(0.3)
        pytest.fail("the scheduler made no run")

    def ended(self, run_id: str, *, runs: int = 1) -> dict[str, Any]:
        """The run once it has ended, for the so-manieth time."""
        deadline = time.monotonic() + RUN_SECONDS
        while time.monotonic() < deadline:
            (run,) = self.ask("/flow_runs/filter", flow_runs={"id": {"any_": [run_id]}})
            ended = run["state_type"] in {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
            if ended and run["run_count"] >= runs:
                return dict(run)
            time.sleep(0.3)
        log = (self.folder / "worker.log").read_text()
        pytest.fail(f"run {run_id} did not end\n{log}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(installation: Installation, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert server.poll() is None, (installation.folder / "server.log").read_text()
        try:
            httpx.get(f"{installation.api_url}/health", trust_env=False)
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return
    pytest.fail("the server did not start")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """All of it, started as docs/prefect.md says, and stopped."""
    with Site() as site:
        made = Installation(tmp_path_factory.mktemp("installation"), _free_port(), site)
        server = made.start(PREFECT, "server", "start", "--port", str(made.port))
        try:
            _wait_for(made, server)
            first, again = (made.call(sys.executable, "deployments/bootstrap.py") for _ in "12")
            assert first == "work pool pagewarden: created\n"
            assert again == "work pool pagewarden: already there\n"
            made.call(PREFECT, "--no-prompt", "deploy", "--all")
            worker = made.start(PREFECT, "worker", "start", "--pool", "pagewarden")
            try:
                yield made
            finally:
                _stop(worker)
        finally:
            _stop(server)


def test_both_deployments_are_registered(installation: Installation) -> None:
    """With schedule, limit and strategy as prefect.yaml has them."""
    daily = installation.deployment("daily")
    assert daily["work_pool_name"] == "pagewarden"
    assert daily["schedules"][0]["schedule"]["timezone"] == "Europe/Berlin"
    assert daily["global_concurrency_limit"]["limit"] == 1
    assert daily["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
    assert daily["pull_steps"] == [
        {"prefect.deployments.steps.set_working_directory": {"directory": str(ROOT)}}
    ]
    assert installation.deployment("on-demand")["schedules"] == []


def test_a_retried_run_neither_fetches_nor_classifies_again(installation: Installation) -> None:
    """A store that fails fails the run; once mended, a retry takes up where it ended."""
    target = installation.site.url("/article")
    installation.store_file.parent.write_text("a file where the store's folder should be")
    run_id = installation.run(target)
    failed = installation.ended(run_id)
    assert failed["state_type"] == "FAILED"
    assert "PAGEWARDEN_DATABASE_URL" in failed["state"]["message"]

    installation.store_file.parent.unlink()
    installation.call(PREFECT, "flow-run", "retry", run_id)
    done = installation.ended(run_id, runs=2)
    assert done["state_type"] == "COMPLETED", done["state"]
    assert installation.site.paths_asked().count("/article") == 1
    tasks = installation.ask("/task_runs/filter", task_runs={"flow_run_id": {"any_": [run_id]}})
    cached = {task["name"].split()[0] for task in tasks if task["state_name"] == "Cached"}
    assert cached == {"fetch", "classify"}

    with Store.open(f"sqlite:///{installation.store_file}") as store:
        verdict = store.latest_verdict(target)
    assert verdict
    assert done["name"] == f"127.0.0.1:{installation.site.port}/article · {verdict.rating.value}"
    artifacts = installation.ask("/artifacts/filter", flow_runs={"id": {"any_": [run_id]}})
    assert {artifact["type"] for artifact in artifacts} == {"markdown", "table"}
    assert verdict.rating.value in json.dumps([artifact["data"] for artifact in artifacts])


def test_what_is_deployed_is_not_served_too(installation: Installation) -> None:
    """A worker would take runs that belong to the serving process."""
    done = subprocess.run(
        [sys.executable, "deployments/serve.py"],
        cwd=ROOT,
        env=installation.environment,
        capture_output=True,
        text=True,
        timeout=RUN_SECONDS,
        check=False,
    )
    assert done.returncode == 2
    assert "is deployed to the work pool pagewarden" in done.stderr


def test_a_page_that_is_not_there_fails_in_one_sentence(installation: Installation) -> None:
    """The sentence is the state's message; the log holds no traceback."""
    target = installation.site.url("/nothing")
    run_id = installation.run(target)
    run = installation.ended(run_id)
    assert run["state_type"] == "FAILED"
    assert run["state"]["message"].startswith(f"{target}: the server answered 404")
    logs = installation.ask("/logs/filter", logs={"flow_run_id": {"any_": [run_id]}})
    assert not [line["message"] for line in logs if "Traceback" in line["message"]]


def test_a_schedule_fires_and_obeys_robots(installation: Installation) -> None:
    """A run that nobody asked for starts by itself, and is kept out where robots.txt says so."""
    target = installation.site.url("/secret")
    path = f"/deployments/{installation.deployment('on-demand')['id']}/schedules"
    often = {"interval": 20, "anchor_date": datetime.now(UTC).isoformat()}
    body = [{"schedule": often, "active": True, "parameters": {"target": target}}]
    (schedule,) = installation.send("POST", path, body).json()
    try:
        run = installation.ended(installation.scheduled(target))
    finally:
        installation.send("DELETE", f"{path}/{schedule['id']}")
    assert run["auto_scheduled"]
    assert run["state_type"] == "FAILED"
    assert "robots.txt of 127.0.0.1 keeps" in run["state"]["message"]
    assert "/secret" not in installation.site.paths_asked()
