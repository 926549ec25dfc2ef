"""Loading models of other people."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from pagewarden.exceptions import MissingExtra, WeightsMissing
from pagewarden.moderation.classifier import load_classifier
from pagewarden.moderation.transformers_backend import TransformersClassifier


@pytest.mark.skipif(find_spec("torch") is not None, reason="torch is installed")
def test_without_torch_the_extra_is_named() -> None:
    """The message says what to install."""
    with pytest.raises(MissingExtra, match=r"pagewarden\[torch\]"):
        load_classifier("some/model")


def test_a_folder_that_is_not_there_is_no_model(tmp_path: Path) -> None:
    """A path is told from an id, with or without torch."""
    with pytest.raises(WeightsMissing, match="no such folder"):
        load_classifier(tmp_path / "nowhere")


def test_a_folder_that_holds_no_model_is_refused(tmp_path: Path) -> None:
    """An empty folder is no model, and the message names it."""
    pytest.importorskip("torch", reason="torch is not installed: pip install -e '.[torch]'")
    with pytest.raises(WeightsMissing, match=tmp_path.name):
        TransformersClassifier.load(str(tmp_path))
