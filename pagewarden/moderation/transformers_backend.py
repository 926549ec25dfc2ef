"""
Any Hugging Face sequence classifier, by folder or id, run by torch.

Heavy (two seconds of import, 400 MB) and several times slower than the default; for
models of one's own and for comparing. torch and transformers are imported when one is
loaded, not before.
"""

import hashlib
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from pagewarden.exceptions import MissingExtra, WeightsMissing
from pagewarden.moderation.batching import Window, plan_batches
from pagewarden.moderation.labels import map_labels, to_taxonomy
from pagewarden.moderation.taxonomy import CATEGORIES, Category

TOKEN_BUDGET: Final = 1_024
"""Padded tokens a batch."""

MAX_TOKENS: Final = 512
"""Longest window, even where a model would take more: attention costs its square."""

DEFAULT_THRESHOLD: Final = 0.5
"""Cut-off per category: a foreign model comes without any."""


class TransformersClassifier:
    """Scores texts with a foreign model, its labels mapped to the taxonomy."""

    def __init__(self, name: str, version: str, model: Any, tokenizer: Any) -> None:
        self.model_version: str = version
        self.thresholds: Mapping[str, float] = dict.fromkeys(CATEGORIES, DEFAULT_THRESHOLD)
        labels = [model.config.id2label[index] for index in range(model.config.num_labels)]
        self._columns = map_labels(name, labels)
        self.notes: tuple[str, ...] = _notes(self._columns)
        self._model = model
        self._tokenizer = tokenizer
        self._independent = _has_independent_labels(model.config)
        self._max_tokens = _longest(model, tokenizer)

    @classmethod
    def load(cls, name: str, *, threads: int = 1) -> Self:
        """
        Load a model by folder or Hugging Face id; ``threads`` holds for all of torch.

        Raises:
            MissingExtra: torch is not installed.
            WeightsMissing: There is no such folder or id, or it is no sequence classifier.
            UnmappedLabel: A label has no category.
        """
        if find_spec("torch") is None:
            raise MissingExtra(f"the model {name!r}", "torch")
        import torch  # noqa: PLC0415 - two seconds
        from transformers import (  # noqa: PLC0415 - two seconds
            AutoModelForSequenceClassification,
            AutoTokenizer,
        )

        torch.set_num_threads(threads)
        try:
            model = AutoModelForSequenceClassification.from_pretrained(name).eval()
            tokenizer = AutoTokenizer.from_pretrained(name)
        except (OSError, ValueError) as exc:
            raise WeightsMissing(f"{name}: no sequence classifier could be loaded: {exc}") from exc
        return cls(name, _version(name, model.config), model, tokenizer)

    def classify(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """
        Score texts; identical ones once, long ones in windows of which the maximum counts.

        Returns:
            Probability per text and category, shape (n_texts, 8), in [0, 1].
        """
        unique = list(dict.fromkeys(texts))
        places = {text: index for index, text in enumerate(unique)}
        scores = self._classify_unique(unique)
        return scores[[places[text] for text in texts]]

    def _classify_unique(self, texts: Sequence[str]) -> NDArray[np.float32]:
        scores = np.zeros((len(texts), len(CATEGORIES)), dtype=np.float32)
        if not texts:
            return scores
        windows = self._windows(texts)
        for batch in plan_batches([len(window.tokens) for window in windows], TOKEN_BUDGET):
            chosen = [windows[index] for index in batch]
            found = to_taxonomy(self._run([window.tokens for window in chosen]), self._columns)
            np.maximum.at(scores, [window.source for window in chosen], found)
        return scores

    def _windows(self, texts: Sequence[str]) -> list[Window]:
        """Let the tokenizer cut: it knows where its model wants special tokens."""
        encoded = self._tokenizer(
            [text.encode("utf-8", "replace").decode("utf-8") for text in texts],
            truncation=True,
            max_length=self._max_tokens,
            stride=self._max_tokens // 4,
            return_overflowing_tokens=True,
        )
        sources = encoded["overflow_to_sample_mapping"]
        return [Window(*pair) for pair in zip(sources, encoded["input_ids"], strict=True)]

    def _run(self, rows: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Probabilities per row and label of the model, shape (n_rows, n_labels)."""
        import torch  # noqa: PLC0415 - loaded by now

        inputs = self._tokenizer.pad({"input_ids": list(rows)}, return_tensors="pt")
        with torch.inference_mode():
            logits = self._model(**inputs).logits.float()
        probabilities: NDArray[np.float32] = (
            logits.sigmoid() if self._independent else logits.softmax(dim=-1)
        ).numpy()
        return probabilities


def _has_independent_labels(config: Any) -> bool:
    """Whether a label's probability is a sigmoid: decided as transformers' pipeline does."""
    if config.problem_type is not None:
        return bool(config.problem_type == "multi_label_classification")
    return bool(config.num_labels == 1)


def _longest(model: Any, tokenizer: Any) -> int:
    """Longest window in tokens, special ones included; tokenizers without a limit say 1e30."""
    positions = getattr(model.config, "max_position_embeddings", MAX_TOKENS)
    return int(min(MAX_TOKENS, positions, tokenizer.model_max_length))


def _notes(columns: Mapping[Category, Sequence[int]]) -> tuple[str, ...]:
    """Tell what the model cannot see, so that 0.0 is not taken for innocence."""
    missing = [category for category in CATEGORIES if category not in columns]
    return (f"model does not score: {', '.join(missing)}",) if missing else ()


def _version(name: str, config: Any) -> str:
    """Name and commit of a model from the hub; name and hash of the files of a folder."""
    folder = Path(name)
    if not folder.is_dir():
        return f"{name}@{config._commit_hash or 'unknown'}"  # noqa: SLF001 - the only place
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.suffix in {".json", ".safetensors", ".bin"}:
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return f"{folder.name}@{digest.hexdigest()[:12]}"
