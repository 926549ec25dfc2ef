"""The commands, in process, on the real model; a few as whole processes."""

import gzip
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from pagewarden.cli import main
from pagewarden.command_line import print_json
from pagewarden.models import Document, Page
from pagewarden.webscraper.extractor import extract

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"


class Outcome(NamedTuple):
    """What a shell would see."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """Standard output read as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


Command = Callable[..., Outcome]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run ``pagewarden ARGUMENTS`` in this process."""

    def run(*arguments: str, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "argv", ["pagewarden", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Outcome(int(ended.value.code or 0), captured.out, captured.err)

    return run


def _example(name: str) -> str:
    return str(EXAMPLES / name)


@pytest.mark.parametrize(
    ("page", "rating"),
    [("garden-club.html", "safe"), ("city-news.html", "13+"), ("forum-thread.html", "18+")],
)
def test_the_samples_are_rated_as_their_readme_says(
    page: str, rating: str, command: Command
) -> None:
    """One shipped sample for each rating."""
    outcome = command("check", _example(page), "--json")
    assert (outcome.code, outcome.objects[0]["rating"]) == (0, rating)


def test_json_has_the_documented_fields(command: Command) -> None:
    """Every field of docs/json.md, and evidence that slices out of the document's text."""
    verdict = command("check", _example("forum-thread.html"), "--json").objects[0]
    document = command("extract", _example("forum-thread.html"), "--json").objects[0]
    described = (ROOT / "docs" / "json.md").read_text(encoding="utf-8")
    assert all(f"`{field}`" in described for field in verdict)
    assert verdict["evidence"]
    for evidence in verdict["evidence"]:
        assert all(f"`{field}`" in described for field in evidence)
        assert document["text"][evidence["start"] : evidence["end"]] == evidence["text"]


def test_people_see_rating_warnings_and_sentences(command: Command) -> None:
    """The human output quotes the sentence and names the versions."""
    outcome = command("check", _example("forum-thread.html"))
    assert outcome.code == 0
    assert "18+" in outcome.out
    assert "kill you" in outcome.out
    assert "policy default" in outcome.out
    assert "\x1b" not in outcome.out


def test_several_targets_keep_their_order_and_fail_alone(command: Command) -> None:
    """A target that cannot be judged is an object in its place; the run says 2."""
    targets = [_example("garden-club.html"), "no-such-file.html", _example("city-news.html")]
    outcome = command("check", *targets, "--json")
    assert outcome.code == 2
    assert [found["target"] for found in outcome.objects] == targets
    assert outcome.objects[1]["error"]["code"] == "not_found"


def test_a_fault_of_ours_on_one_page_ends_no_run(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody foresaw is an object in its place, with a traceback to report."""

    def stumble(page: Page) -> Document:
        if "city" in page.target:
            raise ZeroDivisionError
        return extract(page)

    monkeypatch.setattr("pagewarden.pipeline.extract", stumble)
    targets = [_example("city-news.html"), _example("garden-club.html")]
    outcome = command("check", *targets, "--json")
    assert outcome.code == 2
    assert outcome.objects[0]["error"]["code"] == "fault"
    assert outcome.objects[1]["rating"] == "safe"
    assert "Traceback" in outcome.err


@pytest.mark.parametrize(
    ("fail_on", "code"), [("18+", 0), ("13+", 1), ("unknown", 1)], ids=["18", "13", "unknown"]
)
def test_fail_on_counts_from_the_rating_up(fail_on: str, code: int, command: Command) -> None:
    """A 13+ page fails on 13+ and on anything but safe, not on 18+."""
    assert command("check", _example("city-news.html"), "--fail-on", fail_on).code == code


def test_standard_input_is_judged(command: Command) -> None:
    """``-`` reads a page; plain text there may be short."""
    outcome = command("check", "-", "--json", stdin=b"This is a perfectly pleasant remark.")
    assert outcome.objects[0]["rating"] == "safe"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["check"], "no target"),
        (["check", "x.html", "--policy", "defualt"], "default"),
        (["score", "no-such-file.jsonl"], "no-such-file.jsonl"),
        (["evaluate"], "no file"),
        (["evaluate", "no-such-file.jsonl"], "no-such-file.jsonl"),
        (["evaluate", "x.jsonl", "--bootstrap", "-1"], "bootstrap"),
        (["evaluate", "x.jsonl", "--bootsrap", "9"], "--bootsrap"),
        (["extract", "http://127.0.0.1/"], "PAGEWARDEN_ALLOWED_HOSTS"),
        (["extract", "ftp://example.org/x"], "http"),
        (["check", "x.html", "--fail-on", "21+"], "21+"),
        (["chekc", "x.html"], "chekc"),
        (["check", "x.html", "--polcy", "default"], "--polcy"),
    ],
)
def test_a_mistake_is_one_clear_message(
    arguments: list[str], complaint: str, command: Command
) -> None:
    """Exit code not zero, the mistake named on stderr, nothing on stdout, no traceback."""
    outcome = command(*arguments)
    assert outcome.code != 0
    assert complaint in outcome.err
    assert "Traceback" not in outcome.err
    assert outcome.out == ""


def test_a_bad_setting_is_named(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable and what it may hold, not a validation traceback."""
    monkeypatch.setenv("PAGEWARDEN_MAX_REDIRECTS", "many")
    outcome = command("check", _example("garden-club.html"))
    assert outcome.code == 2
    assert "PAGEWARDEN_MAX_REDIRECTS" in outcome.err


@pytest.mark.parametrize(
    ("arguments", "setting", "code"),
    [
        (["check", "a.html", "b.html", "--policy", "defualt"], {}, "policy_not_found"),
        (["check", "a.html", "b.html"], {"PAGEWARDEN_MAX_REDIRECTS": "many"}, "configuration"),
        (["extract", "a.html"], {}, "not_found"),
        (["extract", "a.html"], {"PAGEWARDEN_MAX_REDIRECTS": "many"}, "configuration"),
    ],
)
def test_json_answers_for_every_target(
    arguments: list[str],
    setting: dict[str, str],
    code: str,
    command: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever keeps targets from being judged, each has its object, and stderr is quiet."""
    for name, value in setting.items():
        monkeypatch.setenv(name, value)
    outcome = command(*arguments, "--json")
    targets = [word for word in arguments if word.endswith(".html")]
    assert [found["target"] for found in outcome.objects] == targets
    assert [found["error"]["code"] for found in outcome.objects] == [code] * len(targets)
    assert (outcome.code, outcome.err) == (2, "")


def test_what_is_no_json_is_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """Infinity and NaN are words that no JSON reader knows."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        print_json({"score": float("nan")})
    assert capsys.readouterr().out == ""


def test_score_answers_every_line(command: Command) -> None:
    """Ids and order kept, blatant abuse flagged, a broken line answered and counted."""
    lines = (
        b'{"id": 1, "text": "The library opens at nine."}\n\nbroken\n'
        b'{"id": 2, "text": "You are a stupid fucking idiot and everybody hates you."}\n'
    )
    outcome = command("score", stdin=lines)
    assert outcome.code == 2
    assert [found["id"] for found in outcome.objects] == [1, None, 2]
    assert outcome.objects[0]["flags"] == []
    assert "harassment" in outcome.objects[2]["flags"]


LABELLED = (
    b'{"text": "You are a stupid fucking idiot and everybody hates you.", "toxicity": 1}\n'
    b'{"text": "The library opens at nine.", "toxicity": 0, "group": "readers"}\n'
    b'{"text": "Bread is baked before dawn.", "toxicity": 0}\n'
)


def test_evaluate_measures_labelled_files(command: Command, tmp_path: Path) -> None:
    """One object with each file and all together, the shipped model named."""
    files = [tmp_path / "one.jsonl", tmp_path / "two.jsonl.gz"]
    files[0].write_bytes(LABELLED)
    files[1].write_bytes(gzip.compress(LABELLED))
    outcome = command("evaluate", *map(str, files), "--json", "--bootstrap", "50", "--seed", "3")
    (found,) = outcome.objects
    assert outcome.code == 0
    assert [part["file"] for part in found["files"]] == [str(file) for file in files]
    assert found["overall"]["rows"] == 6
    assert found["overall"]["categories"]["toxicity"]["auprc"] == 1
    assert (found["resamples"], found["seed"]) == (50, 3)


def test_evaluate_shows_people_tables(command: Command, tmp_path: Path) -> None:
    """With the drop of each odd spelling when asked."""
    file = tmp_path / "one.jsonl"
    file.write_bytes(LABELLED)
    outcome = command("evaluate", str(file), "--obfuscate", "--bootstrap", "0")
    assert outcome.code == 0
    assert "AUPRC" in outcome.out
    assert "homoglyph" in outcome.out
    assert outcome.err == ""


def test_a_mislabelled_line_is_one_clear_message(command: Command, tmp_path: Path) -> None:
    """File, line and mend, before anything is scored."""
    file = tmp_path / "one.jsonl"
    file.write_bytes(LABELLED + b'{"text": "a", "toxcity": 1}\n')
    outcome = command("evaluate", str(file))
    assert outcome.code == 2
    assert 'line 4: unknown key "toxcity". Did you mean "toxicity"?' in outcome.err
    assert "Traceback" not in outcome.err


def test_hostile_text_cannot_steer_the_terminal(command: Command, tmp_path: Path) -> None:
    """Escape sequences and console markup of a page arrive as harmless marks."""
    page = tmp_path / "page.html"
    page.write_text("<title>[red]x[/red] \x1b]0;owned\x07</title><p>I will kill you tonight.</p>")
    outcome = command("check", str(page))
    assert outcome.code == 0
    assert "[red]x[/red]" in outcome.out
    assert "\x1b" not in outcome.out


def test_a_closed_pipe_is_no_error() -> None:
    """``pagewarden score | head`` ends quietly."""
    line = json.dumps({"id": 1, "text": "word " * 50}) + "\n"
    with subprocess.Popen(
        [sys.executable, "-m", "pagewarden", "score"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT,
    ) as process:  # fmt: skip
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        try:
            process.stdin.write(line.encode() * 2_000)
            process.stdin.close()
        except BrokenPipeError:
            pass
        assert process.stderr.read() == b""
        process.wait(timeout=60)


def _shell(script: str, **environment: str) -> Outcome:
    """Run a shell script in which ``pw`` is the command."""
    done = subprocess.run(
        ["/bin/sh", "-c", f'pw() {{ "{sys.executable}" -m pagewarden "$@"; }}; {script}'],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | environment,
        timeout=60,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


PAGE = "examples/garden-club.html"


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (f"(pw check {PAGE} {PAGE}; echo $? >&2) | head -1 >/dev/null", "0"),
        (f"PYTHONIOENCODING=ascii pw check {PAGE} >/dev/null; echo $? >&2", "0"),
        (f"pw check {PAGE} --json >&-; echo $? >&2", "0"),
        ("pw score <&-; echo $? >&2", "2"),
        (f"pw check {PAGE} --json >/dev/full; echo $? >&2", "2"),
        ("pw >/dev/null; echo $? >&2", "0"),
    ],
    ids=["pipe closed", "ascii", "stdout closed", "stdin closed", "disk full", "no command"],
)
def test_streams_in_every_state_keep_the_exit_codes(script: str, code: str) -> None:
    """1 is for --fail-on alone: a reader that left is 0, an output that cannot be written 2."""
    outcome = _shell(script)
    assert outcome.err.splitlines()[-1] == code
    assert "Traceback" not in outcome.err


def test_a_reader_may_leave_a_long_page(tmp_path: Path) -> None:
    """``pagewarden extract | head -1`` ends well, though the rest does not fit the pipe."""
    page = tmp_path / "long.txt"
    page.write_text("This is a sentence among many others. \n\n" * 4_000)
    outcome = _shell(f"(pw extract {page}; echo $? >&2) | head -1")
    assert outcome.err.splitlines() == ["0"]


def test_score_answers_while_the_pipe_is_open() -> None:
    """A program that waits for each answer before it sends the next line gets one."""
    with subprocess.Popen(
        [sys.executable, "-m", "pagewarden", "score"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    ) as process:
        assert process.stdin
        assert process.stdout
        for number in range(3):
            process.stdin.write(b'{"id": %d, "text": "A calm remark."}\n' % number)
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()


@pytest.mark.parametrize("option", [[], ["--json"]])
def test_a_password_is_never_shown(option: list[str], command: Command) -> None:
    """Credentials in a URL are refused without repeating them."""
    outcome = command("check", "https://user:hunter2@example.org/", *option)
    assert outcome.code == 2
    assert "hunter2" not in outcome.out + outcome.err
    assert "example.org" in outcome.out + outcome.err


def test_a_long_error_is_one_line(command: Command) -> None:
    """Off a terminal nothing is wrapped, so that paths and variables can be copied."""
    outcome = command("check", "x/" * 100 + "page.html")
    assert outcome.err.count("\n") == 1


def test_another_model_can_be_chosen(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """PAGEWARDEN_MODEL leads to the transformers backend, or says what that needs."""
    monkeypatch.setenv("PAGEWARDEN_MODEL", str(tmp_path / "absent"))
    outcome = command("check", _example("garden-club.html"))
    assert outcome.code == 2
    assert "absent" in outcome.err or "pagewarden[torch]" in outcome.err


@pytest.mark.usefixtures("sigint_counts")
@pytest.mark.parametrize("module", ["cyclopts", "rich", "numpy"])
@pytest.mark.parametrize(
    "command",
    [["-m", "pagewarden", "check", PAGE], ["flows/moderate_page.py", PAGE]],
    ids=["core", "flow"],
)
def test_ctrl_c_while_it_loads_is_one_line(command: list[str], module: str) -> None:
    """However early it comes, no traceback of some import is shown."""
    process = subprocess.Popen(
        [sys.executable, "-X", "importtime", *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    )
    with process:
        assert process.stderr
        imported = (line.rpartition("|")[2].strip() for line in process.stderr)
        assert "pagewarden.loading" in imported
        assert any(name.partition(".")[0] == module for name in imported)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    told = [line for line in err.splitlines() if not line.startswith("import time:")]
    assert (process.returncode, told) == (130, ["interrupted"])


@pytest.mark.usefixtures("sigint_counts", "sighup_counts")
@pytest.mark.parametrize(
    ("number", "code", "told"),
    [
        (signal.SIGINT, 130, "interrupted\n"),
        (signal.SIGTERM, 143, "terminated\n"),
        (signal.SIGHUP, 129, "hung up\n"),
    ],
)
def test_what_is_told_to_end_says_one_line(
    number: int, code: int, told: str, tmp_path: Path
) -> None:
    """A signal while reading ends with its code and no traceback."""
    fifo = tmp_path / "endless"
    os.mkfifo(fifo)
    process = subprocess.Popen(
        [sys.executable, "-m", "pagewarden", "score", str(fifo)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    )
    with fifo.open("w"), process:  # opens when the command reads: its model is loaded
        time.sleep(0.2)
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
    assert process.returncode == code
    assert err == told
