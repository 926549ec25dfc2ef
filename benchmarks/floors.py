"""
Quality that may not fall: the figures of benchmarks/floors.json against today's.

    .venv/bin/python benchmarks/floors.py DATA [--pin] [--lower] [--evaluation FILE]

DATA is a folder of labelled files (docs/evaluation.md). Exits with 1 where a pinned figure has
fallen, a pinned file is missing or is not the one that was pinned, or nothing is pinned at all.
--pin raises floors to today's figures; --lower lets it lower them, too.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # run as a file: the folder of this one is what Python looks in

from pagewarden.evaluation.evaluate import evaluate  # noqa: E402 - after the path
from pagewarden.evaluation.records import Options  # noqa: E402
from pagewarden.evaluation.report import evaluation_to_dict  # noqa: E402
from pagewarden.evaluation.rows import read_files  # noqa: E402
from pagewarden.exceptions import PagewardenError  # noqa: E402
from pagewarden.moderation.classifier import load_classifier  # noqa: E402

FLOORS: Final = ROOT / "benchmarks" / "floors.json"

FALLING: Final = ("auprc", "auroc", "recall")
"""Figures of a category that are worse when they fall."""

RISING: Final = ("false_positive_rate", "flagged_any")
"""
Those that are worse when they rise: of a category, and of a file in which nothing is labelled
1. In other files more flags may be more recall.
"""

MIN_ROWS: Final = 30
"""Positives, and negatives, under which a figure is too much a matter of chance to be pinned."""

SLACK: Final = 0.002
"""How far a figure may move: processors round the sums of int8 products differently."""


class FileFigures(NamedTuple):
    """What is pinned, or measured, of one file."""

    sha256: str
    figures: Mapping[str, float]
    """By "category figure", and "flagged_any"."""


Floors = Mapping[str, FileFigures]
"""By the file's name without its folder."""


def figures_of(evaluation: Mapping[str, Any]) -> dict[str, FileFigures]:
    """Take what is to be pinned from the object of ``pagewarden evaluate --json``."""
    return {
        Path(found["file"]).name: FileFigures(found["sha256"], dict(_figures(found)))
        for found in evaluation["files"]
    }


def _figures(found: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    categories = found["categories"]
    if not any(figures["positives"] for figures in categories.values()):
        yield "flagged_any", found["flagged_any"]["share"]
    for category, figures in categories.items():
        if min(figures["positives"], figures["negatives"]) >= MIN_ROWS:
            for name in (*FALLING, "false_positive_rate"):
                yield f"{category} {name}", figures[name]


def fallen(floors: Floors, measured: Floors) -> Iterator[str]:
    """Say each pinned figure that is worse today, or is not there; one sentence each."""
    for file, pinned in floors.items():
        if file not in measured:
            yield f"{file}: is pinned, and was not measured"
            continue
        for name, floor in pinned.figures.items():
            today = measured[file].figures.get(name)
            if today is None:
                yield f"{file}: {name} is pinned at {floor:.4f}, and there is no such figure today"
            elif _is_worse(name, today, floor):
                yield f"{file}: {name} is {today:.4f}, pinned at {floor:.4f}"


def changed(floors: Floors, measured: Floors) -> Iterator[str]:
    """Say each file that is not the one that was pinned: its figures mean something else."""
    for file, pinned in floors.items():
        if file in measured and measured[file].sha256 != pinned.sha256:
            yield f"{file}: is not the file that was pinned (SHA-256 {pinned.sha256[:12]}…)"


def _is_worse(name: str, today: float, floor: float) -> bool:
    return today > floor + SLACK if name.endswith(RISING) else today < floor - SLACK


def raised(floors: Floors, measured: Floors) -> dict[str, FileFigures]:
    """Give today's floors: the better of both for each figure."""
    found = dict(measured)
    for file, pinned in floors.items():
        today = measured[file]
        better = {
            name: (min if name.endswith(RISING) else max)(figure, pinned.figures.get(name, figure))
            for name, figure in today.figures.items()
        }
        found[file] = FileFigures(today.sha256, better)
    return found


def read_floors(path: Path) -> dict[str, FileFigures]:
    """Read what was pinned; nothing where there is no file."""
    if not path.exists():
        return {}
    found = _read_json(path, "Restore it from git")
    return {file: FileFigures(**entry) for file, entry in found.items()}


def _read_json(path: Path, mend: str) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        sys.exit(f"error: {path} cannot be read as JSON ({error}). {mend}")
    return found


def write_floors(path: Path, floors: Floors) -> None:
    """Write floors in a stable order, so that a change shows as a change."""
    found = {file: entry._asdict() for file, entry in sorted(floors.items())}
    path.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def check(floors: Floors, measured: Floors) -> int:
    """Print what has fallen; 1 if anything has."""
    if not floors:
        print("nothing is pinned. Run with --pin")
        return 1
    complaints = [*changed(floors, measured), *fallen(floors, measured)]
    for complaint in complaints:
        print(complaint)
    if complaints:
        print("worse than the floors. If that is wanted: --pin --lower, and say why in the commit")
        return 1
    print(
        f"{sum(len(pinned.figures) for pinned in floors.values())} figures at or over their floors"
    )
    return 0


def pin(path: Path, measured: Floors, *, lower: bool) -> int:
    """Write today's figures as floors; 1, and nothing written, where one would be lowered."""
    floors = read_floors(path)
    complaints = list(fallen(floors, measured))
    if complaints and not lower:
        for complaint in complaints:
            print(complaint)
        print("nothing pinned: these floors would be lowered. If that is wanted: --pin --lower")
        return 1
    write_floors(path, measured if lower else raised(floors, measured))
    print(f"pinned {sum(len(found.figures) for found in measured.values())} figures in {path}")
    return 0


def _measure(options: argparse.Namespace) -> Mapping[str, Any]:
    if options.evaluation:
        return _read_json(options.evaluation, "Give the output of pagewarden evaluate --json")
    files = sorted(options.data.glob("*.jsonl*")) if options.data else []
    if not files:
        sys.exit(
            f"error: no .jsonl or .jsonl.gz in {options.data}. Give a folder of labelled files"
        )
    return evaluation_to_dict(evaluate(read_files(files), load_classifier(), Options(resamples=0)))


def main(arguments: list[str] | None = None) -> int:
    """Measure, then check or pin."""
    parser = argparse.ArgumentParser(description=str(__doc__).strip().splitlines()[0])
    parser.add_argument("data", nargs="?", type=Path, help="folder of labelled files")
    parser.add_argument("--evaluation", type=Path, help="output of pagewarden evaluate --json")
    parser.add_argument("--floors", type=Path, default=FLOORS)
    parser.add_argument("--pin", action="store_true")
    parser.add_argument("--lower", action="store_true", help="with --pin: accept lower floors")
    options = parser.parse_args(arguments)
    try:
        measured = figures_of(_measure(options))
    except PagewardenError as error:
        sys.exit(f"error: {error}")
    if options.pin:
        return pin(options.floors, measured, lower=options.lower)
    return check(read_floors(options.floors), measured)


if __name__ == "__main__":
    sys.exit(main())
