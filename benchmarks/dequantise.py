"""
The shipped int8 model as an fp32 torch model, so that both can be timed on the same weights.

Every matrix is quantised per column and every embedding as a whole, linearly: the fp32
weight is ``(quantised - zero point) * scale``. What is left of the difference between the
two models is the rounding of activations, which happens at run time.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

PREFIX = "model."
"""The exported graph wraps the classifier under this name."""

EMBEDDINGS = ".weight_quantized"


def rebuild(weights: Path) -> Any:
    """
    Build a BertForSequenceClassification from a folder with ``model.onnx`` and ``config.json``.

    Raises:
        ImportError: torch, transformers or onnx is not installed.
        RuntimeError: The graph does not hold every weight of the model.
    """
    import torch  # noqa: PLC0415 - an extra
    from transformers import AutoConfig, BertForSequenceClassification  # noqa: PLC0415 - slow

    model = BertForSequenceClassification(AutoConfig.from_pretrained(weights))
    state = {name: torch.tensor(value) for name, value in _weights(weights / "model.onnx")}
    missing, unexpected = model.load_state_dict(state, strict=False)
    lost = [name for name in missing if not name.endswith(("position_ids", "token_type_ids"))]
    if lost or unexpected:
        raise RuntimeError(f"{weights}: not in the graph: {lost}; not in the model: {unexpected}")
    return model.eval()


def _weights(graph_file: Path) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Yield each weight by its name in the torch model."""
    import onnx  # noqa: PLC0415 - an extra
    from onnx import numpy_helper  # noqa: PLC0415

    graph = onnx.load(graph_file).graph
    values = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    for name, value in values.items():
        if name.startswith(PREFIX) and name.endswith(EMBEDDINGS):
            yield name.removeprefix(PREFIX).removesuffix("_quantized"), _linear(values, name)
        elif name.startswith(PREFIX) and name.endswith((".weight", ".bias")):
            yield name.removeprefix(PREFIX), value
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            yield _module(node.name) + ".weight", _linear(values, node.input[1]).T.copy()


def _linear(values: dict[str, NDArray[Any]], quantised: str) -> NDArray[np.float32]:
    base = quantised.removesuffix("_quantized")
    steps = values[quantised].astype(np.float32) - values[f"{base}_zero_point"].astype(np.float32)
    weights: NDArray[np.float32] = (steps * values[f"{base}_scale"]).astype(np.float32)
    return weights


def _module(node: str) -> str:
    """Name the module of a node such as ``/model/bert/pooler/dense/Gemm_MatMul_quant``."""
    return ".".join(node.strip("/").split("/")[1:-1])
