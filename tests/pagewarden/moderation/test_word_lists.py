"""The shipped word lists."""

import tomllib
from importlib.resources import files
from itertools import chain

import pytest

from pagewarden.moderation.lexicon import Strength
from pagewarden.moderation.taxonomy import LEXICON_TOPICS
from pagewarden.moderation.word_lists import expand, lexicon_for, shipped_lexicon

FOLDER = files("pagewarden.moderation") / "lexicons"
LISTS = {
    topic: tomllib.loads((FOLDER / f"{topic}.toml").read_text("utf-8")) for topic in LEXICON_TOPICS
}


def topics_of(text: str) -> set[str]:
    return {term.topic for term in shipped_lexicon().find(text)}


def strong_topics_of(text: str) -> set[str]:
    return {term.topic for term in shipped_lexicon().find(text) if term.strength is Strength.STRONG}


SWEARING = {"strong_language", "mild_language"}
INNOCENT = [
    ("They shot a film in the harbour.", {"violence", "weapons"}),
    ("He shot the basketball from half court.", {"violence", "weapons"}),
    ("I am dead tired.", {"death"}),
    ("The road is a dead end.", {"death"}),
    ("The deadline is Friday.", {"death"}),
    ("Gun it and we make the ferry.", {"weapons", "violence"}),
    ("This cake is to die for.", {"death"}),
    ("We had to kill time before the concert.", {"death", "violence"}),
    (
        "Scunthorpe lies in Lincolnshire, not in Essex or Sussex.",
        {"strong_language", "mild_language"},
    ),
    ("A cocktail with grape juice and a cockatoo.", SWEARING),
    ("Rapeseed oil and oilseed rape.", {"sexual_violence"}),
    ("A suicide squeeze won the game.", {"suicide", "death"}),
    ("We watched Suicide Squad.", {"suicide", "death"}),
    ("A bomb cyclone is heading for the coast.", {"weapons", "violence"}),
    ("The photo shoot took all day.", {"weapons", "violence"}),
    ("We saw a shooting star.", {"weapons", "violence"}),
    ("She is hanging out with friends.", {"suicide", "death", "violence"}),
    ("The drug store is closed.", {"drugs"}),
    ("By an abuse of notation we write f.", {"abuse", "child_abuse"}),
    ("A trigger warning would help.", {"weapons", "violence"}),
    ("Dick Van Dyke sang to Moby Dick.", {"mild_language", "hate"}),
    ("A chink in the armour, a spick and span kitchen.", {"hate"}),
    ("He jumped the gun.", {"weapons", "violence"}),
    ("My phone died and I died laughing.", {"death"}),
    ("She has a killer app and a killer whale.", {"violence", "death"}),
    ("Bite the bullet and read the bullet points.", {"weapons"}),
    ("We binge-watched it.", {"eating_disorders"}),
    ("An assassin bug? No, classic assessment of a class.", SWEARING),
    ("Raising prices would be political suicide.", {"suicide"}),
    ("Give it your best shot.", {"weapons", "violence"}),
    ("The generic drug costs less.", {"drugs"}),
]

EVERYDAY = [
    "The crude death rate fell from nine to eight per thousand.",
    "The infant death rate is lower than the birth rate.",
    "The kill rate of the product is ninety per cent.",
    "The death rate in the county fell again.",
    "The death benefit is paid to your beneficiary on the death of the insured.",
    "Accidental death cover is included in the life insurance policy.",
    "The bitch is nursing six puppies.",
    "A bitch with her litter needs a quiet corner.",
    "Our Labrador bitch had eight pups last week.",
    "Dogs and bitches are judged in separate classes.",
    "We had faggots and peas with gravy in Dudley.",
    "The butcher's faggots are the best in Wales.",
    "It was a bloodbath at the polls for the governing party.",
    "A massacre in the suburbs cost the party nine seats.",
    "There was carnage on Wall Street on Monday.",
    "Bank stocks were slaughtered after the report.",
    "Stab the potatoes with a fork before baking.",
    "Slugs are killed by beer traps and by frost.",
    "A parent must reap its dead children, or zombies pile up.",
    "Kill the process and start the server again.",
    "Use this signal to kill a child process.",
    "The help desk is drowning in tickets.",
    "We are drowning in support requests.",
    "The drummer killed. They murdered that tune.",
    "The gun-slinging guard hit a dagger three at the buzzer.",
    "The Bullets beat the Knicks in overtime.",
    "The Washington Bullets drafted him in 1985.",
    "If you take too much paracetamol: an overdose can damage the liver.",
    "In case of overdose call a doctor even if you feel well.",
    "Seek medical advice if an overdose is suspected.",
    "Ketamine and fentanyl are given before the operation.",
    "Morphine and other opioids relieve pain after surgery.",
    "The anaesthetist uses ketamine in small doses.",
    "The museum of arms and armour shows swords and muskets.",
    "A jewelled dagger and an antique pistol are on display in the gallery.",
    "It beats me why they beat us every time.",
    "An attacker can execute arbitrary code on the server.",
    "The minister came under fire from his own party.",
    "Bury lost at home, and Bong won the prize for best director.",
    "He spent the summer in rehab with a torn ligament.",
    "The body of the email holds a link.",
    "The governing bodies in both sports met in Lausanne.",
    "Our bodies in motion need water.",
    "The baton was passed on to the next runner.",
    "The kettle died on Monday, and the toaster died after it.",
    "He nearly died of embarrassment.",
    "They will fight to the death for third place.",
    "The dog killed the joke stone dead.",
    "Bath bombs and glitter bombs are on the lower shelf.",
    "The video was shot by a soldier on leave.",
    "After the shooting of the film the crew went home.",
    "The shooting guard missed after a shooting star of a pass.",
    "It hit me on the way home that I had left the oven on.",
    "The Thursday murder club reads one book a month.",
    "On the tennis court she gets away with murder.",
    "The claimant took responsibility for the error.",
    "The union is fighting for better pay.",
    "Sort out the car's body parts before painting.",
    "The cat stopped eating and was taken to the vet.",
]

MEANT = [
    ("He was stabbed to death.", "violence"),
    ("Police shot and killed a man.", "violence"),
    ("A gunman opened fire in a school.", "weapons"),
    ("She was raped at a party.", "sexual_violence"),
    ("The coach sexually abused them.", "sexual_violence"),
    ("He is a convicted paedophile.", "child_abuse"),
    ("She survived domestic violence.", "abuse"),
    ("He took his own life.", "suicide"),
    ("I want to die.", "suicide"),
    ("They kept cutting themselves.", "self_harm"),
    ("She was treated for anorexia.", "eating_disorders"),
    ("Twelve people were killed.", "death"),
    ("The funeral is on Monday.", "death"),
    ("It was a racist attack by neo-Nazis.", "hate"),
    ("He sold cocaine and heroin.", "drugs"),
    ("That is fucking great.", "strong_language"),
    ("Well, damn it.", "mild_language"),
    ("He beat me with a belt every night.", "abuse"),
    ("My uncle touched me when I was seven.", "child_abuse"),
    ("She is total jailbait.", "child_abuse"),
    ("I cut again last night.", "self_harm"),
    ("I wear long sleeves to hide the marks.", "self_harm"),
    ("She hid her scars under bracelets.", "self_harm"),
    ("I will put a bullet in your head.", "violence"),
    ("Six million Jews were murdered.", "death"),
    ("Six million Jews were murdered.", "hate"),
    ("A massacre in the village shocked the country.", "violence"),
    ("There was carnage at the scene.", "violence"),
    ("It ended in a bloodbath.", "violence"),
    ("He was stabbed at a party.", "violence"),
    ("She died of a fentanyl overdose.", "drugs"),
    ("Eleven people were killed and forty wounded.", "violence"),
    ("Militants attacked a convoy on the coast road.", "violence"),
    ("He was arrested on suspicion of murder.", "violence"),
    ("He pleaded guilty to assault.", "violence"),
    ("A drone attack closed the airport.", "violence"),
    ("Riot police cleared the square.", "violence"),
    ("Blood ran down the step.", "violence"),
    ("Her husband hit her twice.", "violence"),
    ("The bodies of two climbers were recovered.", "death"),
    ("Her brother died while she was abroad.", "death"),
    ("Doctors said that he could not be saved.", "death"),
    ("A lorry killed a cyclist on the ring road.", "death"),
    ("He had abused nine boys at the school.", "child_abuse"),
    ("Her son was being bullied.", "abuse"),
    ("The man touched himself inappropriately.", "sexual_violence"),
    ("He waved a gun at the driver.", "weapons"),
    ("The family was deported to Auschwitz.", "hate"),
    ("He died of an accidental overdose.", "drugs"),
    ("He took an overdose of paracetamol.", "suicide"),
    ("That bitch has the nerve.", "strong_language"),
    ("A singer killed in a crash was buried.", "death"),
]


@pytest.mark.parametrize(("text", "absent"), INNOCENT, ids=lambda value: str(value)[:40])
def test_idioms_are_innocent(text: str, absent: set[str]) -> None:
    """Words that only sound like a topic are not counted for it."""
    assert not topics_of(text) & absent


@pytest.mark.parametrize("text", EVERYDAY)
def test_everyday_prose_is_not_taken_at_its_word(text: str) -> None:
    """Recipes, sport, computing, insurance and medicine hold no strong term of any topic."""
    assert not strong_topics_of(text)


@pytest.mark.parametrize(("text", "topic"), MEANT)
def test_plain_statements_are_unambiguous(text: str, topic: str) -> None:
    """A sentence that is about the topic holds a strong term of it."""
    assert topic in strong_topics_of(text)


@pytest.mark.parametrize("topic", LEXICON_TOPICS)
def test_a_list_is_well_formed(topic: str) -> None:
    """Each list has its topic, known keys only, and entries that stand for words."""
    table = LISTS[topic]
    assert table["topic"] == topic
    assert not set(table) - {"topic", "also", "lower", "anywhere", "strong", "weak", "innocent"}
    assert set(table.get("also", ())) <= set(LEXICON_TOPICS)
    assert set(table.get("anywhere", ())) <= set(table.get("strong", ()))
    for entry in chain(*(table.get(strength.name.lower(), ()) for strength in Strength)):
        assert entry == entry.casefold()
        assert all(words and all(words) for words in expand(entry)), entry


@pytest.mark.parametrize("topic", LEXICON_TOPICS)
def test_no_entry_is_both_strong_and_innocent(topic: str) -> None:
    """A phrase cannot mean the topic and not mean it."""
    phrases = {
        strength: {words for entry in LISTS[topic].get(strength, ()) for words in expand(entry)}
        for strength in ("strong", "weak", "innocent")
    }
    assert not phrases["strong"] & phrases["innocent"]


def test_every_file_is_a_known_topic() -> None:
    """A list with a misspelt name would never be asked for."""
    names = {file.name.removesuffix(".toml") for file in FOLDER.iterdir()}
    assert names == set(LEXICON_TOPICS)


@pytest.mark.parametrize(("language", "count"), [("en", 1), (None, 1), ("de", 0), ("sv", 0)])
def test_lists_are_for_english(language: str | None, count: int) -> None:
    """What is a swear word in English may be an everyday word elsewhere."""
    assert len(lexicon_for(language).find("slut")) == count


@pytest.mark.parametrize("word", ["Fucking", "motherfuckers", "asshole"])
def test_some_swearing_is_english_anywhere(word: str) -> None:
    """What a page says of its language hides no word that is English beyond doubt."""
    assert {term.topic for term in lexicon_for("fr").find(f"Oui, {word}!")} == {"strong_language"}


def test_a_slur_is_hate_too() -> None:
    """It is counted as a word that may not be said, and as what the page is about."""
    assert {"slurs", "hate"} <= strong_topics_of("Those faggots again.")
