"""Sessions that connect only where their guard lets them, and only in time."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

import pytest
import requests

from pagewarden.exceptions import AddressForbidden, ConfigurationError
from pagewarden.network.deadline import Deadline, deadline, deadline_in_force
from pagewarden.network.sessions import open_session
from tests.site import Answer, Site


class Rebinding:
    """A name server that tells one address first and another ever after."""

    def __init__(self, first: str, then: str) -> None:
        self._first, self._then = first, then
        self.questions = 0

    def __call__(self, _host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        self.questions += 1
        address = self._first if self.questions == 1 else self._then
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]


def to_loopback(_host: str, port: int, **_: object) -> list[tuple[object, ...]]:
    """A name server that knows one address."""
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]


@contextmanager
def dripping_head() -> Iterator[int]:
    """A server that sends a header line that never ends; its port."""
    over = Event()

    def serve(listener: socket.socket) -> None:
        client, _ = listener.accept()
        with client, suppress(OSError):
            client.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
            while not over.wait(0.05):
                client.sendall(b"x")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve, args=(listener,))
        thread.start()
        yield listener.getsockname()[1]
        over.set()
        thread.join()


def test_forbidden_addresses_are_never_connected_to(site: Site) -> None:
    """The server behind a forbidden address hears nothing."""
    with open_session() as session, pytest.raises(AddressForbidden):
        session.get(site.url("/article"))
    assert site.asked == []


def test_a_name_is_resolved_once_a_connection(site: Site) -> None:
    """Rebinding gains nothing: the address that was checked is the one connected to."""
    names = Rebinding("127.0.0.1", "169.254.169.254")
    # The answer says that it is the connection's last: were it only the request that asked
    # for it, the pool might hand the dying connection out again before it hears of its end.
    site.add("/last", Answer(b"<p>Goodbye.</p>", headers={"Connection": "close"}))
    url = f"http://rebinding.example:{site.port}/last"
    with open_session(site.hosts, resolve=names) as session:
        assert session.get(url).ok
        assert names.questions == 1
        with pytest.raises(AddressForbidden, match=r"169\.254\.169\.254"):
            session.get(url)


def test_the_host_header_stays_on_the_name(site: Site) -> None:
    """Pinning the address does not change what the server is asked for."""
    with open_session(frozenset({"site.example"}), resolve=to_loopback) as session:
        session.get(f"http://site.example:{site.port}/article")
    assert site.asked[0].headers["host"] == f"site.example:{site.port}"


def test_connections_are_reused(site: Site) -> None:
    """A second request to a host resolves nothing anew."""
    asked = []

    def resolve(host: str, port: int, **rest: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return to_loopback(host, port, **rest)

    with open_session(frozenset({"site.example"}), resolve=resolve) as session:
        for _ in range(3):
            assert session.get(f"http://site.example:{site.port}/article").ok
    assert asked == ["site.example"]


def test_proxies_are_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of the environment is ignored, one set by hand is an error."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1/")
    with open_session(site.hosts) as session:
        assert session.get(site.url("/article")).ok
        session.proxies["http"] = "http://127.0.0.1:1/"
        with pytest.raises(ConfigurationError, match="proxy"):
            session.get(site.url("/article"))


def test_a_deadline_ends_a_dripping_answer(site: Site) -> None:
    """Bytes that keep coming do not keep a fetch alive."""
    started = time.monotonic()
    with (
        open_session(site.hosts) as session,
        deadline(0.4),
        pytest.raises(requests.ConnectionError),
    ):
        session.get(site.url("/drip"), timeout=(5, 5))
    assert time.monotonic() - started < 5


def test_a_deadline_ends_dripping_headers() -> None:
    """A server that drips its header lines is cut off as well."""
    with dripping_head() as port, open_session(Site.hosts) as session, deadline(0.4):
        url = f"http://127.0.0.1:{port}/"
        with pytest.raises(requests.Timeout):
            session.get(url, timeout=(5, 5))


def test_deadlines_shorten_timeouts_and_then_raise() -> None:
    """Within the deadline a timeout is at most what remains; after it there is none."""
    assert 0 < Deadline(10).within(60) <= 10
    assert Deadline(10).within(1) == 1
    with pytest.raises(TimeoutError):
        Deadline(0).within(1)


def test_no_deadline_outlives_its_block() -> None:
    """What follows a fetch is not under its deadline."""
    with deadline(1) as limit:
        assert deadline_in_force() is limit
    assert deadline_in_force() is None
