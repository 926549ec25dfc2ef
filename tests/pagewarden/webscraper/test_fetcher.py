"""Fetching: what comes back, and each thing that is refused with a sentence that helps."""

import errno
import io
import os
import random
import socket
import sys
import tracemalloc
import zlib
from functools import partial
from pathlib import Path

import pytest

from pagewarden.exceptions import (
    AddressForbidden,
    ClientError,
    ConnectionFailed,
    EmptyPage,
    FetchError,
    FetchTimeout,
    InvalidTarget,
    PageTooLarge,
    RobotsDisallowed,
    ServerError,
    TargetNotFound,
    TlsFailed,
    TooManyRedirects,
    UnsupportedContent,
)
from pagewarden.models import Origin, Page
from pagewarden.network.sessions import open_session
from pagewarden.webscraper.fetcher import FetchLimits, fetch, page_from_text
from tests.site import ARTICLE, MEGABYTE, Answer, Site, endless, page, redirect

AGENT = "Pagewarden/0.1 (+https://owner.example/)"
CAFE = "Café déjà vu"

fetch_as_agent = partial(fetch, user_agent=AGENT)


def from_site(site: Site, path: str, **rest: object) -> Page:
    """Fetch a page of the test site."""
    return fetch(site.url(path), user_agent=AGENT, allowed_hosts=site.hosts, **rest)  # type: ignore[arg-type] # passed on


def test_a_page_comes_back_as_sent(site: Site) -> None:
    """Body, address, type, codec and status are those of the answer."""
    found = from_site(site, "/article#part")
    assert found.text == ARTICLE
    assert (found.url, found.target) == (site.url("/article"), site.url("/article#part"))
    assert (found.content_type, found.charset, found.status) == ("text/html", "utf-8", 200)
    assert found.origin is Origin.WEB
    assert found.fetched_at.tzinfo is not None


def test_the_user_agent_is_sent_as_given(site: Site) -> None:
    """Owners of sites read who we are."""
    from_site(site, "/article")
    assert site.asked[0].headers["user-agent"] == AGENT


def test_only_encodings_that_can_be_read_are_asked_for(site: Site) -> None:
    """Br and zstd are advertised only where a bounded decoder is installed."""
    from_site(site, "/article")
    assert {"gzip", "deflate"} <= set(site.asked[0].headers["accept-encoding"].split(","))


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/plain", "text/plain"),
        ("/xhtml", "application/xhtml+xml"),
        ("/untyped", "text/html"),
        ("/gzipped", "text/html"),
    ],
)
def test_html_xhtml_and_text_are_read(site: Site, path: str, media_type: str) -> None:
    """The three types pass; a missing type is told from the body."""
    assert from_site(site, path).content_type == media_type


@pytest.mark.parametrize("path", ["/latin1", "/latin1-by-meta", "/utf16", "/wrong-charset"])
def test_the_charset_is_found(site: Site, path: str) -> None:
    """By mark, header or declaration; a nonsense name is ignored."""
    assert CAFE in from_site(site, path).text


def test_broken_encodings_are_replaced(site: Site) -> None:
    """Bytes that do not fit become U+FFFD, the rest is read."""
    found = from_site(site, "/broken-encoding").text
    assert "\ufffd" in found
    assert "fine" in found


ENGLISH = "Is it naïve to think that a café would charge £5 for one “coffee”? "
GERMAN = "Die Straße war naß, und Jürgen mußte über die Brücke gehen. "
FRENCH = "À l'été déjà, les élèves étaient là où passait le café. "
POLISH = "Wszystko było już dobrze, a dzień był piękny. "
CZECH = "Příliš žluťoučký kůň jel domu. "
RUSSIAN = "Паром снова ходит через залив. "
JAPANESE = "今日は天気がいいので散歩しました。"
CHINESE = "今天天气很好。我们去公园散步。"


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (CAFE + " £5", "cp1252"),
        (ENGLISH * 3, "cp1252"),
        ("Nothing but plain words here. " * 40 + ENGLISH, "cp1252"),
        (GERMAN * 5, "cp1252"),
        (FRENCH * 5, "cp1252"),
        (POLISH * 5, "cp1250"),
        (CZECH * 5, "cp1250"),
        (RUSSIAN * 5, "cp1251"),
        (f"<p>{JAPANESE}</p>" * 2_000, "cp932"),
        (f"<p>x{JAPANESE * 9}</p>" * 300, "cp932"),
        ("<p>" + (JAPANESE + "\n") * 2_000, "euc_jp"),
        (f"<p>x{CHINESE}</p>" * 2_000, "gb18030"),
        (CHINESE * 30, "gb18030"),
    ],
)
def test_a_charset_that_nobody_names_is_guessed(tmp_path: Path, text: str, codec: str) -> None:
    """As browsers do: windows-1252 where that reads well; and at whatever byte a sample ends."""
    (tmp_path / "page.html").write_bytes(text.encode(codec))
    assert fetch_as_agent(str(tmp_path / "page.html")).text == text


@pytest.mark.parametrize("text", [CAFE, JAPANESE * 30, f"<p>{RUSSIAN}</p>" * 9])
@pytest.mark.parametrize("broken", [b"\xe9", b"\xe4\xbb", b"\xff"])
def test_a_broken_byte_does_not_change_the_charset(
    tmp_path: Path, text: str, broken: bytes
) -> None:
    """The rest of the page is UTF-8 all the same."""
    (tmp_path / "page.html").write_bytes(text.encode() + broken + b" end")
    assert fetch_as_agent(str(tmp_path / "page.html")).text == f"{text}\ufffd end"


def test_redirects_are_followed(site: Site) -> None:
    """The address is that of the last hop, the target stays as given."""
    found = from_site(site, "/moved-twice")
    assert found.url == site.url("/article")
    assert site.paths_asked() == ["/moved-twice", "/moved", "/article"]


def test_ten_redirects_are_followed_and_no_more(site: Site) -> None:
    """The limit counts redirects, not requests."""
    for hop in range(11):
        site.add(f"/hop{hop}", redirect(f"/hop{hop + 1}"))
    site.add("/hop11", ARTICLE)
    assert from_site(site, "/hop1").url == site.url("/hop11")
    with pytest.raises(TooManyRedirects, match="more than 10"):
        from_site(site, "/hop0")


def test_loops_end(site: Site) -> None:
    """A page that redirects to itself is given up."""
    with pytest.raises(TooManyRedirects):
        from_site(site, "/loop")


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://localhost/",
        "http://0.0.0.0/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/",
        "http://192.0.0.9/",
        "https://10.0.0.1/",
    ],
)
def test_addresses_that_are_not_public_are_refused(target: str) -> None:
    """No spelling of a local address gets through, and the message tells the mend."""
    with pytest.raises(AddressForbidden, match="set PAGEWARDEN_ALLOWED_HOSTS="):
        fetch_as_agent(target)


@pytest.mark.parametrize(
    ("path", "kind", "words"),
    [
        ("/to-metadata", AddressForbidden, "redirects to http://169.254.169.254/"),
        ("/to-file", InvalidTarget, "redirects to file:///etc/passwd"),
        ("/to-credentials", InvalidTarget, "user name or password"),
        ("/to-nowhere", ClientError, "without a destination"),
        ("/to-malformed", InvalidTarget, r"redirects to http://\[::1, which is no well-formed URL"),
    ],
)
def test_redirects_are_checked_like_the_first_hop(
    site: Site, path: str, kind: type[FetchError], words: str
) -> None:
    """What is refused as a target is refused as a destination."""
    with pytest.raises(kind, match=words) as caught:
        from_site(site, path)
    assert caught.value.url == site.url(path)


def test_redirects_into_loopback_are_refused() -> None:
    """A host that is allowed by name does not open the address it redirects to."""

    def resolve(_host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    allowed = frozenset({"front.example"})
    with Site() as site, open_session(allowed, resolve=resolve) as session:
        site.add("/in", redirect(site.url("/article")))
        target = f"http://front.example:{site.port}/in"
        with pytest.raises(AddressForbidden, match="redirects to http://127"):
            fetch_as_agent(target, allowed_hosts=allowed, session=session)


def test_credentials_in_the_url_are_refused_and_not_repeated() -> None:
    """The message says so without the password."""
    with pytest.raises(InvalidTarget, match="user name or password") as caught:
        fetch_as_agent("https://user:hunter2@example.org/x")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("file:///etc/passwd", "give the path"),
        ("FILE:///etc/passwd", "give the path"),
        ("ftp://example.org/x", "only http: and https:"),
        ("gopher://example.org/", "only http: and https:"),
        ("javascript:alert(1)", "only http: and https:"),
        ("data:text/html,<p>x", "only http: and https:"),
        ("mailto:a@example.org", "only http: and https:"),
        ("http:///path", "names no host"),
        ("http://", "no"),
        ("https://exa mple.org/", "well-formed"),
        ("https://example.org:99999/", "well-formed"),
        ("https://exa\nmple.org/", "control characters"),
        ("example.org/x", "write https://example.org/x"),
        ("example.org:8080/x", "write https://example.org:8080/x"),
        ("127.0.0.1", "write https://127.0.0.1"),
        ("", "neither a URL"),
        ("a\0b", "neither a URL"),
    ],
)
def test_targets_that_are_none_are_refused(target: str, words: str) -> None:
    """Each with a sentence that tells what to give instead."""
    with pytest.raises(InvalidTarget, match=words):
        fetch_as_agent(target)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/bad-request", ClientError),
        ("/forbidden", ClientError),
        ("/missing", ClientError),
        ("/gone", ClientError),
        ("/too-many", ServerError),
        ("/broken", ServerError),
        ("/unavailable", ServerError),
    ],
)
def test_answers_that_are_no_success_are_errors(
    site: Site, path: str, kind: type[FetchError]
) -> None:
    """4xx is final; 5xx and 429 are worth another try."""
    with pytest.raises(kind, match=r"the server answered \d{3} \w+") as caught:
        from_site(site, path)
    assert caught.value.retryable == (kind is ServerError)


@pytest.mark.parametrize("status", [103, 205, 206])
def test_a_success_without_a_whole_page_is_the_servers_fault(site: Site, status: int) -> None:
    """A part that nobody asked for, a reset form or a hint is not judged as the page."""
    site.add("/part", page("<p>Half of a page", status=status))
    with pytest.raises(ServerError, match=f"answered {status} .* no answer to this request"):
        from_site(site, "/part")


def test_a_body_of_two_lengths_is_the_servers_fault(site: Site) -> None:
    """There is nothing wrong with the address."""
    site.add("/two", page("<p>x</p>", headers={"content-length": "5"}))
    with pytest.raises(ServerError, match="contradicts itself"):
        from_site(site, "/two")


@pytest.mark.parametrize("path", ["/empty", "/blank", "/no-content"])
def test_empty_pages_are_refused(site: Site, path: str) -> None:
    """Nothing, or white space only, cannot be judged."""
    with pytest.raises(EmptyPage, match="empty"):
        from_site(site, path)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/pdf", "application/pdf"),
        ("/image-as-html", "a PNG image"),
        ("/untyped-binary", "binary"),
        ("/not-gzip", "not compressed as the server says"),
    ],
)
def test_content_that_is_no_text_is_refused(site: Site, path: str, words: str) -> None:
    """Whatever the header says."""
    with pytest.raises(UnsupportedContent, match=words):
        from_site(site, path)


NOISE = random.Random(0).randbytes(20_000)


@pytest.mark.parametrize("content_type", ["text/html", "text/html; charset=utf-8", "text/plain"])
@pytest.mark.parametrize(
    "body",
    [
        NOISE,
        b"<p>Some words to begin with.</p>" * 50 + NOISE,
        b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2mp41" + b"moov" * 500,
    ],
    ids=["noise", "noise behind text", "mp4"],
)
def test_binary_content_is_refused_whatever_its_type(
    site: Site, body: bytes, content_type: str
) -> None:
    """A declared type is no proof, nor are the first words."""
    site.add("/noise", Answer(body, content_type=content_type))
    with pytest.raises(UnsupportedContent, match=r"only HTML, XHTML and plain text|charset"):
        from_site(site, "/noise")


def test_what_cannot_be_read_is_refused(site: Site) -> None:
    """Cyrillic letters under a wrong charset would be judged as none at all."""
    body = "<p>" + "Паром снова ходит через залив. " * 20
    site.add("/cyrillic", Answer(body.encode("cp1251"), content_type="text/html; charset=utf-8"))
    with pytest.raises(UnsupportedContent, match="charset"):
        from_site(site, "/cyrillic")


@pytest.mark.parametrize(
    "body",
    [
        b"<p>a stray\0 NUL, and\0 another one, in what is clearly a page of text",
        "<p>À l'été déjà, les élèves étaient là: où était passé le café brûlé?".encode("latin-1"),
        b"\x1b[31mred\x1b[0m words of a terminal",
    ],
)
def test_stray_bytes_do_not_make_a_page_binary(site: Site, body: bytes) -> None:
    """A wrong charset or a few controls are read over."""
    site.add("/stray", Answer(body))
    assert from_site(site, "/stray").text


def test_what_a_server_says_is_shown_without_its_controls(site: Site) -> None:
    """A header cannot command the terminal that shows the error."""
    site.add("/odd", page("<p>x</p>", content_type="image/\x1b[31mpng\x07\x9b" + "x" * 9_000))
    site.add("/odd-encoding", page("<p>x</p>", headers={"Content-Encoding": "\x1b[31mx"}))
    site.add("/odd-redirect", redirect("http://[\x1b[31m"))
    for path in ("/odd", "/odd-encoding", "/odd-redirect"):
        with pytest.raises(FetchError) as caught:
            from_site(site, path)
        assert caught.value.reason.isprintable()
        assert len(caught.value.reason) < 400


def test_a_type_sent_twice_is_read_once(site: Site) -> None:
    """Two equal headers arrive joined."""
    site.add("/twice", page("<p>x</p>", headers={"Content-Type": "text/html"}))
    found = from_site(site, "/twice")
    assert (found.content_type, found.charset) == ("text/html", "utf-8")


def test_encodings_not_asked_for_are_refused(site: Site) -> None:
    """A body that would be handed on compressed is no page."""
    site.add("/odd", page("<p>x</p>", headers={"Content-Encoding": "compress"}))
    with pytest.raises(UnsupportedContent, match="compressed as compress"):
        from_site(site, "/odd")


def test_a_gzip_bomb_costs_no_more_than_the_limit(site: Site) -> None:
    """2 GB behind 2 MB are refused once 10 MB have been seen."""
    tracemalloc.start()
    try:
        with pytest.raises(PageTooLarge, match="over 10,000,000 bytes"):
            from_site(site, "/bomb")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 40 * MEGABYTE


def test_the_body_of_a_redirect_is_not_read(site: Site) -> None:
    """However long it is, the destination is asked for at once."""
    chunks = endless(b"x" * MEGABYTE)
    site.add("/endless-redirect", Answer(chunks, 302, headers={"Location": "/article"}))
    limits = FetchLimits(total_timeout_seconds=3)
    assert from_site(site, "/endless-redirect", limits=limits).text == ARTICLE


@pytest.mark.parametrize("path", ["/endless", "/large"])
def test_large_bodies_are_refused(site: Site, path: str) -> None:
    """By their declared length, or once they have passed the limit."""
    with pytest.raises(PageTooLarge, match="PAGEWARDEN_MAX_BODY_BYTES"):
        from_site(site, path, limits=FetchLimits(max_body_bytes=100_000))


def test_a_body_of_just_the_limit_passes(site: Site) -> None:
    """The limit is inclusive."""
    site.add("/exact", Answer(b"<p>" + b"x" * 997))
    assert len(from_site(site, "/exact", limits=FetchLimits(max_body_bytes=1_000)).body) == 1_000


def test_a_dripping_server_is_cut_off(site: Site) -> None:
    """Bytes that keep coming do not outlast the deadline."""
    limits = FetchLimits(total_timeout_seconds=0.4)
    with pytest.raises(FetchTimeout, match=r"did not arrive within 0\.4 s"):
        from_site(site, "/drip", limits=limits)


def test_a_silent_server_is_given_up(site: Site) -> None:
    """The read timeout ends the wait before the deadline does."""
    limits = FetchLimits(read_timeout_seconds=0.2)
    with pytest.raises(FetchTimeout, match=r"silent for 0\.2 s"):
        from_site(site, "/silent", limits=limits)


def test_the_deadline_spans_redirects(site: Site) -> None:
    """Many quick hops count together."""
    site.add("/again", Answer(b"", 302, headers={"Location": "/again"}, pause_seconds=0.1))
    limits = FetchLimits(total_timeout_seconds=0.35)
    with pytest.raises(FetchTimeout):
        from_site(site, "/again", limits=limits)


def test_no_server_is_a_failed_connection() -> None:
    """A refused connection is told as such, and may be tried again."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(ConnectionFailed, match="no connection") as caught:
        fetch_as_agent(f"http://127.0.0.1:{port}/", allowed_hosts=Site.hosts)
    assert caught.value.retryable


def test_names_that_do_not_resolve_are_told() -> None:
    """The resolver's failure is not shown raw."""

    def resolve(*_: object, **__: object) -> list[tuple[object, ...]]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with (
        open_session(resolve=resolve) as session,
        pytest.raises(ConnectionFailed, match="does not resolve; check its spelling"),
    ):
        fetch_as_agent("https://nosuch.example/", session=session)


def test_bodies_that_break_off_are_failed_connections(site: Site) -> None:
    """Fewer bytes than announced are no page."""
    site.add("/short", Answer(b"<p>sh", headers={"Content-Length": "500", "Connection": "close"}))
    with pytest.raises(ConnectionFailed, match="broke off"):
        from_site(site, "/short")


GZIPPED = zlib.compress(b"".join(b"<p>line %d</p>" % n for n in range(9_000)), wbits=31)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (GZIPPED[:5], {"Content-Encoding": "gzip"}),
        (GZIPPED[: len(GZIPPED) // 2], {"Content-Encoding": "gzip"}),
        (GZIPPED[:-9], {"Content-Encoding": "gzip"}),
        (GZIPPED[10:-30], {"Content-Encoding": "deflate"}),
        (b"5\r\n<p>a \r\n", {"Transfer-Encoding": "chunked"}),
        (b"9\r\n<p>a ", {"Transfer-Encoding": "chunked"}),
    ],
)
def test_pages_cut_off_are_no_pages(site: Site, body: bytes, headers: dict[str, str]) -> None:
    """The half that came is not judged as if it were the whole."""
    site.add("/cut", Answer(lambda: iter([body]), headers=headers))
    with pytest.raises(ConnectionFailed, match="broke off") as caught:
        from_site(site, "/cut")
    assert caught.value.retryable


@pytest.mark.parametrize("body", [GZIPPED, GZIPPED + b"\0" * 9, GZIPPED * 2, b""])
def test_whole_compressed_pages_pass(site: Site, body: bytes) -> None:
    """With padding, in two members; of no bytes at all they are empty, not cut off."""
    site.add("/whole", Answer(body, headers={"Content-Encoding": "gzip"}))
    if body:
        assert from_site(site, "/whole").text.endswith("<p>line 8999</p>")
    else:
        with pytest.raises(EmptyPage):
            from_site(site, "/whole")


def test_a_server_without_tls_is_told(site: Site) -> None:
    """A port that speaks http has no certificate to trust."""
    target = site.url("/article").replace("http:", "https:")
    with pytest.raises(TlsFailed, match="does it speak https"):
        fetch_as_agent(target, allowed_hosts=site.hosts)


def test_a_session_is_reused(site: Site) -> None:
    """Given one, fetches share connections; opened with other hosts, it is refused."""
    with open_session(site.hosts) as session:
        assert from_site(site, "/article", session=session)
        assert from_site(site, "/blog", session=session)
        with pytest.raises(ValueError, match="allowed_hosts"):
            fetch_as_agent(site.url("/"), session=session)


def test_cookies_are_kept_within_a_target_only(site: Site) -> None:
    """A redirect may need them; the next page of a list is another reader's."""
    cookie = {"Set-Cookie": "seen=1; Path=/"}
    site.add("/door", Answer(b"", 302, headers={"Location": "/article", **cookie}))
    with open_session(site.hosts) as session:
        from_site(site, "/door", session=session)
        from_site(site, "/blog", session=session)
    assert [asked.headers.get("cookie") for asked in site.asked] == [None, "seen=1", None]


def test_robots_are_obeyed_when_asked_to(site: Site) -> None:
    """robots.txt has its say on every hop, and only if it is to be obeyed."""
    assert from_site(site, "/secret")
    for path in ("/secret", "/to-secret"):
        with pytest.raises(RobotsDisallowed, match="keeps Pagewarden out"):
            from_site(site, path, obey_robots=True)
    assert from_site(site, "/secret/open", obey_robots=True)


@pytest.mark.parametrize("name", ["page.html", "page.HTM", "page.xhtml"])
def test_files_are_read(tmp_path: Path, name: str) -> None:
    """A path gives the file; its name tells the type."""
    file = tmp_path / name
    file.write_text(ARTICLE, encoding="utf-8")
    found = fetch_as_agent(str(file))
    assert found.text == ARTICLE
    assert (found.origin, found.url, found.status) == (Origin.FILE, str(file), None)
    assert not found.is_plain_text


@pytest.mark.parametrize(
    ("name", "body", "plain"),
    [
        ("notes.txt", b"<b>not markup here</b>", True),
        ("notes", b"no markup at all", True),
        ("saved", b"\n<!-- saved --><!DOCTYPE html><p>x", False),
        ("saved", b"\xef\xbb\xbf<html><p>x", False),
        ("saved", b"<?xml version='1.0'?> <?a?>\n<!-- x --><html><p>x", False),
        ("saved", b"<!---->" * 200 + b"x", False),
        ("notes", b"<?" * 700 + b"x", True),
        ("saved", "<html><p>x".encode("utf-16"), False),
        ("saved", b"<em>Never</em> again.", False),
        ("saved", b"<BLOCKQUOTE\ncite=x>Never again.", False),
        ("saved", b"<details><summary>More</summary>x</details>", False),
        ("saved", b"<!DOCTYPE html>", False),
        ("notes", b"<alice> Never again.", True),
        ("notes", b"<b", True),
        ("notes", b"< p > q", True),
        ("notes", b"<3 this!", True),
        ("notes", "wide text".encode("utf-16"), True),
    ],
)
def test_files_without_a_telling_name_are_told_by_their_start(
    tmp_path: Path, name: str, body: bytes, *, plain: bool
) -> None:
    """Markup begins like markup; ``.txt`` is text whatever it holds."""
    (tmp_path / name).write_bytes(body)
    assert fetch_as_agent(str(tmp_path / name)).is_plain_text == plain


@pytest.mark.parametrize(
    "text",
    [
        "ID3 tags are what names a song.",
        "RIFF raff and other folk, and a WAVE of them",
        "GIF89 or PNG, that is the question.",
        "GIF89a is the name of a format of 1989.",
        "BZhistory of the town",
        "OggSounds",
        "wOFF wOF2 are words, too.",
        "%PDF-files are no text, but this is.",
    ],
)
def test_words_that_begin_like_a_signature_are_text(tmp_path: Path, text: str) -> None:
    """A signature is more than its letters."""
    (tmp_path / "notes").write_text(text)
    assert fetch_as_agent(str(tmp_path / "notes")).text == text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"GIF89a\x10\x00\x20\x00\xf7\x00\x00", "GIF"),
        (b"GIF87a\x00\x01\x00\x01!1", "GIF"),
        (b"RIFF\x24\x08\x00\x00WAVEfmt ", "RIFF"),
        (b"RIFFabcdWEBPVP8 ", "RIFF"),
        (b"ID3\x04\x00\x00abcd", "MP3"),
        (b"BZh91AY&SYabcd", "bzip2"),
        (b"OggS\x00\x02abcd", "Ogg"),
        (b"wOF2OTTOabcd", "font"),
        (b"wOFF\x00\x01\x00\x00abcd", "font"),
        (b"%PDF-1.4\n1 0 obj", "PDF"),
        (b"\x00\x00\x00\x20ftypisom", "MP4"),
        (b"\x28\xb5\x2f\xfdabc", "zstd"),
    ],
)
def test_known_formats_are_named(tmp_path: Path, body: bytes, kind: str) -> None:
    """Whatever their name or header says."""
    (tmp_path / "thing.txt").write_bytes(body)
    with pytest.raises(UnsupportedContent, match=rf"an? (\w+ )?{kind}"):
        fetch_as_agent(str(tmp_path / "thing.txt"))


@pytest.mark.parametrize("body", [b"\x7fELF\x02\x01", b"ab\x00\x01\x02cd", b"PK\x03\x04rest"])
def test_binary_files_are_refused(tmp_path: Path, body: bytes) -> None:
    """A file of no known kind is not guessed at."""
    (tmp_path / "thing").write_bytes(body)
    with pytest.raises(UnsupportedContent):
        fetch_as_agent(str(tmp_path / "thing"))


def test_missing_files_and_folders_are_told(tmp_path: Path) -> None:
    """Each with its own error."""
    with pytest.raises(TargetNotFound, match="no such file"):
        fetch_as_agent(str(tmp_path / "none.html"))
    with pytest.raises(InvalidTarget, match="folder"):
        fetch_as_agent(str(tmp_path))
    with pytest.raises(TargetNotFound):
        fetch_as_agent("x" * 5_000)


def test_blanks_around_a_target_are_none_of_it(site: Site, tmp_path: Path) -> None:
    """Lists of targets are pasted together; a file may have such a name all the same."""
    assert (
        from_site(site, "/article").text
        == fetch_as_agent(f"\t {site.url('/article')} \n", allowed_hosts=site.hosts).text
    )
    (tmp_path / "page.txt").write_text("One.")
    assert fetch_as_agent(f" {tmp_path / 'page.txt'}\r\n").text == "One."
    (tmp_path / "page.txt ").write_text("Another.")
    assert fetch_as_agent(f"{tmp_path / 'page.txt'} ").text == "Another."


def test_pipes_and_devices_are_refused(tmp_path: Path) -> None:
    """What may never end, or never begin, is not waited for."""
    os.mkfifo(tmp_path / "pipe")
    for target in (str(tmp_path / "pipe"), "/dev/zero"):
        with pytest.raises(InvalidTarget, match="no regular file"):
            fetch_as_agent(target)


def test_files_are_bounded_like_pages(tmp_path: Path) -> None:
    """A large file is not read whole; an empty one is no page."""
    (tmp_path / "large.txt").write_bytes(b"x" * 2_000)
    with pytest.raises(PageTooLarge):
        fetch_as_agent(str(tmp_path / "large.txt"), limits=FetchLimits(max_body_bytes=1_000))
    (tmp_path / "none.txt").write_bytes(b"")
    with pytest.raises(EmptyPage):
        fetch_as_agent(str(tmp_path / "none.txt"))


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """``-`` reads it, and tells markup from text."""
    for body, plain in ((b"Just words.", True), (b"<p>Markup.</p>", False)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(body)))
        found = fetch_as_agent("-")
        assert (found.origin, found.url, found.is_plain_text) == (Origin.STDIN, "-", plain)


class _Unreadable(io.BytesIO):
    def read(self, _: int | None = None) -> bytes:
        """Fail like a descriptor that is open for writing only."""
        raise OSError(errno.EBADF, "Bad file descriptor")


def test_standard_input_that_cannot_be_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Closed from the start, or open for writing only."""
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(InvalidTarget, match="standard input is closed"):
        fetch_as_agent("-")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(_Unreadable()))
    with pytest.raises(InvalidTarget, match=r"cannot be read \(Bad file descriptor\)"):
        fetch_as_agent("-")


def test_a_string_becomes_a_page() -> None:
    """It is plain text, and half surrogates cost one character each."""
    found = page_from_text("fine \ud83d\ude00 half \ud83d!")
    assert found.text == "fine \U0001f600 half \ufffd!"
    assert (found.origin, found.is_plain_text) == (Origin.TEXT, True)


def test_endless_headers_are_refused(site: Site) -> None:
    """A server that sends no page but headers without end is a failed connection."""
    site.add("/long", page("<p>x</p>", headers={"X-Long": "x" * 100_000}))
    with pytest.raises(ConnectionFailed):
        from_site(site, "/long")
    site.add("/many", page("<p>x</p>", headers={f"X-{n}": "x" for n in range(200)}))
    with pytest.raises(ConnectionFailed):
        from_site(site, "/many")


def test_an_endless_answer_to_robots_does_not_matter(site: Site) -> None:
    """Half a megabyte of robots.txt is read, and the rest left."""
    lines = b"Disallow: /x\n" * 5_000
    site.add("/robots.txt", Answer(endless(b"User-agent: *\n" + lines), content_type="text/plain"))
    assert from_site(site, "/article", obey_robots=True)
