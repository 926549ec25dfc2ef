"""
CPU time of extraction a page, beside BeautifulSoup's and trafilatura's in the same run.

::

    python benchmarks/extraction.py PAGE.html…
    python benchmarks/extraction.py --gold FOLDER

``--gold`` takes a folder with ``pages.tar.xz`` and ``gold.json`` (URL → ``file``, ``with``,
``without``) and adds the main-text F1 as trafilatura's authors measure it, and the share
of the letters shown that land in a segment.
"""

import argparse
import json
import statistics
import tarfile
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import trafilatura
from bs4 import BeautifulSoup

from pagewarden.models import Document, Layer, Page, SegmentKind
from pagewarden.webscraper.extractor import extract
from pagewarden.webscraper.fetcher import fetch

NOT_SHOWN = ("script", "style", "iframe", "noembed")

CONTENDERS: dict[str, Callable[[Page], object]] = {
    "pagewarden extract": extract,
    "BeautifulSoup(…, 'lxml').get_text()": lambda page: BeautifulSoup(page.text, "lxml").get_text(),
    "trafilatura.extract": lambda page: trafilatura.extract(page.text),
}


def main() -> None:
    """Read the arguments, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("pages", nargs="*", type=Path)
    parser.add_argument("--gold", type=Path, help="folder with pages.tar.xz and gold.json")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")  # BeautifulSoup's about XHTML
    with tempfile.TemporaryDirectory() as folder:
        gold = _unpack(arguments.gold, Path(folder)) if arguments.gold else {}
        pages = [_read(path) for path in (*arguments.pages, *gold)]
        print_times(pages)
        if gold:
            documents = [extract(page) for page in pages[len(arguments.pages) :]]
            print_quality(documents, list(gold.values()))
            print_recall(pages[len(arguments.pages) :], documents)


def _read(path: Path) -> Page:
    return fetch(str(path), user_agent="benchmark")


def _unpack(folder: Path, target: Path) -> dict[Path, dict[str, Any]]:
    with tarfile.open(folder / "pages.tar.xz") as archive:
        archive.extractall(target, filter="data")
    by_name = {path.name: path for path in target.rglob("*") if path.is_file()}
    entries = json.loads((folder / "gold.json").read_text(encoding="utf-8")).values()
    return {by_name[Path(entry["file"]).name]: entry for entry in entries}


def print_times(pages: list[Page]) -> None:
    """CPU milliseconds a page, each contender over all pages."""
    size = statistics.mean(len(page.body) for page in pages) / 1000
    print(f"{len(pages)} pages of {size:.0f} KB on average; CPU ms a page, mean and median:")
    for name, run in CONTENDERS.items():
        run(pages[0])  # imports and tables
        times = [_cpu_milliseconds(run, page) for page in pages]
        print(f"  {name:38}{statistics.mean(times):8.1f}{statistics.median(times):8.1f}")


def _cpu_milliseconds(run: Callable[[Page], object], page: Page) -> float:
    started = time.process_time()
    run(page)
    return 1000 * (time.process_time() - started)


def print_quality(documents: list[Document], gold: list[dict[str, Any]]) -> None:
    """Precision, recall and F1 over snippets that the article must and must not hold."""
    counts: Counter[str] = Counter()
    for document, entry in zip(documents, gold, strict=True):
        article = _plain(s.text for s in document.segments if s.layer is Layer.ARTICLE)
        for wanted in (True, False):
            for snippet in entry["with" if wanted else "without"]:
                counts[f"{wanted} {_plain([snippet]) in article}"] += 1
    hits, wrong, missed = counts["True True"], counts["False True"], counts["True False"]
    precision, recall = hits / (hits + wrong), hits / (hits + missed)
    f1 = 2 * hits / (2 * hits + wrong + missed)
    print(f"main text: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}")


def _plain(parts: Iterable[str]) -> str:
    return " ".join(" ".join(parts).split())


def print_recall(pages: list[Page], documents: list[Document]) -> None:
    """Share of the letters that BeautifulSoup sees outside scripts found in segments."""
    shown, found = 0, 0
    for page, document in zip(pages, documents, strict=True):
        soup = BeautifulSoup(page.text, "html.parser")
        for element in soup(NOT_SHOWN):
            element.decompose()
        letters = _letters([soup.get_text("")])
        segments = (s.text for s in document.segments if s.kind is not SegmentKind.DESCRIPTION)
        shown += letters.total()
        found += (letters & _letters(segments)).total()
    print(f"text outside scripts and styles found in segments: {found / shown:.2%} of the letters")


def _letters(texts: Iterable[str]) -> Counter[str]:
    return Counter(letter for text in texts for letter in text if letter.isalnum())


if __name__ == "__main__":
    main()
