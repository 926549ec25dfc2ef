import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from rich.console import Console

from pagewarden.exceptions import ClientError
from pagewarden.models import Evidence, Layer, Rating, Segment, SegmentKind, UnknownReason, Verdict
from pagewarden.reports.exit_codes import ExitCode, FailOn, exit_code
from pagewarden.reports.quotes import quotes
from pagewarden.reports.verdict_json import error_to_dict, verdict_to_dict
from pagewarden.reports.verdict_markdown import verdict_markdown
from pagewarden.reports.verdict_terminal import print_error, print_verdict

HOSTILE = '<img src=x onerror="alert(1)"> [bold]x[/bold] \x1b[31m **big** [a](javascript:b)'


def _evidence(text: str, start: int, rule: str, matched: str, score: float) -> Evidence:
    segment = Segment(
        text, start, start + len(text), Layer.COMMENT, SegmentKind.PARAGRAPH, "p:nth-of-type(1)"
    )
    terms = ("gun",) if matched == "weapons" else ()
    return Evidence.of(segment, rule, matched, score, terms)


VERDICT = Verdict(
    target="example.html",
    url="https://example.org/a",
    title="A title",
    language="en",
    rating=Rating.ADULT,
    reason=None,
    warnings=("weapons",),
    scores={"toxicity": 0.91236, "threat": 0.25},
    evidence=(
        _evidence("Mild abuse.", 0, "strict", "toxicity", 0.7),
        _evidence("Worse abuse.", 20, "strict", "toxicity", 0.9),
        _evidence("He has a gun.", 40, "lenient", "weapons", 1.0),
        _evidence("Mild abuse.", 0, "lenient", "threat", 0.6),
    ),
    rules=("strict", "lenient"),
    model_version="m-1",
    policy="default",
    policy_version="1+abc",
    extractor_version="1",
    content_hash="0" * 64,
    fetched_at=datetime(2026, 11, 1, 12, tzinfo=UTC),
    notes=("model preliminary",),
)


def _printed(verdict: Verdict, *, width: int = 80) -> str:
    stream = io.StringIO()
    print_verdict(verdict, Console(file=stream, width=width))
    return stream.getvalue()


def test_each_sentence_is_quoted_once() -> None:
    """Evidence of one place is one quote, strictest rule first, then by score."""
    assert [quote.text for quote in quotes(VERDICT)] == [
        "Worse abuse.",
        "Mild abuse.",
        "He has a gun.",
    ]
    assert quotes(VERDICT)[1].causes == ("toxicity 0.70", "threat 0.60")
    assert quotes(VERDICT)[2].causes == ("weapons (gun)",)


def test_a_sentence_that_is_repeated_is_quoted_once() -> None:
    """A headline that is the window's title too is told once, with how often it stands there."""
    headline = _evidence("He has a gun.", 40, "strict", "weapons", 1.0)
    title = replace(headline, start=0, end=13, kind=SegmentKind.TITLE)
    verdict = replace(VERDICT, evidence=(title, headline))
    (quote,) = quotes(verdict)
    assert quote.times == 2
    assert quote.is_on_the_page
    assert "2 times" in _printed(verdict)
    assert "2 times" in verdict_markdown(verdict)


def test_json_is_plain_data() -> None:
    """The shape survives json and rounds scores to four digits."""
    shown = json.loads(json.dumps(verdict_to_dict(VERDICT)))
    assert shown["scores"]["toxicity"] == 0.9124
    assert shown["rating"] == "18+"
    assert shown["fetched_at"] == "2026-11-01T12:00:00+00:00"
    assert shown["evidence"][2]["terms"] == ["gun"]


def test_errors_have_code_and_sentence() -> None:
    """A failed target is an object with the stable code."""
    shown = error_to_dict("t", ClientError("https://example.org/", "404"))
    assert shown == {
        "target": "t",
        "error": {"code": "http_client_error", "message": "https://example.org/: 404"},
    }


@pytest.mark.parametrize(
    "hostile",
    [
        replace(VERDICT, title=HOSTILE),
        replace(VERDICT, url=HOSTILE),
        replace(VERDICT, evidence=(_evidence(HOSTILE, 0, "strict", "toxicity", 0.9),)),
    ],
    ids=["title", "url", "evidence"],
)
def test_markdown_keeps_page_text_inert(hostile: Verdict) -> None:
    """No element, link or escape of the page survives in the artifact."""
    shown = verdict_markdown(hostile)
    assert "\x1b" not in shown
    assert "](javascript" not in shown
    assert BeautifulSoup(shown, "lxml").find("img") is None


def test_markdown_links_to_the_sentence() -> None:
    """Each quote can be opened in the page."""
    assert "(<https://example.org/a#:~:text=Worse%20abuse.>)" in verdict_markdown(VERDICT)


def test_markdown_of_a_file_has_no_links() -> None:
    """What is not on the web is named, not linked."""
    assert "](" not in verdict_markdown(replace(VERDICT, url="examples/page.html"))


def test_the_terminal_shows_hostile_text_as_it_is_written() -> None:
    """Console markup is text, escapes are marks."""
    shown = _printed(replace(VERDICT, title=HOSTILE), width=200)
    assert "[bold]x[/bold]" in shown
    assert "\x1b" not in shown


@pytest.mark.parametrize("reason", UnknownReason)
def test_unknown_says_why(reason: UnknownReason) -> None:
    """Terminal and Markdown put the reason in words."""
    unknown = replace(VERDICT, rating=Rating.UNKNOWN, reason=reason, evidence=(), rules=())
    assert "reason" in _printed(unknown)
    assert "Could not be judged" in verdict_markdown(unknown)


def test_many_sentences_are_cut_short_with_a_word_about_it() -> None:
    """A long page does not flood the terminal."""
    many = tuple(_evidence(f"Abuse {n}.", n * 10, "strict", "toxicity", 0.9) for n in range(40))
    shown = _printed(replace(VERDICT, evidence=many))
    assert shown.count("Abuse ") == 12
    assert "28 more sentences" in shown


def test_an_error_names_its_target_once() -> None:
    """The sentence for a person does not repeat the address."""
    stream = io.StringIO()
    url = "https://example.org/"
    print_error(url, ClientError(url, "gone"), Console(file=stream, width=200))
    assert stream.getvalue() == "error: https://example.org/: gone\n"


@pytest.mark.parametrize(
    ("ratings", "fail_on", "code"),
    [
        ([Rating.SAFE], None, ExitCode.OK),
        ([Rating.ADULT], None, ExitCode.OK),
        ([Rating.ADULT], FailOn.ADULT, ExitCode.REACHED),
        ([Rating.TEEN], FailOn.ADULT, ExitCode.OK),
        ([Rating.TEEN], FailOn.TEEN, ExitCode.REACHED),
        ([Rating.UNKNOWN], FailOn.TEEN, ExitCode.OK),
        ([Rating.UNKNOWN], FailOn.UNKNOWN, ExitCode.REACHED),
        ([Rating.SAFE], FailOn.UNKNOWN, ExitCode.OK),
        ([Rating.SAFE, None], None, ExitCode.NOT_JUDGED),
        ([None, Rating.ADULT], FailOn.ADULT, ExitCode.NOT_JUDGED),
    ],
)
def test_exit_codes(ratings: list[Rating | None], fail_on: FailOn | None, code: ExitCode) -> None:
    """0 for verdicts, 1 when one reaches --fail-on, 2 when any could not be judged."""
    verdicts = [replace(VERDICT, rating=rating) if rating else None for rating in ratings]
    assert exit_code(verdicts, fail_on) is code
