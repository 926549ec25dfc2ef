"""A folder of weights: what its manifest says, and whether the files are those it means."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pagewarden.exceptions import WeightsCorrupt, WeightsMissing
from pagewarden.moderation.taxonomy import CATEGORIES

SHIPPED_WEIGHTS: Final = Path(__file__).parent / "weights"
"""Folder of the model that comes with the package."""

MANIFEST: Final = "manifest.json"
MODEL: Final = "model.onnx"
TOKENIZER: Final = "tokenizer.json"
NEEDED_FILES: Final = (MODEL, TOKENIZER)

MEND: Final = (
    "Reinstall pagewarden (pip install --force-reinstall --no-deps pagewarden), or in a clone: "
    "git checkout -- pagewarden/moderation/weights"
)


@dataclass(frozen=True)
class Manifest:
    """What the training run wrote down about the files beside it."""

    folder: Path
    model_version: str
    preliminary: bool
    """The model works and is not yet as good as it is meant to become."""
    thresholds: Mapping[str, float]
    """Cut-off per category, in [0, 1], chosen on clean text."""
    max_tokens: int
    """Longest window in tokens, [CLS] and [SEP] included."""
    hashes: Mapping[str, str]
    """SHA-256 per file name, hexadecimal."""


def read_manifest(folder: Path) -> Manifest:
    """
    Read a folder's ``manifest.json``.

    Raises:
        WeightsMissing: There is no manifest, or it cannot be read.
        WeightsCorrupt: It is not JSON, or lacks what it must say.
    """
    path = folder / MANIFEST
    try:
        record = json.loads(path.read_bytes())
    except OSError as exc:
        raise _unreadable(path, exc) from exc
    except (ValueError, RecursionError) as exc:
        raise WeightsCorrupt(f"{path} is not JSON ({exc}). {MEND}") from exc
    try:
        return _parse(folder, record)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as exc:
        raise WeightsCorrupt(f"{path} does not say what it must: {exc!r}. {MEND}") from exc


def _parse(folder: Path, record: Mapping[str, Any]) -> Manifest:
    if tuple(record["categories"]) != CATEGORIES:
        raise ValueError(f"categories are {record['categories']}, expected {list(CATEGORIES)}")
    return Manifest(
        folder=folder,
        model_version=str(record["model_version"]),
        preliminary=bool(record["preliminary"]),
        thresholds={name: float(record["thresholds"][name]) for name in CATEGORIES},
        max_tokens=int(record["max_tokens"]),
        hashes={name: str(entry["sha256"]) for name, entry in record["files"].items()},
    )


def verify(manifest: Manifest) -> None:
    """
    Check every file the manifest lists, and that it lists those a classifier needs.

    Raises:
        WeightsMissing: A file is not there, or cannot be read.
        WeightsCorrupt: A file is not the one that was trained.
    """
    for name in (*NEEDED_FILES, *(file for file in manifest.hashes if file not in NEEDED_FILES)):
        _verify_file(manifest.folder / name, manifest.hashes.get(name))


def _verify_file(path: Path, expected: str | None) -> None:
    if expected is None:
        raise WeightsCorrupt(f"{path.parent / MANIFEST} lists no hash of {path.name}. {MEND}")
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as exc:
        raise _unreadable(path, exc) from exc
    if found != expected:
        raise WeightsCorrupt(
            f"{path} has SHA-256 {found[:12]}…, its manifest says {expected[:12]}…. {MEND}"
        )


def _unreadable(path: Path, error: OSError) -> WeightsMissing:
    if isinstance(error, FileNotFoundError):
        return WeightsMissing(f"{path} is not there. {MEND}")
    return WeightsMissing(f"{path} cannot be read: {error.strerror}. {MEND}")
