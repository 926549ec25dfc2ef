"""Forms of words by rule."""

import pytest

from pagewarden.moderation.inflection import noun_forms, verb_forms


@pytest.mark.parametrize(
    ("base", "forms"),
    [
        ("kill", "kill kills killing killed"),
        ("stab", "stab stabs stabbing stabbed"),
        ("rape", "rape rapes raping raped"),
        ("harass", "harass harasses harassing harassed"),
        ("bully", "bully bullies bullying bullied"),
        ("spray", "spray sprays spraying sprayed"),
        ("lynch", "lynch lynches lynching lynched"),
        ("shoot", "shoot shoots shooting shot"),
        ("die", "die dies dying died"),
        ("murder", "murder murders murdering murdered"),
        ("starve", "starve starves starving starved"),
        ("drown", "drown drowns drowning drowned"),
    ],
)
def test_verbs_are_inflected(base: str, forms: str) -> None:
    """Regular spelling rules, and the stated irregular verbs."""
    assert verb_forms(base) == tuple(forms.split())


@pytest.mark.parametrize(
    ("base", "plural"),
    [
        ("gun", "guns"),
        ("body", "bodies"),
        ("boy", "boys"),
        ("witch", "witches"),
        ("spaz", "spazes"),
    ],
)
def test_nouns_have_a_plural(base: str, plural: str) -> None:
    """Regular spelling rules."""
    assert noun_forms(base) == (base, plural)
