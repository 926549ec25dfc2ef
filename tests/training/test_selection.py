"""Choosing rows: caps, copies, masks, and thin categories first."""

from dataclasses import replace
from pathlib import Path

import pytest

from training.recipe import Recipe, SourceRecipe, load_recipe
from training.rows import Row, labels_of, write_rows
from training.selection import clean_rows, is_reporting, select_rows

ROWS = [
    Row("I will get you.", "forum", labels_of(threat=1, toxicity=1)),
    *(Row(f"You are fool number {i}.", "forum", labels_of(toxicity=1)) for i in range(5)),
    *(Row(f"The bus at {i} was late.", "forum", labels_of(toxicity=0)) for i in range(5)),
    Row("Nobody has looked at this one.", "forum", labels_of()),
]


def recipe_with(source: SourceRecipe) -> Recipe:
    """Return the shipped recipe with one source only."""
    return replace(load_recipe(), sources=(source,), thin_repeat=3)


def chosen(tmp_path: Path, source: SourceRecipe) -> list[Row]:
    """Return what a recipe of one source takes from ROWS."""
    write_rows(tmp_path / f"{source.file}.jsonl.gz", ROWS)
    return select_rows(tmp_path, recipe_with(source), seed=7)


def test_caps_hold_and_thin_positives_come_first(tmp_path: Path) -> None:
    """The only threat is kept under any cap, in as many copies as asked for."""
    rows = chosen(tmp_path, SourceRecipe("forum", "train", positives=2, negatives=3))
    assert [row.text for row in rows[:3]] == ["I will get you."] * 3
    assert sum(row.label("toxicity") == 0 for row in rows) == 3
    assert len(rows) == 3 + 1 + 3


def test_rows_without_a_label_are_left_out(tmp_path: Path) -> None:
    """A row that says nothing is not a negative."""
    rows = chosen(tmp_path, SourceRecipe("forum", "train", positives=99, negatives=99))
    assert all("Nobody" not in row.text for row in rows)


def test_mask_and_weight_come_from_the_recipe(tmp_path: Path) -> None:
    """What a source gets wrong is forgotten, and its rows weigh what the recipe says."""
    source = SourceRecipe("forum", "train", 99, 0, weight=0.4, mask=("toxicity",))
    (*rows,) = chosen(tmp_path, source)
    assert {row.text for row in rows} == {"I will get you."}
    assert all(row.weight == 0.4 and row.label("toxicity") is None for row in rows)


def test_weak_sexual_label_beside_reporting_is_left_out() -> None:
    """A machine's label on a court report is not believed."""
    words = load_recipe().reporting_words
    assert is_reporting("The jury heard what he had done.", words)
    assert not is_reporting("They kissed all night.", words)


def test_missing_source_is_named(tmp_path: Path) -> None:
    """A recipe that asks for what the data lacks says so."""
    with pytest.raises(ValueError, match="blog"):
        chosen(tmp_path, SourceRecipe("blog", "train", 1, 1))


def test_clean_text_that_is_trained_on_is_refused(tmp_path: Path) -> None:
    """Thresholds are not chosen on text that the model has learnt."""
    recipe = recipe_with(SourceRecipe("AG-News(test.csv)", "train_unlicensed", 0, 9))
    with pytest.raises(ValueError, match="trained on"):
        clean_rows(tmp_path, recipe, seed=7)
