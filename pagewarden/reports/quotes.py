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

    @property
    def is_on_the_page(self) -> bool:
        """Whether a reader sees it in the page's text, so that a link can lead to it."""
        return self.layer is not Layer.HIDDEN and self.kind not in _OFF_THE_PAGE


_OFF_THE_PAGE = {SegmentKind.TITLE, SegmentKind.DESCRIPTION, SegmentKind.IMAGE_ALT}


def quotes(verdict: Verdict) -> list[Quote]:
    """
    The verdict's evidence, one quote a segment.

    Sentences of stricter rules come first; among equals, the higher score.
    """
    by_place: dict[tuple[int, int], list[Evidence]] = {}
    for evidence in verdict.evidence:
        by_place.setdefault((evidence.start, evidence.end), []).append(evidence)
    strictness = {rule: rank for rank, rule in enumerate(verdict.rules)}
    gathered = [_quote(group) for group in by_place.values()]
    return sorted(gathered, key=lambda quote: (strictness.get(quote.rules[0], 0), -quote.score))


def _quote(group: list[Evidence]) -> Quote:
    return Quote(
        text=group[0].text,
        layer=group[0].layer,
        kind=group[0].kind,
        rules=_unique(evidence.rule for evidence in group),
        causes=_unique(map(_cause, group)),
        score=max(evidence.score for evidence in group),
    )


def _cause(evidence: Evidence) -> str:
    """``toxicity 0.96``, or ``violence (stabbed)`` where words were found."""
    if evidence.terms:
        return f"{evidence.matched} ({', '.join(evidence.terms)})"
    return f"{evidence.matched} {evidence.score:.2f}"


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
