"""From a fine-tuned checkpoint to the int8 ONNX folder that is shipped."""

from __future__ import annotations

import json
import logging
import shutil
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch
from torch.nn import functional
from transformers import AutoModelForSequenceClassification

from training.dataset import bare_tokenizer
from training.quantisation import activation_ranges, quantise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from training.calibration import Calibration

logger: Final = logging.getLogger(__name__)

OPSET: Final = 17

FP32_GRAPH: Final = "model-fp32.onnx"
"""Left beside the release folder, to compare with."""


class _Logits(torch.nn.Module):  # type: ignore[misc]  # torch is an extra: Any to mypy
    """
    The classifier with a bare tensor as output, for whole sentences.

    Only the first token's output is ever read, so the last layer is computed for it alone:
    an eighth of all work less.
    """

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        bert = self.model.bert
        hidden = bert.embeddings(input_ids, token_type_ids=torch.zeros_like(input_ids))
        # Finite, unlike the lowest float, so that nothing overflows where it is added up.
        bias = (1.0 - attention_mask[:, None, None, :].to(hidden.dtype)) * -1e4
        layers = list(bert.encoder.layer)
        for layer in layers[:-1]:
            hidden = _through_layer(layer, hidden, hidden, bias)
        first = _through_layer(layers[-1], hidden[:, :1], hidden, bias)
        pooled = torch.tanh(bert.pooler.dense(first[:, 0]))
        logits: torch.Tensor = self.model.classifier(pooled)
        return logits


def _through_layer(
    layer: Any, queries: torch.Tensor, hidden: torch.Tensor, bias: torch.Tensor
) -> torch.Tensor:
    """
    Run one encoder layer for some of the tokens.

    Args:
        layer: A `BertLayer` of transformers.
        queries: Hidden states to be updated, shape (batch, n_queries, width).
        hidden: Hidden states that are attended to, shape (batch, sequence, width).
        bias: Added to the attention scores, shape (batch, 1, 1, sequence).
    """
    attention = layer.attention.self
    heads, width = attention.num_attention_heads, attention.attention_head_size

    def split(states: torch.Tensor) -> torch.Tensor:
        return states.reshape(states.shape[0], states.shape[1], heads, width).transpose(1, 2)

    query = split(attention.query(queries)) * width**-0.5
    scores = query @ split(attention.key(hidden)).transpose(-1, -2) + bias
    context = functional.softmax(scores, dim=-1) @ split(attention.value(hidden))
    merged = context.transpose(1, 2).reshape(queries.shape)
    attended = layer.attention.output(merged, queries)
    updated: torch.Tensor = layer.output(layer.intermediate(attended), attended)
    return updated


def fold(model: Any, calibration: Calibration) -> None:
    """Scale and shift the last layer so that its sigmoid is the calibrated score."""
    scale = torch.tensor(calibration.scales, dtype=torch.float32)
    bias = torch.tensor(calibration.biases, dtype=torch.float32)
    with torch.no_grad():
        model.classifier.weight.mul_(scale[:, None])
        model.classifier.bias.mul_(scale).add_(bias)


def load_eager(folder: Path) -> Any:
    """Load a checkpoint for tracing: plain attention, evaluation mode."""
    model = AutoModelForSequenceClassification.from_pretrained(folder, attn_implementation="eager")
    return model.eval()


def export_onnx(model: Any, path: Path) -> None:
    """Write an fp32 graph: ids and mask (batch, sequence) to logits (batch, n)."""
    example = torch.ones((2, 8), dtype=torch.int64)
    dynamic = {0: "batch", 1: "sequence"}
    torch.onnx.export(
        _Logits(model).eval(),
        (example, example),
        str(path),
        input_names=["input_ids", "attention_mask"],
        output_names=["logits"],
        dynamic_axes={
            "input_ids": dynamic,
            "attention_mask": dynamic,
            "logits": {0: "batch"},
        },
        opset_version=OPSET,
        dynamo=False,
    )


def write_folder(
    model: Any, tokenizer_folder: Path, output: Path, windows: Sequence[Sequence[int]]
) -> Path:
    """
    Write all files of a release but its manifest.

    Args:
        model: Checkpoint in evaluation mode.
        tokenizer_folder: Where its tokenizer lies.
        output: Folder that is made.
        windows: Token ids of typical texts, from which activations get their scales.

    Returns:
        The fp32 graph, left beside the folder for comparison.
    """
    output.mkdir(parents=True, exist_ok=True)
    fp32 = output.parent / FP32_GRAPH
    export_onnx(model, fp32)
    quantise(fp32, output / "model.onnx", activation_ranges(fp32, windows))
    tokenizer = bare_tokenizer(str(tokenizer_folder / "tokenizer.json"))
    tokenizer.save(str(output / "tokenizer.json"))
    shutil.copyfile(tokenizer_folder / "tokenizer_config.json", output / "tokenizer_config.json")
    _write_config(model, output / "config.json")
    return fp32


def _write_config(model: Any, path: Path) -> None:
    config = model.config.to_dict()
    config.pop("_name_or_path", None)  # a path of this machine
    path.write_text(json.dumps(config, indent=2, sort_keys=True) + "\n", "utf-8")


def logit_correlation(first: np.ndarray, second: np.ndarray) -> float:
    """Return the correlation of two logit matrices of equal shape, flattened."""
    return float(np.corrcoef(first.ravel(), second.ravel())[0, 1])
