"""Laws of windows and batches."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pagewarden.moderation.batching import cut_windows, plan_batches

SIZES = st.integers(2, 20).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1)))
LENGTHS = st.lists(st.integers(0, 40), max_size=60)


@given(st.integers(0, 200), SIZES)
def test_windows_cover_every_token_in_order(count: int, size: tuple[int, int]) -> None:
    """Nothing is left out, nothing is added, no window is too long."""
    tokens = list(range(count))
    windows = [list(window.tokens) for window in cut_windows(3, tokens, *size)]
    assert sorted(set().union(*windows)) == tokens
    assert all(len(window) <= size[0] for window in windows)
    assert all(window == sorted(window) for window in windows)


@given(st.integers(0, 200), SIZES)
def test_neighbouring_windows_share_their_overlap(count: int, size: tuple[int, int]) -> None:
    """What stands on a border is seen whole by one of the two."""
    windows = [set(window.tokens) for window in cut_windows(0, list(range(count)), *size)]
    for before, after in pairwise(windows):
        assert len(before & after) >= size[1]


@given(st.integers(0, 20), SIZES)
def test_a_short_text_is_one_window(count: int, size: tuple[int, int]) -> None:
    """Text that fits is not cut; an empty one still gives a window."""
    windows = list(cut_windows(5, list(range(min(count, size[0]))), *size))
    assert len(windows) == 1
    assert windows[0].source == 5


@given(LENGTHS, st.integers(1, 100))
def test_batches_hold_every_item_once(lengths: list[int], budget: int) -> None:
    """Batching only reorders."""
    planned = [index for batch in plan_batches(lengths, budget) for index in batch]
    assert sorted(planned) == list(range(len(lengths)))


@given(LENGTHS, st.integers(1, 100))
def test_batches_stay_within_the_budget(lengths: list[int], budget: int) -> None:
    """Padded size is at most the budget, except for a single item that passes it alone."""
    for batch in plan_batches(lengths, budget):
        padded = len(batch) * max(lengths[index] for index in batch)
        assert padded <= budget or len(batch) == 1


@given(LENGTHS, st.integers(1, 100))
def test_batches_go_from_short_to_long(lengths: list[int], budget: int) -> None:
    """Like lengths come together, and equal ones in the given order."""
    planned = [index for batch in plan_batches(lengths, budget) for index in batch]
    assert planned == sorted(range(len(lengths)), key=lambda index: (lengths[index], index))
