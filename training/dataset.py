"""Rows as token batches: random windows, letter-case augmentation, token budgets."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from pagewarden.moderation.taxonomy import CATEGORIES
from training.obfuscation import obfuscate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from training.recipe import TrainingRecipe
    from training.rows import Row

SPECIAL_TOKENS: Final = 2
"""[CLS] and [SEP] around every window."""

POOL_BATCHES: Final = 50
"""Batches whose rows are sorted by length together; keeps padding near 3 %."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One step's input."""

    input_ids: NDArray[np.int64]
    """Token ids, zero-padded, shape (batch, sequence)."""
    attention_mask: NDArray[np.int64]
    """1 for a token, 0 for padding, shape (batch, sequence)."""
    labels: NDArray[np.float32]
    """0, 1 or NaN (unknown), shape (batch, n_categories)."""
    weights: NDArray[np.float32]
    """Share of the loss per row, shape (batch,)."""


def bare_tokenizer(path: str) -> Tokenizer:
    """Load a `tokenizer.json` with its padding and truncation switched off."""
    from tokenizers import Tokenizer  # noqa: PLC0415 - absent without [train]

    tokenizer = Tokenizer.from_file(path)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def windows(ids: Sequence[int], max_tokens: int) -> list[list[int]]:
    """
    Cut a text's ids, special tokens included, into consecutive windows.

    Returns:
        Windows of at most `max_tokens` ids, each with its own special tokens.
    """
    first, body, last = ids[0], ids[1:-1], ids[-1]
    width = max_tokens - SPECIAL_TOKENS
    return [
        [first, *body[start : start + width], last] for start in range(0, max(len(body), 1), width)
    ]


def crop(ids: list[int], row: Row, recipe: TrainingRecipe, chooser: random.Random) -> list[int]:
    """
    Shorten a long row to one window.

    Negatives are cut at random to a random length, for the model will see single
    sentences, and a part of a harmless text is harmless; `full_window_share` of the long
    ones keep a whole window, and all but `short_crop_share` of the short ones stay whole, or
    length and a broken-off beginning would give the label away. Positives are cut only
    where they exceed the window: half the time to their beginning, else anywhere.
    """
    body = ids[1:-1]
    width = recipe.max_tokens - SPECIAL_TOKENS
    is_short = len(body) <= width
    if row.is_positive:
        if is_short:
            return ids
        start = chooser.choice((0, chooser.randint(0, len(body) - width)))
    else:
        if is_short and chooser.random() >= recipe.short_crop_share:
            return ids
        if is_short or chooser.random() >= recipe.full_window_share:
            width = chooser.randint(recipe.min_crop_tokens, width)
        start = chooser.randint(0, max(len(body) - width, 0))
    return [ids[0], *body[start : start + width], ids[-1]]


def vary_case(text: str, recipe: TrainingRecipe, chooser: random.Random) -> str:
    """Blur letter case and final punctuation, which some sources have stripped."""
    if text == text.lower():
        if chooser.random() < recipe.capitalise_share:
            return text[:1].upper() + text[1:] + ("" if text[-1:] in ".!?" else ".")
        return text
    return text.lower() if chooser.random() < recipe.lower_case_share else text


def vary(text: str, recipe: TrainingRecipe, chooser: random.Random) -> str:
    """Blur letter case, and misspell a share of the texts."""
    text = vary_case(text, recipe, chooser)
    return obfuscate(text, chooser) if chooser.random() < recipe.obfuscate_share else text


def label_matrix(rows: Sequence[Row]) -> NDArray[np.float32]:
    """Return labels as 0, 1 or NaN, shape (n_rows, n_categories)."""
    matrix = [[np.nan if label is None else label for label in row.labels] for row in rows]
    return np.array(matrix, dtype=np.float32).reshape(len(rows), len(CATEGORIES))


def pad(ids: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return ids and mask, zero-padded to the longest, each (batch, sequence)."""
    width = max(map(len, ids))
    padded = np.zeros((len(ids), width), dtype=np.int64)
    mask = np.zeros_like(padded)
    for index, line in enumerate(ids):
        padded[index, : len(line)] = line
        mask[index, : len(line)] = 1
    return padded, mask


def budgeted(lengths: Sequence[int], batch_tokens: int) -> list[list[int]]:
    """
    Group texts, shortest first, so that no padded group exceeds the budget.

    Args:
        lengths: Tokens per text.
        batch_tokens: Most tokens a group has with padding; a text longer than that
            stands alone.

    Returns:
        Groups of indices into `lengths`; each index once.
    """
    groups: list[list[int]] = []
    for index in sorted(range(len(lengths)), key=lengths.__getitem__):
        if groups and (len(groups[-1]) + 1) * lengths[index] <= batch_tokens:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def training_batches(
    rows: Sequence[Row],
    tokenizer: Tokenizer,
    recipe: TrainingRecipe,
    seed: int,
) -> Iterator[Batch]:
    """Yield batches without end; every pass shuffles, cuts and blurs anew."""
    passes = 0
    while True:
        chooser = random.Random(f"{seed}:{passes}")
        yield from _one_pass(rows, tokenizer, recipe, chooser)
        passes += 1


def _one_pass(
    rows: Sequence[Row],
    tokenizer: Tokenizer,
    recipe: TrainingRecipe,
    chooser: random.Random,
) -> Iterator[Batch]:
    order = list(range(len(rows)))
    chooser.shuffle(order)
    mean_tokens = 32  # of a cropped row; sets only how many rows are sorted together
    size = POOL_BATCHES * max(recipe.batch_tokens // mean_tokens, 1)
    for start in range(0, len(order), size):
        pool = [rows[index] for index in order[start : start + size]]
        yield from _pool_batches(pool, tokenizer, recipe, chooser)


def _pool_batches(
    pool: Sequence[Row],
    tokenizer: Tokenizer,
    recipe: TrainingRecipe,
    chooser: random.Random,
) -> Iterator[Batch]:
    texts = [vary(row.text, recipe, chooser) for row in pool]
    encoded = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    ids = [crop(line, row, recipe, chooser) for line, row in zip(encoded, pool, strict=True)]
    groups = budgeted([len(line) for line in ids], recipe.batch_tokens)
    chooser.shuffle(groups)
    for group in groups:
        members = [pool[index] for index in group]
        input_ids, attention_mask = pad([ids[index] for index in group])
        yield Batch(
            input_ids,
            attention_mask,
            label_matrix(members),
            np.array([row.weight for row in members], dtype=np.float32),
        )
