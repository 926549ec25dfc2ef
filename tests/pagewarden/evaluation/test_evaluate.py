"""An evaluation: figures per file and overall, on scores that can be told by eye."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from rich.console import Console

from pagewarden.evaluation.evaluate import evaluate, score_texts
from pagewarden.evaluation.obfuscations import OBFUSCATIONS
from pagewarden.evaluation.records import CALIBRATED_ROWS, Evaluation, Options
from pagewarden.evaluation.report import FIGURES, evaluation_to_dict
from pagewarden.evaluation.rows import LabelledFile, LabelledText
from pagewarden.evaluation.tables import print_evaluation
from pagewarden.moderation.taxonomy import CATEGORIES

ROOT = Path(__file__).parents[3]


class Shouting:
    """Scores the share of capitals among the letters, in each category."""

    model_version = "shouting"
    thresholds = dict.fromkeys(CATEGORIES, 0.5)
    notes = ("a stand-in",)

    def classify(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (n, 8)."""
        shares = [sum(map(str.isupper, text)) / max(len(text), 1) for text in texts]
        column = np.array(shares, dtype=np.float32).reshape(-1, 1)
        return np.repeat(column, len(CATEGORIES), axis=1)


def _row(text: str, group: str = "", source: str = "", **labels: int) -> LabelledText:
    return LabelledText(
        text,
        tuple(float(labels.get(category, "nan")) for category in CATEGORIES),
        frozenset({group} if group else ()),
        source or None,
    )


def _file(name: str, *rows: LabelledText) -> LabelledFile:
    return LabelledFile(Path(name), f"hash of {name}", rows)


LOUD = _file(
    "loud.jsonl",
    _row("GO AWAY AT ONCE", toxicity=1),
    _row("STOP IT RIGHT NOW", toxicity=1, threat=0),
    _row("go away, will you", toxicity=1, threat=1),
    _row("the ferry is late", toxicity=0),
    _row("NASA SENT A PROBE", toxicity=0),
    _row("what a fine day it is", toxicity=0),
)

CLEAN = _file(
    "clean.jsonl",
    *(_row(f"the tide turns at {hour}", toxicity=0, source="sea") for hour in range(8)),
    _row("UNESCO MET IN PARIS", toxicity=0, source="news"),
    _row("A WHALE", toxicity=1, source="sea"),
)


def _evaluate(*files: LabelledFile, **options: Any) -> Evaluation:
    return evaluate(files, Shouting(), Options(**({"resamples": 200} | options)))


def test_figures_by_hand() -> None:
    """Two of three 1s and one of three 0s are flagged."""
    found = _evaluate(LOUD).files[0]
    toxicity = found.categories["toxicity"]
    assert (toxicity.positives, toxicity.negatives, toxicity.prevalence) == (3, 3, 0.5)
    assert toxicity.figures["precision"] == toxicity.figures["recall"] == pytest.approx(2 / 3)
    assert toxicity.figures["false_positive_rate"] == pytest.approx(1 / 3)
    assert 0 < toxicity.figures["auprc"] < 1
    assert (found.flagged.flagged, found.flagged.rows) == (3, 6)
    assert found.flagged_by_category == dict.fromkeys(CATEGORIES, 0.5)


def test_only_labelled_rows_count_and_only_labelled_categories_are_shown() -> None:
    """Null is neither 1 nor 0."""
    found = _evaluate(LOUD).files[0].categories
    assert list(found) == ["toxicity", "threat"]
    assert (found["threat"].positives, found["threat"].negatives) == (1, 1)


def test_overall_pools_the_rows() -> None:
    """Not a mean of files: each row counts once."""
    found = _evaluate(LOUD, CLEAN)
    overall = found.overall.categories["toxicity"]
    assert [part.name for part in found.files] == ["loud.jsonl", "clean.jsonl"]
    assert (overall.positives, overall.negatives) == (4, 12)
    assert found.overall.flagged.rows == 16


def test_figures_stand_within_their_intervals() -> None:
    """And there are as many of them as were asked for."""
    category = _evaluate(LOUD, CLEAN).overall.categories["toxicity"]
    assert category.intervals.keys() >= {"auprc", "auroc", "recall", "false_positive_rate"}
    for name, (low, high) in category.intervals.items():
        assert low <= category.figures[name] <= high
    assert not _evaluate(LOUD, resamples=0).overall.categories["toxicity"].intervals


def test_harmless_rows_are_counted_by_source() -> None:
    """A row with a 1 is not harmless; a row without a source is in no table."""
    found = _evaluate(LOUD, CLEAN).overall.harmless_by_source
    assert {name: (share.flagged, share.rows) for name, share in found.items()} == {
        "news": (1, 1),
        "sea": (0, 8),
    }


@pytest.mark.parametrize(("rows", "calibrated"), [(CALIBRATED_ROWS, True), (199, False)])
def test_a_thin_category_is_called_uncalibrated(rows: int, calibrated: bool) -> None:  # noqa: FBT001
    """In so many words, with what it stands on."""
    many = _file(
        "many.jsonl",
        *(_row("AHOY", threat=1) for _ in range(rows)),
        *(_row("ahoy", threat=0) for _ in range(300)),
    )
    found = evaluation_to_dict(_evaluate(many))["files"][0]["categories"]["threat"]
    assert found["calibrated"] is calibrated
    assert (found["note"] is None) is calibrated
    if not calibrated:
        assert "199 positives and 300 negatives" in found["note"]


def test_groups_are_measured_in_each_category() -> None:
    """Loud sailors are taken for rude ones: their BPSN falls, and only theirs."""
    crowd = _file(
        "crowd.jsonl",
        *(_row("AHOY, mates", "sailors", toxicity=0) for _ in range(12)),
        *(_row("fresh bread", "bakers", toxicity=0) for _ in range(12)),
        *(_row("Go AWAY", toxicity=1) for _ in range(12)),
        *(_row("get lost", "sailors", toxicity=1) for _ in range(12)),
    )
    found = evaluation_to_dict(_evaluate(crowd))["overall"]["categories"]["toxicity"]["groups"]
    assert found["sailors"] == {
        "positives": 12,
        "negatives": 12,
        "subgroup_auc": 0.0,
        "bpsn_auc": 1.0,
        "bnsp_auc": 0.5,
    }
    assert found["bakers"]["bpsn_auc"] == 0.75


def test_obfuscation_drops_are_paired() -> None:
    """Leet has no capitals, so shouting is no longer heard; a zero width costs little."""
    found = _evaluate(LOUD, obfuscate=True).overall.obfuscations
    assert list(found) == list(OBFUSCATIONS)
    leet = found["leet"].figures["toxicity"]
    assert leet["recall"] == 0
    assert leet["recall_drop"] == pytest.approx(2 / 3)
    assert found["leet"].flagged.flagged == 0
    assert found["zero_width"].figures["toxicity"]["recall_drop"] == 0


def test_an_unchanged_score_has_no_drop_in_any_draw() -> None:
    """Both spellings are measured on the same draws: where they agree, the drop is 0."""
    signs = _file("signs.jsonl", _row("A1", toxicity=1), _row("b2", toxicity=0))
    for found in _evaluate(signs, obfuscate=True).overall.obfuscations.values():
        assert found.figures["toxicity"]["auprc_drop"] == 0
        assert "auprc_drop" not in found.intervals["toxicity"]


def test_progress_counts_every_scoring() -> None:
    """What is told adds up to rows times scorings."""
    told: list[int] = []
    options = Options(resamples=0, obfuscate=True)
    evaluate([LOUD, CLEAN], Shouting(), options, told.append)
    assert sum(told) == 16 * options.scorings


def test_long_lists_are_scored_in_parts_and_in_order() -> None:
    """A thousand texts and one, each with its own score."""
    texts = ["A" * (number % 5) + "b" for number in range(1_001)]
    assert np.array_equal(score_texts(texts, Shouting()), Shouting().classify(texts))


def test_the_object_is_plain_json_and_documented() -> None:
    """No NaN in it; every figure and field has its words in docs/evaluation.md."""
    found = evaluation_to_dict(_evaluate(LOUD, CLEAN, obfuscate=True))
    text = json.dumps(found, allow_nan=False)
    described = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
    assert json.loads(text) == found
    category = found["files"][0]["categories"]["toxicity"]
    drop = found["overall"]["obfuscations"]["leet"]["categories"]["toxicity"]
    for field in {*found, *found["files"][0], *category, *drop, *OBFUSCATIONS, *FIGURES}:
        assert f"`{field}`" in described, field
    assert found["files"][1]["sha256"] == "hash of clean.jsonl"
    assert "sha256" not in found["overall"]


def test_people_see_tables() -> None:
    """Every file, all together, and what must be known to read them."""
    hostile = _file("\x1b[2Jtides.jsonl", *CLEAN.rows[:9])
    console = Console(record=True, width=120)
    print_evaluation(_evaluate(LOUD, hostile, obfuscate=True), console)
    text = console.export_text()
    assert "\x1b" not in text
    for words in (
        "loud.jsonl",
        "overall",
        "toxicity*",
        "33.33%",
        "homoglyph",
        "news",
        "a stand-in",
    ):
        assert words in text, words


def test_a_narrow_terminal_wraps_and_hides_nothing() -> None:
    """At 60 columns every category is still named in full."""
    console = Console(record=True, width=60)
    print_evaluation(_evaluate(LOUD), console)
    assert "toxicity*" in console.export_text()
