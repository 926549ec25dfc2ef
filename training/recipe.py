"""The recipe: every choice that shapes the model, read from `recipe.toml`."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

DEFAULT_RECIPE: Final = Path(__file__).with_name("recipe.toml")


@dataclass(frozen=True, slots=True)
class SourceRecipe:
    """How much of one source is used, and how far it is trusted."""

    name: str
    file: str
    """Data file without its suffix: `train`, `train_weak` or `train_unlicensed`."""
    positives: int
    """At most so many rows with a label 1; thin categories' positives come first."""
    negatives: int
    """At most so many rows without a label 1."""
    weight: float = 1.0
    repeat: int = 1
    """Copies of every row."""
    thin_repeat: int | None = None
    """Copies of a thin category's positive; None takes the recipe's."""
    mask: tuple[str, ...] = ()
    """Categories whose labels this source gets wrong."""


@dataclass(frozen=True, slots=True)
class TrainingRecipe:
    """Hyper-parameters; units and reasons stand in `recipe.toml`."""

    max_tokens: int
    min_crop_tokens: int
    full_window_share: float
    short_crop_share: float
    obfuscate_share: float
    batch_tokens: int
    learning_rate: float
    embedding_learning_rate: float
    head_learning_rate: float
    weight_decay: float
    warmup: float
    max_gradient_norm: float
    lower_case_share: float
    capitalise_share: float
    max_positive_weight: float
    checkpoint_minutes: float


@dataclass(frozen=True, slots=True)
class TemplateRecipe:
    """How many sentences of our own are made."""

    rows_per_family: int
    repeat: int
    """Copies of every training row."""
    weight: float


@dataclass(frozen=True, slots=True)
class EvaluationRecipe:
    """How a release is calibrated, and its thresholds are chosen."""

    max_tokens: int
    """Window that texts are cut to for scoring, special tokens included."""
    extra_clean: tuple[str, ...]
    """Sources of clean text for choosing thresholds, beside clean_web."""
    extra_clean_file: str
    extra_clean_rows: int
    """Of each such source."""
    calibration_files: tuple[str, ...]
    threshold_files: tuple[str, ...]
    """Held-out files whose positives a threshold should catch."""
    comparison_files: tuple[str, ...]
    """Held-out files on which int8 is compared with fp32."""
    clean_budget: float
    """Share of clean texts that may be flagged in any category, in [0, 1]."""
    hard_budget: float
    """Share of our own hard negatives that may be flagged per category, in [0, 1]."""
    batch_tokens: int


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that shapes one model version."""

    model_version: str
    training: TrainingRecipe
    templates: TemplateRecipe
    evaluation: EvaluationRecipe
    thin_repeat: int
    reporting_words: frozenset[str]
    """Words of reporting; weak `sexual` labels beside them are left out."""
    sources: tuple[SourceRecipe, ...]
    sha256: str
    """Of the file it was read from."""


def load_recipe(path: Path = DEFAULT_RECIPE) -> Recipe:
    """
    Read and check a recipe.

    Raises:
        TypeError: A table has a key that nobody reads, or lacks one.
        ValueError: A source is named twice.
    """
    raw = path.read_bytes()
    table = tomllib.loads(raw.decode())
    sources = tuple(_source(entry) for entry in table["sources"])
    if len({source.name for source in sources}) != len(sources):
        msg = f"{path}: a source is named twice"
        raise ValueError(msg)
    return Recipe(
        model_version=table["model_version"],
        training=TrainingRecipe(**table["training"]),
        templates=TemplateRecipe(**table["templates"]),
        evaluation=EvaluationRecipe(**_tuples(table["evaluation"])),
        thin_repeat=table["selection"]["thin_repeat"],
        reporting_words=frozenset(table["selection"]["reporting_words"]),
        sources=sources,
        sha256=hashlib.sha256(raw).hexdigest(),
    )


def _source(entry: dict[str, Any]) -> SourceRecipe:
    return SourceRecipe(**_tuples(entry))


def _tuples(entry: dict[str, Any]) -> dict[str, Any]:
    """Turn TOML's lists into tuples, which frozen records keep."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
