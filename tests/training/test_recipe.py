"""The recipe loads whole, and tells of its mistakes."""

from pathlib import Path

import pytest

from training.recipe import DEFAULT_RECIPE, load_recipe


def test_default_recipe_loads() -> None:
    """Every key of the shipped recipe is read."""
    recipe = load_recipe()
    assert recipe.sources
    assert recipe.training.max_tokens > recipe.training.min_crop_tokens


def test_unlicensed_sources_are_only_those_self_harm_and_violence_need() -> None:
    """Nothing else is taken from text without a licence."""
    used = {source.name for source in load_recipe().sources if source.file == "train_unlicensed"}
    assert used == {
        "SDCNL(r/SuicideWatch)",
        "M-Ibtihaj/suicidal-tweets",
        "Suicide_Detection(Kaggle part)",
        "twitter-suicidal-intention",
        "BeaverTails-30k-test(prompts; labels of prompt+reply)",
        "passage-level-trigger-warnings(AO3)",
    }


def test_hash_follows_the_file(tmp_path: Path) -> None:
    """Two recipes that differ in a byte have different hashes."""
    copy = tmp_path / "recipe.toml"
    copy.write_bytes(DEFAULT_RECIPE.read_bytes() + b"\n")
    assert load_recipe(copy).sha256 != load_recipe().sha256


def test_unread_key_is_refused(tmp_path: Path) -> None:
    """A misspelt hyper-parameter does not pass silently."""
    path = tmp_path / "recipe.toml"
    text = DEFAULT_RECIPE.read_text("utf-8")
    path.write_text(text.replace("warmup =", "warm_up ="), "utf-8")
    with pytest.raises(TypeError, match="warm_up"):
        load_recipe(path)


def test_source_named_twice_is_refused(tmp_path: Path) -> None:
    """A source has one set of caps."""
    path = tmp_path / "recipe.toml"
    text = DEFAULT_RECIPE.read_text("utf-8")
    again = '\n[[sources]]\nname = "ConvAbuse"\nfile = "train"\npositives = 1\nnegatives = 1\n'
    path.write_text(text + again, "utf-8")
    with pytest.raises(ValueError, match="twice"):
        load_recipe(path)
