import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pagewarden.reports.inert import link_to_text, markdown, printable, shortened, without_password


@given(st.text())
def test_printable_text_cannot_steer_a_terminal(text: str) -> None:
    """No control, format or surrogate character is left, and it is one line."""
    assert all(char.isprintable() or char == "\u200d" for char in printable(text))


@pytest.mark.parametrize(
    "attack", ["\x1b[31mred", "a\u202etxt.exe", "a\u200bb", "\x9b2J", "\ud800"]
)
def test_what_was_removed_is_still_visible(attack: str) -> None:
    """A reader sees that something was there: its code point."""
    assert re.search(r"□[0-9A-F]{4}", printable(attack))


MARKUP_HEAVY = st.text(st.sampled_from("[]()<>!*_`#|~-+=:/.\\\"'& \n\tabhtps1"))


@given(st.text() | MARKUP_HEAVY)
def test_markdown_has_no_markup(text: str) -> None:
    """A Markdown parser sees one paragraph of text: no element, link, image or code."""
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    tokens = reader.parse(markdown(text))
    kinds = {token.type for token in tokens} | {
        child.type for token in tokens for child in token.children or ()
    }
    assert kinds <= {"paragraph_open", "paragraph_close", "inline", "text", "text_special"}


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("https://user:secret@example.org/a@b", "https://example.org/a@b"),
        ("https://example.org/@user", "https://example.org/@user"),
        ("http:/me:pw@h", "http:/h"),
        ("dir/a@b.html", "dir/a@b.html"),
        (r"http://127.0.0.1:8765\@10.0.0.1/", r"http://127.0.0.1:8765\@10.0.0.1/"),
        (r"http://user:secret@127.0.0.1\@10.0.0.1/", r"http://127.0.0.1\@10.0.0.1/"),
    ],
)
def test_passwords_are_left_out(target: str, shown: str) -> None:
    """What stands before the @ of a URL's authority is dropped, an @ elsewhere stays."""
    assert without_password(target) == shown


@pytest.mark.parametrize(
    "attack",
    [
        "[x](javascript:alert(1))",
        "![](http://evil.example/p)",
        "# big",
        "a | b",
        "<https://evil.example>",
        "`code`",
    ],
)
def test_markdown_specials_are_escaped(attack: str) -> None:
    """Each special character stands behind a backslash or is an entity."""
    assert not re.search(r"(?<!\\)[\[\]()#|`<>!]", markdown(attack))


@given(st.text(), st.integers(min_value=1, max_value=50))
def test_shortened_keeps_the_length(text: str, length: int) -> None:
    """The result never passes the length, and a text that fits stays whole."""
    short = shortened(text, length)
    assert len(short) <= length
    assert short == text or len(text) > length


def test_a_short_sentence_is_linked_whole() -> None:
    """The fragment quotes the sentence, its dash encoded."""
    link = link_to_text("https://example.org/a?b=1#old", "A well-known line.")
    assert link == "https://example.org/a?b=1#:~:text=A%20well%2Dknown%20line."


def test_a_long_sentence_is_linked_by_its_ends() -> None:
    """First and last words, so that markup in between does no harm."""
    link = link_to_text("https://example.org/", " ".join(f"w{i}" for i in range(40)))
    assert link is not None
    assert unquote(link.split("text=")[1]).split(",") == [
        "w0 w1 w2 w3 w4 w5",
        "w34 w35 w36 w37 w38 w39",
    ]


@pytest.mark.parametrize(
    "url", ["examples/page.html", "-", "javascript:alert(1)", "file:///etc/passwd"]
)
def test_only_web_pages_are_linked(url: str) -> None:
    """What a browser must not open gets no link."""
    assert link_to_text(url, "text") is None


@given(st.text())
def test_links_cannot_leave_their_brackets(text: str) -> None:
    """No white space, angle bracket or control in a link, whatever the sentence."""
    link = link_to_text(f"https://example.org/{text}", text)
    assert link is None or not re.search(r"[\s<>\"\x00-\x1f]", link)
