"""The default policy on whole pages: figures that must not fall, and how they are counted."""

import json
from functools import cache
from pathlib import Path

import pytest

from benchmarks.page_ratings import (
    RATINGS,
    Report,
    Silent,
    build_html,
    judge,
    read_files,
    read_pages,
)
from pagewarden.models import Layer
from pagewarden.moderation.classifier import load_classifier
from pagewarden.moderation.taxonomy import WARNING_TOPICS
from pagewarden.webscraper.extractor import extract


@cache
def by_words(half: int) -> Report:
    """Word lists and rules alone, whatever weights are shipped."""
    return judge(read_pages(half=half), Silent())


@pytest.mark.parametrize("half", [0, 1])
def test_words_and_rules_rate_whole_pages(half: int) -> None:
    """Grim pages are found and harmless ones left alone, on the half tuned on and the other."""
    report = by_words(half)
    assert report.found("13+") >= 0.9
    assert len(report.over_rated) <= 3
    assert report.accuracy >= 0.9


@pytest.mark.parametrize("half", [0, 1])
def test_words_and_rules_warn_of_whole_pages(half: int) -> None:
    """Warnings are given where they are due and not elsewhere."""
    assert by_words(half).warnings["f1"] >= 0.84


@pytest.mark.parametrize("half", [0, 1])
def test_words_never_make_a_page_adult(half: int) -> None:
    """Without a flag nothing is 18+."""
    assert all(one.rating != "18+" for one in by_words(half).judged)


def test_the_whole_product_rates_whole_pages() -> None:
    """With the shipped model too, on a third of the pages, since it takes its time."""
    report = judge(read_pages()[::3], load_classifier())
    assert report.accuracy >= 0.8
    assert report.found("13+") >= 0.85
    assert report.warnings["f1"] >= 0.7


def test_the_pages_are_enough_and_well_labelled() -> None:
    """A hundred pages or more, each of another title, with known ratings and warnings."""
    pages = read_pages()
    assert len(pages) >= 100
    assert len({page.name for page in pages}) == len(pages)
    assert {page.rating for page in pages} == set(RATINGS)
    assert {topic for page in pages for topic in page.warnings} == set(WARNING_TOPICS)
    assert {page.half for page in pages} == {0, 1}


def test_pages_have_real_layers() -> None:
    """Comments and teasers of other pages land where the product puts them on any site."""
    pages = {page.name: page for page in read_pages()}
    document = extract(pages["Slow-roast shoulder of lamb with anchovies"].page)
    layers = {segment.text: segment.layer for segment in document.segments}
    assert layers["Made this on Sunday."] is Layer.COMMENT
    assert layers["Death by chocolate brownies"] is Layer.REST
    assert layers["Do not be gentle."] is Layer.ARTICLE


def test_labels_may_come_with_html_files(tmp_path: Path) -> None:
    """Somebody else's pages are judged against somebody else's labels."""
    calm = "The village lies by a river, has one shop, two inns and a school with a green door. "
    text = (
        f"A man was murdered. {calm}\n\nThe stabbing shocked all. {calm}\n\nHe was stabbed. {calm}"
    )
    (tmp_path / "grim.html").write_text(build_html({"title": "Village news", "text": text}))
    labels = tmp_path / "labels.json"
    labels.write_text(json.dumps({"grim.html": {"rating": "safe", "warnings": ["hate"]}}))
    report = judge(read_files(tmp_path, labels), Silent())
    figures = report.as_dict()
    assert figures["confusion"]["safe"]["13+"] == 1
    assert figures["over_rated"] == ["grim.html"]
    assert figures["misses"][0]["missed"] == ["hate"]
    assert figures["misses"][0]["false"] == ["violence"]
    assert (figures["accuracy"], figures["warnings"]["f1"]) == (0.0, 0.0)
