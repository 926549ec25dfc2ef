"""`python -m training`: build the moderation model, whole or stage by stage."""

from __future__ import annotations

import argparse
import logging
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Final

from training import stages
from training.build import Build, new_build

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

STAGES: Final[dict[str, Callable[[Build], None]]] = {
    "prepare": stages.prepare,
    "train": stages.train,
    "export": stages.export,
    "score": stages.score,
    "evaluate": stages.evaluate,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the stages asked for, all by default, in their order."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    build = new_build(
        options.data,
        options.output,
        command=_command(options),
        base=options.base,
        recipe=options.recipe,
        seed=options.seed,
        max_minutes=options.max_minutes,
        max_steps=options.max_steps,
    )
    for name, stage in STAGES.items():
        if options.stage in {"all", name}:
            logging.getLogger("training").info("stage %s", name)
            stage(build)


def _command(options: argparse.Namespace) -> str:
    """Say how the run can be repeated, without this machine's paths."""
    words = ["python", "-m", "training", "--data", "DATA", "--output", "OUTPUT"]
    if options.max_minutes is not None:
        words += ["--max-minutes", f"{options.max_minutes:g}"]
    if options.max_steps is not None:
        words += ["--max-steps", str(options.max_steps)]
    return shlex.join([*words, "--seed", str(options.seed)])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument(
        "stage", nargs="?", default="all", choices=["all", *STAGES], help="one stage"
    )
    parser.add_argument(
        "--data",
        type=Path,
        default=Path("../shared/data"),
        help="folder with the labelled rows (default: %(default)s)",
    )
    parser.add_argument("--output", type=Path, required=True, help="folder for all that is built")
    parser.add_argument("--base", type=Path, help="folder with the base weights")
    parser.add_argument("--recipe", type=Path, help="another recipe.toml")
    parser.add_argument(
        "--max-minutes",
        type=float,
        default=65.0,
        help="training time; the learning rate follows it (default: %(default)s)",
    )
    parser.add_argument("--max-steps", type=int, help="stop earlier, for trials")
    parser.add_argument("--seed", type=int, default=7)
    return parser


if __name__ == "__main__":
    main()
