"""What every classifier offers, how one is chosen, and how a document is scored."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pagewarden.exceptions import WeightsMissing
from pagewarden.models import Document, Scores
from pagewarden.moderation.taxonomy import CATEGORIES
from pagewarden.moderation.weights import MANIFEST, SHIPPED_WEIGHTS

_loading = Lock()


class Classifier(Protocol):
    """Anything that scores texts in the taxonomy; the contract test says the rest."""

    @property
    def model_version(self) -> str:
        """Name of the weights: scores of the same version are comparable."""
        ...

    @property
    def thresholds(self) -> Mapping[str, float]:
        """Cut-off per category, in [0, 1]; at or over it a text is flagged."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of a verdict must know of the model."""
        ...

    def classify(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """
        Score texts.

        Returns:
            Probability per text and category, shape (n_texts, 8), in [0, 1]; columns in
            the order of :data:`~pagewarden.moderation.taxonomy.CATEGORIES`.
        """
        ...


def load_classifier(model: str | Path | None = None, *, threads: int = 1) -> Classifier:
    """
    Load a classifier; the same arguments give the same object within a process.

    Args:
        model: None for the shipped model; a folder with a ``manifest.json`` for another one
            of ours; else a folder or Hugging Face id of any sequence classifier, which
            needs the extra ``pagewarden[torch]``.
        threads: Threads of one classification.

    Raises:
        WeightsError: A file of the model is missing or not the one its manifest describes.
        UnmappedLabel: A model's label has no category.
        MissingExtra: The model needs torch, which is not installed.
    """
    with _loading:
        return _load(str(model) if model is not None else None, threads)


@lru_cache(maxsize=4)
def _load(model: str | None, threads: int) -> Classifier:
    folder = SHIPPED_WEIGHTS if model is None else Path(model)
    if model is None or (folder / MANIFEST).is_file():
        from pagewarden.moderation.onnx_backend import OnnxClassifier  # noqa: PLC0415 - start-up

        return OnnxClassifier.load(folder, threads=threads)
    if model.startswith(("/", ".")) and not folder.is_dir():
        raise WeightsMissing(f"{model}: there is no such folder")
    from pagewarden.moderation.transformers_backend import (  # noqa: PLC0415 - two seconds
        TransformersClassifier,
    )

    return TransformersClassifier.load(model, threads=threads)


def score_document(document: Document, classifier: Classifier) -> Scores:
    """Score every segment of a document, in the document's order."""
    return Scores(
        values=classifier.classify([segment.text for segment in document.segments]),
        categories=CATEGORIES,
        thresholds=classifier.thresholds,
        model_version=classifier.model_version,
        notes=classifier.notes,
    )
