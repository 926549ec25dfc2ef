"""Manifests that say too little, too much, or nothing at all."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from pagewarden.exceptions import WeightsCorrupt, WeightsMissing
from pagewarden.moderation.taxonomy import CATEGORIES
from pagewarden.moderation.weights import MANIFEST, read_manifest, verify


def manifest(**changed: Any) -> dict[str, Any]:
    record = {
        "model_version": "test-1",
        "preliminary": False,
        "categories": list(CATEGORIES),
        "thresholds": dict.fromkeys(CATEGORIES, 0.5),
        "max_tokens": 96,
        "files": {
            name: {"sha256": hashlib.sha256(name.encode()).hexdigest(), "bytes": len(name)}
            for name in ("model.onnx", "tokenizer.json", "config.json")
        },
    }
    return record | changed


def folder_with(folder: Path, record: dict[str, Any]) -> Path:
    for name in record["files"]:
        (folder / name).write_text(name)
    (folder / MANIFEST).write_text(json.dumps(record))
    return folder


def test_whole_weights_verify(tmp_path: Path) -> None:
    """Files that match their hashes raise nothing."""
    verify(read_manifest(folder_with(tmp_path, manifest())))


def test_no_manifest_is_missing_weights(tmp_path: Path) -> None:
    """An empty folder says that the manifest is not there."""
    with pytest.raises(WeightsMissing, match=r"manifest\.json is not there"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"{}", b"[" * 99_999])
def test_a_broken_manifest_is_corrupt(tmp_path: Path, content: bytes) -> None:
    """Whatever is no manifest is refused in one sentence."""
    (tmp_path / MANIFEST).write_bytes(content)
    with pytest.raises(WeightsCorrupt, match=r"manifest\.json"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    "changed",
    [
        {"categories": ["toxicity"]},
        {"categories": list(CATEGORIES)[::-1]},
        {"thresholds": {"toxicity": 0.5}},
        {"max_tokens": "many"},
        {"max_tokens": float("inf")},
        {"files": {"model.onnx": {}}},
    ],
    ids=str,
)
def test_a_manifest_that_lacks_something_is_corrupt(
    tmp_path: Path, changed: dict[str, Any]
) -> None:
    """Columns in another order or a missing threshold would give wrong flags."""
    folder = folder_with(tmp_path, manifest(**changed))
    with pytest.raises(WeightsCorrupt):
        read_manifest(folder)


def test_a_needed_file_without_a_hash_is_refused(tmp_path: Path) -> None:
    """A model that nobody vouches for is not run."""
    record = manifest()
    del record["files"]["model.onnx"]
    with pytest.raises(WeightsCorrupt, match=r"no hash of model\.onnx"):
        verify(read_manifest(folder_with(tmp_path, record)))


def test_every_listed_file_is_checked(tmp_path: Path) -> None:
    """A changed file beside the model is found too."""
    folder = folder_with(tmp_path, manifest())
    (folder / "config.json").write_text("other")
    with pytest.raises(WeightsCorrupt, match=r"config\.json"):
        verify(read_manifest(folder))
