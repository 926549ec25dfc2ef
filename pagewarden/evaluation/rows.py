"""Labelled texts read from JSON lines; a mistake in them is named with file, line and mend."""

import difflib
import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np

from pagewarden.evaluation.metrics import Floats
from pagewarden.exceptions import ConfigurationError, InvalidRow
from pagewarden.moderation.taxonomy import CATEGORIES

EXAMPLE: Final = '{"text": "…", "toxicity": 1, "threat": 0}'

_GZIP_MAGIC: Final = b"\x1f\x8b"

_LIKENESS: Final = 0.8
"""From here on a key counts as a misspelt category: toxcity, self-harm, threats."""


@dataclass(frozen=True, slots=True)
class LabelledText:
    """One text and what annotators said of it."""

    text: str
    labels: tuple[float, ...]
    """1, 0 or NaN (nobody said), one per category."""
    groups: frozenset[str] = frozenset()
    """The identity groups that the text mentions."""
    source: str | None = None
    """Where the text comes from, or which kind it is."""


Rows: TypeAlias = Sequence[LabelledText]


@dataclass(frozen=True, slots=True)
class LabelledFile:
    """The labelled texts of one file."""

    path: Path
    sha256: str
    """Of the bytes as they lie, packed or not."""
    rows: tuple[LabelledText, ...]


def label_matrix(rows: Rows) -> Floats:
    """Return the labels, 1, 0 or NaN, shape (n_rows, n_categories)."""
    return np.array([row.labels for row in rows], dtype=np.float64).reshape(-1, len(CATEGORIES))


def read_files(paths: Sequence[Path]) -> list[LabelledFile]:
    """
    Read files of labelled texts.

    Raises:
        ConfigurationError: A file is named twice, or cannot be read.
        InvalidRow: A line is not a labelled text.
    """
    places = [path.resolve() for path in paths]
    for path, place in zip(paths, places, strict=True):
        if places.count(place) > 1:
            raise ConfigurationError(f"{path} is named twice. Its rows would count double")
    return [read_file(path) for path in paths]


def read_file(path: Path) -> LabelledFile:
    """
    Read JSON lines, packed by gzip or not.

    Raises:
        ConfigurationError: The file cannot be read, or holds no row.
        InvalidRow: A line is not a labelled text.
    """
    content = _content(path)
    rows = tuple(_rows(path, _unpacked(path, content)))
    if not rows:
        raise ConfigurationError(f"{path} holds no rows. Give JSON lines like {EXAMPLE}")
    return LabelledFile(path, hashlib.sha256(content).hexdigest(), rows)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as exc:
        raise ConfigurationError(f"{path}: {exc.strerror}. Give a file of JSON lines") from exc


def _unpacked(path: Path, content: bytes) -> bytes:
    if not content.startswith(_GZIP_MAGIC):
        return content
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as exc:
        raise ConfigurationError(f"{path} is a broken gzip file ({exc}). Copy it anew") from exc


def _rows(path: Path, content: bytes) -> Iterator[LabelledText]:
    for number, line in enumerate(content.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            yield _row(_record(line))
        except _Mistake as mistake:
            raise InvalidRow(f"{path}, line {number}: {mistake}") from mistake.__cause__


class _Mistake(Exception):
    """What is wrong with a line, and the mend."""


def _record(line: bytes) -> Mapping[str, Any]:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as exc:
        raise _Mistake("not UTF-8. Save the file as UTF-8") from exc
    except (ValueError, RecursionError) as exc:
        raise _Mistake(f"not JSON ({exc}). Write one object a line, like {EXAMPLE}") from exc
    if not isinstance(record, dict):
        raise _Mistake(f"not an object. Write one a line, like {EXAMPLE}")
    return record


def _row(record: Mapping[str, Any]) -> LabelledText:
    text = record.get("text")
    if not isinstance(text, str):
        raise _Mistake(f'no string "text". Write a line like {EXAMPLE}')
    for key in record:
        if category := _misspelt(key):
            raise _Mistake(f'unknown key "{key}". Did you mean "{category}"?')
    source = record.get("source")
    return LabelledText(
        text,
        tuple(_label(record, category) for category in CATEGORIES),
        _groups(record.get("group")),
        source if isinstance(source, str) else None,
    )


@lru_cache(maxsize=1024)
def _misspelt(key: str) -> str | None:
    """Return the category that a key was meant for, None where it is one or resembles none."""
    if key in CATEGORIES:
        return None
    return next(iter(difflib.get_close_matches(key.lower(), CATEGORIES, 1, _LIKENESS)), None)


def _label(record: Mapping[str, Any], category: str) -> float:
    label = record.get(category)
    if label is None:
        return float("nan")
    if isinstance(label, bool) or label not in (0, 1):
        shown = json.dumps(label)
        raise _Mistake(f"{category} is {shown}. Write 1, 0, or null where nobody labelled it")
    return float(label)


def _groups(value: Any) -> frozenset[str]:
    names = value if isinstance(value, list) else [] if value is None else [value]
    if not all(isinstance(name, str) and name and name.isprintable() for name in names):
        raise _Mistake(
            f"group is {json.dumps(value)}. Write a name, a list of names, or leave it out"
        )
    return frozenset(names)
