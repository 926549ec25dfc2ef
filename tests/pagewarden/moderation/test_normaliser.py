"""Taking disguises off, and leaving all else alone."""

# ruff: noqa: RUF001 - look-alikes are what this is about

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pagewarden.moderation.edits import Normalised
from pagewarden.moderation.look_alikes import EXACT, LEET, NEAR, SMALL_CAPITALS
from pagewarden.moderation.normaliser import (
    _take_disguises_off,
    normalise,
    normalised_text,
)
from pagewarden.moderation.vocabulary import disguised, unmistakable

DISGUISED = [
    ("h4te", "hate"),
    ("@ss", "ass"),
    ("$hit!", "shit!"),
    ("5h1t", "shit"),
    ("SH1T", "SHIT"),
    ("B!TCH", "BITCH"),
    ("fvck", "fuck"),
    ("a$$hole", "asshole"),
    ("n1gg3rs", "niggers"),
    ("ki11", "kill"),
    ("6itch fa66ot", "bitch faggot"),
    ("go d1e", "go die"),
    ("¢unt, cun+", "cunt, cunt"),
    ("@$$", "ass"),
    ("k i l l", "kill"),
    ("k.i.l.l", "kill"),
    ("k-i-l-l", "kill"),
    ("k_i_l_l", "kill"),
    ("k  1  l  l", "kill"),
    ("K I L L", "KILL"),
    ("d i e", "die"),
    ("k i l l y o u r s e l f", "kill yourself"),
    ("I w i l l k i l l y o u.", "I will kill you."),
    ("fuuuuuck", "fuck"),
    ("fuuuuu¢k", "fuck"),
    ("killllll", "kill"),
    ("sooooo long", "soo long"),
    ("k\u200bi\u00adl\u2060l", "kill"),
    ("ki\x07ll", "kill"),
    ("ｋｉｌｌ ＠ss", "kill ass"),
    ("𝖐𝖎𝖑𝖑 𝓴𝓲𝓵𝓵 ⓚⓘⓛⓛ", "kill kill kill"),
    ("🅺🅸🅻🅻", "KILL"),
    ("ᴋɪʟʟ ᴛʜᴇᴍ", "kill them"),
    ("k̶i̶l̶l̶", "kill"),
    ("k̴̡̨͎i̷̢͓̒l̶̝͠l̷̮̊", "kill"),
    ("I will kіll уоu аnd реасе", "I will kill you and peace"),
    ("fυck", "fuck"),
    ("shіт", "shit"),
    ("that bіtch, сор", "that bitch, cop"),
    ("fцck", "fuck"),
    ("ˢʰⁱᵗ", "shit"),
    ("shhhitt", "shit"),
    ("shìt", "shit"),
    ("k і l l", "kill"),
]

PLAIN = [
    "142,460",
    "3D, B2B, R2-D2, C4, MP3, H1N1, 4x4, K9, U2, W3C, i18n, k8s, win32, utf8, d3d11",
    "5th, 1st, 2nd, 3rd, 10k, 5g, 100m, 90s, 4K, 24/7, 9/11, 747s, B52s, T17s, A5s, F16",
    "such as5 and gas5",
    "U.S.A., a.m., p.m., e.g., i.e., Ph.D.",
    "https://example.com/k1ll?a=$hit&b=k-i-l-l and www.sh1t.example/5h1t",
    "mail joe.k1ll@example.org or <a$$@example.org>",
    "#d1e5a5 #d1e #b00b1e 0xd1e deadbeef d1e-4f2a",
    "v1.2.3, 3.11.7, 2026-11-25, 25/11/2026, 10:07:13",
    "A B C, a b c, x y z, 1 2 3, a, b, c",
    "I I I",
    "J. R. R. Tolkien, T. S. Eliot, P. D. James",
    "C++, C#, F(x), a|b, x+y, 50% + 3 = 53%",
    "$100, US$ 5, £5, €6, ¥7, $5.55, 20¢",
    "@mentions #tags @nalini",
    "Oh Ana! So what? Hi!",
    "don't, rock'n'roll, o'clock, y'all’s",
    "Zoë, São Paulo, Zoe\u0308, naïve, Ångström, e\u0302\u0301",
    "½ cup, x², H₂O, 5 °C, ™, №, …",
    "“Quoted” – and — dashed…",
    "kʰ and fⁿ, a\x97b, βcarotene, AAAs, KKKs, wwwexample",
    "IEEE, AAA, XVIII, viii, www, zzz, xxx",
    "P!nk, Ke$ha, A$AP, Se7en, Blink-182, Yahoo!",
    "Сор и ухо, это рак. Кіт спіть.",
    "ο κόσμος είναι μικρός",
    "the Russian words сор and ухо, the Greek τον",
    "density ρ, ρgh, TNFα, NFκB, μm, Δt, α-helix",
    "PDFе и VPNа для всех",
    "日本語のテキスト、全角！ 한국어 العربية עִבְרִית हिन्दी",
    "a slut for grammar, a fuck, kill, hate",
    "f**k, s***, k*ll",
    "D I E T, A. S. S. Byatt, S-E-X",
    "have every valve revved",
    "/k/i/l/l/",
    "T H E R A P I S T, A N A L Y S I S, C O C K T A I L, A S S A S S I N, T I T A N",
]

ODD = "".join([*NEAR, *SMALL_CAPITALS])
ALPHABET = "kilfucstadenrbgv" + "KILS" + "01345679@$!|+€" + " .-_'’/:#,\n" + "кіос" + "ρα" + "ñé"
FRAGMENTS = st.sampled_from(
    [
        "kill",
        "k1ll",
        "f",
        "uuu",
        "5h1t",
        "a55",
        "$",
        " ",
        "  ",
        ".",
        "-",
        "і",
        "сор",
        "д",
        "̶",
        "́",
        "\u200b",
        "k",
        "i",
        "l",
        "@",
        ":",
        "//",
        "www.",
        "x.y",
        "die",
        "d",
        "1",
        "e",
        "V",
        "ｋ",
        "ᴋɪʟʟ",
        "𝖐",
        "�",
        "III",
        "!",
        "+",
        "'",
        "#",
        "\n",
        "a",
        "s",
        "Ω",
        "yyyy",
        "привет",
    ]
)
HOSTILE = (
    st.text()
    | st.text(ALPHABET, max_size=60)
    | st.text(ODD + "kil ", max_size=40)
    | st.lists(FRAGMENTS, max_size=25).map("".join)
)


@pytest.mark.parametrize(("written", "meant"), DISGUISED, ids=ascii)
def test_disguises_are_taken_off(written: str, meant: str) -> None:
    """What a reader sees is what comes out."""
    assert normalise(written).text == meant


@pytest.mark.parametrize("text", PLAIN, ids=lambda text: ascii(text)[:40])
def test_plain_text_comes_back(text: str) -> None:
    """Numbers, names, codes, addresses, formulas and other languages are no disguise."""
    assert normalise(text).text == text


@given(HOSTILE)
@example("sh!t.b@x.com")
def test_every_character_has_its_source(text: str) -> None:
    """Any text is taken; sources lie in it and never fall."""
    seen = normalise(text)
    assert len(seen.text) == len(seen.sources)
    assert all(0 <= source < len(text) for source in seen.sources)
    assert list(seen.sources) == sorted(seen.sources)


@given(HOSTILE)
@example("Пр,k i l l,Пр д")
@example("k i l l-o-p-e")
def test_twice_is_once(text: str) -> None:
    """What has no disguise left is not changed again."""
    once = normalise(text).text
    assert normalise(once).text == once


@given(HOSTILE | st.text("kilfucsdhevy1350@$!|+ .-_ab", max_size=12))
@example("d!3")
def test_the_short_cut_misses_nothing(text: str) -> None:
    """What is told plain at a glance is what a closer look leaves alone."""
    closer = _take_disguises_off(Normalised(text, range(len(text)))).text
    assert (normalise(text).text, normalised_text(text)) == (closer, closer)


@given(st.integers() | st.floats() | st.dates() | st.times() | st.decimals(), st.integers(0, 10**9))
def test_numbers_are_numbers(value: object, count: int) -> None:
    """No number, date or time is ever read as letters."""
    text = f"{value} {count:,} ${count / 100:,.2f} {count}% {count}th {count}x{count}"
    assert normalise(text).text == text


@given(st.lists(st.from_regex("[A-Z][0-9]{1,4}|[0-9]{1,4}[A-Z]{1,2}", fullmatch=True), max_size=9))
def test_model_numbers_are_numbers(numbers: list[str]) -> None:
    """A letter and figures name a thing."""
    assert normalise(" ".join(numbers)).text == " ".join(numbers)


@given(st.text("абвгдежзийклмнопрстуфхцчшщъыьэюя АБВГДЕЖ,."))
def test_cyrillic_text_is_cyrillic(text: str) -> None:
    """Without a Latin word there is nothing to look alike to."""
    assert normalise(text).text == text


@given(st.sampled_from(sorted(disguised().words)), st.data())
def test_any_word_of_the_vocabulary_is_found_in_disguise(word: str, data: st.DataObject) -> None:
    """Spelled, stretched or with zero-width characters, every word comes out."""
    at = data.draw(st.sampled_from(range(len(word))))
    between = data.draw(st.sampled_from([" ", ".", "-", "_", " - ", "·"]))
    stretched = normalise(f"you {word[:at]}{word[at] * 4}{word[at + 1 :]} now").text
    assert stretched in (f"you {word} now", "you shoot now")
    assert normalise("\u200b".join(word)).text == word
    assert normalise(f"( {between.join(word)} )").text == f"( {word} )"


@pytest.mark.parametrize(
    "piece",
    [
        "k i l l ",
        "a ",
        "a.",
        "$",
        "1a",
        "f",
        "fu",
        "k1ll",
        "k1ll ",
        "̶",
        "á",
        "і",
        "іa ",
        "a a  a   ",
        "@",
        "a@",
        "@.",
        ".",
        "a.a",
        "a.b@",
        "www",
        "!a",
        "\u200b",
        "ｋ",
        "日",
        "kil l ",
        "d1e-",
        "i1",
        "n o ",
        "a" * 50 + " ",
        "v",
        "cvc ",
        "://",
        "#",
        "\x00",
        "�",
    ],
    ids=ascii,
)
@pytest.mark.timeout(60)
def test_hostile_repetition_ends(piece: str) -> None:
    """It costs time in proportion to its length: squared, it would outlast the test."""
    text = piece * (200_000 // len(piece))
    assert len(normalise(text).text) <= len(text)


def test_tables_give_one_latin_letter_for_each() -> None:
    """Offsets rest on it; and the case is kept."""
    for table in (EXACT, NEAR, SMALL_CAPITALS):
        assert all(
            len(strange) == 1 < ord(strange) and latin.isascii() for strange, latin in table.items()
        )
    assert all(
        table[letter].isupper() == letter.isupper()
        for table in (EXACT, NEAR)
        for letter in table
        if letter < "\u1000"  # Cherokee and Lisu have no case
    )
    assert all(set("".join(table.values())) <= set("abcdefghijklmnopqrstuvwxyz") for table in LEET)


def test_the_vocabulary_is_words() -> None:
    """At least three plain letters each, and those that may bear accents are among them."""
    assert all(len(word) >= 3 and word.isascii() and word.islower() for word in disguised().words)
    assert unmistakable().words <= disguised().words
