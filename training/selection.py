"""Choosing training rows from the labelled sources, as the recipe says."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from training.rows import Row, read_rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from training.recipe import Recipe, SourceRecipe

WEAK_FILE = "train_weak"


def select_rows(data: Path, recipe: Recipe, seed: int) -> list[Row]:
    """
    Return the training rows of every source in the recipe, in source order.

    Args:
        data: Folder with the labelled `.jsonl.gz` files.
        recipe: Caps, copies, weights and masks per source.
        seed: Of the random choice.

    Raises:
        ValueError: A source of the recipe is not in its file.
    """
    chosen: list[Row] = []
    for file in sorted({source.file for source in recipe.sources}):
        by_source = defaultdict(list)
        for row in read_rows(data / f"{file}.jsonl.gz"):
            by_source[row.source].append(row)
        for source in (entry for entry in recipe.sources if entry.file == file):
            if source.name not in by_source:
                msg = f"{file}.jsonl.gz has no source {source.name!r}"
                raise ValueError(msg)
            chosen += _sample(by_source[source.name], source, recipe, seed)
    return chosen


def clean_rows(data: Path, recipe: Recipe, seed: int) -> list[Row]:
    """
    Return clean text that is not trained on, for choosing thresholds.

    Raises:
        ValueError: One of its sources is trained on, or not there.
    """
    evaluation = recipe.evaluation
    trained = {source.name for source in recipe.sources} & set(evaluation.extra_clean)
    if trained:
        msg = f"{sorted(trained)} are trained on, so they cannot be extra clean text"
        raise ValueError(msg)
    chosen: list[Row] = []
    rows = list(read_rows(data / f"{evaluation.extra_clean_file}.jsonl.gz"))
    for name in evaluation.extra_clean:
        of_source = [row for row in rows if row.source == name]
        if not of_source:
            msg = f"{evaluation.extra_clean_file}.jsonl.gz has no source {name!r}"
            raise ValueError(msg)
        random.Random(f"{seed}:{name}").shuffle(of_source)
        chosen += of_source[: evaluation.extra_clean_rows]
    return chosen


def _sample(rows: Iterable[Row], source: SourceRecipe, recipe: Recipe, seed: int) -> list[Row]:
    chooser = random.Random(f"{seed}:{source.name}")
    rows = [_trusted(row, source, recipe) for row in rows]
    chooser.shuffle(rows)
    rows.sort(key=lambda row: not row.is_thin_positive)  # stable: thin ones first
    positives = [row for row in rows if row.is_positive][: source.positives]
    negatives = [row for row in rows if _is_negative(row)][: source.negatives]
    return [row for row in positives + negatives for _ in range(_copies(row, source, recipe))]


def _is_negative(row: Row) -> bool:
    return not row.is_positive and 0 in row.labels


def _copies(row: Row, source: SourceRecipe, recipe: Recipe) -> int:
    if not row.is_thin_positive:
        return source.repeat
    return recipe.thin_repeat if source.thin_repeat is None else source.thin_repeat


def _trusted(row: Row, source: SourceRecipe, recipe: Recipe) -> Row:
    row = replace(row, weight=source.weight)
    if source.mask:
        row = row.masked(source.mask)
    if source.file == WEAK_FILE and is_reporting(row.text, recipe.reporting_words):
        row = row.masked(["sexual"])
    return row


def is_reporting(text: str, words: frozenset[str]) -> bool:
    """Tell whether a text uses a word of news and court reports."""
    return not words.isdisjoint(re.findall(r"[a-z]+", text.lower()))
