"""
Pages and rows stored a second: in SQLite, and given a URL of an empty database in PostgreSQL.

    .venv/bin/python benchmarks/storage.py [URL] [--pages 300] [--json]

A page has 60 sentences of some 90 characters, six of them quoted as evidence: 130 rows.
"First" is a page never seen before; "again" is the same page with the same verdict.
Target: well under 30 ms of CPU a page.
"""

import argparse
import json
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from sqlalchemy import make_url

from pagewarden.models import (
    Document,
    Evidence,
    Layer,
    Origin,
    Rating,
    Scores,
    Segment,
    SegmentKind,
    Verdict,
)
from pagewarden.storage.store import Store

SENTENCES = 60
QUOTED = 6
ROWS = {"first": 2 * SENTENCES + QUOTED + 4, "again": 3}
"""Segments, scores, evidence; page, address, document version, verdict. Again: three times."""

Records = tuple[Document, Scores, Verdict]


@dataclass(frozen=True)
class Speed:
    """What saving took, a page on average."""

    database: str
    pages: str
    cpu_ms: float
    wall_ms: float
    pages_a_second: float
    rows_a_second: float


def make_page(number: int) -> Records:
    """A page that shares no sentence with another."""
    texts = [
        f"Page {number} says in its sentence {index} that the ferry to the island leaves at nine."
        for index in range(SENTENCES)
    ]
    document = Document(
        target=f"https://example.org/{number}",
        url=f"https://example.org/{number}",
        origin=Origin.WEB,
        canonical_url=None,
        title=f"Page {number}",
        description="",
        language="en",
        text="\n".join(texts),
        segments=tuple(_segments(texts)),
        needs_rendering=False,
        plain_text=False,
        extractor_version="benchmark",
        fetched_at=datetime.now(UTC),
    )
    values = np.random.default_rng(number).random((SENTENCES, 8), np.float32)
    categories = tuple(f"category_{index}" for index in range(8))
    scores = Scores(values, categories, dict.fromkeys(categories, 0.5), "benchmark")
    return document, scores, _judge(document, scores)


def _segments(texts: list[str]) -> list[Segment]:
    segments, start = [], 0
    for text in texts:
        end = start + len(text)
        path = "html > body > main > article > p:nth-of-type(2)"
        segments.append(Segment(text, start, end, Layer.ARTICLE, SegmentKind.PARAGRAPH, path))
        start = end + 1
    return segments


def _judge(document: Document, scores: Scores) -> Verdict:
    return Verdict(
        target=document.target,
        url=document.url,
        title=document.title,
        language=document.language,
        rating=Rating.TEEN,
        reason=None,
        warnings=("violence",),
        scores=scores.maxima(),
        evidence=tuple(
            Evidence.of(segment, "any-violence", "violence", 0.75)
            for segment in document.segments[:QUOTED]
        ),
        rules=("any-violence",),
        model_version=scores.model_version,
        policy="default",
        policy_version="benchmark",
        extractor_version=document.extractor_version,
        content_hash=document.content_hash,
        fetched_at=document.fetched_at,
    )


def measure(url: str, pages: list[Records]) -> list[Speed]:
    """Save all pages, then all of them again."""
    with Store.open(url) as store:
        store.save(*pages[0])  # compiles the statements
        database = make_url(url).get_backend_name()
        return [_save_all(store, database, step, pages[1:]) for step in ROWS]


def _save_all(store: Store, database: str, step: str, pages: list[Records]) -> Speed:
    wall, cpu = time.perf_counter(), time.process_time()
    for page in pages:
        store.save(*page)
    cpu, wall = (time.process_time() - cpu) / len(pages), (time.perf_counter() - wall) / len(pages)
    return Speed(database, step, cpu * 1000, wall * 1000, 1 / wall, ROWS[step] / wall)


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("url", nargs="?", help="of an empty database")
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()

    pages = [make_page(number) for number in range(options.pages + 1)]
    with tempfile.TemporaryDirectory() as folder:
        speeds = measure(f"sqlite:///{Path(folder) / 'store.db'}", pages)
    if options.url:
        speeds += measure(options.url, pages)
    if options.json:
        print(json.dumps([asdict(speed) for speed in speeds]))
        return
    print(f"{'':18}{'CPU ms':>8}{'wall ms':>9}{'pages/s':>9}{'rows/s':>9}")
    for speed in speeds:
        print(
            f"{speed.database:11}{speed.pages:7}{speed.cpu_ms:8.1f}{speed.wall_ms:9.1f}"
            f"{speed.pages_a_second:9.0f}{speed.rows_a_second:9.0f}"
        )


if __name__ == "__main__":
    main()
