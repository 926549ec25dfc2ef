"""
Pagewarden and its peers on the same rows, in one run: AUPRC and what each flags.

    PYTHON benchmarks/peers.py FILE… [--rows N] [--json]

Peers that are not installed are skipped, by name. They are in no lock file: give them an
environment of their own,

    python3 -m venv /tmp/peers
    /tmp/peers/bin/pip install -e . alt-profanity-check better-profanity glin-profanity
    /tmp/peers/bin/python benchmarks/peers.py FILE…

Each is used as its own documentation shows, at its default threshold. docs/evaluation.md
tells how one score is compared over eight categories. Word lists are slow (over half a
minute of CPU for 480 comments): --rows draws a sample.
"""

import argparse
import json
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # run as a file: the folder of this one is what Python looks in

from pagewarden.evaluation.evaluate import score_texts  # noqa: E402 - after the path
from pagewarden.evaluation.metrics import Floats, average_precision, tally  # noqa: E402
from pagewarden.evaluation.rows import Rows, label_matrix, read_files  # noqa: E402
from pagewarden.exceptions import PagewardenError  # noqa: E402
from pagewarden.moderation.classifier import Classifier, load_classifier  # noqa: E402
from pagewarden.moderation.taxonomy import CATEGORIES  # noqa: E402

ANY: Final = "any"

TARGETS: Final = (*CATEGORIES, ANY)


class Judgement(NamedTuple):
    """What one contender makes of texts."""

    scores: Floats
    """Shape (n_texts, n_targets); the same in each column where it has one score only."""
    flagged: NDArray[np.bool_]
    """Shape (n_texts,)."""


Judge = Callable[[Sequence[str]], Judgement]


@dataclass(frozen=True, slots=True)
class Contender:
    """Something that judges texts."""

    name: str
    """With its version."""
    judge: Judge


def pagewarden(classifier: Classifier) -> Contender:
    """Judge by each category's own score; any of them, by the highest."""
    thresholds = np.array([classifier.thresholds[category] for category in CATEGORIES])

    def judge(texts: Sequence[str]) -> Judgement:
        scores = score_texts(texts, classifier)
        highest = scores.max(axis=1, keepdims=True)
        flagged = np.asarray((scores >= thresholds).any(axis=1))
        return Judgement(np.hstack([scores, highest]), flagged)

    return Contender(f"pagewarden {classifier.model_version}", judge)


def one_score(scores: Sequence[float], flagged: Sequence[bool]) -> Judgement:
    """Spread a single score over all targets."""
    column = np.asarray(scores, dtype=np.float64).reshape(-1, 1)
    return Judgement(np.repeat(column, len(TARGETS), axis=1), np.asarray(flagged, dtype=bool))


def yes_or_no(says: Callable[[str], bool]) -> Judge:
    """Turn a word list into a judge whose score is 0 or 1."""

    def judge(texts: Sequence[str]) -> Judgement:
        answers = [bool(says(text)) for text in texts]
        return one_score(answers, answers)

    return judge


def _alt_profanity_check() -> Judge:
    import profanity_check  # noqa: PLC0415 - a peer

    def judge(texts: Sequence[str]) -> Judgement:
        return one_score(profanity_check.predict_prob(texts), profanity_check.predict(texts))

    return judge


def _better_profanity() -> Judge:
    from better_profanity import profanity  # noqa: PLC0415 - a peer

    profanity.load_censor_words()
    return yes_or_no(profanity.contains_profanity)


def _glin_profanity() -> Judge:
    import glin_profanity  # noqa: PLC0415 - a peer

    return yes_or_no(glin_profanity.Filter().is_profane)


PEERS: Final[Mapping[str, Callable[[], Judge]]] = {
    "alt-profanity-check": _alt_profanity_check,
    "better-profanity": _better_profanity,
    "glin-profanity": _glin_profanity,
}
"""By the name of the distribution."""


CAUTION: Final = {
    "alt-profanity-check": "by its README trained on Davidson et al. 2017 and Jigsaw's Wikipedia "
    "comments: what it reaches on rows of these, it reaches on its own training data",
}
"""What must be known before a peer's figures are believed."""


def installed(peers: Mapping[str, Callable[[], Judge]]) -> tuple[list[Contender], list[str]]:
    """Load the peers that are there, and name those that are not, with the reason."""
    found, skipped = [], []
    for name, load in peers.items():
        try:
            found.append(Contender(f"{name} {metadata.version(name)}", load()))
        except metadata.PackageNotFoundError:
            skipped.append(f"{name}: not installed")
        except ImportError as exc:
            skipped.append(f"{name}: installed, and cannot be imported ({exc})")
    return found, skipped


def truth_of(rows: Rows) -> Floats:
    """Return labels with a column for any category, shape (n_rows, n_targets)."""
    labels = label_matrix(rows)
    positive = (labels == 1).any(axis=1)
    unknown = np.isnan(labels).all(axis=1)
    some = np.where(unknown, np.nan, positive.astype(np.float64))
    return np.hstack([labels, some[:, None]])


def compare(rows: Rows, contenders: Sequence[Contender]) -> dict[str, Any]:
    """Judge the same rows by all contenders."""
    truth = truth_of(rows)
    texts = [row.text for row in rows]
    judged = {contender.name: contender.judge(texts) for contender in contenders}
    harmless = truth[:, -1] == 0
    return {
        "rows": len(rows),
        "auprc": dict(_auprcs(truth, judged)),
        "flagged": {name: _share(found.flagged) for name, found in judged.items()},
        "flagged_of_harmful": {
            name: _share(found.flagged[truth[:, -1] == 1]) for name, found in judged.items()
        },
        "flagged_of_harmless": {
            name: _share(found.flagged[harmless]) for name, found in judged.items()
        },
    }


def _auprcs(truth: Floats, judged: Mapping[str, Judgement]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each target that has rows of both kinds."""
    for index, target in enumerate(TARGETS):
        known = ~np.isnan(truth[:, index])
        labels = truth[known, index]
        if not 0 < labels.sum() < len(labels):
            continue
        yield (
            target,
            {
                "positives": int(labels.sum()),
                "prevalence": round(float(labels.mean()), 4),
                **{
                    name: round(
                        average_precision(tally(labels, found.scores[known, index])).item(), 4
                    )
                    for name, found in judged.items()
                },
            },
        )


def _share(flagged: NDArray[np.bool_]) -> float | None:
    return round(float(flagged.mean()), 5) if len(flagged) else None


def print_comparison(file: str, found: Mapping[str, Any]) -> None:
    """Print one file's table, a contender a column."""
    names = list(found["flagged"])
    widths = [max(12, len(name)) + 2 for name in names]
    print(f"\n{file}: {found['rows']:,} rows")
    _print_row(["AUPRC", "1s", "prevalence"], names, widths)
    for target, figures in found["auprc"].items():
        head = [target, f"{figures['positives']:,}", f"{figures['prevalence']:.3f}"]
        _print_row(head, [f"{figures[name]:.3f}" for name in names], widths)
    for title in ("flagged", "flagged_of_harmful", "flagged_of_harmless"):
        shares = [found[title][name] for name in names]
        cells = ["-" if share is None else f"{share:.2%}" for share in shares]
        _print_row([title.replace("_", " "), "", ""], cells, widths)


def _print_row(head: Sequence[str], cells: Sequence[str], widths: Sequence[int]) -> None:
    label, positives, prevalence = head
    columns = "".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
    print(f"  {label:20}{positives:>7}{prevalence:>12}{columns}")


def _sample(rows: Rows, size: int | None) -> Rows:
    """Draw rows, the same each time."""
    if size is None or size >= len(rows):
        return rows
    return random.Random(0).sample(rows, size)  # noqa: S311 - nothing secret


def main() -> None:
    """Judge every file by every contender and print a table each."""
    parser = argparse.ArgumentParser(description=str(__doc__).strip().splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--rows", type=int, help="draw at most so many rows of each file")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()

    peers, skipped = installed(PEERS)
    try:
        files = read_files(options.files)
        contenders = [pagewarden(load_classifier()), *peers]
    except PagewardenError as error:
        sys.exit(f"error: {error}")
    compared = {
        str(file.path): compare(_sample(file.rows, options.rows), contenders) for file in files
    }
    if options.json:
        print(json.dumps({"files": compared, "skipped": skipped, "caution": CAUTION}))
        return
    for name, found in compared.items():
        print_comparison(name, found)
    print()
    for name, caution in CAUTION.items():
        print(f"{name}: {caution}")
    for reason in skipped:
        print(f"skipped {reason}. See the head of benchmarks/peers.py")


if __name__ == "__main__":
    main()
