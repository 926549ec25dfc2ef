import io
import json
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from pagewarden.moderation.taxonomy import CATEGORIES
from pagewarden.scoring import arriving_lines, score_lines


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


def _cut(lines: list[str], size: int) -> list[list[str]]:
    """Lines in batches of a size."""
    return [lines[start : start + size] for start in range(0, len(lines), size)]


class Pipe(io.RawIOBase):
    """Hands out what was written, write by write."""

    def __init__(self, writes: list[bytes]) -> None:
        self._writes = writes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._writes:
            return 0
        data = self._writes.pop(0)
        buffer[: len(data)] = data
        return len(data)


@given(st.lists(st.binary(min_size=1, max_size=40).map(lambda data: data.replace(b"x", b"\n"))))
def test_lines_arrive_whole_and_in_order(writes: list[bytes]) -> None:
    """However a stream is cut into writes, its lines come out as if read at once."""
    whole = b"".join(writes)
    first, *others = whole.split(b"\n")
    expected = [first.decode("utf-8-sig", "replace")]
    expected += [line.decode("utf-8", "replace") for line in others]
    found = [line for lines in arriving_lines(io.BufferedReader(Pipe(writes))) for line in lines]
    assert found == (expected if expected[-1] else expected[:-1])


def test_a_line_is_handed_on_before_the_next_comes() -> None:
    """What has arrived waits for nothing."""
    stream = io.BufferedReader(Pipe([b"one\n", b"two\nthr", b"ee"]))
    assert list(arriving_lines(stream)) == [["one"], ["two"], ["three"]]


@pytest.mark.parametrize("writes", [[b"\xef\xbb\xbf1\n2\n"], [b"\xef", b"\xbb\xbf1", b"\n2"]])
def test_a_byte_order_mark_is_no_part_of_the_first_line(writes: list[bytes]) -> None:
    """Some programs put one before every text; however it arrives, it is dropped."""
    found = [line for lines in arriving_lines(io.BufferedReader(Pipe(writes))) for line in lines]
    assert found == ["1", "2"]


def test_a_byte_order_mark_elsewhere_is_text() -> None:
    """Only the start of the stream may have one."""
    stream = io.BytesIO("\ufeffa\n\ufeffb".encode())
    assert list(arriving_lines(stream)) == [["a"], ["\ufeffb"]]


def test_scores_and_flags() -> None:
    """Each object carries its id, all categories, and the flags at or over the threshold."""
    lines = _lines({"id": 1, "text": "quiet"}, {"id": "b", "text": "LOud"})
    quiet, loud = score_lines([lines], Loudness())
    assert quiet == {"id": 1, "scores": dict.fromkeys(CATEGORIES, 0.0), "flags": []}
    assert loud["flags"] == list(CATEGORIES)


@given(st.lists(st.text(), max_size=600))
def test_order_is_kept(texts: list[str]) -> None:
    """One object out for each in, in the same order, over any number of batches."""
    lines = _lines(*({"id": number, "text": text} for number, text in enumerate(texts)))
    answers = score_lines(_cut(lines, 50), Loudness())
    assert [record["id"] for record in answers] == list(range(len(texts)))


@given(st.lists(st.text(), max_size=20))
def test_no_line_ends_the_stream(lines: list[str]) -> None:
    """Whatever a line holds, there is an answer for it and for the good one after it."""
    *_, last = score_lines([[*lines, *_lines({"id": "last", "text": "A"})]], Loudness())
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
        '{"id": 1e999, "text": ""}',
        '{"id": [-1e999], "text": ""}',
    ]
    lines = [*bad, *_lines({"id": 9, "text": ""})]
    answers = list(score_lines(_cut(lines, 2), Loudness()))
    assert [answer["id"] for answer in answers] == [None, None, 7, 8, *[None] * 4, 9]
    assert [answer["error"]["code"] for answer in answers[:8]] == ["invalid_line"] * 8
    assert "line 3" in answers[2]["error"]["message"]


def test_reading_is_lazy() -> None:
    """The stream is read a batch at a time, so that memory stays constant."""
    read = 0

    def endless() -> Iterator[list[str]]:
        nonlocal read
        while True:
            read += 1
            yield ['{"id": 1, "text": "x"}']

    next(score_lines(endless(), Loudness()))
    assert read == 1
