"""One rule of a policy, and how it is read from a ``[[rules]]`` table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from pagewarden.exceptions import UnknownCategory
from pagewarden.models import Layer, Rating, SegmentKind
from pagewarden.moderation.checked_table import CheckedTable
from pagewarden.moderation.extent import Extent
from pagewarden.moderation.lexicon import split_words
from pagewarden.moderation.taxonomy import CATEGORIES, LEXICON_TOPICS

VISIBLE_LAYERS: Final = (Layer.ARTICLE, Layer.COMMENT, Layer.REST)
"""What a rule looks at unless it says otherwise: what a reader sees."""

RATINGS: Final = (Rating.SAFE, Rating.TEEN, Rating.ADULT)
"""What a rule may give; ``unknown`` is nobody's wish."""

COUNTS: Final = ("segments", "distinct", "each")
"""Ways to count matches; the first unless a rule says otherwise."""

TOPIC_PLACE: Final = "{topic}"
"""Stands for each of ``for_each_topic`` in a rule's texts."""


@dataclass(frozen=True)
class Rule:
    """
    What must be seen, how often, and what follows.

    A segment matches when it stands in one of the layers and kinds, and is flagged in one
    of the categories, or holds a term of one of the topics, or one of the words.
    """

    id: str
    rating: Rating | None
    warning: str | None
    """Key of the warning that is given; the shipped ones are the warning topics."""
    flags: tuple[str, ...]
    topics: tuple[str, ...]
    words: tuple[str, ...]
    """Exact words or phrases, in any case; no inflection and no innocent uses."""
    layers: tuple[Layer, ...]
    rest_where_scant: bool
    """Look at the layer ``rest`` too on a page that has hardly any main text."""
    kinds: tuple[SegmentKind, ...]
    at_least: int
    """Matches that are needed, at least 1."""
    at_least_strong: int
    """How many of them must be strong: flagged, a strong term, or one of the words."""
    count: str
    """
    What is counted: ``segments``; ``distinct``, those with the same text once (teasers and
    boilerplate are repeated all over a page); ``each``, a segment once for every flag,
    topic or word that it matches.
    """
    max_words: int | None
    """The rule holds only on pages of at most so many words; never together with a rating."""
    only_with: str | None
    """The rule holds only where the rule of this id, listed before it, fires too."""

    def layers_on(self, extent: Extent) -> tuple[Layer, ...]:
        """Which layers are looked at on a page of this extent."""
        if self.rest_where_scant and extent.main_is_scant:
            return (*self.layers, Layer.REST)
        return self.layers


_KEYS: Final = tuple(field.name for field in fields(Rule))
_FOR_EACH_TOPIC: Final = "for_each_topic"


def read_rules(where: str, tables: list[Mapping[str, Any]]) -> tuple[Rule, ...]:
    """
    Read the rules of a file, those with ``for_each_topic`` once for each topic.

    Raises:
        UnknownCategory: A rule names a category that the taxonomy lacks.
        InvalidPolicy: Anything else about a rule is wrong.
    """
    rules: list[Rule] = []
    for number, table in enumerate(tables, start=1):
        place = f"{where}, rule {number}"
        for rule in _read_rule(place, table):
            if any(rule.id == other.id for other in rules):
                raise CheckedTable(place, table).error(f"another rule has the id {rule.id!r} too")
            if rule.only_with and not any(rule.only_with == other.id for other in rules):
                raise CheckedTable(place, table).error(
                    f"'only_with' names {rule.only_with!r}, and no rule before it has that id"
                )
            rules.append(rule)
    return tuple(rules)


def _read_rule(where: str, table: Mapping[str, Any]) -> Iterator[Rule]:
    reader = CheckedTable(where, table).only((*_KEYS, _FOR_EACH_TOPIC))
    for_each = reader.choices(_FOR_EACH_TOPIC, LEXICON_TOPICS, "topic")
    rest = {key: value for key, value in table.items() if key != _FOR_EACH_TOPIC}
    for topic in for_each or ("",):
        yield _parse_rule(CheckedTable(where, _filled(rest, topic) if for_each else rest))


def _filled(value: Any, topic: str) -> Any:
    """Put a topic in its place in every text of a table."""
    if isinstance(value, str):
        return value.replace(TOPIC_PLACE, topic)
    if isinstance(value, list):
        return [_filled(item, topic) for item in value]
    if isinstance(value, dict):
        return {key: _filled(item, topic) for key, item in value.items()}
    return value


def _parse_rule(reader: CheckedTable) -> Rule:
    rating = reader.choice("rating", RATINGS, "rating")
    at_least = reader.whole("at_least", minimum=1, default=1)
    rule = Rule(
        id=reader.text("id"),
        rating=Rating(rating) if rating else None,
        warning=reader.text("warning", None),
        flags=reader.choices("flags", CATEGORIES, "category", UnknownCategory),
        topics=reader.choices("topics", LEXICON_TOPICS, "topic"),
        words=_words(reader),
        layers=_layers(reader),
        rest_where_scant=reader.flag("rest_where_scant", default=False),
        kinds=_kinds(reader),
        at_least=at_least,
        at_least_strong=reader.whole("at_least_strong", minimum=0, default=0),
        count=reader.choice("count", COUNTS, "way to count") or COUNTS[0],
        max_words=reader.whole("max_words", minimum=1, default=None),
        only_with=reader.text("only_with", None),
    )
    _check(rule, reader)
    return rule


def _words(reader: CheckedTable) -> tuple[str, ...]:
    words = reader.texts("words")
    for word in words:
        if not split_words(word):
            raise reader.error(f"'words' holds {word!r}, which has no letter or digit")
    return tuple(dict.fromkeys(word.casefold() for word in words))


def _layers(reader: CheckedTable) -> tuple[Layer, ...]:
    found = reader.choices("layers", list(Layer), "layer")
    return tuple(map(Layer, found)) or VISIBLE_LAYERS


def _kinds(reader: CheckedTable) -> tuple[SegmentKind, ...]:
    found = reader.choices("kinds", list(SegmentKind), "kind")
    return tuple(map(SegmentKind, found)) or tuple(SegmentKind)


def _check(rule: Rule, reader: CheckedTable) -> None:
    """Refuse what is well spelt and means nothing."""
    if rule.rating is None and rule.warning is None:
        raise reader.error("it gives neither 'rating' nor 'warning'. Add one of them")
    if not (rule.flags or rule.topics or rule.words):
        raise reader.error("nothing can match it. Add 'flags', 'topics' or 'words'")
    if rule.at_least_strong > rule.at_least:
        raise reader.error(
            f"'at_least_strong' is {rule.at_least_strong}, more than 'at_least' ({rule.at_least})"
        )
    if rule.max_words is not None and rule.rating is not None:
        raise reader.error(
            "'max_words' with a 'rating' would let more text soften the rating. "
            "Give the warning in a rule of its own"
        )
