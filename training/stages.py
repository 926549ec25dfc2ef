"""The stages of a build, each of which reads the files of the one before."""

from __future__ import annotations

import json
import logging
import random
import shutil
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch

from pagewarden.moderation.taxonomy import CATEGORIES
from training.calibration import calibrate
from training.dataset import bare_tokenizer, label_matrix, windows
from training.evaluation import (
    CLEAN_FILE,
    DEV_FILES,
    Scored,
    calibration_rows,
    dev_path,
    report,
    score_rows,
    sentences_of,
    thresholds_for,
)
from training.export import FP32_GRAPH, fold, load_eager, logit_correlation, write_folder
from training.manifest import sha256_of, write_manifest
from training.metrics import auprc_changes
from training.quantisation import METHOD
from training.rows import Row, half, read_rows, write_rows
from training.scoring import Scorer, new_scorer
from training.selection import clean_rows, select_rows
from training.templates import load_families, template_files, template_rows
from training.trainer import Budget, new_model, new_trainer, run

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from training.build import Build

logger: Final = logging.getLogger(__name__)

THREADS: Final = 2

TEMPLATES: Final = "templates"
"""Name of the held-out templates among the held-out files."""

EXTRA_CLEAN: Final = "extra_clean"
"""Name of further clean text, on which thresholds are chosen and nothing is reported."""

SENTENCES: Final = ":sentences"
"""`scores.npz` holds the logits of a clean file's sentences under its name and this."""

ACTIVATION_ROWS: Final = 1_000
"""Training rows whose activations set the scales of the int8 model."""

FP32_PREFIX: Final = "fp32:"
"""`scores.npz` holds the unquantised model's logits under this and the file's name."""


def prepare(build: Build) -> None:
    """Choose the training rows and add those of the templates."""
    recipe = build.recipe
    rows = select_rows(build.data, recipe, build.seed)
    rows += recipe.templates.repeat * template_rows(
        load_families(),
        recipe.templates.rows_per_family,
        build.seed,
        held_out=False,
        weight=recipe.templates.weight,
    )
    build.output.mkdir(parents=True, exist_ok=True)
    write_rows(build.rows, rows)
    counts = Counter(row.source for row in rows)
    _write_json(build.output / "sources.json", dict(sorted(counts.items())))
    logger.info("prepared %d rows of %d sources", len(rows), len(counts))


def train(build: Build) -> None:
    """Fine-tune the base model on the prepared rows; resumes an unfinished run."""
    torch.set_num_threads(THREADS)
    recipe = build.recipe.training
    rows = list(read_rows(build.rows))
    tokenizer = bare_tokenizer(str(build.base / "tokenizer.json"))
    budget = Budget(build.max_minutes, build.max_steps)
    model = new_model(build.base, build.seed)
    trainer = new_trainer(model, rows, recipe, budget)
    progress = run(trainer, rows, tokenizer, build.checkpoint, build.seed)
    model.save_pretrained(build.trained)
    _write_json(build.output / "progress.json", asdict(progress))


def export(build: Build) -> None:
    """Calibrate the trained model and write the folder that is shipped."""
    evaluation = build.recipe.evaluation
    model = load_eager(build.trained)
    draft = build.output / "draft"
    typical = _activation_windows(build)
    write_folder(model, build.base, draft, typical)
    rows = calibration_rows(build.data, evaluation)
    logits = score_rows(_scorer(build, draft / "model.onnx"), rows)
    calibration = calibrate(logits, label_matrix(rows))
    fold(model, calibration)
    model.save_pretrained(build.calibrated)
    write_folder(model, build.base, build.weights, typical)
    shutil.copyfile(build.weights / "tokenizer.json", build.calibrated / "tokenizer.json")
    shutil.copyfile(
        build.weights / "tokenizer_config.json",
        build.calibrated / "tokenizer_config.json",
    )
    shutil.rmtree(draft)
    _write_json(build.output / "calibration.json", calibration.as_dict())


def _activation_windows(build: Build) -> list[list[int]]:
    """Return token ids of some training rows, from which activations get their scales."""
    rows = list(read_rows(build.rows))
    chosen = random.Random(build.seed).sample(rows, min(ACTIVATION_ROWS, len(rows)))
    tokenizer = bare_tokenizer(str(build.base / "tokenizer.json"))
    longest = build.recipe.evaluation.max_tokens
    encoded = tokenizer.encode_batch([row.text for row in chosen])
    return [windows(encoding.ids, longest)[0] for encoding in encoded]


def score(build: Build) -> None:
    """Score all held-out text with the release, and part of it in fp32 to compare."""
    int8 = _scorer(build, build.weights / "model.onnx")
    fp32 = _scorer(build, build.output / FP32_GRAPH)
    logits = {}
    for name, rows in _held_out(build).items():
        logits[name] = score_rows(int8, rows)
        if name in {CLEAN_FILE, EXTRA_CLEAN}:
            logits[name + SENTENCES] = int8.logits(sentences_of(rows)[1])
        if name in build.recipe.evaluation.comparison_files:
            logits[FP32_PREFIX + name] = score_rows(fp32, _compared(rows))
        logger.info("scored %s, %d rows", name, len(rows))
    np.savez(build.scores, allow_pickle=False, **logits)


def evaluate(build: Build) -> None:
    """Choose thresholds, measure, compare int8 with fp32, and write the manifest."""
    logits = np.load(build.scores)
    held_out = _held_out(build)
    scored = {name: Scored(tuple(rows), logits[name]) for name, rows in held_out.items()}
    sentences = {
        name: Scored(tuple(sentences_of(held_out[name])[0]), logits[name + SENTENCES])
        for name in (CLEAN_FILE, EXTRA_CLEAN)
    }
    comparison = _comparison(
        {
            name: (scored[name].in_half(1), logits[FP32_PREFIX + name])
            for name in build.recipe.evaluation.comparison_files
        }
    )
    templates, extra = scored.pop(TEMPLATES), scored.pop(EXTRA_CLEAN)
    clean = [scored[CLEAN_FILE].in_half(0), sentences[CLEAN_FILE].in_half(0)]
    clean += [extra, sentences[EXTRA_CLEAN]]
    thresholds = thresholds_for(scored, templates, clean, build.recipe.evaluation)
    figures = report(scored, sentences[CLEAN_FILE], templates, thresholds)
    figures["int8_against_fp32"] = comparison
    write_manifest(build.weights, _facts(build, thresholds, figures))
    logger.info("clean_web: %s", figures["clean_web"])


def _held_out(build: Build) -> dict[str, list[Row]]:
    """Return all rows that were not trained on, by file; templates and extra clean last."""
    rows = {name: list(read_rows(dev_path(build.data, name))) for name in DEV_FILES}
    count = build.recipe.templates.rows_per_family
    rows[TEMPLATES] = template_rows(load_families(), count, build.seed, held_out=True)
    rows[EXTRA_CLEAN] = clean_rows(build.data, build.recipe, build.seed)
    return rows


def _compared(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if half(row.text) == 1]


def _comparison(pairs: Mapping[str, tuple[Scored, NDArray[np.float32]]]) -> dict[str, object]:
    """Return how the int8 scores (first of each pair) differ from fp32's."""
    int8 = np.concatenate([scored.logits for scored, _ in pairs.values()])
    fp32 = np.concatenate([logits for _, logits in pairs.values()])
    labels = np.concatenate([scored.labels for scored, _ in pairs.values()])
    return {
        "rows": len(labels),
        "logit_correlation": round(logit_correlation(fp32, int8), 5),
        "auprc_change": auprc_changes(fp32, int8, labels),
    }


def _facts(
    build: Build, thresholds: dict[str, float], figures: dict[str, object]
) -> dict[str, object]:
    progress = _read_json(build.output / "progress.json")
    used = {source.file for source in build.recipe.sources}
    used.add(build.recipe.evaluation.extra_clean_file)
    return {
        "model_version": build.recipe.model_version,
        "preliminary": True,
        "categories": list(CATEGORIES),
        "thresholds": thresholds,
        "calibration": _read_json(build.output / "calibration.json"),
        "max_tokens": build.recipe.evaluation.max_tokens,
        "base_model": {
            "name": "sentence-transformers/all-MiniLM-L6-v2",
            "licence": "Apache-2.0",
            "sha256": sha256_of(build.base / "model.safetensors"),
        },
        "training": {
            "command": build.command,
            "seed": build.seed,
            "recipe_sha256": build.recipe.sha256,
            "templates": {path.name: sha256_of(path) for path in template_files()},
            "data": {
                f"{name}.jsonl.gz": sha256_of(build.data / f"{name}.jsonl.gz")
                for name in sorted(used | {f"dev/{name}" for name in DEV_FILES})
            },
            "rows": _read_json(build.output / "sources.json"),
            "minutes": round(progress["seconds"] / 60, 1),
            "tokens": progress["tokens"],
            "rows_seen": progress["rows"],
            "steps": progress["steps"],
        },
        "metrics": figures,
        "quantisation": METHOD,
    }


def _scorer(build: Build, graph: Path) -> Scorer:
    return new_scorer(
        graph,
        build.base / "tokenizer.json",
        build.recipe.evaluation.max_tokens,
        build.recipe.evaluation.batch_tokens,
    )


def _read_json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", "utf-8")
