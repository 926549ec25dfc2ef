"""A target to a page: from the web, from disk, from standard input, from a string."""

import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

import requests

from pagewarden.exceptions import EmptyPage, InvalidTarget, PageTooLarge
from pagewarden.models import Origin, Page
from pagewarden.network.deadline import deadline
from pagewarden.network.guard import AddressGuard
from pagewarden.network.sessions import GuardedSession, open_session
from pagewarden.webscraper.charset import find_charset
from pagewarden.webscraper.download import Downloader, read_at_most
from pagewarden.webscraper.limits import FetchLimits
from pagewarden.webscraper.mediatype import (
    HTML,
    PLAIN_TEXT,
    XHTML,
    check_text,
    media_type_of,
    parse_content_type,
)
from pagewarden.webscraper.robots import check_robots
from pagewarden.webscraper.targets import STDIN, existing_file, is_url

__all__ = ["FetchLimits", "fetch", "page_from_text"]

_DEFAULT_LIMITS = FetchLimits()
_TYPE_BY_SUFFIX = {
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": XHTML,
    ".xht": XHTML,
    ".txt": PLAIN_TEXT,
    ".text": PLAIN_TEXT,
    ".md": PLAIN_TEXT,
}


def fetch(
    target: str,
    *,
    user_agent: str,
    allowed_hosts: frozenset[str] = frozenset(),
    limits: FetchLimits = _DEFAULT_LIMITS,
    obey_robots: bool = False,
    session: GuardedSession | None = None,
) -> Page:
    """
    Fetch a target.

    Args:
        target: An http(s) URL, the path of an HTML or text file, or ``-`` for standard
            input.
        user_agent: Sent as given; what stands before its first ``/`` is the name looked
            up in robots.txt.
        allowed_hosts: Hosts or addresses that may be fetched though they are not public.
        limits: Time, size and redirects.
        obey_robots: Ask robots.txt before every hop.
        session: One from :func:`open_session` with the same ``allowed_hosts``, to reuse
            its connections and what it knows of robots.txt. Without it, one is opened
            for this call.

    Returns:
        The page as sent: decompressed, its media type and codec settled.

    Raises:
        FetchError: No page came of it; the subclass and the message say why.
        ValueError: The session allows other hosts than ``allowed_hosts``.
    """
    if target == STDIN:
        return _local_page(target, Origin.STDIN, "", _read_stdin(limits), limits)
    if not is_url(target):
        path = existing_file(target)
        declared = _TYPE_BY_SUFFIX.get(path.suffix.lower(), "")
        return _local_page(target, Origin.FILE, declared, _read_file(path, limits), limits)
    with _session_for(allowed_hosts, session) as usable:
        return _fetch_url(target, Downloader(usable, user_agent, limits), obey_robots=obey_robots)


def page_from_text(text: str) -> Page:
    """
    Make a page of a string, to be judged as plain text.

    Half surrogates become U+FFFD, one each; otherwise offsets into the text hold.
    """
    body = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()
    return Page(
        target="",
        url="",
        origin=Origin.TEXT,
        body=body,
        content_type=PLAIN_TEXT,
        charset="utf-8",
        status=None,
        fetched_at=datetime.now(UTC),
    )


def _session_for(
    allowed_hosts: frozenset[str], session: GuardedSession | None
) -> AbstractContextManager[GuardedSession]:
    if session is None:
        return open_session(allowed_hosts)
    if session.guard.allowed_hosts != AddressGuard(allowed_hosts).allowed_hosts:
        message = "the session was opened with other allowed_hosts"
        raise ValueError(message)
    return nullcontext(session)


def _fetch_url(target: str, downloader: Downloader, *, obey_robots: bool) -> Page:
    limits = downloader.limits

    def read(response: requests.Response) -> bytes:
        return _whole_body(response, limits)

    def before_hop(url: str) -> None:
        if obey_robots:
            check_robots(url, downloader, downloader.user_agent.partition("/")[0])

    downloader.session.cookies.clear()  # those of one target are none of the next one's
    with deadline(limits.total_timeout_seconds):
        found = downloader.download(target, read=read, before_hop=before_hop)
    media_type, charset = parse_content_type(found.headers.get("Content-Type"))
    return _page(
        target,
        found.url,
        Origin.WEB,
        found.body,
        declared=media_type,
        charset=charset,
        status=found.status,
    )


def _whole_body(response: requests.Response, limits: FetchLimits) -> bytes:
    length = response.headers.get("Content-Length", "")
    if length.isdecimal() and int(length[:20]) > limits.max_body_bytes:
        raise PageTooLarge(response.url, _too_large(limits))
    body = read_at_most(response, limits.max_body_bytes)
    if len(body) > limits.max_body_bytes:
        raise PageTooLarge(response.url, _too_large(limits))
    return body


def _too_large(limits: FetchLimits) -> str:
    return (
        f"the page is over {limits.max_body_bytes:,} bytes; PAGEWARDEN_MAX_BODY_BYTES allows more"
    )


def _read_stdin(limits: FetchLimits) -> bytes:
    if sys.stdin is None:  # closed before we were started
        raise InvalidTarget(STDIN, "standard input is closed; pipe a page in, or give a file")
    try:
        return sys.stdin.buffer.read(limits.max_body_bytes + 1)
    except OSError as exc:
        reason = f"standard input cannot be read ({exc.strerror}); pipe a page in, or give a file"
        raise InvalidTarget(STDIN, reason) from exc


def _read_file(path: Path, limits: FetchLimits) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(limits.max_body_bytes + 1)
    except OSError as exc:
        reason = f"the file cannot be read ({exc.strerror}); check its permissions"
        raise InvalidTarget(str(path), reason) from exc


def _local_page(
    target: str, origin: Origin, declared: str, body: bytes, limits: FetchLimits
) -> Page:
    if len(body) > limits.max_body_bytes:
        raise PageTooLarge(target, _too_large(limits))
    return _page(target, target, origin, body, declared=declared, charset=None, status=None)


def _page(
    target: str,
    url: str,
    origin: Origin,
    body: bytes,
    *,
    declared: str,
    charset: str | None,
    status: int | None,
) -> Page:
    if not body.strip():
        raise EmptyPage(target, "the page is empty; there is nothing to judge")
    media_type = media_type_of(target, declared, body)
    page = Page(
        target=target,
        url=url,
        origin=origin,
        body=body,
        content_type=media_type,
        charset=find_charset(body, charset, is_plain_text=media_type == PLAIN_TEXT),
        status=status,
        fetched_at=datetime.now(UTC),
    )
    if not page.text.strip():
        raise EmptyPage(target, "the page is empty; there is nothing to judge")
    check_text(target, page.text, page.charset)
    return page
