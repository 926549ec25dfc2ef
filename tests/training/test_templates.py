"""Our own sentences: families are whole, labelled, repeatable and held out as one."""

from pathlib import Path

import pytest

from pagewarden.moderation.taxonomy import CATEGORIES
from training.templates import Family, load_families, template_rows

FAMILIES = load_families()


def test_no_sentence_is_on_both_sides() -> None:
    """Held-out families share no sentence with those that are trained on."""
    trained = template_rows(FAMILIES, 100, seed=7, held_out=False)
    held_out = template_rows(FAMILIES, 100, seed=7, held_out=True)
    assert not {row.text for row in trained} & {row.text for row in held_out}
    assert not {row.source for row in trained} & {row.source for row in held_out}


def test_same_seed_gives_same_rows() -> None:
    """Rows can be made again."""
    assert FAMILIES[0].rows(20, seed=3) == FAMILIES[0].rows(20, seed=3)
    assert FAMILIES[0].rows(20, seed=3) != FAMILIES[0].rows(20, seed=4)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_family_fills_every_slot(family: Family) -> None:
    """No sentence keeps a brace, and none is made twice."""
    texts = [row.text for row in family.rows(60, seed=1)]
    assert texts
    assert not any("{" in text or "}" in text for text in texts)
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("category", [c for c in CATEGORIES if c != "toxicity"])
@pytest.mark.parametrize("held_out", [False, True])
def test_category_has_a_family_on_both_sides(category: str, held_out: bool) -> None:  # noqa: FBT001
    """Every category but toxicity, which goes with others, can be learnt and checked."""
    assert any(
        row.label(category) == 1 for row in template_rows(FAMILIES, 1, seed=1, held_out=held_out)
    )


def test_article_follows_the_filler(tmp_path: Path) -> None:
    """'a {job}' becomes 'an engineer'."""
    path = tmp_path / "templates.toml"
    path.write_text(
        '[fillers]\njob = ["engineer"]\n'
        '[[families]]\nname = "plain"\nno = ["*"]\npatterns = ["She is a {job}."]\n',
        "utf-8",
    )
    (row,) = load_families(tmp_path)[0].rows(5, seed=1)
    assert row.text == "She is an engineer."
    assert set(row.labels) == {0}


def test_slot_without_filler_is_refused(tmp_path: Path) -> None:
    """A pattern with an unknown slot names itself."""
    path = tmp_path / "templates.toml"
    path.write_text(
        '[fillers]\n[[families]]\nname = "gap"\nno = ["*"]\npatterns = ["{nothing}"]\n', "utf-8"
    )
    with pytest.raises(ValueError, match=r"gap.*nothing"):
        load_families(tmp_path)


def test_files_share_fillers_but_not_names(tmp_path: Path) -> None:
    """A filler serves all files of the folder; a family's name is its own."""
    family = '[[families]]\nname = "plain"\nno = ["*"]\npatterns = ["A {job} came."]\n'
    (tmp_path / "a.toml").write_text('[fillers]\njob = ["baker"]\n' + family, "utf-8")
    (tmp_path / "b.toml").write_text(family.replace("plain", "other"), "utf-8")
    assert [family.name for family in load_families(tmp_path)] == ["plain", "other"]
    (tmp_path / "c.toml").write_text(family, "utf-8")
    with pytest.raises(ValueError, match="twice: plain"):
        load_families(tmp_path)
