"""The manifest: what the shipped weights are, and how they came to be."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

MANIFEST: Final = "manifest.json"

RELEASED_FILES: Final = (
    "model.onnx",
    "tokenizer.json",
    "tokenizer_config.json",
    "config.json",
)

REQUIRED_KEYS: Final = (
    "model_version",
    "preliminary",
    "categories",
    "thresholds",
    "calibration",
    "max_tokens",
    "base_model",
    "training",
    "metrics",
    "quantisation",
    "files",
)

MAX_BYTES: Final = 30_000_000
"""Whole folder; it travels in the package."""

_CHUNK_BYTES: Final = 1 << 20


def sha256_of(path: Path) -> str:
    """Return a file's SHA-256 as hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def file_entries(
    folder: Path, names: Iterable[str] = RELEASED_FILES
) -> dict[str, dict[str, str | int]]:
    """Return SHA-256 and size in bytes of a release's files."""
    return {
        name: {
            "sha256": sha256_of(folder / name),
            "bytes": (folder / name).stat().st_size,
        }
        for name in names
    }


def write_manifest(folder: Path, facts: Mapping[str, Any]) -> Path:
    """
    Write `manifest.json` beside the files it lists.

    Args:
        folder: Release folder with every file of `RELEASED_FILES`.
        facts: Every required key but `files`, which is measured here.

    Raises:
        ValueError: A key is missing, or the folder is too large.
    """
    manifest = {**facts, "files": file_entries(folder)}
    missing = [key for key in REQUIRED_KEYS if key not in manifest]
    if missing:
        msg = f"manifest lacks {', '.join(missing)}"
        raise ValueError(msg)
    size = sum(int(entry["bytes"]) for entry in manifest["files"].values())
    if size > MAX_BYTES:
        msg = f"{folder} has {size} bytes; at most {MAX_BYTES} may be shipped"
        raise ValueError(msg)
    path = folder / MANIFEST
    path.write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return path


def check_release(folder: Path) -> list[str]:
    """Return what is wrong with a release folder; empty when it is whole."""
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    problems = [f"no key {key}" for key in REQUIRED_KEYS if key not in manifest]
    measured = file_entries(folder, manifest.get("files", {}))
    for name, entry in manifest.get("files", {}).items():
        if measured[name] != entry:
            problems.append(f"{name} is not the file that the manifest names")
    return problems
