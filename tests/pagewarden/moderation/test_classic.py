"""The policy that does what the blog of 2021 did."""

import pytest

from pagewarden.models import Layer, Rating
from pagewarden.moderation.decide import decide
from pagewarden.moderation.policy import load_policy
from tests.pagewarden.moderation.documents import document_of, scores_of, segment, web_document

CLASSIC = load_policy("classic")
SWEARING = "this text fuck samuel l jackson says. Fuck you once in a rated r movie is 18"


@pytest.mark.parametrize(
    ("text", "rating", "warnings"),
    [
        ("this is a safe text", Rating.SAFE, ()),
        (SWEARING, Rating.ADULT, ()),
        ("this is fuck 13+", Rating.TEEN, ()),
        ("this is a trigger warning gun", Rating.SAFE, ("trigger",)),
    ],
)
def test_the_four_cases_of_the_blog(text: str, rating: Rating, warnings: tuple[str, ...]) -> None:
    """Read from plain text, each case gets what the blog shows."""
    document = document_of(text)
    verdict = decide(document, scores_of([{}] * (len(document.segments) - 1)), CLASSIC)
    assert (verdict.rating, verdict.warnings) == (rating, warnings)


@pytest.mark.parametrize(
    ("sentences", "rating"),
    [
        (["Damn. "], Rating.TEEN),
        (["damn fuck"], Rating.ADULT),
        (["SHIT", "shit"], Rating.ADULT),
        (["shit", "shit"], Rating.ADULT),
        (["fuck fuck fuck"], Rating.TEEN),
        (["fucking damned shitty"], Rating.SAFE),
        (["Scunthorpe and goddamn"], Rating.SAFE),
    ],
)
def test_sentences_are_counted_for_each_word(sentences: list[str], rating: Rating) -> None:
    """A sentence counts once for each of the words it holds, whole words only, in any case."""
    document = web_document([segment(text) for text in sentences])
    assert decide(document, scores_of([{}] * len(sentences)), CLASSIC).rating == rating


@pytest.mark.parametrize(
    ("text", "warns"),
    [
        ("A Sexual Assault was reported.", True),
        ("He has a GUN.", True),
        ("Oilseed rape.", True),
        ("They jumped the gun.", True),
        ("A gunman and a grape.", False),
        ("A sexual and an assault.", False),
    ],
)
def test_three_words_trigger(text: str, warns: bool) -> None:  # noqa: FBT001 - a table's column
    """Exact words, innocent or not: that is how it was."""
    verdict = decide(web_document([segment(text)]), scores_of([{}]), CLASSIC)
    assert verdict.warnings == (("trigger",) if warns else ())


def test_everything_is_judged() -> None:
    """Short pages, other languages and hidden text all count; flags do not."""
    document = web_document(
        [segment("damn", layer=Layer.HIDDEN)], words=0, language="de", needs_rendering=True
    )
    assert decide(document, scores_of([{"hate": 0.99}]), CLASSIC).rating == Rating.TEEN
