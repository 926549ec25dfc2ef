"""The manifest: complete, true to its files, small enough to ship."""

import json
from pathlib import Path

import pytest

from training.manifest import (
    MANIFEST,
    RELEASED_FILES,
    REQUIRED_KEYS,
    check_release,
    write_manifest,
)


def release(folder: Path) -> dict[str, object]:
    """Write stand-in files; return facts that complete a manifest."""
    for name in RELEASED_FILES:
        (folder / name).write_text(name, "utf-8")
    return {key: None for key in REQUIRED_KEYS if key != "files"}


def test_manifest_lists_its_files(tmp_path: Path) -> None:
    """A written release checks out, and names the size of every file."""
    write_manifest(tmp_path, release(tmp_path))
    files = json.loads((tmp_path / MANIFEST).read_text("utf-8"))["files"]
    assert set(files) == set(RELEASED_FILES)
    assert files["model.onnx"]["bytes"] == len("model.onnx")
    assert check_release(tmp_path) == []


def test_changed_file_is_found(tmp_path: Path) -> None:
    """One changed byte shows."""
    write_manifest(tmp_path, release(tmp_path))
    (tmp_path / "model.onnx").write_text("model.onnX", "utf-8")
    assert any("model.onnx" in problem for problem in check_release(tmp_path))


def test_missing_fact_is_refused(tmp_path: Path) -> None:
    """A manifest without thresholds is not written."""
    facts = release(tmp_path)
    del facts["thresholds"]
    with pytest.raises(ValueError, match="thresholds"):
        write_manifest(tmp_path, facts)


def test_shipped_weights_are_whole() -> None:
    """The weights in the package are those that the manifest names."""
    folder = Path(__file__).parents[2] / "pagewarden" / "moderation" / "weights"
    if not (folder / MANIFEST).exists():
        pytest.skip("no weights in this checkout")
    assert check_release(folder) == []
