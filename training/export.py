"""From a fine-tuned checkpoint to the int8 ONNX folder that is shipped."""

from __future__ import annotations

import json
import logging
import shutil
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from transformers import AutoModelForSequenceClassification

from training.dataset import bare_tokenizer

if TYPE_CHECKING:
    from pathlib import Path

    from training.calibration import Calibration

logger: Final = logging.getLogger(__name__)

OPSET: Final = 17

FP32_GRAPH: Final = "model-fp32.onnx"
"""Left beside the release folder, to compare with."""

QUANTISATION: Final = {
    "method": "onnxruntime dynamic",
    "weight_type": "QInt8",
    "per_channel": True,  # per tensor, hate lost .024 of AUPRC
    "reduce_range": True,  # 7 bits: processors without VNNI saturate at 8
}


class _Logits(torch.nn.Module):  # type: ignore[misc]  # torch is an extra: Any to mypy
    """The classifier with token types fixed to zero and a bare tensor as output."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        output: torch.Tensor = self.model(
            input_ids=input_ids,
            attention_mask=attention_mask,
            token_type_ids=torch.zeros_like(input_ids),
        ).logits
        return output


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


def quantise(fp32: Path, int8: Path) -> None:
    """Quantise weights to int8 per channel; activations follow at run time."""
    prepared = fp32.with_name("prepared.onnx")
    quant_pre_process(str(fp32), str(prepared), skip_symbolic_shape=True)
    quantize_dynamic(
        prepared,
        int8,
        weight_type=QuantType.QInt8,
        per_channel=bool(QUANTISATION["per_channel"]),
        reduce_range=bool(QUANTISATION["reduce_range"]),
    )
    prepared.unlink()
    onnx.checker.check_model(str(int8))


def write_folder(model: Any, tokenizer_folder: Path, output: Path) -> Path:
    """
    Write all files of a release but its manifest.

    Returns:
        The fp32 graph, left beside the folder for comparison.
    """
    output.mkdir(parents=True, exist_ok=True)
    fp32 = output.parent / FP32_GRAPH
    export_onnx(model, fp32)
    quantise(fp32, output / "model.onnx")
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
