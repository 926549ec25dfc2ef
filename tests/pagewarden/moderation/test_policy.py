"""Policies: what ships, what is refused, and what changes a version."""

from pathlib import Path

import pytest

from pagewarden.exceptions import InvalidPolicy, PolicyNotFound, UnknownCategory
from pagewarden.models import Rating
from pagewarden.moderation.policy import load_policy
from pagewarden.moderation.taxonomy import WARNING_TOPICS

HEAD = 'name = "mine"\nversion = "1"\n'
RULE = '[[rules]]\nid = "a"\nrating = "13+"\nflags = ["hate"]\n'


def write(folder: Path, text: str) -> str:
    path = folder / "mine.toml"
    path.write_text(text, "utf-8")
    return str(path)


@pytest.mark.parametrize("name", ["default", "classic", "children"])
def test_shipped_policies_load(name: str) -> None:
    """Each is found by its name and calls itself so."""
    assert load_policy(name).name == name


@pytest.mark.parametrize("name", ["default", "children"])
def test_shipped_policies_warn_of_every_topic_in_order(name: str) -> None:
    """The order of the warnings is that of the topics."""
    assert load_policy(name).warnings == WARNING_TOPICS


def test_a_path_is_a_policy(tmp_path: Path) -> None:
    """Any file can be named."""
    policy = load_policy(write(tmp_path, HEAD + RULE))
    assert [(rule.id, rule.rating) for rule in policy.rules] == [("a", Rating.TEEN)]


@pytest.mark.parametrize(
    ("name", "hint"), [("defualt", "Did you mean 'default'?"), ("nothing-like-it", "classic")]
)
def test_an_unknown_policy_lists_the_shipped_ones(name: str, hint: str) -> None:
    """The message says what there is, and what was probably meant."""
    with pytest.raises(PolicyNotFound, match=r"Shipped: children, classic, default") as caught:
        load_policy(name)
    assert hint in str(caught.value)


def test_an_unknown_category_is_named_with_a_suggestion(tmp_path: Path) -> None:
    """File, rule, what is wrong, what is known, what was meant."""
    path = write(tmp_path, HEAD + RULE + RULE.replace('"a"', '"b"').replace("hate", "hatred"))
    with pytest.raises(UnknownCategory) as caught:
        load_policy(path)
    message = str(caught.value)
    assert message.startswith(f"{path}, rule 2: unknown category 'hatred'. Known: toxicity, ")
    assert message.endswith("Did you mean 'hate'?")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("name = ", "not TOML"),
        ("", "'name' is missing"),
        ('name = "x"', "'version' is missing|'rules' is missing"),
        (HEAD, "'rules' is missing"),
        (HEAD + "rules = []", "must be tables"),
        (HEAD + 'nmae = "x"\n' + RULE, "unknown key 'nmae'.*Did you mean 'name'"),
        (HEAD + RULE + 'flag = ["hate"]', "rule 1: unknown key 'flag'.*Did you mean 'flags'"),
        (
            HEAD + RULE + 'for_each_topics = ["drugs"]\ntopics = ["{topic}"]',
            "rule 1: unknown key 'for_each_topics'.*Did you mean 'for_each_topic'",
        ),
        (HEAD + RULE + "colour = 1", "unknown key 'colour'. Known: id, .*, for_each_topic"),
        (HEAD + RULE.replace("rules", "rule"), "unknown key 'rule'.*Did you mean 'rules'"),
        (HEAD + RULE + "[threshold]\nhate = 1", "unknown key 'threshold'.*'thresholds'"),
        (HEAD + RULE.replace("13+", "16+"), "rule 1: unknown rating '16\\+'. Known: safe, 13"),
        (HEAD + RULE.replace("13+", "unknown"), "unknown rating 'unknown'"),
        (HEAD + RULE + 'topics = ["death", "drug"]', "unknown topic 'drug'.*Did you mean 'drugs'"),
        (HEAD + RULE + 'layers = ["artikel"]', "unknown layer 'artikel'.*'article'"),
        (HEAD + RULE + 'kinds = ["titel"]', "unknown kind 'titel'.*'title'"),
        (HEAD + RULE + 'count = "all"', "unknown way to count 'all'"),
        (HEAD + RULE + "at_least = 0", "'at_least' is 0, expected 1 or more"),
        (HEAD + RULE + "at_least = true", "'at_least' is True, expected a whole number"),
        (HEAD + RULE + "at_least = 1.5", "'at_least' is 1.5, expected a whole number"),
        (HEAD + RULE + "at_least_strong = 2", "more than 'at_least'"),
        (HEAD + RULE + "max_words = 100", "'max_words' with a 'rating'"),
        (HEAD + RULE + 'only_with = "b"', "'only_with' names 'b', and no rule before it"),
        (HEAD + RULE + 'only_with = "a"', "'only_with' names 'a', and no rule before it"),
        (HEAD + RULE + RULE, "rule 2: another rule has the id 'a'"),
        (HEAD + RULE.replace('rating = "13+"\n', ""), "neither 'rating' nor 'warning'"),
        (HEAD + RULE.replace('flags = ["hate"]\n', ""), "nothing can match"),
        (HEAD + RULE.replace('id = "a"\n', ""), "'id' is missing"),
        (HEAD + RULE + 'words = ["?!"]', "no letter or digit"),
        (HEAD + RULE + 'words = "gun"', "expected a list of texts"),
        (HEAD + RULE + "words = [1]", "'words' holds 1"),
        (HEAD + RULE + 'for_each_topic = ["deth"]', "unknown topic 'deth'.*'death'"),
        (HEAD + RULE + 'for_each_topic = ["death", "drugs"]', "another rule has the id"),
        (HEAD + RULE + "[thresholds]\nhatred = 0.5", "unknown category 'hatred'"),
        (HEAD + RULE + "[thresholds]\nhate = 1.5", "expected a number from 0 to 1"),
        (HEAD + RULE + "[unknown]\nmin_word = 1", "unknown key 'min_word'.*'min_words'"),
        (HEAD + "rules = {}", r"'rules' must be tables: \[\[rules\]\]"),
        (HEAD + "rules = 3", "'rules' must be tables"),
        (HEAD + RULE + "colour = 1", "Known: id|unknown key 'colour'"),
        ("unknwon = 3\n" + HEAD + RULE, "Known: .*unknown.*Did you mean 'unknown'"),
        (HEAD + RULE.replace("13+", "18"), r"unknown rating '18'.*Did you mean '18\+'"),
        (HEAD + RULE + '[unknown]\nlanguages = ["English"]', "holds 'English'.*ISO 639-1"),
        ("x = " + "[" * 9_999, "nested too deeply"),
        ("unknown = 3\n" + HEAD + RULE, "expected a table"),
    ],
)
def test_broken_policies_are_refused(tmp_path: Path, text: str, complaint: str) -> None:
    """Each mistake is named in one sentence that starts with the file."""
    with pytest.raises(InvalidPolicy, match=f"^{tmp_path}/mine.toml.*({complaint})"):
        load_policy(write(tmp_path, text))


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    """A policy is UTF-8."""
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidPolicy, match="not TOML"):
        load_policy(str(path))


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    """Some editors put one before every text."""
    assert load_policy(write(tmp_path, "\ufeff" + HEAD + RULE)).name == "mine"


@pytest.mark.parametrize("name", ["", "x" * 300, "x\0y", "/dev/null/x"])
def test_no_name_is_too_strange_to_be_unknown(name: str) -> None:
    """What cannot be a file's name is no policy's either."""
    with pytest.raises(PolicyNotFound, match="no such policy"):
        load_policy(name)


def test_a_folder_is_called_one(tmp_path: Path) -> None:
    """The message does not say that there is nothing of this name."""
    with pytest.raises(PolicyNotFound, match="it is a folder; name a file in it"):
        load_policy(str(tmp_path))


@pytest.mark.skipif(not Path("/proc/self/mem").is_file(), reason="only Linux has this file")
def test_a_file_that_cannot_be_read_is_refused() -> None:
    """The message says why."""
    with pytest.raises(InvalidPolicy, match="cannot be read: Input/output error"):
        load_policy("/proc/self/mem")


def test_for_each_topic_makes_a_rule_a_topic(tmp_path: Path) -> None:
    """The topic takes its place in every text of the rule."""
    rule = (
        '[[rules]]\nid = "{topic}-seen"\nfor_each_topic = ["death", "drugs"]\n'
        'topics = ["{topic}"]\nwarning = "{topic}"\n'
    )
    policy = load_policy(write(tmp_path, HEAD + rule))
    assert [(rule.id, rule.topics, rule.warning) for rule in policy.rules] == [
        ("death-seen", ("death",), "death"),
        ("drugs-seen", ("drugs",), "drugs"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('version = "1"', 'version = "2"'),
        ('"13+"', '"18+"'),
        ('["hate"]', '["hate", "threat"]'),
        ('id = "a"', 'id = "b"'),
        ('flags = ["hate"]', 'flags = ["hate"]\nat_least = 2'),
        (RULE, RULE + "[thresholds]\nhate = 0.9\n"),
        (RULE, RULE + "[unknown]\nmin_words = 20\n"),
    ],
)
def test_every_edit_changes_the_version(tmp_path: Path, old: str, new: str) -> None:
    """A verdict's policy version says exactly which rules were in force."""
    before = load_policy(write(tmp_path, HEAD + RULE)).version
    after = load_policy(write(tmp_path, (HEAD + RULE).replace(old, new))).version
    assert before != after


def test_a_comment_does_not_change_the_version(tmp_path: Path) -> None:
    """What means the same is the same version, and loading twice gives it twice."""
    before = load_policy(write(tmp_path, HEAD + RULE)).version
    assert load_policy(write(tmp_path, "# why\n" + HEAD + RULE)).version == before
    assert before.startswith("1+")
