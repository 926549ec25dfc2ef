"""Peers: the same rows for all; who is missing is said."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.peers import (
    Contender,
    Judge,
    compare,
    installed,
    pagewarden,
    print_comparison,
    truth_of,
    yes_or_no,
)
from pagewarden.evaluation.rows import LabelledText
from pagewarden.moderation.taxonomy import CATEGORIES


class Capitals:
    """Scores capitals as toxicity and exclamation marks as threats."""

    model_version = "capitals"
    thresholds = dict.fromkeys(CATEGORIES, 0.5)
    notes = ()

    def classify(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (n, 8)."""
        scores = np.zeros((len(texts), len(CATEGORIES)), dtype=np.float32)
        scores[:, CATEGORIES.index("toxicity")] = [text.isupper() for text in texts]
        scores[:, CATEGORIES.index("threat")] = [text.endswith("!") for text in texts]
        return scores


def _row(text: str, **labels: int) -> LabelledText:
    return LabelledText(text, tuple(float(labels.get(name, "nan")) for name in CATEGORIES))


ROWS = [
    _row("GO AWAY", toxicity=1, threat=0),
    _row("wait till I find you!", toxicity=0, threat=1),
    _row("the tide is late", toxicity=0, threat=0),
    _row("bread and salt", toxicity=0),
    _row("nobody labelled this one!"),
]


def _missing() -> Judge:
    raise AssertionError


def test_any_is_one_where_some_category_is() -> None:
    """0 where one at least is 0 and none 1; unknown where nobody said anything."""
    assert truth_of(ROWS)[:, -1] == pytest.approx([1, 1, 0, 0, np.nan], nan_ok=True)


def test_all_judge_the_same_rows() -> None:
    """Each target that has rows of both kinds, and shares of all, harmful, harmless."""
    list_ = Contender("word list", yes_or_no(lambda text: "salt" in text))
    found = compare(ROWS, [pagewarden(Capitals()), list_])
    assert set(found["auprc"]) == {"toxicity", "threat", "any"}
    assert found["auprc"]["any"]["pagewarden capitals"] == 1
    assert found["auprc"]["any"]["word list"] < 0.6
    assert found["flagged"] == {"pagewarden capitals": 0.6, "word list": 0.2}
    assert found["flagged_of_harmful"] == {"pagewarden capitals": 1, "word list": 0}
    assert found["flagged_of_harmless"] == {"pagewarden capitals": 0, "word list": 0.5}


def test_a_peer_that_is_not_installed_is_named() -> None:
    """Nothing is left out in silence, nor loaded."""
    found, skipped = installed({"no-such-distribution": _missing})
    assert found == []
    assert skipped == ["no-such-distribution: not installed"]


def test_a_peer_that_cannot_be_imported_is_named() -> None:
    """With the reason; numpy stands in for one that is installed."""

    def broken() -> Judge:
        message = "no module named cobol"
        raise ImportError(message)

    found, skipped = installed({"numpy": broken})
    assert found == []
    assert "no module named cobol" in skipped[0]


def test_an_installed_peer_is_named_with_its_version() -> None:
    """A figure without a version cannot be checked."""
    found, skipped = installed({"numpy": lambda: yes_or_no(bool)})
    assert found[0].name == f"numpy {np.__version__}"
    assert skipped == []


def test_the_table_shows_all_contenders(capsys: pytest.CaptureFixture[str]) -> None:
    """A column each, a dash where there is no row to have a share of."""
    found = compare(ROWS[2:4], [pagewarden(Capitals())])
    print_comparison("rows.jsonl", found)
    text = capsys.readouterr().out
    assert "pagewarden capitals" in text
    assert "flagged of harmful" in text
    assert text.count("-\n") == 1
