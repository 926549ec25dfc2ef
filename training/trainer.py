"""Fine-tuning: a masked multi-label loss, and a schedule that follows the clock."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch
from torch.nn import functional
from transformers import AutoModelForSequenceClassification

from pagewarden.moderation.taxonomy import CATEGORIES
from training.dataset import label_matrix, training_batches

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tokenizers import Tokenizer

    from training.dataset import Batch
    from training.recipe import TrainingRecipe
    from training.rows import Row

logger: Final = logging.getLogger(__name__)

LOG_STEPS: Final = 50


@dataclass(frozen=True, slots=True)
class Budget:
    """When a run ends: whichever bound is met first; None does not bind."""

    max_minutes: float | None
    max_steps: int | None = None

    def spent(self, seconds: float, steps: int) -> float:
        """Return the share of the run that is over, in [0, 1]."""
        by_time = seconds / 60 / self.max_minutes if self.max_minutes else 0.0
        by_steps = steps / self.max_steps if self.max_steps else 0.0
        return min(max(by_time, by_steps), 1.0)


@dataclass(slots=True)
class Progress:
    """How far a run is; kept in its checkpoints."""

    steps: int = 0
    tokens: int = 0
    rows: int = 0
    seconds: float = 0.0
    """Spent training, over all resumptions."""


@dataclass(slots=True)
class Trainer:
    """A model, its optimisers and its progress."""

    model: Any
    recipe: TrainingRecipe
    budget: Budget
    positive_weights: torch.Tensor
    """Weight of a positive label, shape (n_categories,)."""
    optimisers: list[torch.optim.Optimizer]
    progress: Progress = field(default_factory=Progress)

    def step(self, batch: Batch) -> float:
        """Take one step; return its loss."""
        self._set_learning_rates()
        output = self.model(
            input_ids=torch.from_numpy(batch.input_ids),
            attention_mask=torch.from_numpy(batch.attention_mask),
        )
        loss = masked_loss(
            output.logits,
            torch.from_numpy(batch.labels),
            torch.from_numpy(batch.weights),
            self.positive_weights,
        )
        loss.backward()
        torch.nn.utils.clip_grad_norm_(
            [p for p in self.model.parameters() if not _is_embedding(self.model, p)],
            self.recipe.max_gradient_norm,
        )
        for optimiser in self.optimisers:
            optimiser.step()
            optimiser.zero_grad()
        self.progress.steps += 1
        self.progress.tokens += int(batch.attention_mask.sum())
        self.progress.rows += len(batch.weights)
        return float(loss.detach())

    def _set_learning_rates(self) -> None:
        spent = self.budget.spent(self.progress.seconds, self.progress.steps)
        factor = learning_rate_factor(spent, self.recipe.warmup)
        for optimiser in self.optimisers:
            for group in optimiser.param_groups:
                group["lr"] = group["peak"] * factor

    def save(self, path: Path) -> None:
        """Write a checkpoint that `load` resumes from; never leaves half a file."""
        partial = path.with_suffix(".partial")
        torch.save(
            {
                "model": self.model.state_dict(),
                "optimisers": [o.state_dict() for o in self.optimisers],
                "progress": self.progress,
            },
            partial,
        )
        partial.replace(path)

    def load(self, path: Path) -> None:
        """Resume from a checkpoint of our own making."""
        state = torch.load(path, weights_only=False)
        self.model.load_state_dict(state["model"])
        for optimiser, saved in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(saved)
        self.progress = state["progress"]


def learning_rate_factor(spent: float, warmup: float) -> float:
    """Rise linearly over `warmup`, then fall linearly to 0.01; both in [0, 1]."""
    if spent < warmup:
        return max(spent / warmup, 0.02)
    return max((1 - spent) / (1 - warmup), 0.01)


def masked_loss(
    logits: torch.Tensor,
    labels: torch.Tensor,
    weights: torch.Tensor,
    positive_weights: torch.Tensor,
) -> torch.Tensor:
    """
    Return the mean binary cross-entropy over known labels.

    Args:
        logits: Shape (batch, n_categories).
        labels: 0, 1 or NaN (unknown, left out), shape (batch, n_categories).
        weights: Per row, shape (batch,).
        positive_weights: Per category, shape (n_categories,).
    """
    known = ~labels.isnan()
    targets = labels.nan_to_num()
    losses = functional.binary_cross_entropy_with_logits(
        logits, targets, pos_weight=positive_weights, reduction="none"
    )
    shares = weights[:, None] * known
    return (losses * shares).sum() / known.sum().clamp(min=1)


def positive_weights(rows: Sequence[Row], bound: float) -> torch.Tensor:
    """Return sqrt(negatives / positives) per category, kept in [1, bound]."""
    labels = label_matrix(rows)
    positives = np.maximum((labels == 1).sum(axis=0), 1)
    ratios = np.sqrt((labels == 0).sum(axis=0) / positives)
    return torch.tensor(np.clip(ratios, 1, bound), dtype=torch.float32)


def new_model(base: Path, seed: int) -> Any:
    """Load base weights under a fresh classification head, one output a category."""
    torch.manual_seed(seed)
    model = AutoModelForSequenceClassification.from_pretrained(
        base,
        num_labels=len(CATEGORIES),
        problem_type="multi_label_classification",
        id2label=dict(enumerate(CATEGORIES)),
        label2id={category: index for index, category in enumerate(CATEGORIES)},
    )
    model.get_input_embeddings().sparse = True  # 30,522 rows, a few hundred a step
    return model.train()


def new_trainer(
    model: Any,
    rows: Sequence[Row],
    recipe: TrainingRecipe,
    budget: Budget,
) -> Trainer:
    """Pair a model with its optimisers: sparse for words, AdamW for the rest."""
    head = list(model.classifier.parameters())
    words = model.get_input_embeddings().weight
    special = {id(parameter) for parameter in (*head, words)}
    body = [p for p in model.parameters() if id(p) not in special]
    dense = torch.optim.AdamW(
        [
            _group(body, recipe.learning_rate),
            _group(head, recipe.head_learning_rate),
        ],
        weight_decay=recipe.weight_decay,
        fused=True,
    )
    sparse = torch.optim.SparseAdam([_group([words], recipe.embedding_learning_rate)])
    weights = positive_weights(rows, recipe.max_positive_weight)
    return Trainer(model, recipe, budget, weights, [dense, sparse])


def _group(parameters: list[torch.nn.Parameter], peak: float) -> dict[str, Any]:
    return {"params": parameters, "lr": peak, "peak": peak}


def _is_embedding(model: Any, parameter: torch.nn.Parameter) -> bool:
    return parameter is model.get_input_embeddings().weight


def run(
    trainer: Trainer,
    rows: Sequence[Row],
    tokenizer: Tokenizer,
    checkpoint: Path,
    seed: int,
) -> Progress:
    """Train until the budget is spent, with a checkpoint every few minutes."""
    if checkpoint.exists():
        trainer.load(checkpoint)
        logger.info("resumed: %s", trainer.progress)
    # A resumed run draws other batches: a new seed rather than a replay.
    batches = training_batches(rows, tokenizer, trainer.recipe, seed + trainer.progress.steps)
    torch.manual_seed(seed + trainer.progress.steps)
    begun, saved = time.monotonic() - trainer.progress.seconds, time.monotonic()
    losses: list[float] = []
    while trainer.budget.spent(trainer.progress.seconds, trainer.progress.steps) < 1:
        losses.append(trainer.step(next(batches)))
        trainer.progress.seconds = time.monotonic() - begun
        if len(losses) == LOG_STEPS:
            _log(trainer.progress, losses)
            losses.clear()
        if time.monotonic() - saved > trainer.recipe.checkpoint_minutes * 60:
            trainer.save(checkpoint)
            saved = time.monotonic()
    trainer.save(checkpoint)
    _log(trainer.progress, losses or [float("nan")])
    return trainer.progress


def _log(progress: Progress, losses: list[float]) -> None:
    logger.info(
        "step %d, %.1f min, %d rows, %d tokens (%.0f/s), loss %.4f",
        progress.steps,
        progress.seconds / 60,
        progress.rows,
        progress.tokens,
        progress.tokens / max(progress.seconds, 1e-9),
        sum(losses) / len(losses),
    )
