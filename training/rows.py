"""Labelled rows: reading them, and keeping "the source says nothing" apart from "no"."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, TypeAlias

from pagewarden.moderation.taxonomy import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

THIN: Final = frozenset({"threat", "violence", "sexual", "self_harm"})
"""Categories with too few positives to drop any."""

Labels: TypeAlias = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled text."""

    text: str
    source: str
    """Where it comes from; `template:<family>` for the sentences of our own."""
    labels: Labels
    """1, 0 or None (the source says nothing), one per category."""
    weight: float = 1.0
    """Share of the loss, in (0, 1]."""

    @property
    def is_positive(self) -> bool:
        """Whether any category is labelled 1."""
        return 1 in self.labels

    @property
    def is_thin_positive(self) -> bool:
        """Whether a category short of positives is labelled 1."""
        return any(
            label == 1 and category in THIN
            for category, label in zip(CATEGORIES, self.labels, strict=True)
        )

    def label(self, category: str) -> int | None:
        """Return one category's label."""
        return self.labels[CATEGORIES.index(category)]

    def masked(self, categories: Iterable[str]) -> Row:
        """Return the row with these categories' labels set to None."""
        hidden = set(categories)
        return replace(
            self,
            labels=tuple(
                None if category in hidden else label
                for category, label in zip(CATEGORIES, self.labels, strict=True)
            ),
        )


def labels_of(**known: int) -> Labels:
    """Build labels from the categories named; the others are None."""
    unknown = set(known) - set(CATEGORIES)
    if unknown:
        msg = f"unknown categories {sorted(unknown)}; known: {', '.join(CATEGORIES)}"
        raise ValueError(msg)
    return tuple(known.get(category) for category in CATEGORIES)


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of one `.jsonl.gz` file in file order."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield Row(
                text=record["text"],
                source=record["source"],
                labels=tuple(record[category] for category in CATEGORIES),
                weight=record.get("weight", 1.0),
            )


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Write rows as `.jsonl.gz`, such that `read_rows` gives them back."""
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        for row in rows:
            record = {
                "text": row.text,
                "source": row.source,
                "weight": row.weight,
                **dict(zip(CATEGORIES, row.labels, strict=True)),
            }
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")


def half(text: str) -> int:
    """
    Put a text into one of two halves by its SHA-1: 0 to choose on, 1 to report on.

    Letters only, so that copies that differ in case or punctuation stay together. The
    digest's first byte, not its last: held-out files may themselves be chosen by the
    digest's remainder by ten, and then all of their last bytes are even.
    """
    letters = "".join(filter(str.isalpha, text.lower()))
    return hashlib.sha1(letters.encode(), usedforsecurity=False).digest()[0] % 2
