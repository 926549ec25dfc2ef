"""Ready texts scored as a stream: JSON lines in, JSON lines out, in constant memory."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from pagewarden.moderation.classifier import Classifier
from pagewarden.moderation.taxonomy import CATEGORIES

_SCORE_DIGITS: Final = 4
_CHUNK_BYTES: Final = 65_536


class ByteStream(Protocol):
    """What a buffered reader of bytes offers, standard input's among them."""

    def read1(self, size: int, /) -> bytes:
        """Return what has come, at most ``size`` bytes; none at the end."""
        ...


@dataclass(frozen=True, slots=True)
class _Line:
    id: Any
    text: str
    mistake: str | None = None


def arriving_lines(stream: ByteStream) -> Iterator[list[str]]:
    """
    Read a stream as far as it has come, and no further.

    Whoever talks through a pipe gets an answer to each line before sending the next; a file
    is read some hundred lines at a time, so that they can be scored together.

    Yields:
        The whole lines that have come, at least one, as UTF-8 with U+FFFD for what is not.
    """
    unfinished: list[bytes] = []
    while chunk := stream.read1(_CHUNK_BYTES):
        head, newline, tail = chunk.rpartition(b"\n")
        if newline:
            lines = b"".join([*unfinished, head]).split(b"\n")
            yield [line.decode("utf-8", "replace") for line in lines]
            unfinished = []
        unfinished.append(tail)
    if last := b"".join(unfinished):
        yield [last.decode("utf-8", "replace")]


def score_lines(
    batches: Iterable[Sequence[str]], classifier: Classifier
) -> Iterator[dict[str, Any]]:
    """
    Score JSON lines ``{"id", "text"}``, lazily and in order.

    Blank lines are skipped. A line that is no such object yields
    ``{"id", "error": {"code", "message"}}`` in its place and ends nothing.

    Args:
        batches: Lines that are scored together, before the next batch is asked for.
        classifier: Scores the texts.

    Yields:
        ``{"id", "scores": {category: probability in [0, 1]}, "flags": [category, …]}``,
        where flags are the categories at or over the threshold shipped with the model.
    """
    number = 0
    for batch in batches:
        numbered = enumerate(batch, number + 1)
        yield from _scored([_parsed(at, line) for at, line in numbered if line.strip()], classifier)
        number += len(batch)


def _parsed(number: int, line: str) -> _Line:
    try:
        record = json.loads(line, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as exc:
        return _Line(None, "", f"line {number} is not JSON: {exc}")
    if not isinstance(record, dict):
        return _Line(None, "", f'line {number} is not an object like {{"id": 1, "text": "…"}}')
    if not isinstance(record.get("text"), str):
        return _Line(record.get("id"), "", f'line {number} has no string "text"')
    return _Line(record.get("id"), record["text"])


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


def _scored(batch: Sequence[_Line], classifier: Classifier) -> Iterator[dict[str, Any]]:
    values = iter(classifier.classify([line.text for line in batch if line.mistake is None]))
    for line in batch:
        if line.mistake is None:
            yield {"id": line.id, **_judged(next(values).tolist(), classifier)}
        else:
            yield {"id": line.id, "error": {"code": "invalid_line", "message": line.mistake}}


def _judged(row: Sequence[float], classifier: Classifier) -> dict[str, Any]:
    scores = dict(zip(CATEGORIES, row, strict=True))
    return {
        "scores": {name: round(value, _SCORE_DIGITS) for name, value in scores.items()},
        "flags": [name for name, value in scores.items() if value >= classifier.thresholds[name]],
    }
