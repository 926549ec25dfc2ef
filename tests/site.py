"""
A real website on 127.0.0.1 for every test that fetches.

``with Site() as site: fetch(site.url("/article"), allowed_hosts=site.hosts, …)``. What it
serves stands in :data:`PAGES`; a test adds its own with :meth:`Site.add`. What it was
asked stands in :attr:`Site.asked`.
"""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import repeat
from threading import Event, Thread
from types import TracebackType
from typing import Self

HTML = "text/html; charset=utf-8"
MEGABYTE = 1_000_000

ARTICLE = """<!doctype html>
<html lang="en"><head><title>The ferry is back</title>
<meta name="description" content="After nine weeks the harbour ferry runs again.">
<link rel="canonical" href="/article"></head>
<body><nav><a href="/">Home</a> <a href="/about">About us</a></nav>
<article><h1>The ferry is back</h1>
<p>After nine weeks in the dock the little harbour ferry crossed the bay again this morning.
Some forty people waited on the pier, and most of them had brought their bicycles.</p>
<p>Mrs. Okoro, who has steered the boat for eleven years, said that the new engine is quieter
than the old one. She expects the ferry to run every half hour until late in the autumn.</p>
</article><footer>Harbour News, a small paper for a small town</footer></body></html>"""

BLOG = """<!doctype html>
<html lang="en"><head><title>Bread without a machine</title></head><body>
<main><h1>Bread without a machine</h1>
<p>You need flour, water, salt and a little patience, and the oven does nearly all of the work.
Mix everything in the evening, cover the bowl, and go to bed.</p></main>
<section id="comments"><h2>Two comments</h2>
<div class="comment"><p>Tried it on Sunday and the crust came out wonderfully dark.</p></div>
<div class="comment"><p>Mine stayed flat, what did I do wrong?</p></div></section>
</body></html>"""

SHELL = """<!doctype html><html><head><title>Shop</title></head>
<body><noscript>You need to enable JavaScript to run this app.</noscript>
<div id="root"></div><script src="/app.js"></script></body></html>"""

SECRET = "<html><body><p>This page is kept from robots by its owner's robots.txt.</p></body></html>"


@dataclass(frozen=True)
class Answer:
    """What the site sends for one path."""

    body: bytes | Callable[[], Iterator[bytes]] = b""
    """A function is called for chunks, which are sent as they come, without a length."""
    status: int = 200
    content_type: str | None = HTML
    headers: dict[str, str] = field(default_factory=dict)
    pause_seconds: float = 0.0
    """Before each chunk, and before the first byte of the answer."""


@dataclass(frozen=True)
class Asked:
    """A request that came."""

    path: str
    headers: dict[str, str]
    """Names in lower case."""


def page(markup: str, **rest: object) -> Answer:
    """An answer of HTML in UTF-8."""
    return Answer(markup.encode(), **rest)  # type: ignore[arg-type] # passed on as given


def redirect(location: str, status: int = 302) -> Answer:
    """An answer that sends the client elsewhere."""
    return Answer(b"moved", status, headers={"Location": location})


def gzip_bomb(size_bytes: int = 2_000 * MEGABYTE) -> Iterator[bytes]:
    """A gzip stream of zeros, a thousandth of its size: the same block over and over."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = bytes(MEGABYTE)
    yield packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    yield from repeat(block, size_bytes // MEGABYTE - 1)


def endless(chunk: bytes) -> Callable[[], Iterator[bytes]]:
    """A body without an end."""
    return lambda: repeat(chunk)


GZIPPED = {"Content-Encoding": "gzip"}

PAGES: dict[str, Answer] = {
    "/": page(
        '<html><body><a href="/article">The ferry</a> <a href="/blog">Bread</a></body></html>'
    ),
    "/article": page(ARTICLE),
    "/blog": page(BLOG),
    "/shell": page(SHELL),
    "/plain": Answer(b"Just a line.\nAnd one more.\n", content_type="text/plain"),
    "/xhtml": Answer(ARTICLE.encode(), content_type="application/xhtml+xml"),
    "/robots.txt": Answer(
        b"User-agent: *\nDisallow: /secret\nAllow: /secret/open\n", content_type="text/plain"
    ),
    "/secret": page(SECRET),
    "/secret/open": page(SECRET),
    "/moved": redirect("/article", 301),
    "/moved-twice": redirect("/moved", 307),
    "/loop": redirect("/loop"),
    "/to-loopback": redirect("http://127.0.0.1/"),
    "/to-metadata": redirect("http://169.254.169.254/latest/meta-data/"),
    "/to-file": redirect("file:///etc/passwd"),
    "/to-credentials": redirect("http://user:word@example.org/"),
    "/to-malformed": redirect("http://[::1"),
    "/to-nowhere": Answer(b"", 302),
    "/to-secret": redirect("/secret"),
    "/bad-request": page("<p>No.</p>", status=400),
    "/forbidden": page("<p>No.</p>", status=403),
    "/gone": page("<p>No.</p>", status=410),
    "/too-many": page("<p>Slower.</p>", status=429, headers={"Retry-After": "3"}),
    "/broken": page("<p>Oops.</p>", status=500),
    "/unavailable": page("<p>Later.</p>", status=503),
    "/empty": Answer(b""),
    "/blank": Answer(b" \n\t\n"),
    "/no-content": Answer(b"", 204),
    "/untyped": Answer(ARTICLE.encode(), content_type=None),
    "/untyped-binary": Answer(bytes(range(256)) * 4, content_type=None),
    "/pdf": Answer(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", content_type="application/pdf"),
    "/image-as-html": Answer(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
    "/latin1": Answer(
        "<p>Café déjà vu</p>".encode("latin-1"), content_type="text/html; charset=latin1"
    ),
    "/latin1-by-meta": Answer(
        '<meta charset="iso-8859-1"><p>Café déjà vu</p>'.encode("latin-1"), content_type="text/html"
    ),
    "/utf16": Answer("<p>Café déjà vu</p>".encode("utf-16"), content_type="text/html"),
    "/wrong-charset": Answer(
        "<p>Café déjà vu</p>".encode(), content_type="text/html; charset=nonsense"
    ),
    "/broken-encoding": Answer(b"<p>Caf\xe9 \xff\xfe fine</p>"),
    "/gzipped": Answer(zlib.compress(ARTICLE.encode(), wbits=31), headers=GZIPPED),
    "/not-gzip": Answer(b"<p>I am no gzip at all</p>", headers=GZIPPED),
    "/bomb": Answer(gzip_bomb, headers=GZIPPED),
    "/endless": Answer(endless(b"<p>more and more</p>" * 1_000)),
    "/large": Answer(b"<p>large</p>", headers={"Content-Length": "20000000"}),
    "/drip": Answer(endless(b"x"), pause_seconds=0.05),
    "/silent": page("<p>Sorry for the wait.</p>", pause_seconds=30),
}


class Site:
    """The website while the ``with`` block lasts, on a port of its own."""

    hosts = frozenset({"127.0.0.1"})
    """What ``allowed_hosts`` must name for it to be fetched."""

    def __init__(self) -> None:
        self.answers = dict(PAGES)
        self.asked: list[Asked] = []
        self.closing = Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.site = self

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self._server.server_port

    def url(self, path: str = "/") -> str:
        """The address of one of its pages."""
        return f"http://127.0.0.1:{self.port}{path}"

    def add(self, path: str, answer: Answer | str) -> str:
        """Serve one page more, or another one under an old path; its address."""
        self.answers[path] = page(answer) if isinstance(answer, str) else answer
        return self.url(path)

    def paths_asked(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [asked.path for asked in self.asked]

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    site: Site

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay silent: clients here hang up in the middle on purpose."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer from the table; what is not in it is not found."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.site.asked.append(Asked(self.path, headers))
        path = self.path.partition("?")[0]
        answer = self.server.site.answers.get(path, page("<p>Not here.</p>", status=404))
        self._pause(answer)
        self._send_head(answer)
        if isinstance(answer.body, bytes):
            self.wfile.write(answer.body)
            return
        self._send_chunks(answer, answer.body())

    def _send_head(self, answer: Answer) -> None:
        self.send_response(answer.status)
        if answer.content_type is not None:
            self.send_header("Content-Type", answer.content_type)
        if isinstance(answer.body, bytes):
            length = answer.headers.get("Content-Length", str(len(answer.body)))
            self.send_header("Content-Length", length)
        else:
            self.send_header("Connection", "close")
        for name, value in answer.headers.items():
            if name != "Content-Length":
                self.send_header(name, value)
        self.end_headers()

    def _send_chunks(self, answer: Answer, chunks: Iterator[bytes]) -> None:
        for chunk in chunks:
            if self.server.site.closing.is_set():
                return
            self._pause(answer)
            try:
                self.wfile.write(chunk)
            except OSError:  # the client has had enough
                return

    def _pause(self, answer: Answer) -> None:
        if answer.pause_seconds:
            self.server.site.closing.wait(answer.pause_seconds)

    def log_message(self, *_: object) -> None:
        """Tests read :attr:`Site.asked` instead."""
