"""
Int8 with fixed scales: smoothed activations, weights per column, embeddings per row.

ONNX Runtime's dynamic quantisation takes the scale of an activation from the largest value
of the whole batch, so that a sentence's score depends on its neighbours. Here every scale
is fixed beforehand, from training text. That loses nothing, for in this family of models
the range is set by a few channels that are large in every text; and since these channels
would leave the others a handful of steps, their size is first moved into the weights
(SmoothQuant, Xiao et al. 2023).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import onnx
import onnxruntime as ort
from onnx import helper, numpy_helper

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

WEIGHT_STEPS: Final = 63
"""Of 127: processors without VNNI add two products in 16 bits, 2 · 255 · 63 fits."""

SMOOTHING: Final = 0.5
"""Share of a channel's size that moves into the weights; 0.5 is the paper's."""

METHOD: Final = {
    "method": "static, SmoothQuant 0.5 behind layer norms",
    "weights": "int8 per column, 7-bit range",
    "activations": "uint8 per tensor, fixed scale",
    "embeddings": "int8 per row",
    "fp32": "attention products, layer norms, pooler, classifier",
}
"""For the manifest."""

_PASSES_ON: Final = frozenset({"Gather", "Slice", "Squeeze", "Unsqueeze", "Identity"})
"""Operators whose output has the channels of their input."""


@dataclass(frozen=True, slots=True)
class Range:
    """Extremes of an activation over the texts seen, each of shape (channels,)."""

    low: NDArray[np.float32]
    high: NDArray[np.float32]

    @property
    def size(self) -> NDArray[np.float32]:
        """Largest absolute value of every channel."""
        return np.maximum(np.abs(self.low), np.abs(self.high))


def activation_ranges(fp32: Path, windows: Iterable[Sequence[int]]) -> dict[str, Range]:
    """
    Run windows of token ids through the fp32 graph and note the input of every linear layer.

    Returns:
        The range of each input, by its name in the graph.
    """
    graph = onnx.load(str(fp32))
    names = list(dict.fromkeys(node.input[0] for node in _linear_nodes(graph.graph)))
    for name in names:
        graph.graph.output.append(helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
    session = ort.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])
    found: dict[str, Range] = {}
    for window in windows:
        ids = np.array([window], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        for name, value in zip(names, session.run(names, feed), strict=True):
            rows = value.reshape(-1, value.shape[-1])
            low, high = rows.min(axis=0), rows.max(axis=0)
            seen = found.get(name, Range(low, high))
            found[name] = Range(np.minimum(seen.low, low), np.maximum(seen.high, high))
    return found


def quantise(fp32: Path, int8: Path, ranges: dict[str, Range]) -> None:
    """
    Write the int8 form of an fp32 graph of a BERT-like encoder.

    Args:
        fp32: Graph whose linear layers are MatMul with a constant, then Add.
        int8: Where the quantised graph goes.
        ranges: Of `activation_ranges` on the same graph.
    """
    model = onnx.load(str(fp32))
    graph = model.graph
    rewrite = _Rewrite(
        {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer},
        {name: node for node in graph.node for name in node.output},
        _consumers(graph),
        ranges,
    )
    nodes = [new for node in graph.node for new in rewrite.node(node)]
    used = {name for node in nodes for name in node.input}
    kept = [tensor for tensor in graph.initializer if tensor.name in used]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend([*kept, *rewrite.constants])
    model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    onnx.save(model, str(int8))


def _linear_nodes(graph: Any) -> list[Any]:
    constants = {tensor.name for tensor in graph.initializer}
    return [node for node in graph.node if node.op_type == "MatMul" and node.input[1] in constants]


def _consumers(graph: Any) -> dict[str, list[Any]]:
    found = defaultdict(list)
    for node in graph.node:
        for name in node.input:
            found[name].append(node)
    return found


@dataclass(slots=True)
class _Rewrite:
    """Turns nodes of the fp32 graph into those of the int8 graph, one after the other."""

    values: dict[str, NDArray[Any]]
    producers: dict[str, Any]
    consumers: dict[str, list[Any]]
    ranges: dict[str, Range]
    constants: list[Any] = field(default_factory=list)
    """Initializers of the new nodes."""
    _inputs: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """Quantised form, scale and zero point of each activation that is done."""
    _smoothing: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    _dropped: set[str] = field(default_factory=set)
    """Outputs of nodes that were folded into another."""

    def node(self, node: Any) -> list[Any]:
        """Return what stands for a node in the new graph."""
        if node.op_type == "MatMul" and node.input[1] in self.values:
            return self._linear(node)
        if node.op_type == "Gather" and self._is_table(node.input[0]):
            return self._lookup(node)
        return [] if node.output[0] in self._dropped else [node]

    def _is_table(self, name: str) -> bool:
        table = self.values.get(name)
        return table is not None and table.ndim == 2 and len(table) > 2 * table.shape[1]  # noqa: PLR2004

    def _lookup(self, node: Any) -> list[Any]:
        """Look words up in int8, each row with its own scale."""
        table, ids, out = node.input[0], node.input[1], node.output[0]
        scales = np.abs(self.values[table]).max(axis=1, keepdims=True) / 127
        scales = np.maximum(scales, np.finfo(np.float32).tiny).astype(np.float32)
        rows = np.round(self.values[table] / scales).astype(np.int8)
        return [
            helper.make_node("Gather", [self._constant(f"{table}:int8", rows), ids], [f"{out}:q"]),
            helper.make_node("Cast", [f"{out}:q"], [f"{out}:f"], to=onnx.TensorProto.FLOAT),
            helper.make_node(
                "Gather", [self._constant(f"{table}:scale", scales), ids], [f"{out}:s"]
            ),
            helper.make_node("Mul", [f"{out}:f", f"{out}:s"], [out]),
        ]

    def _linear(self, node: Any) -> list[Any]:
        (add,) = self.consumers[node.output[0]]
        bias = next(name for name in add.input if name != node.output[0])
        self._dropped.add(add.output[0])
        source, weight = node.input[0], node.input[1]
        nodes = [] if source in self._inputs else self._quantised_input(source)
        quantised, scale, zero = self._inputs[source]
        smoothed = self.values[weight] * self._smoothing[source][:, None]
        column_scales = (np.abs(smoothed).max(axis=0) / WEIGHT_STEPS).astype(np.float32)
        columns = np.round(smoothed / column_scales).astype(np.int8)
        product = helper.make_node(
            "MatMulIntegerToFloat",
            [
                quantised,
                self._constant(f"{weight}:int8", columns),
                scale,
                self._constant(f"{weight}:scale", column_scales),
                zero,
                self._constant(f"{weight}:zero", np.zeros(len(column_scales), dtype=np.int8)),
                bias,
            ],
            [add.output[0]],
            name=node.name,
            domain="com.microsoft",
        )
        return [*nodes, product]

    def _quantised_input(self, source: str) -> list[Any]:
        """Quantise an activation once for all layers that read it."""
        seen = self.ranges[source]
        factors = self._smoothing[source] = self._factors(source)
        low = min(0.0, float((seen.low / factors).min()))
        high = max(0.0, float((seen.high / factors).max()))
        scale = (high - low) / 255
        self._inputs[source] = (
            f"{source}:q",
            self._constant(f"{source}:scale", np.array(scale, dtype=np.float32)),
            self._constant(f"{source}:zero", np.array(round(-low / scale), dtype=np.uint8)),
        )
        if np.all(factors == 1):
            smooth, smoothed = [], source
        else:
            inverse = self._constant(f"{source}:smoothing", (1 / factors).astype(np.float32))
            smoothed = f"{source}:smooth"
            smooth = [helper.make_node("Mul", [source, inverse], [smoothed])]
        quantised, scale_name, zero = self._inputs[source]
        return [
            *smooth,
            helper.make_node("QuantizeLinear", [smoothed, scale_name, zero], [quantised]),
        ]

    def _factors(self, source: str) -> NDArray[np.float32]:
        """Return by what each channel is divided; 1 where nothing is gained."""
        size = self.ranges[source].size
        if not self._follows_layer_norm(source):
            return np.ones_like(size)
        weights = [self.values[node.input[1]] for node in self._layers_reading(source)]
        reach = np.max([np.abs(weight).max(axis=1) for weight in weights], axis=0)
        factors = np.maximum(size, 1e-3) ** SMOOTHING / np.maximum(reach, 1e-4) ** (1 - SMOOTHING)
        centred: NDArray[np.float32] = (factors / np.exp(np.log(factors).mean())).astype(np.float32)
        return centred

    def _layers_reading(self, source: str) -> list[Any]:
        return [
            node
            for node in self.consumers[source]
            if node.op_type == "MatMul" and node.input[1] in self.values
        ]

    def _follows_layer_norm(self, name: str) -> bool:
        producer = self.producers.get(name)
        while producer is not None and producer.op_type in _PASSES_ON:
            producer = self.producers.get(producer.input[0])
        return producer is not None and producer.op_type == "LayerNormalization"

    def _constant(self, name: str, value: NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(value, name))
        return name
