"""
How well the default policy rates whole pages and warns of them, against labels by hand.

    .venv/bin/python benchmarks/page_ratings.py [--half 0|1|all] [--words-only] [--json]
    .venv/bin/python benchmarks/page_ratings.py --pages DIR --labels FILE [--words-only] [--json]

The pages of ``benchmarks/pages/`` are built as HTML and go through the whole product, so
that their layers are real. Half 0 is for tuning, half 1 for telling how well it went; the
hash of a page's title decides. ``--labels`` is a JSON file for HTML files of your own:
``{"page.html": {"rating": "safe", "warnings": ["death"]}}``. With ``--words-only`` no
sentence is flagged, which tells the faults of words and rules from those of the model.
"""

import argparse
import html
import json
import tomllib
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pagewarden.models import Origin, Page, Verdict
from pagewarden.moderation.classifier import Classifier, load_classifier, score_document
from pagewarden.moderation.decide import decide
from pagewarden.moderation.policy import load_policy
from pagewarden.moderation.taxonomy import CATEGORIES
from pagewarden.webscraper.extractor import extract
from pagewarden.webscraper.fetcher import fetch

PAGES = Path(__file__).parent / "pages"
RATINGS = ("safe", "13+", "18+")
SEVERITY = {rating: place for place, rating in enumerate(RATINGS)} | {"unknown": 0}
"""What is unknown accuses nobody; it still is no hit."""

TEMPLATE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head><body>
<header><nav><ul>{menu}</ul></nav></header>
<main><article><h1>{title}</h1>{text}</article>{comments}</main>
<aside class="related teasers"><h2>Most read</h2><ul>{teasers}</ul></aside>
<footer><p>All rights reserved. Contact us, terms of use, privacy.</p></footer></body></html>"""
MENU = ("Home", "Latest", "Opinion", "About us")
TEASERS = ("Your questions answered", "Sign up for our newsletter")


@dataclass(frozen=True)
class LabelledPage:
    """A page and what a person says of it."""

    name: str
    page: Page
    rating: str
    warnings: frozenset[str]

    @property
    def half(self) -> int:
        """0 or 1, by a hash of the name, which does not change from run to run."""
        return zlib.crc32(self.name.encode()) % 2


class Judged(NamedTuple):
    """A labelled page with the program's verdict."""

    label: LabelledPage
    verdict: Verdict

    @property
    def rating(self) -> str:
        """What the program says."""
        return self.verdict.rating.value

    @property
    def missed(self) -> list[str]:
        """Warnings that are due and not given."""
        return sorted(self.label.warnings - set(self.verdict.warnings))

    @property
    def false(self) -> list[str]:
        """Warnings that are given and not due."""
        return sorted(set(self.verdict.warnings) - self.label.warnings)

    @property
    def is_right(self) -> bool:
        """Whether rating and warnings are as labelled."""
        return self.rating == self.label.rating and not self.missed and not self.false


@dataclass
class Tally:
    """Hits, false alarms and misses of warnings."""

    hit: int = 0
    false: int = 0
    missed: int = 0

    @property
    def measures(self) -> dict[str, float]:
        """Precision, recall and F1 in [0, 1]; 1 where there was nothing to find or say."""
        return {
            "precision": _share(self.hit, self.hit + self.false),
            "recall": _share(self.hit, self.hit + self.missed),
            "f1": _share(2 * self.hit, 2 * self.hit + self.false + self.missed),
        }


@dataclass
class Report:
    """Figures over a set of judged pages."""

    judged: Sequence[Judged]
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Pages by rating: labelled, given."""
    topics: dict[str, Tally] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.judged:
            self.confusion[one.label.rating, one.rating] += 1
            given = set(one.verdict.warnings)
            for topic in one.label.warnings | given:
                tally = self.topics.setdefault(topic, Tally())
                tally.hit += topic in one.label.warnings & given
                tally.false += topic not in one.label.warnings
                tally.missed += topic not in given

    @property
    def accuracy(self) -> float:
        """Share of pages with the rating of their label."""
        right = sum(count for (label, given), count in self.confusion.items() if label == given)
        return _share(right, len(self.judged))

    @property
    def warnings(self) -> dict[str, float]:
        """Precision, recall and F1 over all pairs of page and topic."""
        total = Tally()
        for tally in self.topics.values():
            total.hit += tally.hit
            total.false += tally.false
            total.missed += tally.missed
        return total.measures

    @property
    def over_rated(self) -> list[Judged]:
        """Safe pages that are rated stricter."""
        return [
            one
            for one in self.judged
            if one.label.rating == "safe" and SEVERITY[one.rating] > SEVERITY["safe"]
        ]

    def found(self, rating: str) -> float:
        """Share of the pages labelled so that are rated at least so."""
        labelled = [one for one in self.judged if one.label.rating == rating]
        found = sum(SEVERITY[one.rating] >= SEVERITY[rating] for one in labelled)
        return _share(found, len(labelled))

    def as_dict(self) -> dict[str, Any]:
        """All figures, and the misses, for JSON."""
        return {
            "pages": len(self.judged),
            "accuracy": self.accuracy,
            "confusion": {
                label: {given: self.confusion[label, given] for given in SEVERITY}
                for label in RATINGS
            },
            "over_rated": [one.label.name for one in self.over_rated],
            "found": {rating: self.found(rating) for rating in RATINGS[1:]},
            "warnings": self.warnings,
            "topics": {
                topic: vars(tally) | tally.measures for topic, tally in sorted(self.topics.items())
            },
            "misses": [
                {
                    "page": one.label.name,
                    "rating": one.label.rating,
                    "given": one.rating,
                    "missed": one.missed,
                    "false": one.false,
                }
                for one in self.judged
                if not one.is_right
            ],
        }


class Silent:
    """A classifier that flags nothing."""

    model_version = "silent"
    thresholds: Mapping[str, float] = dict.fromkeys(CATEGORIES, 1.0)
    notes = ()

    def classify(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give every text 0 in every category."""
        return np.zeros((len(texts), len(CATEGORIES)), dtype=np.float32)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def read_pages(folder: Path = PAGES, half: int | None = None) -> list[LabelledPage]:
    """Build the pages of our own, all of them or one half."""
    tables = (tomllib.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.toml")))
    pages = [_labelled(table) for file in tables for table in file["pages"]]
    return [page for page in pages if half in (None, page.half)]


def _labelled(table: dict[str, Any]) -> LabelledPage:
    page = Page(
        target="https://example.org/page",
        url="https://example.org/page",
        origin=Origin.WEB,
        body=build_html(table).encode(),
        content_type="text/html",
        charset="utf-8",
        status=200,
        fetched_at=datetime(2026, 11, 23, tzinfo=UTC),
    )
    return LabelledPage(table["title"], page, table["rating"], frozenset(table["warnings"]))


def build_html(table: dict[str, Any]) -> str:
    """Lay a page out as a site would: menu, article, comments, teasers, footer."""
    comments = "".join(
        f'<div class="comment"><p>{html.escape(text)}</p></div>'
        for text in table.get("comments", ())
    )
    section = f'<section id="comments" class="comments"><h2>Comments</h2>{comments}</section>'
    return TEMPLATE.format(
        title=html.escape(table["title"]),
        menu=_links(table.get("menu", MENU)),
        text="".join(_blocks(table["text"])),
        comments=section if comments else "",
        teasers=_links([*table.get("teasers", ()), *TEASERS]),
    )


def _links(texts: Sequence[str]) -> str:
    return "".join(f'<li><a href="/">{html.escape(text)}</a></li>' for text in texts)


def _blocks(text: str) -> Iterator[str]:
    for block in text.strip().split("\n\n"):
        if block.startswith("## "):
            yield f"<h2>{html.escape(block[3:])}</h2>"
        elif block.startswith("- "):
            items = block[2:].split("\n- ")
            yield f"<ul>{''.join(f'<li>{html.escape(item)}</li>' for item in items)}</ul>"
        else:
            yield f"<p>{html.escape(block)}</p>"


def read_files(folder: Path, labels: Path) -> list[LabelledPage]:
    """HTML files of somebody else's, with the labels that a JSON file gives them."""
    return [
        LabelledPage(
            name,
            fetch(str(folder / name), user_agent="benchmark"),
            label["rating"],
            frozenset(label.get("warnings", ())),
        )
        for name, label in json.loads(labels.read_text("utf-8")).items()
    ]


def judge(pages: Sequence[LabelledPage], classifier: Classifier, policy: str = "default") -> Report:
    """Run pages through extract, classify and decide."""
    rules = load_policy(policy)
    judged = []
    for page in pages:
        document = extract(page.page)
        verdict = decide(document, score_document(document, classifier), rules)
        judged.append(Judged(page, verdict))
    return Report(judged)


def print_report(report: Report) -> None:
    """Print figures first, then every page that went wrong and why."""
    print(f"{len(report.judged)} pages, rating accuracy {report.accuracy:.3f}")
    print(f"  {'labelled':10}" + "".join(f"{given:>9}" for given in SEVERITY))
    for label in RATINGS:
        print(f"  {label:10}" + "".join(f"{report.confusion[label, to]:9}" for to in SEVERITY))
    safe = sum(one.label.rating == "safe" for one in report.judged)
    print(f"over-rated: {len(report.over_rated)} of {safe} safe pages")
    print(f"13+ found: {report.found('13+'):.2f}; 18+ found: {report.found('18+'):.2f}")
    print("warnings: " + _figures(report.warnings))
    for topic, tally in sorted(report.topics.items()):
        counts = f"{tally.hit:3} hit {tally.false:3} false {tally.missed:3} missed"
        print(f"  {topic:18}{counts}   {_figures(tally.measures)}")
    for one in report.judged:
        if not one.is_right:
            _print_miss(one)


def _figures(measures: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.2f}" for name, value in measures.items())


def _print_miss(one: Judged) -> None:
    print(f"{one.label.name}: {one.label.rating}, rated {one.rating}")
    if one.missed:
        print(f"    not warned of {', '.join(one.missed)}")
    if one.false:
        print(f"    falsely warned of {', '.join(one.false)}")
    if one.false or one.rating != one.label.rating:
        for evidence in one.verdict.evidence:
            print(f"    {evidence.rule}: {evidence.text} {list(evidence.terms)}")


def main() -> None:
    """Judge and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().splitlines()[0])
    parser.add_argument("--half", choices=("0", "1", "all"), default="all")
    parser.add_argument("--policy", default="default", help="name or file")
    parser.add_argument("--pages", type=Path, help="folder of HTML files, with --labels")
    parser.add_argument("--labels", type=Path, help="JSON: file name to rating and warnings")
    parser.add_argument("--words-only", action="store_true", help="let no model flag anything")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if bool(options.pages) != bool(options.labels):
        parser.error("--pages and --labels go together")
    if options.pages:
        pages = read_files(options.pages, options.labels)
    else:
        pages = read_pages(half=None if options.half == "all" else int(options.half))
    report = judge(pages, Silent() if options.words_only else load_classifier(), options.policy)
    if options.json:
        print(json.dumps(report.as_dict(), indent=2))
    else:
        print_report(report)


if __name__ == "__main__":
    main()
