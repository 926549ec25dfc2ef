"""Scoring texts with an exported graph, as the product does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import onnxruntime as ort

from pagewarden.moderation.taxonomy import CATEGORIES
from training.dataset import bare_tokenizer, budgeted, pad, windows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray


THREADS: Final = 2
"""Batches scored at a time; threads inside a batch wait for each other on busy cores."""


@dataclass(frozen=True, slots=True)
class Scorer:
    """A graph and its tokenizer."""

    session: Any
    tokenizer: Any
    max_tokens: int
    batch_tokens: int

    def logits(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return every text's largest logit over its windows, (n_texts, n)."""
        encoded = self.tokenizer.encode_batch(list(texts))
        pieces: list[list[int]] = []
        owners: list[int] = []
        for owner, encoding in enumerate(encoded):
            cut = windows(encoding.ids, self.max_tokens)
            pieces += cut
            owners += [owner] * len(cut)
        best = np.full((len(texts), len(CATEGORIES)), -np.inf, dtype=np.float32)
        np.maximum.at(best, np.array(owners), self._piece_logits(pieces))
        return best

    def _piece_logits(self, pieces: Sequence[list[int]]) -> NDArray[np.float32]:
        logits = np.empty((len(pieces), len(CATEGORIES)), dtype=np.float32)

        def run(group: list[int]) -> None:
            input_ids, attention_mask = pad([pieces[index] for index in group])
            feed = {"input_ids": input_ids, "attention_mask": attention_mask}
            logits[group] = self.session.run(["logits"], feed)[0]

        groups = budgeted([len(piece) for piece in pieces], self.batch_tokens)
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(run, groups))  # a list, so that errors come out
        return logits


def new_scorer(graph: Path, tokenizer: Path, max_tokens: int, batch_tokens: int) -> Scorer:
    """Load a graph that takes one thread a batch, several batches at a time."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])
    return Scorer(session, bare_tokenizer(str(tokenizer)), max_tokens, batch_tokens)


def sigmoid(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turn logits into probabilities, same shape."""
    return (1 / (1 + np.exp(-logits))).astype(np.float32)
