import json
from collections.abc import Iterator, Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pagewarden.moderation.taxonomy import CATEGORIES
from pagewarden.scoring import score_lines


class Loudness:
    """A classifier whose scores can be told by eye: the share of capitals, in each category."""

    model_version = "loudness"
    thresholds = dict.fromkeys(CATEGORIES, 0.5)
    notes = ()

    def classify(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (n, 8)."""
        shares = [sum(map(str.isupper, text)) / max(len(text), 1) for text in texts]
        column = np.array(shares, dtype=np.float32).reshape(-1, 1)
        return np.repeat(column, len(CATEGORIES), axis=1)


def _lines(*records: object) -> list[str]:
    return [json.dumps(record) for record in records]


def test_scores_and_flags() -> None:
    """Each object carries its id, all categories, and the flags at or over the threshold."""
    quiet, loud = score_lines(
        _lines({"id": 1, "text": "quiet"}, {"id": "b", "text": "LOud"}), Loudness()
    )
    assert quiet == {"id": 1, "scores": dict.fromkeys(CATEGORIES, 0.0), "flags": []}
    assert loud["flags"] == list(CATEGORIES)


@given(st.lists(st.text(), max_size=600))
def test_order_is_kept(texts: list[str]) -> None:
    """One object out for each in, in the same order, over any number of batches."""
    lines = _lines(*({"id": number, "text": text} for number, text in enumerate(texts)))
    assert [record["id"] for record in score_lines(lines, Loudness())] == list(range(len(texts)))


@given(st.lists(st.text(), max_size=20))
def test_no_line_ends_the_stream(lines: list[str]) -> None:
    """Whatever a line holds, there is an answer for it and for the good one after it."""
    *_, last = score_lines([*lines, *_lines({"id": "last", "text": "A"})], Loudness())
    assert last["id"] == "last"
    assert last["scores"]


def test_a_bad_line_is_answered_in_place() -> None:
    """The error names the line and keeps the id where there is one."""
    bad = [
        "not json",
        "[1]",
        '{"id": 7}',
        '{"id": 8, "text": 5}',
        "[" * 100_000,
        '{"id": NaN, "text": ""}',
    ]
    answers = list(score_lines([*bad, *_lines({"id": 9, "text": ""})], Loudness()))
    assert [answer["id"] for answer in answers] == [None, None, 7, 8, None, None, 9]
    assert [answer["error"]["code"] for answer in answers[:6]] == ["invalid_line"] * 6
    assert "line 3" in answers[2]["error"]["message"]


def test_reading_is_lazy() -> None:
    """The stream is read a batch at a time, so that memory stays constant."""
    read = 0

    def endless() -> Iterator[str]:
        nonlocal read
        while True:
            read += 1
            yield '{"id": 1, "text": "x"}'

    next(score_lines(endless(), Loudness()))
    assert read < 1_000
