"""Batches: windows cover, crops fit, budgets hold."""

import random
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from training.dataset import budgeted, crop, label_matrix, pad, vary, vary_case, windows
from training.recipe import load_recipe
from training.rows import Row, labels_of

RECIPE = replace(load_recipe().training, max_tokens=12, min_crop_tokens=3)
CLEAN = Row("clean", "ours", labels_of(toxicity=0))
TOXIC = Row("toxic", "ours", labels_of(toxicity=1))


@given(st.integers(0, 60), st.integers(3, 20))
def test_windows_cover_the_text_once(length: int, max_tokens: int) -> None:
    """All ids come back in their order, no window is too long, each has its frame."""
    ids = [101, *range(1000, 1000 + length), 102]
    cut = windows(ids, max_tokens)
    assert [token for window in cut for token in window[1:-1]] == ids[1:-1]
    assert all(len(window) <= max_tokens for window in cut)
    assert all(window[0] == 101 and window[-1] == 102 for window in cut)


@given(st.lists(st.integers(1, 40), max_size=50), st.integers(40, 200))
def test_groups_hold_every_text_once_within_the_budget(lengths: list[int], budget: int) -> None:
    """Padding included, no group is over the budget."""
    groups = budgeted(lengths, budget)
    assert sorted(index for group in groups for index in group) == list(range(len(lengths)))
    assert all(len(g) * max(lengths[i] for i in g) <= budget for g in groups)


@given(st.integers(0, 60), st.booleans(), st.integers(0, 99))
def test_crop_is_a_framed_part_of_the_text(length: int, positive: bool, seed: int) -> None:  # noqa: FBT001
    """A crop fits the window and keeps tokens in one piece."""
    ids = [101, *range(1000, 1000 + length), 102]
    cut = crop(ids, TOXIC if positive else CLEAN, RECIPE, random.Random(seed))
    body = cut[1:-1]
    assert len(cut) <= RECIPE.max_tokens
    assert (cut[0], cut[-1]) == (101, 102)
    assert body == list(range(body[0], body[0] + len(body))) if body else not length


def test_short_positive_is_never_cut() -> None:
    """What makes a text toxic must stay in it."""
    ids = [101, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 102]
    assert all(crop(ids, TOXIC, RECIPE, random.Random(s)) == ids for s in range(20))


def test_unknown_labels_are_nan() -> None:
    """The loss can tell unknown from no."""
    matrix = label_matrix([TOXIC])
    assert matrix[0, 0] == 1
    assert np.isnan(matrix[0, 1:]).all()


def test_padding_is_masked() -> None:
    """Mask and ids agree on what is text."""
    ids, mask = pad([[101, 7, 102], [101, 102]])
    assert ids.tolist() == [[101, 7, 102], [101, 102, 0]]
    assert mask.tolist() == [[1, 1, 1], [1, 1, 0]]


def test_letter_case_is_blurred_both_ways() -> None:
    """Lower-case sources gain capitals, cased ones lose them, now and then."""
    chooser = random.Random(1)
    always = replace(RECIPE, lower_case_share=1.0, capitalise_share=1.0)
    assert vary_case("the bus is late", always, chooser) == "The bus is late."
    assert vary_case("The Bus is late!", always, chooser) == "the bus is late!"


def test_full_windows_are_not_for_positives_only() -> None:
    """With a share of full windows, long negatives fill the window too."""
    recipe = replace(RECIPE, full_window_share=1.0)
    ids = [101, *range(1000, 1060), 102]
    assert len(crop(ids, CLEAN, recipe, random.Random(1))) == recipe.max_tokens


def test_short_negatives_mostly_stay_whole() -> None:
    """A broken-off beginning must not speak for harmlessness: only a share is cut."""
    ids = [101, *range(1000, 1008), 102]
    none = replace(RECIPE, short_crop_share=0.0)
    assert all(crop(ids, CLEAN, none, random.Random(seed)) == ids for seed in range(20))
    always = replace(RECIPE, short_crop_share=1.0)
    assert any(crop(ids, CLEAN, always, random.Random(seed)) != ids for seed in range(20))


def test_a_share_is_misspelt() -> None:
    """Misspelling is a share of the rows, and can be switched off."""
    plain = replace(RECIPE, lower_case_share=0.0, obfuscate_share=0.0)
    assert vary("The bus is late.", plain, random.Random(1)) == "The bus is late."
    odd = replace(plain, obfuscate_share=1.0)
    assert any(
        vary("The bus is late.", odd, random.Random(s)) != "The bus is late." for s in range(5)
    )
