"""Golden extractions: ``tests/pages/<case>/page.html`` gives ``document.json`` beside it."""

import json
from pathlib import Path

import pytest

from pagewarden.models import Document
from pagewarden.webscraper.extractor import extract
from pagewarden.webscraper.fetcher import fetch

CASES = sorted((Path(__file__).parents[2] / "pages").iterdir())


def as_golden(document: Document) -> dict[str, object]:
    """What a golden file holds; segments as ``[layer, kind, text, path]``."""
    return {
        "title": document.title,
        "description": document.description,
        "language": document.language,
        "canonical_url": document.canonical_url,
        "needs_rendering": document.needs_rendering,
        "segments": [
            [segment.layer, segment.kind, segment.text, segment.path]
            for segment in document.segments
        ],
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden_pages_are_extracted_as_before(case: Path) -> None:
    """Any change of what is extracted shows here, and is looked at before it is accepted."""
    document = extract(fetch(str(case / "page.html"), user_agent="Pagewarden/test"))
    golden = json.loads((case / "document.json").read_text(encoding="utf-8"))
    assert as_golden(document) == golden
