"""`python -m training.tables MANIFEST`: the model card's tables, from a manifest."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; numbers stand on the right, names on the left."""
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def ranking_table(manifest: Mapping[str, Any]) -> str:
    """Return AUC per category (rows) and held-out file (columns)."""
    ranking = manifest["metrics"]["ranking"]
    rows = [
        [f"`{category}`", *(_auc(ranking[name].get(category)) for name in ranking)]
        for category in manifest["categories"]
    ]
    return table(["AUC (positives)", *(f"`{name}`" for name in ranking)], rows)


def _auc(entry: Mapping[str, float] | None) -> str:
    return f"{entry['auc']:.3f} ({entry['positives']:,})" if entry else "-"


def decision_table(manifest: Mapping[str, Any]) -> str:
    """Return threshold, false alarms and recall per category, on the reported half."""
    metrics = manifest["metrics"]
    found = metrics["at_thresholds_on_reported_half"]
    clean = metrics["clean_web"]["flagged_share_reported_half_by_category"]
    names = ("jigsaw_wiki", "surge_toxicity", "thin")
    rows = [
        [
            f"`{category}`",
            f"{manifest['thresholds'][category]:.3f}",
            f"{clean[category]:.2%}",
            *(_recall(found[name].get(category, {})) for name in names),
            f"{metrics['calibration_error_on_reported_half'][category]:.3f}",
        ]
        for category in manifest["categories"]
    ]
    head = ["category", "threshold", "clean text flagged", *(f"recall `{name}`" for name in names)]
    return table([*head, "calibration error"], rows)


def _recall(entry: Mapping[str, float]) -> str:
    return f"{entry['recall']:.0%}" if "recall" in entry else "-"


def template_table(manifest: Mapping[str, Any]) -> str:
    """Return what share of our own held-out sentences is flagged, by family."""
    rows = [
        [family, ", ".join(f"{name} {share:.0%}" for name, share in found.items())]
        for family, found in manifest["metrics"]["templates_held_out"].items()
    ]
    return table(["family", "flagged"], rows)


def main() -> None:
    """Print all tables of the manifest named on the command line."""
    manifest = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    for make in (ranking_table, decision_table, template_table):
        print(make(manifest), end="\n\n")


if __name__ == "__main__":
    main()
