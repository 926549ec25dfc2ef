"""Sentences of our own: families of patterns with fillers, some held out whole."""

from __future__ import annotations

import random
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pagewarden.moderation.taxonomy import CATEGORIES
from training.rows import Labels, Row, labels_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DEFAULT_TEMPLATES: Final = Path(__file__).with_name("templates")
"""Folder of TOML files; fillers of one serve all."""

SOURCE_PREFIX: Final = "template:"

TRIES_PER_ROW: Final = 8
"""A family with few combinations yields fewer rows rather than copies."""

_SLOT: Final = re.compile(r"\{(\w+)\}")

_ARTICLE: Final = re.compile(r"\b([Aa])(?= [aeiou])")
"""An article that a filler made wrong: "a engineer"."""


@dataclass(frozen=True, slots=True)
class Family:
    """Patterns that say one kind of thing, and are labelled alike."""

    name: str
    labels: Labels
    patterns: tuple[str, ...]
    fillers: Mapping[str, Sequence[str]]
    held_out: bool

    def rows(self, count: int, seed: int, weight: float = 1.0) -> list[Row]:
        """Return at most `count` distinct rows; the same ones for the same seed."""
        chooser = random.Random(f"{seed}:{self.name}")
        texts: dict[str, None] = {}
        for _ in range(count * TRIES_PER_ROW):
            pattern = chooser.choice(self.patterns)
            texts.setdefault(self._fill(pattern, chooser))
            if len(texts) == count:
                break
        source = SOURCE_PREFIX + self.name
        return [Row(text, source, self.labels, weight) for text in texts]

    def _fill(self, pattern: str, chooser: random.Random) -> str:
        filled = _SLOT.sub(lambda slot: chooser.choice(self.fillers[slot.group(1)]), pattern)
        filled = _ARTICLE.sub(r"\1n", filled)
        if pattern.startswith("{"):
            return filled[0].upper() + filled[1:]
        return filled


def load_families(folder: Path = DEFAULT_TEMPLATES) -> list[Family]:
    """
    Read the families of all files in a folder, in the order of the files' names.

    Raises:
        ValueError: A family uses a slot that nothing fills, an unknown category, or the
            name of another.
    """
    tables = [tomllib.loads(path.read_text("utf-8")) for path in template_files(folder)]
    shared = {slot: words for table in tables for slot, words in table.get("fillers", {}).items()}
    families = [_family(entry, shared) for table in tables for entry in table["families"]]
    twice = [name for name, count in Counter(f.name for f in families).items() if count > 1]
    if twice:
        msg = f"families named twice: {', '.join(twice)}"
        raise ValueError(msg)
    return families


def template_files(folder: Path = DEFAULT_TEMPLATES) -> list[Path]:
    """Return the files of a folder of templates, sorted by name."""
    return sorted(folder.glob("*.toml"))


def _family(entry: Mapping[str, Any], shared: Mapping[str, Sequence[str]]) -> Family:
    fillers = {**shared, **entry.get("fillers", {})}
    used = {slot for pattern in entry["patterns"] for slot in _SLOT.findall(pattern)}
    if used - set(fillers):
        msg = f"family {entry['name']!r}: no filler for {sorted(used - set(fillers))}"
        raise ValueError(msg)
    return Family(
        name=entry["name"],
        labels=_labels(entry.get("yes", []), entry.get("no", [])),
        patterns=tuple(entry["patterns"]),
        fillers={slot: fillers[slot] for slot in sorted(used)},
        held_out=entry.get("held_out", False),
    )


def _labels(yes: Sequence[str], no: Sequence[str]) -> Labels:
    negative = set(CATEGORIES) - set(yes) if list(no) == ["*"] else set(no)
    return labels_of(**dict.fromkeys(negative, 0), **dict.fromkeys(yes, 1))


def template_rows(
    families: Sequence[Family],
    count: int,
    seed: int,
    *,
    held_out: bool,
    weight: float = 1.0,
) -> list[Row]:
    """Return up to `count` rows of each training family, or each held-out one."""
    return [
        row
        for family in families
        if family.held_out is held_out
        for row in family.rows(count, seed, weight)
    ]
