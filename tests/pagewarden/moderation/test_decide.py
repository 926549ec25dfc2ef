"""From scores to a verdict."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagewarden.exceptions import UnknownCategory
from pagewarden.models import (
    Layer,
    Origin,
    Rating,
    Scores,
    Segment,
    SegmentKind,
    UnknownReason,
)
from pagewarden.moderation.decide import decide
from pagewarden.moderation.policy import Policy, load_policy
from pagewarden.moderation.taxonomy import CATEGORIES
from tests.pagewarden.moderation.documents import scores_of, segment, web_document

DEFAULT = load_policy("default")
CHILDREN = load_policy("children")
SHORT = "Nothing but a few words."


def rating_of(rows: list[dict[str, float]], *, layer: Layer = Layer.ARTICLE) -> Rating:
    segments = [segment(f"Sentence {index}.", layer=layer) for index in range(len(rows))]
    return decide(web_document(segments), scores_of(rows), DEFAULT).rating


def judge(*texts: str, policy: Policy = DEFAULT) -> tuple[Rating, tuple[str, ...]]:
    segments = [segment(text) for text in texts]
    verdict = decide(web_document(segments), scores_of([{}] * len(texts)), policy)
    return verdict.rating, verdict.warnings


@pytest.mark.parametrize("category", ["hate", "threat", "sexual"])
@pytest.mark.parametrize("layer", [Layer.ARTICLE, Layer.COMMENT, Layer.REST])
def test_one_grave_flag_is_for_adults(category: str, layer: Layer) -> None:
    """A single segment flagged hate, threat or sexual is 18+, wherever a reader sees it."""
    assert rating_of([{}, {category: 0.5}], layer=layer) == Rating.ADULT


@pytest.mark.parametrize(
    ("rows", "rating"),
    [
        ([{"profanity": 0.5}], Rating.TEEN),
        ([{"profanity": 0.9}, {"harassment": 0.9}], Rating.TEEN),
        ([{"profanity": 0.9}, {"harassment": 0.9}, {"profanity": 0.6}], Rating.ADULT),
        ([{"profanity": 0.9, "harassment": 0.9}] * 2, Rating.TEEN),
        ([{"toxicity": 0.9}] * 9, Rating.TEEN),
        ([{"violence": 0.9}], Rating.TEEN),
        ([{"self_harm": 0.9}], Rating.TEEN),
        ([{"hate": 0.49, "toxicity": 0.49}], Rating.SAFE),
    ],
)
def test_flags_are_counted_by_segment(rows: list[dict[str, float]], rating: Rating) -> None:
    """Three segments of profanity or harassment are 18+, any other flag is 13+."""
    assert rating_of(rows) == rating


def test_a_page_answers_for_what_it_hides() -> None:
    """Hidden text may be shown by a style sheet: what is flagged there is 13+, and no more."""
    assert rating_of([{"hate": 0.99}], layer=Layer.HIDDEN) == Rating.TEEN


@pytest.mark.parametrize("category", ["violence", "hate", "self_harm"])
def test_a_flag_warns_of_its_topic(category: str) -> None:
    """What the model sees is warned of, words or not."""
    verdict = decide(web_document([segment("Here.")]), scores_of([{category: 0.8}]), DEFAULT)
    assert verdict.warnings == (category,)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["He was murdered."], (Rating.SAFE, ())),
        (["He was murdered.", "The stabbing shocked all."], (Rating.SAFE, ("violence",))),
        (["He was murdered."] * 9, (Rating.SAFE, ())),
        (
            ["He was murdered.", "The stabbing shocked all.", "A massacre, they said."],
            (Rating.TEEN, ("violence",)),
        ),
        (["They met.", "The war ended.", "The killer left.", "Blood."], (Rating.SAFE, ())),
        (["That is shit."], (Rating.TEEN, ())),
        (["Well, damn."], (Rating.SAFE, ())),
    ],
)
def test_topics_are_counted_by_distinct_sentences(
    texts: list[str], expected: tuple[Rating, tuple[str, ...]]
) -> None:
    """Two unambiguous sentences warn, three rate; repetition and hints alone do neither."""
    assert judge(*texts) == expected


def test_a_title_with_a_site_name_is_not_counted_again() -> None:
    """The headline in the window's frame and over the article is one sentence, not two."""
    segments = [
        segment("Man murdered | The Daily Example", kind=SegmentKind.TITLE),
        segment("Man murdered", kind=SegmentKind.HEADING),
        segment("Police speak of a stabbing."),
    ]
    verdict = decide(web_document(segments), scores_of([{}, {}, {}]), DEFAULT)
    assert (verdict.rating, verdict.warnings) == (Rating.SAFE, ("violence",))


def test_a_title_alone_is_counted() -> None:
    """On a page without that heading the title is the third sentence."""
    segments = [
        segment("Man murdered | The Daily Example", kind=SegmentKind.TITLE),
        segment("Police speak of a stabbing."),
        segment("The murderer is known."),
    ]
    verdict = decide(web_document(segments), scores_of([{}, {}, {}]), DEFAULT)
    assert verdict.rating == Rating.TEEN


def test_a_description_repeats_and_does_not_count() -> None:
    """What a search engine shows says again what the page says."""
    segments = [
        segment("He was murdered in a stabbing …", kind=SegmentKind.DESCRIPTION),
        segment("He was murdered in a stabbing on Monday."),
    ]
    verdict = decide(web_document(segments), scores_of([{}, {}]), DEFAULT)
    assert (verdict.rating, verdict.warnings) == (Rating.SAFE, ())


def test_topics_are_counted_together_too() -> None:
    """A page on the abuse of children may name each of three topics only once."""
    rating, _ = judge(
        "The coach sexually assaulted them.",
        "He is a paedophile.",
        "His wife left an abusive marriage.",
    )
    assert rating == Rating.TEEN


def test_hints_are_believed_on_a_grim_page() -> None:
    """Three sentences with weak terms warn where others leave no doubt, and not alone."""
    hints = ("They met in the war.", "The soldiers left.", "There was an explosion.")
    grim = ("The funeral is today.", "Cocaine was found.", "Her handgun is gone.")
    assert judge(*hints) == (Rating.SAFE, ())
    assert judge(*hints, *grim) == (Rating.TEEN, ("violence",))


def test_strong_english_counts_in_any_language() -> None:
    """A page that calls itself French and swears in English is no page that nobody can judge."""
    document = web_document([segment("fuck you")], words=0, language="fr")
    assert decide(document, scores_of([{}]), DEFAULT).rating == Rating.TEEN


def test_a_slur_weighs_as_much_as_a_swear_word() -> None:
    """Once is enough for 13+ in the default policy, and for 18+ where children read."""
    assert judge("Those faggots again.")[0] == Rating.TEEN
    assert judge("Those faggots again.", policy=CHILDREN)[0] == Rating.ADULT


def test_a_headline_is_enough() -> None:
    """One unambiguous term in the title warns."""
    segments = [segment("Mayor murdered", kind=SegmentKind.TITLE), segment("The town is silent.")]
    verdict = decide(web_document(segments), scores_of([{}, {}]), DEFAULT)
    assert verdict.warnings == ("violence",)


def test_one_sentence_is_enough_on_a_short_page() -> None:
    """On a page of a few lines one unambiguous term is no passing mention."""
    document = web_document([segment("He was murdered.")], words=60)
    assert decide(document, scores_of([{}]), DEFAULT).warnings == ("violence",)


def test_children_are_told_at_first_mention() -> None:
    """Strict: any flag 18+, mild swearing and any topic 13+, warnings at once."""
    assert judge("Well, damn.", policy=CHILDREN) == (Rating.TEEN, ())
    assert judge("He was murdered.", policy=CHILDREN)[1] == ("violence",)
    assert judge("He was murdered.", policy=CHILDREN)[0] == Rating.TEEN
    verdict = decide(web_document([segment("Here.")]), scores_of([{"toxicity": 0.5}]), CHILDREN)
    assert verdict.rating == Rating.ADULT


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"words": 5}, UnknownReason.TOO_LITTLE_TEXT),
        ({"words": 19}, UnknownReason.TOO_LITTLE_TEXT),
        ({"words": 20}, None),
        ({"needs_rendering": True}, UnknownReason.NEEDS_RENDERING),
        ({"language": "de"}, UnknownReason.UNSUPPORTED_LANGUAGE),
        ({"language": None}, None),
        ({"language": "de", "words": 5}, UnknownReason.UNSUPPORTED_LANGUAGE),
        (
            {"language": "de", "words": 5, "needs_rendering": True},
            UnknownReason.NEEDS_RENDERING,
        ),
        ({"origin": Origin.FILE, "words": 5}, UnknownReason.TOO_LITTLE_TEXT),
        ({"origin": Origin.STDIN, "words": 5}, UnknownReason.TOO_LITTLE_TEXT),
    ],
    ids=str,
)
def test_what_cannot_be_judged_is_not_called_safe(
    changed: dict[str, object], reason: UnknownReason | None
) -> None:
    """Too few words, an empty shell or another language give unknown, the first reason named."""
    document = web_document([], **changed)  # type: ignore[arg-type] # mixed values
    verdict = decide(document, scores_of([]), DEFAULT)
    assert verdict.reason == reason
    assert verdict.rating == (Rating.SAFE if reason is None else Rating.UNKNOWN)


@pytest.mark.parametrize("origin", [Origin.STDIN, Origin.TEXT])
def test_plain_text_is_judged_however_short(origin: Origin) -> None:
    """Text that somebody hands over is wanted judged."""
    document = web_document(
        [segment(SHORT, path="")], words=0, language="de", origin=origin, plain_text=True
    )
    assert decide(document, scores_of([{}]), DEFAULT).rating == Rating.SAFE


@pytest.mark.parametrize("origin", [Origin.STDIN, Origin.TEXT])
def test_an_empty_shell_on_standard_input_is_unknown(origin: Origin) -> None:
    """Markup is judged as markup, even where nothing of it is left to have a path."""
    document = web_document([], words=0, needs_rendering=True, origin=origin)
    assert decide(document, scores_of([]), DEFAULT).reason == UnknownReason.NEEDS_RENDERING


def test_plain_text_from_elsewhere_may_be_unknown() -> None:
    """Only what someone hands over is judged however short."""
    document = web_document([segment(SHORT, path="")], words=0, plain_text=True)
    assert decide(document, scores_of([{}]), DEFAULT).reason == UnknownReason.TOO_LITTLE_TEXT


@pytest.mark.parametrize(
    "unread",
    [
        segment("word " * 99, layer=Layer.HIDDEN),
        segment("word " * 99, kind=SegmentKind.IMAGE_ALT),
        segment("word " * 99, kind=SegmentKind.TITLE),
        segment("word " * 99, kind=SegmentKind.DESCRIPTION),
        segment("17 4,5 \U0001f600 — " * 25),
    ],
    ids=lambda unread: f"{unread.layer}-{unread.kind}",
)
def test_what_nobody_reads_is_no_text_to_judge(unread: Segment) -> None:
    """Hidden words, image texts, title, description, numbers and pictures do not count."""
    verdict = decide(web_document([unread], words=19), scores_of([{}]), DEFAULT)
    assert verdict.reason == UnknownReason.TOO_LITTLE_TEXT
    assert decide(web_document([unread], words=20), scores_of([{}]), DEFAULT).reason is None


WEAPONS = [
    *("A pistol of 1911", "Two rifles", "A shotgun with its case", "A crossbow"),
    *("A box of ammunition", "One machete, rusty"),
]


@pytest.mark.parametrize(
    ("main_words", "expected"),
    [(9, (Rating.TEEN, ("weapons",))), (120, (Rating.SAFE, ()))],
)
def test_a_page_that_is_a_list_is_judged_by_it(
    main_words: int, expected: tuple[Rating, tuple[str, ...]]
) -> None:
    """Under a sentence of prose the list is the page; beside an article it is teasers."""
    items = [segment(f"{text}.", layer=Layer.REST) for text in WEAPONS]
    verdict = decide(web_document(items, words=main_words), scores_of([{}] * 6), DEFAULT)
    assert (verdict.rating, verdict.warnings) == expected


def test_what_was_found_stands() -> None:
    """A short page that is flagged keeps its rating; in another language, if it is in English."""
    short = web_document([segment(SHORT)], words=0)
    english = web_document([segment("I know where you live.")], words=0, language="de")
    for document in (short, english):
        verdict = decide(document, scores_of([{"threat": 0.9}]), DEFAULT)
        assert (verdict.rating, verdict.reason) == (Rating.ADULT, None)


def test_scores_of_another_language_mean_nothing() -> None:
    """An English model's flags on German sentences are none; on a text handed over they are."""
    german = segment("Die Bibel liegt auf dem Tisch.")
    page = web_document([german], words=0, language="de")
    verdict = decide(page, scores_of([{"threat": 0.9}]), DEFAULT)
    assert verdict.reason is UnknownReason.UNSUPPORTED_LANGUAGE
    handed_over = replace(page, origin=Origin.TEXT, plain_text=True)
    assert decide(handed_over, scores_of([{"threat": 0.9}]), DEFAULT).rating is Rating.ADULT


def test_evidence_comes_strictest_rule_first_in_document_order() -> None:
    """Every rule that fired is kept, with every segment that it matches."""
    segments = [segment("Shit happens."), segment("Well."), segment("Go away.")]
    rows = [{"profanity": 0.7}, {}, {"threat": 0.9, "toxicity": 0.8}]
    verdict = decide(web_document(segments), scores_of(rows), DEFAULT)
    assert verdict.rules == ("hate-threat-sexual", "flagged", "strong-language")
    assert [(evidence.rule, evidence.text, evidence.matched) for evidence in verdict.evidence] == [
        ("hate-threat-sexual", "Go away.", "threat"),
        ("flagged", "Shit happens.", "profanity"),
        ("flagged", "Go away.", "threat"),
        ("strong-language", "Shit happens.", "strong_language"),
    ]
    assert verdict.evidence[0].score == pytest.approx(0.9)
    assert verdict.evidence[3].terms == ("Shit",)


def test_the_verdict_says_what_it_stands_on() -> None:
    """Versions, hash, notes and the highest scores are kept."""
    document = web_document([segment("One."), segment("Two.")])
    verdict = decide(document, scores_of([{"hate": 0.1}, {"hate": 0.3}]), DEFAULT)
    assert verdict.scores["hate"] == pytest.approx(0.3)
    assert verdict.content_hash == document.content_hash
    assert (verdict.policy, verdict.policy_version) == ("default", DEFAULT.version)
    assert verdict.model_version == "test"


def test_a_policy_may_move_a_threshold(tmp_path: Path) -> None:
    """A policy's own cut-off replaces the model's."""
    path = tmp_path / "mine.toml"
    path.write_text(
        'name = "mine"\nversion = "1"\n[thresholds]\nhate = 0.9\n'
        '[[rules]]\nid = "hate"\nrating = "18+"\nflags = ["hate"]\n'
    )
    policy = load_policy(str(path))
    document = web_document([segment("Here.")])
    assert decide(document, scores_of([{"hate": 0.89}]), policy).rating == Rating.SAFE
    assert decide(document, scores_of([{"hate": 0.91}]), policy).rating == Rating.ADULT


@pytest.mark.parametrize(
    ("texts", "warnings"),
    [
        (["He was murdered with a crossbow."], ("harm",)),
        (["The murdered man kept a knife."], ()),
        (["The murdered man kept a knife.", "A massacre."], ("harm",)),
    ],
)
def test_each_strong_sighting_counts_for_itself(
    texts: list[str], warnings: tuple[str, ...], tmp_path: Path
) -> None:
    """Counted by each, a weak term does not become strong by standing beside a strong one."""
    path = tmp_path / "mine.toml"
    path.write_text(
        'name = "mine"\nversion = "1"\n[[rules]]\nid = "harm"\nwarning = "harm"\n'
        'topics = ["violence", "weapons", "drugs"]\n'
        'count = "each"\nat_least = 2\nat_least_strong = 2\n'
    )
    assert judge(*texts, policy=load_policy(str(path)))[1] == warnings


def test_scores_that_lack_a_category_are_refused() -> None:
    """A rule on a category that nobody scored cannot silently never fire."""
    scores = Scores(np.zeros((2, 1), dtype=np.float32), ("toxicity",), {"toxicity": 0.5}, "m")
    with pytest.raises(UnknownCategory, match="does not score 'hate'"):
        decide(web_document([segment("Here.")]), scores, DEFAULT)


def test_scores_of_another_document_are_refused() -> None:
    """There is one row for each segment, or something is badly wrong."""
    with pytest.raises(ValueError, match="3 scores for 2 segments"):
        decide(web_document([segment("Here.")]), scores_of([{}, {}]), DEFAULT)


PIECES = st.sampled_from(
    [
        "He was murdered.",
        "A stabbing in the park.",
        "They shot a film.",
        "What the fuck.",
        "Damn.",
        "The funeral is today.",
        "Nothing much.",
        "Cocaine and heroin.",
        "Heroin again.",
        "",
    ]
)
ROWS = st.lists(
    st.tuples(
        PIECES,
        st.sampled_from(Layer),
        st.sampled_from(SegmentKind),
        st.dictionaries(st.sampled_from(CATEGORIES), st.floats(0, 1), max_size=3),
    ),
    max_size=6,
)
POLICIES = st.sampled_from([DEFAULT, CHILDREN, load_policy("classic")])


def severity(rows: list[tuple[str, Layer, SegmentKind, dict[str, float]]], policy: Policy) -> int:
    segments = [segment(text, layer=layer, kind=kind) for text, layer, kind, _ in rows]
    verdict = decide(web_document(segments), scores_of([row[3] for row in rows]), policy)
    return verdict.rating.severity


@given(ROWS, POLICIES, st.data())
def test_raising_a_score_never_softens_the_rating(
    rows: list[tuple[str, Layer, SegmentKind, dict[str, float]]],
    policy: Policy,
    data: st.DataObject,
) -> None:
    """A model that is surer of something bad cannot make a page look better."""
    if not rows:
        return
    index = data.draw(st.integers(0, len(rows) - 1))
    category = data.draw(st.sampled_from(CATEGORIES))
    text, layer, kind, row = rows[index]
    raised = row | {category: max(row.get(category, 0.0), data.draw(st.floats(0, 1)))}
    changed = [*rows[:index], (text, layer, kind, raised), *rows[index + 1 :]]
    assert severity(changed, policy) >= severity(rows, policy)


@given(ROWS, ROWS, POLICIES)
def test_adding_segments_never_softens_the_rating(
    rows: list[tuple[str, Layer, SegmentKind, dict[str, float]]],
    more: list[tuple[str, Layer, SegmentKind, dict[str, float]]],
    policy: Policy,
) -> None:
    """Harmless text around it does not outvote what was found on a page with a main text."""
    assert severity(rows + more, policy) >= severity(rows, policy)


@given(ROWS, POLICIES)
def test_warnings_and_rules_are_the_policy_s(
    rows: list[tuple[str, Layer, SegmentKind, dict[str, float]]], policy: Policy
) -> None:
    """Warnings keep the policy's order, and evidence belongs to rules that fired."""
    segments = [segment(text, layer=layer, kind=kind) for text, layer, kind, _ in rows]
    verdict = decide(web_document(segments), scores_of([row[3] for row in rows]), policy)
    assert list(verdict.warnings) == [key for key in policy.warnings if key in verdict.warnings]
    assert set(verdict.rules) == {evidence.rule for evidence in verdict.evidence}
    assert (verdict.reason is None) == (verdict.rating is not Rating.UNKNOWN)
