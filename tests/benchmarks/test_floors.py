"""Floors: what has fallen is said and fails; nothing is lowered unless asked."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.floors import MIN_ROWS, SLACK, FileFigures, fallen, main, raised


def _evaluation(
    *, auprc: float = 0.9, flagged: float = 0.01, sha256: str = "a", positives: int = MIN_ROWS
) -> dict[str, Any]:
    category = {
        "positives": positives,
        "negatives": 500,
        "auprc": auprc,
        "auroc": 0.95,
        "recall": 0.6,
        "false_positive_rate": 0.02,
    }
    harbour = {
        "file": "folder/harbour.jsonl",
        "sha256": sha256,
        "flagged_any": {"share": 0.3},
        "categories": {"threat": category},
    }
    clean = {
        "file": "folder/clean.jsonl",
        "sha256": "c",
        "flagged_any": {"share": flagged},
        "categories": {"threat": {"positives": 0, "negatives": 500}},
    }
    return {"files": [harbour, clean]}


class Floors:
    """A floors file, and the command on evaluations of our making."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "floors.json"
        self._evaluation = folder / "evaluation.json"

    def run(self, evaluation: dict[str, Any], *options: str) -> int:
        """Run the command."""
        self._evaluation.write_text(json.dumps(evaluation))
        given = ["--evaluation", str(self._evaluation), "--floors", str(self.path)]
        return main([*given, *options])

    @property
    def pinned(self) -> Any:
        """What is in the file."""
        return json.loads(self.path.read_text())


@pytest.fixture
def floors(tmp_path: Path) -> Floors:
    """Floors with one evaluation pinned."""
    found = Floors(tmp_path)
    assert found.run(_evaluation(), "--pin") == 0
    return found


def test_pinned_figures_and_the_hash_are_kept(floors: Floors) -> None:
    """By file and category; all flags of a file only where each is a false alarm."""
    assert floors.pinned == {
        "clean.jsonl": {"sha256": "c", "figures": {"flagged_any": 0.01}},
        "harbour.jsonl": {
            "sha256": "a",
            "figures": {
                "threat auprc": 0.9,
                "threat auroc": 0.95,
                "threat recall": 0.6,
                "threat false_positive_rate": 0.02,
            },
        },
    }


def test_equal_and_better_figures_pass(floors: Floors) -> None:
    """So does a fall within the slack."""
    assert floors.run(_evaluation()) == 0
    assert floors.run(_evaluation(auprc=0.95, flagged=0.0)) == 0
    assert floors.run(_evaluation(auprc=0.9 - SLACK / 2)) == 0


@pytest.mark.parametrize(
    ("worse", "complaint"),
    [
        (_evaluation(auprc=0.89), "threat auprc is 0.8900, pinned at 0.9000"),
        (_evaluation(flagged=0.02), "flagged_any is 0.0200, pinned at 0.0100"),
        (_evaluation(sha256="b"), "not the file that was pinned"),
        (_evaluation(positives=MIN_ROWS - 1), "no such figure today"),
        ({"files": []}, "was not measured"),
    ],
)
def test_what_is_worse_fails_by_name(
    worse: dict[str, Any],
    complaint: str,
    floors: Floors,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A lower figure, more false alarms, other rows, a figure or a file gone."""
    assert floors.run(worse) == 1
    assert complaint in capsys.readouterr().out


def test_pinning_lowers_nothing_by_itself(floors: Floors) -> None:
    """The file stays as it was, and the command fails."""
    before = floors.pinned
    assert floors.run(_evaluation(auprc=0.8), "--pin") == 1
    assert floors.pinned == before


def test_lower_accepts_lower_floors(floors: Floors) -> None:
    """Asked for in so many words."""
    assert floors.run(_evaluation(auprc=0.8, sha256="b"), "--pin", "--lower") == 0
    assert floors.pinned["harbour.jsonl"]["figures"]["threat auprc"] == 0.8
    assert floors.pinned["harbour.jsonl"]["sha256"] == "b"


def test_slack_adds_up_to_no_slide(floors: Floors) -> None:
    """Pinning again and again within the slack keeps the best that was reached."""
    assert floors.run(_evaluation(auprc=0.9 - SLACK / 2), "--pin") == 0
    assert floors.pinned["harbour.jsonl"]["figures"]["threat auprc"] == 0.9


def test_nothing_pinned_is_no_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A gate without floors would let everything through."""
    assert Floors(tmp_path).run(_evaluation()) == 1
    assert "--pin" in capsys.readouterr().out


def test_an_empty_folder_is_a_clear_mistake(tmp_path: Path) -> None:
    """It is named, with what it should hold."""
    with pytest.raises(SystemExit, match=r"no \.jsonl"):
        main([str(tmp_path)])


def test_a_broken_row_is_a_clear_mistake(tmp_path: Path) -> None:
    """File, line and mend, no traceback."""
    (tmp_path / "rows.jsonl").write_text('{"text": "a", "threat": 7}\n')
    with pytest.raises(SystemExit, match="line 1: threat is 7"):
        main([str(tmp_path)])


@pytest.mark.parametrize("name", ["broken.json", "missing.json"])
def test_what_is_no_json_is_a_clear_mistake(name: str, tmp_path: Path) -> None:
    """The file is named, with the mend."""
    (tmp_path / "broken.json").write_text("threat 0.9")
    with pytest.raises(SystemExit, match=rf"{name} cannot be read as JSON .* evaluate --json"):
        main(["--evaluation", str(tmp_path / name)])


def test_a_folder_is_measured_by_the_shipped_model(tmp_path: Path) -> None:
    """The whole way: rows of our own, pinned, then checked."""
    data = tmp_path / "data"
    data.mkdir()
    rows = [f'{{"text": "The tide turns at {hour}.", "threat": 0}}\n' for hour in range(3)]
    (data / "sea.jsonl").write_text("".join(rows))
    where = ["--floors", str(tmp_path / "floors.json")]
    assert main([str(data), *where, "--pin"]) == 0
    assert main([str(data), *where]) == 0


figures = st.fixed_dictionaries(
    {
        name: st.floats(0, 1)
        for name in ("flagged_any", "threat auprc", "threat false_positive_rate")
    }
).map(lambda values: {"sea.jsonl": FileFigures("a", values)})


@given(figures, figures)
def test_raised_floors_are_never_below_the_old_ones(
    old: dict[str, FileFigures], new: dict[str, FileFigures]
) -> None:
    """Whatever is measured, the old floors hold for the raised ones."""
    assert not list(fallen(old, raised(old, new)))
