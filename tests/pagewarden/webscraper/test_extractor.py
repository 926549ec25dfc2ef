"""Laws of extraction: offsets hold, nothing shown is lost or doubled, nothing raises."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from textwrap import fill

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagewarden.models import Document, Layer, Origin, Page, Segment, SegmentKind
from pagewarden.webscraper.blocks import Block, find_blocks
from pagewarden.webscraper.extractor import extract
from pagewarden.webscraper.fetcher import page_from_text
from pagewarden.webscraper.joining import join_blocks, join_spans
from pagewarden.webscraper.markup import parse_markup
from pagewarden.webscraper.paths import MAX_PATH_CHARS, CssPaths
from pagewarden.webscraper.plaintext import paragraph_spans

INLINE = ("b", "i", "em", "span", "font", "u")
BLOCK = ("p", "div", "li", "td", "blockquote", "h2", "section", "article")


def markup(body: str | bytes, media_type: str = "text/html") -> Page:
    """A page of these characters, as if from a file."""
    data = body if isinstance(body, bytes) else body.encode()
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return Page(
        "x.html", "https://x.example/a/b", Origin.FILE, data, media_type, "utf-8", None, now
    )


def texts(body: str, layer: Layer | None = None) -> list[str]:
    """The segments' texts of a page, of one layer or all."""
    segments = extract(markup(body)).segments
    return [segment.text for segment in segments if layer in {None, segment.layer}]


def holds_together(text: str, segments: Iterable[Segment]) -> None:
    """Offsets slice back, in order, without overlap, and leave only white space out."""
    end = 0
    for segment in segments:
        assert text[segment.start : segment.end] == segment.text
        assert segment.text.strip() == segment.text != ""
        assert not text[end : segment.start].strip()
        end = segment.end
    assert not text[end:].strip()


def extracted(page: Page) -> Document:
    """The document of a page, which holds together."""
    document = extract(page)
    holds_together(document.text, document.segments)
    return document


words = st.text(st.sampled_from("abcXYZ.!? é😀"), min_size=1, max_size=12)


def _nested(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
        st.sampled_from(INLINE + BLOCK),
        st.lists(children, max_size=4),
    )


trees = st.recursive(words, _nested, max_leaves=20)


@given(st.binary(max_size=400))
def test_no_bytes_raise(body: bytes) -> None:
    """Any bytes give a document whose offsets hold, as markup and as text."""
    for media_type in ("text/html", "text/plain"):
        extracted(markup(body, media_type))


@given(st.text(max_size=300))
def test_no_string_raises(text: str) -> None:
    """A string gives a document of the very same length."""
    document = extracted(page_from_text(text))
    assert len(document.text) == len(text)


@given(st.lists(st.sampled_from(["<", ">", "<p", "</", "div", "<!--", "-->", '"', "x ", "&#x"])))
def test_no_tag_soup_raises(parts: list[str]) -> None:
    """Nor does anything that looks like markup and is none."""
    extracted(markup("".join(parts)))


@given(trees)
def test_all_text_is_found_once(tree: str) -> None:
    """Every letter between tags is in the text, in order, and only once."""
    document = extracted(markup(f"<html><body><div>{tree}</div></body></html>"))
    shown = re.sub(r"<[^>]*>", "", tree)
    assert "".join(document.text.split()) == "".join(shown.split())


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<p>fu<b>ck</b> this</p>", ["fuck this"]),
        ("<p>fu<!-- x -->ck wo<wbr>rd</p>", ["fuck word"]),
        ("<p>one<br>two</p>three<div>four</div>five", ["one", "two", "three", "four", "five"]),
        ("<p>  white \n\t space&nbsp; </p>", ["white space"]),
        ("<nav><a>Home</a><a>News</a></nav>", ["Home News"]),
        ("<p>Dr. Lee left. See https://a.example/b.c?d=e. Bye</p>",
         ["Dr. Lee left.", "See https://a.example/b.c?d=e.", "Bye"]),
        ("<p>wow!! really... No 😀 Yes</p>", ["wow!!", "really...", "No 😀", "Yes"]),
        ("<p>It fell on me. I cried.</p>", ["It fell on me.", "I cried."]),
        ("<script>no()</script><style>p{}</style><p>yes</p>", ["yes"]),
        ("<p>nul\0l &#xD800; fine</p>", ["null \ufffd fine"]),
        ("just words", ["just words"]),
    ],
)  # fmt: skip
def test_sentences_are_cut_where_readers_do(body: str, found: list[str]) -> None:
    """Blocks and breaks end a sentence, inline markup does not, white space collapses."""
    assert texts(body) == found


def test_hidden_text_does_not_break_what_is_shown() -> None:
    """What is hidden in the midst of a word stands apart from it."""
    body = "<p>un<span hidden>not this</span>broken</p>"
    assert texts(body, Layer.HIDDEN) == ["not this"]
    assert texts(body, Layer.REST) + texts(body, Layer.ARTICLE) == ["unbroken"]


def test_what_screen_readers_skip_is_shown() -> None:
    """``aria-hidden`` hides nothing from eyes."""
    assert texts('<p>a</p><p aria-hidden="true">b</p>', Layer.HIDDEN) == []


def test_a_hidden_body_is_shown_in_the_end() -> None:
    """Pages that hide their body until a script has run are read all the same."""
    assert texts('<body style="display:none"><p>Here.</p></body>', Layer.HIDDEN) == []


def test_long_stretches_without_an_end_are_cut() -> None:
    """No segment grows without bound, and nothing is lost at the cuts."""
    document = extracted(markup("<p>" + "word " * 5_000 + "x" * 5_000))
    assert max(len(segment.text) for segment in document.segments) <= 1_000


def test_other_text_than_text_nodes_is_found() -> None:
    """Alternative texts, drawings' titles, buttons and placeholders are read."""
    body = (
        '<p>a<img alt="A dog">b</p><svg><title>A cat</title></svg>'
        '<input type="submit" value="Go"><input placeholder="Name"><input type="hidden" value="no">'
    )
    assert texts(body) == ["a b", "A dog", "A cat", "Go", "Name"]
    kinds = {segment.text: segment.kind for segment in extract(markup(body)).segments}
    assert kinds["A dog"] is kinds["A cat"] is SegmentKind.IMAGE_ALT


@pytest.mark.parametrize("depth", [100, 300, 50_000])
def test_deep_pages_lose_no_text(depth: int) -> None:
    """Beyond the parser's limits the text is still there."""
    body = f"<p>before</p>{'<div>' * depth}deep inside{'</div>' * depth}<p>after</p>"
    assert texts(body) == ["before", "deep inside", "after"]


@pytest.mark.parametrize(
    "body",
    [
        "<p>" + "\"'" * 100_000,
        "<p>" + "." * 300_000,
        "<p>" + "!" * 300_000,
        "<p title='" + "x" * 12_000_000 + "'>after",
        "<table>" + "<tr><td>cell" * 20_000,
        "<div>" + "<wbr>x" * 30_000,
        "<font><i><b>" * 20_000 + "text",
    ],
    ids=["quotes", "dots", "marks", "attribute", "table", "wbr", "fonts"],
)
@pytest.mark.timeout(60)
def test_hostile_pages_end(body: str) -> None:
    """Nothing takes time that grows faster than the page."""
    extracted(markup(body))


@pytest.mark.parametrize(
    "before",
    ["", '<!-- <x a="-->', "<!--><i>", '<script>if (a<b c=" </script>', "<i j='>' k=\"<\">"],
)
@pytest.mark.timeout(20)
def test_tags_of_thousands_of_attributes_end(before: str) -> None:
    """The parser's time grows with their square, so no tag keeps them all."""
    surplus = " ".join(f"a{number}='1'" for number in range(100_000))
    found = texts(f"<p>first</p>{before}<p {surplus}>middle</p><p>last</p>")
    assert (found[0], found[-1]) == ("first", "last")
    assert found[-2].endswith("middle")


def test_tags_keep_the_attributes_of_any_real_page() -> None:
    """As well as what looks like a tag and stands in a script."""
    names = " ".join(f"a{number}" for number in range(400))
    body = f"<p {names} hidden>not shown</p><script>if (a <b {names * 3}) x</script><p>shown</p>"
    assert texts(body, Layer.HIDDEN) == ["not shown"]
    assert texts(body)[-1] == "shown"


MANY = 6_000
ROOM = 500


@pytest.mark.parametrize(
    "body",
    [
        "".join(f"<p>w{number}" for number in range(MANY)),
        "".join(f"<p hidden>w{number}<p>w" for number in range(MANY)),
        "<div>" * 240 + "".join(f"<p>w{number}" for number in range(MANY)),
        "<p>" + " ".join(f"W{number}." for number in range(MANY)),
        "".join(f"<p>A longer sentence of page {number}." for number in range(MANY // 10)),
    ],
    ids=["blocks", "layers", "deep", "sentences", "prose"],
)
def test_segments_are_bounded_and_lose_nothing(body: str) -> None:
    """Those a layer has no room for are joined, of one layer each, and paths stay short."""
    root = parse_markup(body)
    text, segments = join_blocks(find_blocks(root), CssPaths(root), ROOM)
    holds_together(text, segments)
    assert len(segments) < 2 * ROOM + len(text) // 500 + 5
    assert max(len(segment.text) for segment in segments) <= 1_000
    assert max(len(segment.path) for segment in segments) <= MAX_PATH_CHARS
    shown = re.findall(r"[Ww]\d*|[A-Za-z]{2,}|\d+", re.sub(r"<[^>]*>", " ", body))
    assert sorted(re.findall(r"[Ww]\d*|[A-Za-z]{2,}|\d+", text)) == sorted(shown)
    hidden = [segment.text for segment in segments if segment.layer is Layer.HIDDEN]
    assert len(re.findall(r"w\d", " ".join(hidden))) == body.count("hidden")


def test_the_lines_of_a_plain_text_are_bounded() -> None:
    """Likewise, and offsets hold in what was handed in."""
    text = "".join(f"w{number}\n" for number in range(MANY))
    segments = join_spans(text, paragraph_spans(text), ROOM)
    holds_together(text, segments)
    assert len(segments) < ROOM + len(text) // 500


@pytest.mark.parametrize("form", ["<p>{}</p>", '<div class="comment">{}</div>', "{}\n"])
def test_long_pages_are_cut_into_sentences_to_the_end(form: str) -> None:
    """An article, a thread or a text of thousands of sentences counts each of them."""
    body = "".join(form.format(f"This is number {number} of them.") for number in range(5_000))
    document = extract(markup(body) if "<" in form else page_from_text(body))
    assert len(document.segments) == 5_000


STABBED = [f"The {who} was stabbed to death." for who in ("boy", "man", "cook")]
STORY = "<article>" + "".join(f"<p>{sentence}</p>" for sentence in STABBED) + "</article>"


@pytest.mark.parametrize(
    "padding",
    [
        f"<ul hidden>{'<li>word</li>' * 35_000}</ul>",
        f"<div hidden>{'<div>' * 90}A long sentence that nobody sees.{'</div>' * 91}",
        f"<ul hidden>{'<li>A long sentence that nobody on this page gets to see.</li>' * 500}</ul>",
        f"<nav>{'<a>Home</a><br>' * 16_000}</nav>",
        f"<footer>{'<div>' * 90}The end.{'</div>' * 90}</footer>",
    ],
    ids=["many", "deep", "prose", "menu", "deep footer"],
)
@pytest.mark.parametrize("first", [True, False])
def test_padding_takes_nothing_out_of_an_article(padding: str, *, first: bool) -> None:
    """Rules count the sentences of an article, so it keeps each of them."""
    found = texts(padding + STORY if first else STORY + padding, Layer.ARTICLE)
    assert set(STABBED) <= set(found)


PAGE = [
    "<nav><a>Home</a><a>News</a></nav>",
    "<article><h1>The ferry is back</h1>",
    "<p>After nine weeks in the dock the little ferry crossed the bay again this morning.</p>",
    "<p>It was late.</p>",
    "<p>Mrs. Okoro, who has steered it for eleven years, said that it is quieter now.</p>",
    "</article><footer>A small paper for a small town</footer>",
]
hidden_parts = st.builds(
    "<{0} {1}>{2}</{0}>".format,
    st.sampled_from(["div", "ul", "article", "section"]),
    st.sampled_from(["hidden", 'style="display:none"']),
    st.sampled_from(["<li>word</li>" * 60, "<p>A long sentence that nobody gets to see.</p>" * 20]),
)


@given(st.lists(st.tuples(st.integers(0, len(PAGE)), hidden_parts), max_size=4))
def test_nothing_hidden_changes_an_article(inserted: list[tuple[int, str]]) -> None:
    """Wherever it stands, and however much more of it there is."""
    parts = list(PAGE)
    for place, hidden in inserted:
        parts.insert(place, hidden)
    assert texts("".join(parts), Layer.ARTICLE) == texts("".join(PAGE), Layer.ARTICLE) != []


layered = st.lists(
    st.tuples(st.sampled_from(list(Layer)), st.sampled_from(["One.", "Two. Three.", "Four"])),
    max_size=25,
)


@given(layered, st.sampled_from(list(Layer)))
def test_no_layer_changes_the_segments_of_another(
    parts: list[tuple[Layer, str]], layer: Layer
) -> None:
    """With or without what stands around them, they are the same, full or not."""
    root = parse_markup("<p>x")
    blocks = [Block(text, root, SegmentKind.PARAGRAPH, where) for where, text in parts]
    alone = [block for block in blocks if block.layer is layer]
    found = [
        [s.text.split() for s in join_blocks(some, CssPaths(root), 4)[1] if s.layer is layer]
        for some in (blocks, alone)
    ]
    assert found[0] == found[1]


def test_paths_too_long_lead_to_an_element_around() -> None:
    """The nearest whose path fits; an id below starts a new one."""
    body = f"<div>{'<section>' * 100}<p>deep</p><div id=here><p>deeper"
    root = parse_markup(body)
    paths = CssPaths(root)
    deep, deeper = (paths.path(element) for element in root.iter("p"))
    assert 400 < len(deep) <= MAX_PATH_CHARS
    assert deep.endswith("section:nth-of-type(1)")
    assert deeper == "#here > p:nth-of-type(1)"


def test_declarative_shadow_roots_are_shown() -> None:
    """Browsers show such a template; others they hide."""
    body = "<div><template shadowrootmode=open><p>shown</p></template></div>"
    assert texts(body, Layer.HIDDEN) == []
    assert texts(body + "<template><p>not</p></template>", Layer.HIDDEN) == ["not"]


@pytest.mark.parametrize("body", ["<!-- only this -->", "<!doctype html>", "<!--", "\0"])
def test_pages_without_text_are_empty_documents(body: str) -> None:
    """What stands in a comment of the markup is no text."""
    document = extract(markup(body))
    assert (document.text, document.segments) == ("", ())


def test_a_title_is_found_elsewhere_too() -> None:
    """The title for links stands in for a missing one; a second one is no drawing's."""
    document = extract(markup('<meta property="og:title" content="A ferry"><p>x'))
    assert document.title == "A ferry"
    assert document.segments[0].kind is SegmentKind.TITLE
    second = extract(markup("<title>a</title><title>b</title><p>x")).segments[1]
    assert (second.text, second.kind) == ("b", SegmentKind.TITLE)


def test_an_empty_title_is_none() -> None:
    """What is shown for links is better, and so is a second one."""
    link = '<meta property="og:title" content="A ferry">'
    assert extract(markup(f"<title> </title>{link}<p>x")).title == "A ferry"
    assert extract(markup(f"<title></title><title>A boat</title>{link}<p>x")).title == "A boat"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<p><![CDATA[all > of <b> & them]]></p>", ["all > of <b> & them"]),
        ("<p><!-- <![CDATA[ --><b>x</b>]]></p>", ["x]]>"]),
        ("<script>//<![CDATA[\nif (a < b) {}\n//]]></script><p>x</p>", ["x"]),
        ("<p>a<![CDATA[b", ["ab"]),
    ],
)
def test_cdata_is_text_in_xhtml(body: str, found: list[str]) -> None:
    """Unlike in HTML, where it is a comment up to the next bracket."""
    document = extracted(markup(body, "application/xhtml+xml"))
    assert [segment.text for segment in document.segments] == found
    assert texts("<p>a<![CDATA[no]]>b") == ["ab"]


@pytest.mark.timeout(20)
def test_cdata_without_an_end_takes_no_longer() -> None:
    """Nor do comments, however many begin."""
    for start in ("<!--", "<![CDATA["):
        extracted(markup(start * 200_000, "application/xhtml+xml"))


@pytest.mark.parametrize(
    "names",
    [
        'class="comment"',
        'id="comments"',
        'id="comment-42"',
        'class="post comments-area"',
        'class="wp-block-comments"',
        'class="article__comments"',
        'class="commentList"',
        'class="user_comments"',
        'id="disqus_thread"',
        'class="fb-comments"',
        'id="comments" class="comments-open"',
    ],
)
def test_comments_are_known_by_their_names(names: str) -> None:
    """By an id or a class among others."""
    assert texts(f"<div {names}><p>Nice.</p></div>", Layer.COMMENT) == ["Nice."]


@pytest.mark.parametrize(
    "name",
    [
        *("comments-open", "comments-closed", "comments_enabled", "has-comments", "no-comments"),
        *("comment-count", "comments-link", "comment-form", "comment-reply-title", "commentary"),
        *("post--with-comments", "disqus-comment-count", "uncommented"),
    ],
)
def test_names_about_comments_make_no_comment(name: str) -> None:
    """An article that can be commented on is an article."""
    assert texts(f'<div id="content" class="post {name}"><p>News.</p></div>', Layer.COMMENT) == []


def test_labels_and_drawings_are_read_apart() -> None:
    """Of options, whose label is shown instead of the text, and of texts in a drawing."""
    assert texts('<select><option label="One">1<option label="2">2</select>') == ["1", "One", "2"]
    assert texts("<svg><text>a</text><desc>b</desc></svg>") == ["a", "b"]


def test_plain_text_keeps_its_length() -> None:
    """Offsets hold in what was handed in; a wrapped line goes on in the next."""
    text = (
        "First line.\r\nSecond\tline\n\n"
        "a long line that was wrapped by its editor well before\nits end."
    )
    document = extract(page_from_text(text))
    assert len(document.text) == len(text)
    assert [segment.text for segment in document.segments] == [
        "First line.",
        "Second line",
        "a long line that was wrapped by its editor well before its end.",
    ]


LONG = "goes on for quite a while, without a stop, until it is over"
MARKERS = ("-", "*", "+", "1.", "12)", ">", "#", "|", "•")


COUNCIL = (
    "In the spring of that year the whole council of the town travelled to New York and came"
    " back with nothing to show for it but a large bill and some photographs of each other"
)


def of_text(text: str) -> list[str]:
    """The segments' texts of a plain text."""
    return [segment.text for segment in extracted(page_from_text(text)).segments]


@pytest.mark.parametrize(
    "text",
    [
        "The man said that he had been the victim\nof sexual\nassault in 2004.",
        "The boat\r\nleaves\r\nat ten.",
        *(fill(COUNCIL, width) for width in (54, 60, 66, 72, 80)),
        *(fill(COUNCIL.replace("New York", "sea") + ".", width) for width in (10, 20, 40)),
        "- An item that goes on\n  below its first line.",
    ],
)
def test_lines_that_an_editor_wrapped_are_one(text: str) -> None:
    """As wide as the paragraph; however narrow, from a capital to a full stop."""
    assert of_text(text) == [re.sub(r"\s", " ", text).strip()]


@pytest.mark.parametrize(
    "lines",
    [
        [f"{marker} This item {LONG}" for marker in MARKERS],
        [f"{marker} this item {LONG}" for marker in MARKERS],
        [f"{who} {LONG}" for who in ("Anna", "Ben", "Carla", "Dan")],
        ["# A heading", "then small letters."],
        ["apples", "pears", "a whole loaf of bread"],
        ["you there", "shut up will you", "nobody asked."],
        ["Go away", "Nobody asked", "Not you."],
        [f"12:0{n} someone {LONG}" for n in range(3)],
        ["", "One", "", "", "two.", ""],
        ["I like", "", "it."],
    ],
)  # fmt: skip
def test_lines_that_stand_by_themselves_are_not_joined(lines: list[str]) -> None:
    """Lists, headings, chats and rows count line by line."""
    assert extracted(page_from_text("\n".join(lines))).text.split("\n") == lines


@pytest.mark.parametrize(
    ("href", "found"),
    [
        ("/c?d=1#e", "https://x.example/c?d=1"),
        ("c", "https://x.example/a/c"),
        ("javascript:alert(1)", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_canonical_urls_are_resolved(href: str, found: str | None) -> None:
    """Against the page's address, and only to http(s)."""
    assert extract(markup(f'<link rel="canonical" href="{href}"><p>x')).canonical_url == found


@pytest.mark.parametrize(
    ("body", "shell"),
    [
        ('<div id="app"></div><script src="a.js"></script>', True),
        ('<app-root></app-root><script src="a.js"></script>', True),
        ("<noscript>Please turn on JavaScript.</noscript>", True),
        ('<div id="app"></div><script></script><p>' + "There is a lot to read here. " * 20, False),
        ("<p>Short, but whole.</p>", False),
        (
            "<p>Short.</p><noscript>Enable JavaScript to view the comments by Disqus.</noscript>",
            False,
        ),
        ("<p>x</p><div id=comments><noscript>JavaScript, please.</noscript></div>", False),
        (
            "<noscript>JavaScript plays the video.</noscript><noscript>No JavaScript.</noscript>",
            True,
        ),
    ],
)
def test_app_shells_are_told(body: str, *, shell: bool) -> None:
    """A page that a browser would have to fill is told from a short one."""
    assert extract(markup(body)).needs_rendering == shell


def test_language_is_that_of_most_of_the_text() -> None:
    """Not of its start alone, whether as text or as markup."""
    english = "The committee will meet again on Thursday to discuss the budget of the town. " * 80
    german = "Der Ausschuss trifft sich am Donnerstag wieder, um den Haushalt zu beraten. " * 160
    assert extract(page_from_text(english + german)).language == "de"
    paragraphs = f"<article><p>{english}</p><p>{german}</p></article>"
    assert extract(markup(paragraphs)).language == "de"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The committee will meet again on Thursday to discuss the budget.", "en"),
        ("Der Ausschuss trifft sich am Donnerstag wieder, um den Haushalt zu beraten.", "de"),
        ("El comité se reunirá de nuevo el jueves para hablar del presupuesto.", "es"),
        ("lol u gotta be kidding me thats so dumb", "en"),
        ("12 34", None),
    ],
)
def test_languages_are_detected(text: str, language: str | None) -> None:
    """As ISO 639-1; None where there is too little to tell."""
    assert extract(page_from_text(text)).language == language
