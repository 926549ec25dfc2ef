"""Ready texts scored as a stream: JSON lines in, JSON lines out, in constant memory."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pagewarden.moderation.classifier import Classifier
from pagewarden.moderation.taxonomy import CATEGORIES

_SCORE_DIGITS = 4


@dataclass(frozen=True, slots=True)
class _Line:
    id: Any
    text: str
    mistake: str | None = None


def score_lines(
    lines: Iterable[str], classifier: Classifier, *, batch_lines: int = 256
) -> Iterator[dict[str, Any]]:
    """
    Score JSON lines ``{"id", "text"}``, lazily and in order.

    Blank lines are skipped. A line that is no such object yields
    ``{"id", "error": {"code", "message"}}`` in its place and ends nothing.

    Args:
        lines: Read only as far as needed.
        classifier: Scores the texts.
        batch_lines: Lines read before any is answered. 1 answers each line at once; more
            lets equal texts be scored once, and a classifier on torch work in batches.

    Yields:
        ``{"id", "scores": {category: probability in [0, 1]}, "flags": [category, …]}``,
        where flags are the categories at or over the threshold shipped with the model.
    """
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    while batch := [_parsed(number, line) for number, line in islice(numbered, batch_lines)]:
        yield from _scored(batch, classifier)


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
