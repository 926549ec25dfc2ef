"""
The one taxonomy: what a classifier scores, and what a warning may warn of.

Other vocabularies (Jigsaw's, OpenAI's) are mapped to it in
:mod:`pagewarden.moderation.labels` and nowhere else. ``docs/adr/0001-taxonomy.md``
tells why these and no others.
"""

from enum import StrEnum
from typing import Final


class Category(StrEnum):
    """What a classifier gives a probability for; the order is that of its columns."""

    TOXICITY = "toxicity"
    """Rude or disrespectful enough to make people leave a discussion."""
    PROFANITY = "profanity"
    """Swearing and obscene words, whoever they are aimed at."""
    HARASSMENT = "harassment"
    """Insulting or humiliating a person."""
    HATE = "hate"
    """Attacking people for what they are: origin, faith, sex, disability and the like."""
    THREAT = "threat"
    """Announcing or wishing harm to someone."""
    VIOLENCE = "violence"
    """Depicting or inciting physical harm."""
    SEXUAL = "sexual"
    """Explicit sexual content."""
    SELF_HARM = "self_harm"
    """Wanting, planning or encouraging to hurt or kill oneself."""


CATEGORIES: Final[tuple[str, ...]] = tuple(category.value for category in Category)
"""The categories as plain strings, in the order of a classifier's columns."""


class Topic(StrEnum):
    """What a page may warn of: its subject, whatever its tone."""

    SEXUAL_VIOLENCE = "sexual_violence"
    CHILD_ABUSE = "child_abuse"
    ABUSE = "abuse"
    SUICIDE = "suicide"
    SELF_HARM = "self_harm"
    EATING_DISORDERS = "eating_disorders"
    VIOLENCE = "violence"
    WEAPONS = "weapons"
    DEATH = "death"
    HATE = "hate"
    DRUGS = "drugs"


WARNING_TOPICS: Final[tuple[str, ...]] = tuple(topic.value for topic in Topic)
"""The keys of the shipped warnings, in the order in which they are shown."""

STRONG_LANGUAGE: Final = "strong_language"
"""Lexicon topic of swear words that no cinema lets pass for children."""

MILD_LANGUAGE: Final = "mild_language"
"""Lexicon topic of swear words that a family film may hold."""

SLURS: Final = "slurs"
"""Lexicon topic of words that insult people for what they are; each counts as hate too."""

LEXICON_TOPICS: Final[tuple[str, ...]] = (STRONG_LANGUAGE, MILD_LANGUAGE, SLURS, *WARNING_TOPICS)
"""Every topic that has a word list."""
