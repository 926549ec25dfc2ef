"""An evaluation for people: tables for a terminal."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pagewarden.evaluation.bootstrap import CONFIDENCE, Interval
from pagewarden.evaluation.records import (
    CALIBRATED_ROWS,
    CategoryReport,
    Evaluation,
    ObfuscationReport,
    SetReport,
    Share,
)

_ABSENT: Final = "–"  # noqa: RUF001 - an en dash, as in a printed table


def print_evaluation(evaluation: Evaluation, console: Console) -> None:
    """Print the tables of every file, and of all together where there are several."""
    shown = [*evaluation.files, *([evaluation.overall] if len(evaluation.files) > 1 else [])]
    for report in shown:
        _print_set(report, console)
    options = evaluation.options
    colophon = [
        f"model {evaluation.model_version}",
        *evaluation.notes,
        f"[…] {CONFIDENCE:.0%} interval of {options.resamples:,} resamples, seed {options.seed}",
        f"* uncalibrated: fewer than {CALIBRATED_ROWS} positives or negatives",
        "columns: docs/evaluation.md",
    ]
    for line in colophon:
        console.print(Text(line, style="dim"))


def _print_set(report: SetReport, console: Console) -> None:
    console.print(Text(_inert(report.name), style="bold"))
    console.print(Text(f"flagged in any category: {_share_cell(report.flagged)} of the rows"))
    tables = [
        _ranking_table(report.categories),
        _decision_table(report.categories),
        _source_table(report),
        _group_table(report.categories),
        *(_obfuscation_table(way, found) for way, found in report.obfuscations.items()),
    ]
    for table in tables:
        if table.row_count:
            console.print(table)
    console.print()


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """Names on the left, numbers on the right."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for index, name in enumerate(head):
        table.add_column(name, justify="right" if index else "left", no_wrap=not index)
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _ranking_table(categories: Mapping[str, CategoryReport]) -> Table:
    head = ["category", "1s", "0s", "prevalence", "AUPRC", "", "AUROC", "", "R@1%", "R@.1%"]
    return _table(
        head,
        (
            [
                f"{name}{'' if report.calibrated else '*'}",
                f"{report.positives:,}",
                f"{report.negatives:,}",
                f"{report.prevalence:.3f}",
                _cell(report.figures, "auprc"),
                _interval_cell(report.intervals, "auprc"),
                _cell(report.figures, "auroc"),
                _interval_cell(report.intervals, "auroc"),
                _cell(report.figures, "recall_at_fpr_1_percent"),
                _cell(report.figures, "recall_at_fpr_0_1_percent"),
            ]
            for name, report in categories.items()
        ),
    )


def _decision_table(categories: Mapping[str, CategoryReport]) -> Table:
    head = ["category", "threshold", "precision", "recall", "", "F1", "FPR", "", "ECE"]
    return _table(
        head,
        (
            [
                f"{name}{'' if report.calibrated else '*'}",
                f"{report.threshold:.3f}",
                _cell(report.figures, "precision"),
                _cell(report.figures, "recall"),
                _interval_cell(report.intervals, "recall"),
                _cell(report.figures, "f1"),
                _cell(report.figures, "false_positive_rate", 4),
                _interval_cell(report.intervals, "false_positive_rate", 4),
                _cell(report.figures, "calibration_error"),
            ]
            for name, report in categories.items()
        ),
    )


def _source_table(report: SetReport) -> Table:
    """Where nothing is labelled 1: which kinds of harmless text are flagged."""
    harmless = not any(found.positives for found in report.categories.values())
    sources = report.harmless_by_source if harmless else {}
    return _table(
        ["source", "rows", "flagged"],
        ([_inert(name), f"{share.rows:,}", _share_cell(share)] for name, share in sources.items()),
    )


def _group_table(categories: Mapping[str, CategoryReport]) -> Table:
    return _table(
        ["category", "group", "1s", "0s", "subgroup AUC", "BPSN AUC", "BNSP AUC"],
        (
            [
                category,
                name,
                f"{gaps.positives:,}",
                f"{gaps.negatives:,}",
                *map(_number, (gaps.subgroup_auc, gaps.bpsn_auc, gaps.bnsp_auc)),
            ]
            for category, report in categories.items()
            for name, gaps in report.groups.items()
        ),
    )


def _obfuscation_table(way: str, report: ObfuscationReport) -> Table:
    head = [way, "AUPRC", "drop", "", "recall", "drop", ""]
    table = _table(
        head,
        (
            [
                name,
                _cell(figures, "auprc"),
                _cell(figures, "auprc_drop"),
                _interval_cell(report.intervals[name], "auprc_drop"),
                _cell(figures, "recall"),
                _cell(figures, "recall_drop"),
                _interval_cell(report.intervals[name], "recall_drop"),
            ]
            for name, figures in report.figures.items()
        ),
    )
    table.caption = f"{way}: {_share_cell(report.flagged)} of the rows flagged"
    table.caption_justify = "left"
    return table


def _cell(figures: Mapping[str, float], name: str, digits: int = 3) -> str:
    return _number(figures.get(name), digits)


def _number(figure: float | None, digits: int = 3) -> str:
    return _ABSENT if figure is None else f"{figure:.{digits}f}"


def _interval_cell(intervals: Mapping[str, Interval], name: str, digits: int = 3) -> str:
    if name not in intervals:
        return ""
    low, high = intervals[name]
    return f"[{low:.{digits}f}, {high:.{digits}f}]"


def _share_cell(share: Share) -> str:
    between = f" [{share.interval[0]:.2%}, {share.interval[1]:.2%}]" if share.interval else ""
    return f"{share.share:.2%}{between} ({share.flagged:,} of {share.rows:,})"


def _inert(text: str) -> str:
    """Keep what a terminal would obey out of names that come from files."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)
