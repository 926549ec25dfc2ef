from collections.abc import Iterator
from pathlib import Path

import pytest

from pagewarden.exceptions import PagewardenError
from pagewarden.models import Layer, Rating, SegmentKind, UnknownReason
from pagewarden.moderation.taxonomy import CATEGORIES, WARNING_TOPICS
from pagewarden.settings import Settings

ROOT = Path(__file__).parents[2]


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _codes(root: type[PagewardenError]) -> Iterator[str]:
    yield root.code
    for child in root.__subclasses__():
        yield from _codes(child)


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_documented(name: str) -> None:
    """docs/configuration.md has a row for each variable."""
    assert f"`PAGEWARDEN_{name.upper()}`" in _read("docs/configuration.md")


@pytest.mark.parametrize("word", [*CATEGORIES, *WARNING_TOPICS, *UnknownReason, *Rating, *Layer])
def test_every_term_is_a_concept(word: str) -> None:
    """docs/concepts.md defines categories, warnings, reasons, ratings and layers."""
    assert f"`{word}`" in _read("docs/concepts.md")


@pytest.mark.parametrize("code", sorted(set(_codes(PagewardenError))))
def test_every_error_code_is_documented(code: str) -> None:
    """docs/json.md lists each code that --json can show."""
    assert f"| `{code}` |" in _read("docs/json.md")


@pytest.mark.parametrize("kind", SegmentKind)
def test_every_kind_is_documented(kind: SegmentKind) -> None:
    """docs/json.md names each kind of segment."""
    assert f"`{kind}`" in _read("docs/json.md")


@pytest.mark.parametrize("record", sorted((ROOT / "docs" / "adr").glob("0*.md")))
def test_every_decision_is_listed(record: Path) -> None:
    """The index of decisions links each of them."""
    assert f"]({record.name})" in _read("docs/adr/README.md")
