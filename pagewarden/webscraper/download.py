"""
One GET with its redirects followed by hand, each hop checked like the first.

requests would follow them without asking robots.txt, and without a look at the URL of
the hop. The deadline in force holds over all of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urljoin

import requests

from pagewarden.exceptions import (
    ClientError,
    ConnectionFailed,
    FetchError,
    InvalidTarget,
    ServerError,
    TooManyRedirects,
    UnsupportedContent,
)
from pagewarden.network.sessions import GuardedSession
from pagewarden.webscraper.limits import FetchLimits
from pagewarden.webscraper.targets import checked_url
from pagewarden.webscraper.translation import translated
from pagewarden.webscraper.wording import printable

ACCEPT = "text/html, application/xhtml+xml, text/plain;q=0.9, */*;q=0.1"
CHUNK_BYTES = 65_536

_FOLLOWED = frozenset({301, 302, 303, 307, 308})
_FIRST_ERROR = 400
_FIRST_SERVER_ERROR = 500
_NO_WHOLE_PAGE = frozenset({HTTPStatus.RESET_CONTENT, HTTPStatus.PARTIAL_CONTENT})
"""Successes that hold none, or the part that was asked for; we ask for the whole."""


@dataclass(frozen=True, slots=True)
class Download:
    """What came of a GET that was answered with a success."""

    url: str
    """Of the last hop, without fragment."""
    status: int
    headers: Mapping[str, str]
    """Names in any case."""
    body: bytes


@dataclass(frozen=True, slots=True)
class Downloader:
    """How to ask: with which session, under which name, within which limits."""

    session: GuardedSession
    user_agent: str
    limits: FetchLimits

    def download(
        self,
        url: str,
        *,
        read: Callable[[requests.Response], bytes],
        before_hop: Callable[[str], None] = lambda _: None,
    ) -> Download:
        """
        Get a URL.

        Args:
            url: Any string; checked like every hop.
            read: Takes the body off a response that is a success.
            before_hop: Called with the URL of each hop before it is asked for; may raise
                a :class:`FetchError`.

        Raises:
            FetchError: Something went wrong; the class says what, and the reason tells
                where the redirects led.
        """
        hop = url
        for hop_number in range(self.limits.max_redirects + 1):
            try:
                hop = checked_url(hop)
                before_hop(hop)
                answer = self._get(hop, read)
            except FetchError as exc:
                if hop_number == 0:
                    raise
                reason = f"redirects to {printable(exc.url)}, and {exc.reason}"
                raise type(exc)(url, reason) from exc
            if isinstance(answer, Download):
                return answer
            hop = answer
        reason = (
            f"more than {self.limits.max_redirects} redirects, or a loop;"
            f" the last led to {printable(hop)}"
        )
        raise TooManyRedirects(url, reason)

    def _get(self, url: str, read: Callable[[requests.Response], bytes]) -> Download | str:
        """One hop: the download, or where it redirects to."""
        with translated(url, self.limits), self._open(url) as response:
            if response.status_code in _FOLLOWED:
                if target := self.session.get_redirect_target(response):
                    return _resolved(url, target)
                raise ClientError(
                    url, f"the server answered {response.status_code} without a destination"
                )
            check_status(url, response.status_code)
            _check_encoding(url, response)
            return Download(url, response.status_code, response.headers, read(response))

    def _open(self, url: str) -> requests.Response:
        return self.session.get(
            url,
            headers={"User-Agent": self.user_agent, "Accept": ACCEPT},
            timeout=(self.limits.connect_timeout_seconds, self.limits.read_timeout_seconds),
            allow_redirects=False,
            stream=True,
        )


def _resolved(url: str, target: str) -> str:
    try:
        return urljoin(url, target)
    except ValueError as exc:
        reason = f"redirects to {printable(target)}, which is no well-formed URL"
        raise InvalidTarget(url, reason) from exc


def read_at_most(response: requests.Response, limit_bytes: int) -> bytes:
    """
    Read and decompress a body, stopping once it is longer than the limit.

    urllib3 never decompresses more than what is asked for, so that a bomb costs the
    limit in memory and no more.

    Returns:
        The body, or its first bytes: more than ``limit_bytes``, by less than a chunk.

    Raises:
        ConnectionFailed: The compressed stream has no end.
        urllib3.exceptions.HTTPError: Less came than announced, or not as announced.
    """
    body = bytearray()
    while len(body) <= limit_bytes:
        chunk = response.raw.read(CHUNK_BYTES, decode_content=True)
        if not chunk:
            _check_end(response)
            break
        body += chunk
    return bytes(body)


def _check_end(response: requests.Response) -> None:
    """Raise for a compressed stream that was cut off, which urllib3 takes for whole."""
    decoder = getattr(response.raw, "_decoder", None)  # nothing public tells
    is_first_member = not getattr(decoder, "_state", 0)  # what follows a whole one may be padding
    is_whole = getattr(getattr(decoder, "_obj", None), "eof", True)
    if response.raw.tell() and is_first_member and not is_whole:
        raise ConnectionFailed(
            response.url, "the connection broke off (the compressed content has no end); try again"
        )


def check_status(url: str, status: int) -> None:
    """
    Raise for an answer that is no success.

    Raises:
        ServerError: 5xx, 429, or what a server should not answer: worth another try.
        ClientError: Any other 4xx, or a 3xx that leads nowhere.
    """
    answer = f"the server answered {status} {_phrase(status)}".rstrip()
    if status < HTTPStatus.OK or status in _NO_WHOLE_PAGE:
        raise ServerError(url, f"{answer}, which is no answer to this request; try again later")
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return
    if status >= _FIRST_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
        raise ServerError(url, f"{answer}; try again later")
    raise ClientError(url, f"{answer}; check the address")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _check_encoding(url: str, response: requests.Response) -> None:
    """Refuse what urllib3 would hand on still compressed."""
    names = response.headers.get("Content-Encoding", "").lower().replace(",", " ").split()
    known = {"gzip", "x-gzip", "deflate", "identity", "br", "zstd"}
    asked = response.request.headers.get("Accept-Encoding", "").replace(",", " ").split()
    unknown = [name for name in names if name not in known or name in {"br", "zstd"} - {*asked}]
    if unknown:
        raise UnsupportedContent(
            url, f"the content is compressed as {printable(unknown[0])}, which was not asked for"
        )
