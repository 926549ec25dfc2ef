"""
The shipped int8 model as an fp32 torch model, so that both can be timed on the same weights.

Undoes what ``training/quantisation.py`` does: columns and rows times their scales, and the
channels' sizes that were moved into the weights moved back. What is left of the difference
between the two models is the rounding of activations, which happens at run time.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

PREFIX = "model."
"""The exported graph wraps the classifier under this name."""


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
        if not name.startswith(PREFIX):
            continue
        if name.endswith(":int8"):
            table = name.removesuffix(":int8")
            yield table.removeprefix(PREFIX), value.astype(np.float32) * values[f"{table}:scale"]
        elif name.endswith((".weight", ".bias")):
            yield name.removeprefix(PREFIX), value
    for node in graph.node:
        if node.op_type == "MatMulIntegerToFloat":
            layer = node.input[6].removeprefix(PREFIX).removesuffix(".bias")
            yield f"{layer}.weight", _columns(values, node).T.copy()


def _columns(values: dict[str, NDArray[Any]], node: Any) -> NDArray[np.float32]:
    """Dequantise one linear layer, shape (inputs, outputs)."""
    source, weight = node.input[0].removesuffix(":q"), node.input[1]
    columns = values[weight].astype(np.float32) * values[node.input[3]]
    smoothing = values.get(f"{source}:smoothing")
    restored: NDArray[np.float32] = columns if smoothing is None else columns * smoothing[:, None]
    return restored
