"""
Sentences a CPU-second: `classify` (int8, ONNX Runtime) against `transformers.pipeline` (fp32).

    .venv/bin/python benchmarks/inference.py [--sentences FILE] [--fp32 FOLDER] [--json]

Same weights, same sentences, one thread each, CPU time of the whole process, interleaved
runs, medians. Sentences that do not fit the model's window are left out, for the pipeline
would cut them short. Target: at least 5 times. Needs torch and onnx (make install-train);
torch alone will do with --fp32, a folder with the checkpoint before quantisation.
"""

import argparse
import ast
import gzip
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # run as a file: the folder of this one is what Python looks in

from benchmarks.dequantise import rebuild  # noqa: E402 - after the path
from pagewarden.moderation.classifier import load_classifier  # noqa: E402
from pagewarden.moderation.taxonomy import CATEGORIES  # noqa: E402
from pagewarden.moderation.weights import SHIPPED_WEIGHTS, TOKENIZER, read_manifest  # noqa: E402
from pagewarden.webscraper.extractor import extract  # noqa: E402
from pagewarden.webscraper.fetcher import page_from_text  # noqa: E402

BATCH_SIZE = 32
MIN_WORDS = 5
LOAD = """
import time
from pathlib import Path
started = time.process_time()
from pagewarden.moderation.classifier import load_classifier
load_classifier({folder!r}).classify(["A first sentence."])
seconds = time.process_time() - started
status = Path("/proc/self/status").read_text()  # getrusage would tell the parent's peak
print(seconds, int(status.split("VmHWM:")[1].split()[0]) / 1024)
"""

Scorer = Callable[[Sequence[str]], NDArray[np.float32]]


class Way(NamedTuple):
    """One way to score sentences, and the CPU seconds each of its runs took."""

    name: str
    score: Scorer
    seconds: list[float]


def python_sentences() -> list[str]:
    """Sentences of the English text that every Python carries: its docstrings and its help."""
    from pydoc_data.topics import topics  # noqa: PLC0415 - 700 KB

    paragraphs = [*topics.values(), *_docstrings(Path(os.__file__).parent)]
    return _sentences(paragraphs)


def _sentences(texts: Iterable[str]) -> list[str]:
    """Cut texts into sentences as the product does, and keep those of some words, each once."""
    cut = (segment.text for text in texts for segment in extract(page_from_text(text)).segments)
    return [text for text in dict.fromkeys(cut) if len(text.split()) >= MIN_WORDS]


def _docstrings(folder: Path) -> Iterator[str]:
    """Yield the docstrings of a folder's modules, their classes and functions."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    for path in sorted(folder.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, documented) and (text := ast.get_docstring(node)):
                yield text


def read_sentences(path: Path) -> list[str]:
    """Read lines, or the "text" of JSON lines, gzipped or not; each cut into sentences."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        lines = [line for line in file if line.strip()]
    if ".jsonl" in path.name:
        lines = [json.loads(line)["text"] for line in lines]
    return _sentences(lines)


def sample(texts: Sequence[str], tokenizer: Path, max_tokens: int, count: int) -> list[str]:
    """Choose texts at random that fit the window, the same ones in every run."""
    encode = Tokenizer.from_file(str(tokenizer))
    encode.no_padding()
    encode.no_truncation()
    fitting = [text for text in texts if len(encode.encode(text)) <= max_tokens]
    chooser = random.Random(7)  # noqa: S311 - the same sample each time, no secret
    return chooser.sample(fitting, min(count, len(fitting)))


def pipeline_scorer(weights: Path, fp32: Path | None, max_tokens: int) -> Scorer:
    """Score as a transformers user would: pipeline, batches of 32 in the given order."""
    import torch  # noqa: PLC0415 - an extra
    import transformers  # noqa: PLC0415 - slow

    torch.set_num_threads(1)
    if fp32 is None:
        model: Any = rebuild(weights)
    else:
        model = transformers.AutoModelForSequenceClassification.from_pretrained(fp32).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(weights, model_max_length=max_tokens)
    classify = transformers.pipeline(
        "text-classification",
        model=model,
        tokenizer=tokenizer,
        top_k=None,
        batch_size=BATCH_SIZE,
        device="cpu",
    )

    def score(texts: Sequence[str]) -> NDArray[np.float32]:
        rows = classify(list(texts), truncation=True)
        by_label = ({one["label"]: one["score"] for one in row} for row in rows)
        return np.array([[row[name] for name in CATEGORIES] for row in by_label], np.float32)

    return score


def run(way: Way, texts: Sequence[str]) -> NDArray[np.float32]:
    """Score the texts once and note the CPU time."""
    started = time.process_time()
    scores = way.score(texts)
    way.seconds.append(time.process_time() - started)
    return scores


def load_cost(folder: Path) -> tuple[float, float]:
    """
    Measure a fresh process that loads the model and scores one sentence; Linux only.

    Returns:
        CPU seconds and peak megabytes.
    """
    code = LOAD.format(folder=str(folder))
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    seconds, megabytes = found.stdout.split()
    return float(seconds), float(megabytes)


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Run both ways in turn and compare."""
    weights: Path = arguments.weights
    texts = read_sentences(arguments.sentences) if arguments.sentences else python_sentences()
    max_tokens = read_manifest(weights).max_tokens
    texts = sample(texts, weights / TOKENIZER, max_tokens, arguments.count)
    classifier = load_classifier(weights)
    ours = Way("classify, ONNX Runtime int8", classifier.classify, [])
    theirs = Way(
        f"transformers.pipeline fp32, batch {BATCH_SIZE}",
        pipeline_scorer(weights, arguments.fp32, max_tokens),
        [],
    )
    for way in (ours, theirs):
        way.score(texts[:BATCH_SIZE])  # warm up: pages of weights, lazy imports
    for _ in range(arguments.runs):
        found, expected = run(ours, texts), run(theirs, texts)
    speeds = {way.name: len(texts) / statistics.median(way.seconds) for way in (ours, theirs)}
    seconds, megabytes = load_cost(weights)
    return {
        "model_version": classifier.model_version,
        "sentences": len(texts),
        "words_per_sentence": sum(len(text.split()) for text in texts) / len(texts),
        "sentences_per_cpu_second": speeds,
        "ratio": speeds[ours.name] / speeds[theirs.name],
        "mean_difference": float(np.abs(found - expected).mean()),
        "largest_difference": float(np.abs(found - expected).max()),
        "correlation": float(np.corrcoef(found.ravel(), expected.ravel())[0, 1]),
        "load_cpu_seconds": seconds,
        "load_peak_megabytes": megabytes,
    }


def table(figures: dict[str, Any]) -> str:
    """Lay the figures out for a reader."""
    speeds = figures["sentences_per_cpu_second"]
    head = (
        f"{figures['sentences']} sentences of {figures['words_per_sentence']:.0f} words, "
        f"model {figures['model_version']}, one thread"
    )
    rows = {
        **{name: f"{speed:8.1f} sentences a CPU-second" for name, speed in speeds.items()},
        "ratio": f"{figures['ratio']:8.2f} x (target: 5)",
        "int8 against fp32, correlation": f"{figures['correlation']:8.4f}",
        "mean difference of a probability": f"{figures['mean_difference']:8.4f}",
        "largest difference": f"{figures['largest_difference']:8.3f}",
        "load and first sentence": f"{figures['load_cpu_seconds']:8.2f} CPU-seconds",
        "peak memory of that": f"{figures['load_peak_megabytes']:8.0f} MB",
    }
    return "\n".join([head, *(f"{name:<42} {value}" for name, value in rows.items())])


def main() -> None:
    """Parse the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("--sentences", type=Path, help="text lines or JSON lines, or .gz of them")
    parser.add_argument("--count", type=int, default=2_000, help="sentences to score")
    parser.add_argument("--runs", type=int, default=3, help="runs of each way")
    parser.add_argument("--weights", type=Path, default=SHIPPED_WEIGHTS, help="folder of a model")
    parser.add_argument("--fp32", type=Path, help="folder of the checkpoint before quantisation")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    figures = measure(arguments)
    print(json.dumps(figures) if arguments.json else table(figures))


if __name__ == "__main__":
    main()
