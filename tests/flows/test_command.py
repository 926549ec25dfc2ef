"""``python flows/moderate_page.py`` as whole processes."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.site import Answer, Site

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, str(ROOT / "flows" / "moderate_page.py")]
GARDEN = str(ROOT / "examples" / "garden-club.html")


def _environment(**variables: str) -> dict[str, str]:
    return os.environ | variables


def _run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        env=_environment(**variables),
        timeout=200,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "no target given"),
        (("--bogus", GARDEN), "unknown option --bogus"),
        ((GARDEN, "--fail-on", "21+"), 'Invalid value "21+"'),
    ],
)
def test_a_wrong_command_line_ends_at_once(arguments: tuple[str, ...], sentence: str) -> None:
    """Exit code 2 and a hint, without starting a server first."""
    started = time.monotonic()
    done = _run(*arguments, PREFECT_API_URL="http://127.0.0.1:1/api")
    assert done.returncode == 2
    assert sentence in done.stderr + done.stdout
    assert "Traceback" not in done.stderr
    assert time.monotonic() - started < 60


def test_a_server_that_does_not_answer_is_named() -> None:
    """A wrong PREFECT_API_URL is a sentence, not Prefect's stack trace."""
    done = _run(GARDEN, PREFECT_API_URL="http://127.0.0.1:1/api")
    assert done.returncode == 2
    assert " ".join(done.stderr.split()).startswith(
        "error: http://127.0.0.1:1/api/: no Prefect server answers."
    )


def test_a_server_that_does_not_answer_is_an_object_for_each_target() -> None:
    """With --json a program reads of it where it reads of everything else."""
    done = _run(GARDEN, "-", "--json", PREFECT_API_URL="http://127.0.0.1:1/api")
    assert done.returncode == 2
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(answer["target"], answer["error"]["code"]) for answer in answers] == [
        (GARDEN, "configuration"),
        ("-", "configuration"),
    ]
    assert done.stderr == ""


def test_json_is_all_that_standard_output_gets(prefect_server: str, site: Site) -> None:
    """One object a line in the order of the targets; a failed one makes the exit code 2."""
    done = _run(
        GARDEN,
        site.url("/nothing"),
        "--json",
        PREFECT_API_URL=prefect_server,
        PAGEWARDEN_ALLOWED_HOSTS="127.0.0.1",
    )
    judged, refused = map(json.loads, done.stdout.splitlines())
    assert judged["target"] == GARDEN
    assert judged["rating"]
    assert refused["error"]["code"] == "http_client_error"
    assert done.returncode == 2
    assert done.stderr == ""


def test_a_rating_can_fail_a_build(prefect_server: str, tmp_path: Path) -> None:
    """--fail-on exits with 1 from that rating on; standard input is a target."""
    page = tmp_path / "page.txt"
    page.write_text("fuck this, and damn that. " * 3)
    done = _run(
        str(page),
        "--policy",
        "classic",
        "--fail-on",
        "13+",
        "--no-store",
        PREFECT_API_URL=prefect_server,
    )
    assert done.returncode == 1, done.stderr
    assert "18+" in done.stdout
    assert not list(tmp_path.glob("store.db*"))


@pytest.mark.usefixtures("sigint_counts", "sighup_counts")
@pytest.mark.parametrize(
    ("number", "code", "told"),
    [
        (signal.SIGINT, 130, "interrupted\n"),
        (signal.SIGTERM, 143, "terminated\n"),
        (signal.SIGHUP, 129, "hung up\n"),
    ],
)
def test_a_signal_ends_it_in_one_line(
    number: int, code: int, told: str, prefect_server: str, site: Site
) -> None:
    """At once, though a server keeps us waiting; the run is not left running."""
    target = site.add("/waits", Answer(b"late", pause_seconds=60))
    process = subprocess.Popen(
        [*COMMAND, target],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=_environment(PREFECT_API_URL=prefect_server, PAGEWARDEN_ALLOWED_HOSTS="127.0.0.1"),
    )
    deadline = time.monotonic() + 100
    while not site.asked and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(number)
    output, errors = process.communicate(timeout=20)
    assert process.returncode == code
    assert (output, errors) == ("", told)
    name = f"127.0.0.1:{site.port}/waits"
    body = {"flow_runs": {"name": {"any_": [name]}}}
    (run,) = httpx.post(f"{prefect_server}/flow_runs/filter", json=body, trust_env=False).json()
    assert run["state_type"] == "CRASHED"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Prefect home of its own; the first server in it makes the database."""
    return tmp_path_factory.mktemp("prefect")


def test_nothing_needs_to_be_configured(home: Path) -> None:
    """On a fresh Prefect home it starts a server of its own, and stops it."""
    done = _run(
        GARDEN,
        "--json",
        PREFECT_HOME=str(home),
        PREFECT_SERVER_LOGGING_LEVEL="CRITICAL",
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["target"] == GARDEN
    assert done.stderr == ""
    assert (home / "prefect.db").exists()


def _children(parent: int) -> list[int]:
    """Processes that a process started and that still run, from Linux's /proc."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            number, _, rest = stat.read_text().partition(" ")
            state, ppid = rest.rpartition(")")[2].split()[:2]
            if int(ppid) == parent and state != "Z":
                found.append(int(number))
    return found


def _runs(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds the server in /proc")
@pytest.mark.usefixtures("sighup_counts")
@pytest.mark.parametrize(
    ("number", "code", "told"),
    [
        (signal.SIGTERM, 143, "terminated\n"),
        (signal.SIGHUP, 129, "hung up\n"),
        (signal.SIGKILL, -signal.SIGKILL, ""),
    ],
)
def test_its_server_ends_with_it(number: int, code: int, told: str, home: Path, site: Site) -> None:
    """However the command is made to end, and at once: no server is left running."""
    target = site.add("/waits", Answer(b"late", pause_seconds=60))
    process = subprocess.Popen(
        [*COMMAND, target],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=_environment(PREFECT_HOME=str(home), PAGEWARDEN_ALLOWED_HOSTS="127.0.0.1"),
    )
    with process:
        deadline = time.monotonic() + 200
        while not site.asked and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        (server,) = _children(process.pid)
        process.send_signal(number)
        output, errors = process.communicate(timeout=30)  # the server holds the pipe, too
    assert (process.returncode, output, errors) == (code, "", told)
    deadline = time.monotonic() + 20
    while _runs(server) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _runs(server)
