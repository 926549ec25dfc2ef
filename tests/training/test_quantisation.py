"""Int8 with fixed scales stays near fp32, whatever stands beside a sentence."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

NEEDED = ("torch", "onnx")
MISSING = [name for name in NEEDED if importlib.util.find_spec(name) is None]

pytestmark = [
    pytest.mark.skipif(bool(MISSING), reason=f"the [train] extra lacks {', '.join(MISSING)}"),
    # torch's own tracer warns of what it will change.
    pytest.mark.filterwarnings("ignore"),
]

WIDTH = 64


def windows(count: int, seed: int) -> list[list[int]]:
    """Random token ids of many lengths."""
    chooser = np.random.default_rng(seed)
    return [
        [2, *chooser.integers(4, 900, chooser.integers(1, 40)).tolist(), 3] for _ in range(count)
    ]


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, object]:
    """A random encoder with two loud channels: its fp32 graph, its int8 graph, and itself."""
    import torch  # noqa: PLC0415 - absent without [train]
    from transformers import BertConfig, BertForSequenceClassification  # noqa: PLC0415

    from training.export import export_onnx  # noqa: PLC0415
    from training.quantisation import activation_ranges, quantise  # noqa: PLC0415

    torch.manual_seed(5)
    config = BertConfig(
        vocab_size=1_000,
        hidden_size=WIDTH,
        num_hidden_layers=3,
        num_attention_heads=4,
        intermediate_size=128,
        num_labels=8,
        initializer_range=0.1,
        attn_implementation="eager",
    )
    model = BertForSequenceClassification(config).eval()
    with torch.no_grad():
        for layer in model.bert.encoder.layer:
            layer.attention.output.LayerNorm.weight[:2] = 20.0
    folder = tmp_path_factory.mktemp("graphs")
    fp32, int8 = folder / "fp32.onnx", folder / "int8.onnx"
    export_onnx(model, fp32)
    quantise(fp32, int8, activation_ranges(fp32, windows(200, seed=1)))
    return fp32, int8, model


def logits(graph: Path, batch: list[list[int]]) -> NDArray[np.float32]:
    """Run one batch, padded."""
    import onnxruntime  # noqa: PLC0415 - beside the others

    from training.dataset import pad  # noqa: PLC0415

    ids, mask = pad(batch)
    session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
    found: NDArray[np.float32] = session.run(
        ["logits"], {"input_ids": ids, "attention_mask": mask}
    )[0]
    return found


def test_the_graph_computes_what_the_model_does(graphs: tuple[Path, Path, object]) -> None:
    """A last layer for the first token alone changes nothing, padded or not."""
    import torch  # noqa: PLC0415 - absent without [train]

    from training.dataset import pad  # noqa: PLC0415

    fp32, _, model = graphs
    batch = windows(6, seed=2)
    ids, mask = pad(batch)
    with torch.no_grad():
        expected = model(torch.from_numpy(ids), torch.from_numpy(mask)).logits.numpy()  # type: ignore[operator]
    np.testing.assert_allclose(logits(fp32, batch), expected, atol=1e-4)


def test_int8_stays_near_fp32(graphs: tuple[Path, Path, object]) -> None:
    """Loud channels do not drown the others: logits of unseen text correlate."""
    fp32, int8, _ = graphs
    batch = windows(200, seed=3)
    first, second = logits(fp32, batch), logits(int8, batch)
    assert np.corrcoef(first.ravel(), second.ravel())[0, 1] > 0.99


def test_neighbours_do_not_move_a_score(graphs: tuple[Path, Path, object]) -> None:
    """Alone, or padded among others that are louder and longer, a text scores the same."""
    _, int8, _ = graphs
    batch = windows(30, seed=4)
    together = logits(int8, batch)
    alone = np.concatenate([logits(int8, [window]) for window in batch])
    np.testing.assert_allclose(together, alone, atol=1e-4)
