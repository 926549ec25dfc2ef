"""From scores to a verdict: pure, and every rule that fired is kept with its evidence."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeAlias

from pagewarden.exceptions import UnknownCategory
from pagewarden.models import (
    Document,
    Evidence,
    Layer,
    Rating,
    Scores,
    Segment,
    SegmentKind,
    UnknownReason,
    Verdict,
)
from pagewarden.moderation.english import reads_as_english
from pagewarden.moderation.extent import Extent
from pagewarden.moderation.lexicon import Lexicon, Strength, Term
from pagewarden.moderation.policy import Policy, UnknownWhen
from pagewarden.moderation.rules import Rule
from pagewarden.moderation.word_lists import lexicon_for


@dataclass(frozen=True)
class _Sighting:
    """One flag, topic or word seen in a segment."""

    matched: str
    score: float
    strong: bool
    terms: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Sighted:
    """A segment with everything that any rule could match."""

    segment: Segment
    flags: Mapping[str, _Sighting]
    topics: Mapping[str, _Sighting]
    words: Mapping[str, _Sighting]

    def matching(self, rule: Rule, layers: Sequence[Layer]) -> list[_Sighting]:
        """What the rule sees here: flags first, in the order the rule names them."""
        if self.segment.layer not in layers or self.segment.kind not in rule.kinds:
            return []
        sources = ((self.flags, rule.flags), (self.topics, rule.topics), (self.words, rule.words))
        return [seen[name] for seen, names in sources for name in names if name in seen]


_Match: TypeAlias = tuple[Segment, tuple[_Sighting, ...]]
"""A segment with what a rule sees in it, at least one thing."""


@dataclass(frozen=True)
class _Firing:
    """A rule with the segments that it matches."""

    rule: Rule
    matches: tuple[_Match, ...]

    @cached_property
    def severity(self) -> int:
        """Order of strictness; a rule that only warns comes after all that rate."""
        return self.rule.rating.severity if self.rule.rating else 0

    def holds(self, word_count: int) -> bool:
        """Whether there is enough to fire the rule."""
        return (
            self._count(self.matches) >= self.rule.at_least
            and self._count(self._strong_matches()) >= self.rule.at_least_strong
            and (self.rule.max_words is None or word_count <= self.rule.max_words)
        )

    def _strong_matches(self) -> list[_Match]:
        """The matches with only what is strong in them."""
        return [
            (segment, strong)
            for segment, seen in self.matches
            if (strong := tuple(sighting for sighting in seen if sighting.strong))
        ]

    def _count(self, matches: Sequence[_Match]) -> int:
        if self.rule.count == "each":
            return sum(len(seen) for _, seen in matches)
        if self.rule.count == "distinct":
            return _count_distinct([segment for segment, _ in matches])
        return len(matches)

    def evidence(self) -> Iterator[Evidence]:
        """Each matching segment once, by what is surest in it, in document order."""
        for segment, seen in self.matches:
            best = max(seen, key=lambda one: one.score)
            terms = tuple(dict.fromkeys(term for one in seen for term in one.terms))
            yield Evidence.of(segment, self.rule.id, best.matched, best.score, terms)


def _count_distinct(segments: Sequence[Segment]) -> int:
    """Count texts; a title that only adds the site's name to one of them says nothing new."""
    texts = {one.text for one in segments if one.kind is not SegmentKind.TITLE}
    titles = {one.text for one in segments if one.kind is SegmentKind.TITLE}
    return len(texts) + sum(not any(text in title for text in texts) for title in titles)


def decide(document: Document, scores: Scores, policy: Policy) -> Verdict:
    """
    Turn one document's scores into a verdict.

    Pure. The strictest rule that fires gives the rating; ties go to the rule listed first.
    A page that would be safe and cannot be judged is unknown, with the reason. More text
    never softens a rating, but where it makes an article of what was a mere list
    (:attr:`~pagewarden.moderation.rules.Rule.rest_where_scant`).

    Args:
        document: What was scored.
        scores: Probability per segment and category, shape (n_segments, n_categories),
            each in [0, 1], in the document's order.
        policy: Rules in force; its version is kept in the verdict.

    Returns:
        Rating, warnings in the policy's order, and the evidence of every rule that fired,
        strictest rule first, in document order within a rule.

    Raises:
        UnknownCategory: A rule names a category that the scores lack.
        ValueError: There is not one row of scores for each segment.
    """
    extent = Extent.of(document.segments)
    fired = _fire(document, scores, policy, extent)
    rating, reason = _rate(fired, document, policy, extent)
    given = {firing.rule.warning for firing in fired}
    return Verdict(
        target=document.target,
        url=document.url,
        title=document.title,
        language=document.language,
        rating=rating,
        reason=reason,
        warnings=tuple(warning for warning in policy.warnings if warning in given),
        scores=scores.maxima(),
        evidence=tuple(evidence for firing in fired for evidence in firing.evidence()),
        rules=tuple(firing.rule.id for firing in fired),
        model_version=scores.model_version,
        policy=policy.name,
        policy_version=policy.version,
        extractor_version=document.extractor_version,
        content_hash=document.content_hash,
        fetched_at=document.fetched_at,
        notes=scores.notes,
    )


def _fire(document: Document, scores: Scores, policy: Policy, extent: Extent) -> list[_Firing]:
    """Return the rules that fire, strictest first, ties in the policy's order."""
    sighted = _look(document, scores, policy)
    fired: dict[str, _Firing] = {}
    for rule in policy.rules:
        firing = _Firing(rule, _matches(rule, sighted, extent))
        companion = rule.only_with is None or rule.only_with in fired
        if companion and firing.matches and firing.holds(extent.words):
            fired[rule.id] = firing
    return sorted(fired.values(), key=lambda firing: -firing.severity)


def _matches(rule: Rule, sighted: Sequence[_Sighted], extent: Extent) -> tuple[_Match, ...]:
    layers = rule.layers_on(extent)
    return tuple(
        (one.segment, tuple(seen)) for one in sighted if (seen := one.matching(rule, layers))
    )


def _look(document: Document, scores: Scores, policy: Policy) -> list[_Sighted]:
    """Note for each segment what is flagged in it and which terms it holds."""
    _check(document, scores, policy)
    cutoffs = {**scores.thresholds, **policy.thresholds}
    is_understood = _is_understood(document, policy)
    lexicon = lexicon_for(document.language)
    sighted = []
    for segment, row in zip(document.segments, scores.values.tolist(), strict=True):
        values = dict(zip(scores.categories, row, strict=True))
        sighted.append(
            _Sighted(
                segment=segment,
                flags={
                    name: _Sighting(name, value, strong=True)
                    for name, value in values.items()
                    if value >= cutoffs[name]
                }
                if is_understood or reads_as_english(segment.text)
                else {},
                topics=_sight_terms(segment.text, lexicon),
                words=_sight_terms(segment.text, policy.words),
            )
        )
    return sighted


def _is_understood(document: Document, policy: Policy) -> bool:
    """
    Whether scores mean anything on a whole page: to an English model "Die Bibel" is a threat.

    On other pages only the sentences count that read as English. What is handed over as
    plain text may be too short for its language to be told.
    """
    languages = policy.unknown_when.languages if policy.unknown_when else ()
    return not languages or document.is_handed_over or document.language in (None, *languages)


def _check(document: Document, scores: Scores, policy: Policy) -> None:
    if len(scores.values) != len(document.segments):
        raise ValueError(f"{len(scores.values)} scores for {len(document.segments)} segments")
    for rule in policy.rules:
        for name in rule.flags:
            if name not in scores.categories:
                raise UnknownCategory(
                    f"policy {policy.name}, rule {rule.id!r}: {scores.model_version} does not "
                    f"score {name!r}. It scores: {', '.join(scores.categories)}."
                )


def _sight_terms(text: str, lexicon: Lexicon) -> dict[str, _Sighting]:
    by_topic: dict[str, list[Term]] = {}
    for term in lexicon.find(text):
        by_topic.setdefault(term.topic, []).append(term)
    return {
        topic: _Sighting(
            matched=topic,
            score=1.0,
            strong=any(term.strength is Strength.STRONG for term in terms),
            terms=tuple(dict.fromkeys(text[term.start : term.end] for term in terms)),
        )
        for topic, terms in by_topic.items()
    }


def _rate(
    fired: list[_Firing], document: Document, policy: Policy, extent: Extent
) -> tuple[Rating, UnknownReason | None]:
    rating = next((firing.rule.rating for firing in fired if firing.rule.rating), Rating.SAFE)
    if rating is not Rating.SAFE or policy.unknown_when is None or document.is_handed_over:
        return rating, None
    for reason, holds in _UNKNOWN:
        if holds(document, extent, policy.unknown_when):
            return Rating.UNKNOWN, reason
    return rating, None


_UNKNOWN: Final[
    tuple[tuple[UnknownReason, Callable[[Document, Extent, UnknownWhen], bool]], ...]
] = (
    (
        UnknownReason.NEEDS_RENDERING,
        lambda document, _, when: when.needs_rendering and document.needs_rendering,
    ),
    (
        UnknownReason.UNSUPPORTED_LANGUAGE,
        lambda document, _, when: (
            bool(when.languages)
            and document.language is not None
            and document.language not in when.languages
        ),
    ),
    (
        UnknownReason.TOO_LITTLE_TEXT,
        lambda _, extent, when: extent.words < when.min_words,
    ),
)
"""Why a page cannot be judged; the first that holds is given."""
