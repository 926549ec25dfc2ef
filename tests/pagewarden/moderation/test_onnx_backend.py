"""The shipped model and the folder it comes in."""

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from pagewarden.exceptions import WeightsCorrupt, WeightsMissing
from pagewarden.moderation.classifier import load_classifier
from pagewarden.moderation.onnx_backend import PRELIMINARY_NOTE, OnnxClassifier
from pagewarden.moderation.taxonomy import CATEGORIES, Category
from pagewarden.moderation.weights import (
    MANIFEST,
    NEEDED_FILES,
    SHIPPED_WEIGHTS,
    read_manifest,
    verify,
)

THREAT = "I am going to kill you and everyone in your house. "
FILLER = "The committee met on Tuesday to discuss the new timetable of the library. "


def test_the_shipped_model_is_loaded_once_a_process() -> None:
    """Asking twice gives the same object, so nothing is read twice."""
    assert load_classifier() is load_classifier()


def test_the_shipped_files_are_those_of_the_manifest() -> None:
    """Every file that ships is there and has the hash that was written down."""
    verify(read_manifest(SHIPPED_WEIGHTS))


def test_a_preliminary_model_says_so() -> None:
    """The note is there exactly when the manifest calls the model preliminary."""
    preliminary = read_manifest(SHIPPED_WEIGHTS).preliminary
    assert (PRELIMINARY_NOTE in load_classifier().notes) == preliminary


def test_threats_deep_in_a_long_text_are_found() -> None:
    """Windows overlap and the maximum counts: harmless pages around do not outvote them."""
    long = FILLER * 20 + THREAT * 10 + FILLER * 20
    harmless, buried = load_classifier().classify([FILLER * 40, long])
    column = CATEGORIES.index(Category.THREAT)
    assert harmless[column] < 0.1
    assert buried[column] > 0.5


@pytest.mark.parametrize(
    "written", ["k1ll", "k i l l", "ki\u200bll", "k\u0456ll", "\uff4b\uff49\uff4c\uff4c"]
)
def test_disguised_words_are_scored_as_what_they_say(written: str) -> None:
    """A text has the score of the one that a reader sees."""
    seen, disguised = load_classifier().classify([THREAT, THREAT.replace("kill", written)])
    np.testing.assert_array_equal(seen, disguised)


def test_a_folder_of_ours_can_be_named(tmp_path: Path) -> None:
    """A folder with a manifest is loaded like the shipped one."""
    folder = tmp_path / "weights"
    shutil.copytree(SHIPPED_WEIGHTS, folder)
    classifier = load_classifier(folder)
    assert isinstance(classifier, OnnxClassifier)
    assert classifier.model_version == load_classifier().model_version


@pytest.mark.parametrize("name", NEEDED_FILES)
def test_a_changed_file_is_refused(tmp_path: Path, name: str) -> None:
    """One flipped byte is found before the model is used, and the message names the file."""
    folder = tmp_path / "weights"
    shutil.copytree(SHIPPED_WEIGHTS, folder)
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(WeightsCorrupt, match=name):
        load_classifier(folder)


@pytest.mark.parametrize("name", NEEDED_FILES)
def test_garbage_with_a_matching_hash_is_refused(tmp_path: Path, name: str) -> None:
    """What no library can load is told in one sentence, whoever vouches for it."""
    folder = tmp_path / "weights"
    shutil.copytree(SHIPPED_WEIGHTS, folder)
    (folder / name).write_bytes(b"garbage")
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["files"][name]["sha256"] = hashlib.sha256(b"garbage").hexdigest()
    (folder / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(WeightsCorrupt, match=rf"{name} is no"):
        load_classifier(folder)


@pytest.mark.parametrize("name", [*NEEDED_FILES, MANIFEST])
def test_a_folder_in_a_file_s_place_is_refused(tmp_path: Path, name: str) -> None:
    """What cannot be read is as good as missing."""
    folder = tmp_path / "weights"
    shutil.copytree(SHIPPED_WEIGHTS, folder)
    (folder / name).unlink()
    (folder / name).mkdir()
    with pytest.raises(WeightsMissing, match=rf"{name} cannot be read: Is a directory"):
        OnnxClassifier.load(folder)


@pytest.mark.parametrize("name", NEEDED_FILES)
def test_a_missing_file_is_reported_with_the_mend(tmp_path: Path, name: str) -> None:
    """The message says which file and how to get it back."""
    folder = tmp_path / "weights"
    shutil.copytree(SHIPPED_WEIGHTS, folder)
    (folder / name).unlink()
    with pytest.raises(WeightsMissing, match=rf"{name} is not there.*git checkout"):
        load_classifier(folder)
