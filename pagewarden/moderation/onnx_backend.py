"""
The default classifier: a transformers encoder in int8, run by ONNX Runtime on the CPU.

Only onnxruntime and tokenizers are imported: transformers would cost a second of
start-up and 76 MB for the same tokens.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Self

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from pagewarden.exceptions import WeightsCorrupt
from pagewarden.moderation.batching import Window, cut_windows, plan_batches
from pagewarden.moderation.normaliser import normalised_text
from pagewarden.moderation.taxonomy import CATEGORIES
from pagewarden.moderation.weights import MEND, MODEL, TOKENIZER, Manifest, read_manifest, verify

ENCODE_TEXTS: Final = 512
"""Texts tokenised at once, so that a stream of any length needs bounded memory."""

SPECIAL_TOKENS: Final = 2
"""[CLS] and [SEP], which every window needs."""

BATCH_TOKENS: Final = 512
"""Padded tokens of a batch: enough for nearly all the speed there is, and little to hold."""

PRELIMINARY_NOTE: Final = "model preliminary"


class OnnxClassifier:
    """Scores texts with the model of one folder; safe to share between threads."""

    def __init__(
        self, manifest: Manifest, tokenizer: Tokenizer, session: onnxruntime.InferenceSession
    ) -> None:
        self.model_version: str = manifest.model_version
        self.thresholds: Mapping[str, float] = manifest.thresholds
        self.notes: tuple[str, ...] = (PRELIMINARY_NOTE,) if manifest.preliminary else ()
        self._tokenizer = tokenizer
        self._session = session
        self._first = [_special_token(manifest, tokenizer, "[CLS]")]
        self._last = [_special_token(manifest, tokenizer, "[SEP]")]
        self._window_tokens = manifest.max_tokens - SPECIAL_TOKENS
        self._overlap = self._window_tokens // 4

    @classmethod
    def load(cls, folder: Path, *, threads: int = 1) -> Self:
        """
        Load a folder of weights, once every file has been checked.

        Raises:
            WeightsMissing: A file is not there.
            WeightsCorrupt: A file is not the one its manifest describes.
        """
        manifest = read_manifest(folder)
        verify(manifest)
        return cls(manifest, _load_tokenizer(folder), _load_session(folder, threads))

    def classify(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """
        Score texts with their disguises taken off; long ones in windows, the maximum counts.

        Texts that are the same then are scored once.

        Returns:
            Probability per text and category, shape (n_texts, 8), in [0, 1].
        """
        seen = [normalised_text(text) for text in texts]
        unique = list(dict.fromkeys(seen))
        places = {text: index for index, text in enumerate(unique)}
        scores = np.zeros((len(unique), len(CATEGORIES)), dtype=np.float32)
        for start in range(0, len(unique), ENCODE_TEXTS):
            part = slice(start, start + ENCODE_TEXTS)
            scores[part] = self._classify_unique(unique[part])
        return scores[[places[text] for text in seen]]

    def _classify_unique(self, texts: Sequence[str]) -> NDArray[np.float32]:
        scores = np.zeros((len(texts), len(CATEGORIES)), dtype=np.float32)
        windows = self._windows(texts)
        lengths = [len(window.tokens) + SPECIAL_TOKENS for window in windows]
        for batch in plan_batches(lengths, BATCH_TOKENS):
            members = [windows[index] for index in batch]
            sources = [window.source for window in members]
            np.maximum.at(scores, sources, self._run(members))
        return scores

    def _windows(self, texts: Sequence[str]) -> list[Window]:
        encodings = self._tokenizer.encode_batch_fast(
            [_encodable(text) for text in texts], add_special_tokens=False
        )
        return [
            window
            for source, encoding in enumerate(encodings)
            for window in cut_windows(source, encoding.ids, self._window_tokens, self._overlap)
        ]

    def _run(self, windows: Sequence[Window]) -> NDArray[np.float32]:
        """Score one batch of windows, shape (n_windows, 8)."""
        width = max(len(window.tokens) for window in windows) + SPECIAL_TOKENS
        ids = np.zeros((len(windows), width), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, window in enumerate(windows):
            tokens = [*self._first, *window.tokens, *self._last]
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        (logits,) = self._session.run(["logits"], {"input_ids": ids, "attention_mask": mask})
        return sigmoid(logits)


def sigmoid(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probability of each logit; clipped, so that no overflow is warned of."""
    return (1.0 / (1.0 + np.exp(-np.clip(logits, -80, 80)))).astype(np.float32)


def _encodable(text: str) -> str:
    """Replace lone surrogates, which no UTF-8 library takes, by question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _load_tokenizer(folder: Path) -> Tokenizer:
    """Load the tokenizer without its padding (to 128 tokens in MiniLM's file) and truncation."""
    path = folder / TOKENIZER
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as exc:  # tokenizers raises nothing narrower
        raise WeightsCorrupt(f"{path} is no tokenizer ({exc}). {MEND}") from exc
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _special_token(manifest: Manifest, tokenizer: Tokenizer, name: str) -> int:
    token = tokenizer.token_to_id(name)
    if token is None:
        raise WeightsCorrupt(f"{manifest.folder / TOKENIZER} has no {name} token")
    return int(token)


def _load_session(folder: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    # A thread that spins between two batches burns the CPU time of the other stages.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    path = folder / MODEL
    try:
        session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )
    except Exception as exc:  # all that its fifteen errors share
        raise WeightsCorrupt(f"{path} is no model that ONNX Runtime loads ({exc}). {MEND}") from exc
    _check_width(folder, session)
    return session


def _check_width(folder: Path, session: onnxruntime.InferenceSession) -> None:
    """Refuse a model whose outputs are not one logit per category."""
    shapes = {output.name: output.shape for output in session.get_outputs()}
    width = shapes.get("logits", [None])[-1]
    if width != len(CATEGORIES):
        raise WeightsCorrupt(
            f"{folder / MODEL} has outputs {shapes}, expected 'logits' of {len(CATEGORIES)} columns"
        )
