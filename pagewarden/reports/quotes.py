"""Evidence gathered for readers: each sentence once, with everything it set off."""

from collections.abc import Iterable
from dataclasses import dataclass

from pagewarden.models import Evidence, Layer, SegmentKind, Verdict


@dataclass(frozen=True, slots=True)
class Quote:
    """One sentence of the page and all that matched in it."""

    text: str
    layer: Layer
    kind: SegmentKind
    rules: tuple[str, ...]
    causes: tuple[str, ...]
    """Categories with their score and topics with their words, each once, strictest first."""
    score: float
    """The highest score of its evidence."""
    times: int = 1
    """How often it stands in the page: titles and teasers repeat a sentence."""

    @property
    def repetition(self) -> str:
        """Word on how often it stands there, to follow the layer; empty for once."""
        return f" · {self.times} times" if self.times > 1 else ""

    @property
    def is_on_the_page(self) -> bool:
        """Whether a reader sees it in the page's text, so that a link can lead to it."""
        return self.layer is not Layer.HIDDEN and self.kind not in _OFF_THE_PAGE


_OFF_THE_PAGE = {SegmentKind.TITLE, SegmentKind.DESCRIPTION, SegmentKind.IMAGE_ALT}


def quotes(verdict: Verdict) -> list[Quote]:
    """
    The verdict's evidence, one quote for all segments of the same text.

    Sentences of stricter rules come first; among equals, the higher score. Where one of
    the segments is on the page and another is not, such as a title, the quote is the former.
    """
    by_text: dict[str, list[Evidence]] = {}
    for evidence in verdict.evidence:
        by_text.setdefault(evidence.text, []).append(evidence)
    strictness = {rule: rank for rank, rule in enumerate(verdict.rules)}
    gathered = [_quote(group) for group in by_text.values()]
    return sorted(gathered, key=lambda quote: (strictness.get(quote.rules[0], 0), -quote.score))


def _quote(group: list[Evidence]) -> Quote:
    shown = next((one for one in group if one.kind not in _OFF_THE_PAGE), group[0])
    return Quote(
        text=shown.text,
        layer=shown.layer,
        kind=shown.kind,
        rules=_unique(evidence.rule for evidence in group),
        causes=_unique(map(_cause, group)),
        score=max(evidence.score for evidence in group),
        times=len({(evidence.start, evidence.end) for evidence in group}),
    )


def _cause(evidence: Evidence) -> str:
    """``toxicity 0.96``, or ``violence (stabbed)`` where words were found."""
    if evidence.terms:
        return f"{evidence.matched} ({', '.join(_longest(evidence.terms))})"
    return f"{evidence.matched} {evidence.score:.2f}"


def _longest(terms: tuple[str, ...]) -> list[str]:
    """Terms that are not part of another one, as "shot" is of "shot dead"."""
    return [term for term in terms if not any(term != one and term in one for one in terms)]


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
