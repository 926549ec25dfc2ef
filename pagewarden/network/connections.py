"""
Connections that go only where the guard allows and no longer than the deadline.

The seam is ``_new_conn`` of urllib3's connections: there the name is resolved once,
checked, and the checked address connected to. TLS, SNI and the Host header stay on
the name, for ``_dns_host`` is never touched.
"""

import http.client
import io
import socket
from ipaddress import ip_address
from typing import Any, ClassVar, cast

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from pagewarden.network.deadline import Deadline, deadline_in_force
from pagewarden.network.guard import AddressGuard, Resolved


class _DeadlineReader(io.RawIOBase):
    """A socket's stream whose every read ends at the deadline, however slowly bytes drip."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._raw = sock.makefile("rb", buffering=0)
        self._sock = sock
        self._deadline = deadline
        self._read_timeout_seconds = sock.gettimeout()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._deadline.within(self._read_timeout_seconds))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _DeadlineSource:
    """Stands where :mod:`http.client` expects a socket, of which it wants only a stream."""

    def __init__(self, sock: socket.socket, deadline: Deadline) -> None:
        self._sock, self._deadline = sock, deadline

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_DeadlineReader(self._sock, self._deadline))


class _DeadlineResponse(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        deadline = deadline_in_force()
        source = _DeadlineSource(sock, deadline) if deadline else sock
        super().__init__(cast("socket.socket", source), *args, **kwargs)


class _GuardedHTTP(HTTPConnection):
    """Resolves, checks and connects in one step; reads under the deadline in force."""

    guard: ClassVar[AddressGuard]
    response_class = _DeadlineResponse

    def _new_conn(self) -> socket.socket:
        resolved = self._resolve()
        try:
            return self._connect(resolved)
        except TimeoutError as exc:
            raise ConnectTimeoutError(self, f"connecting to {self.host} timed out") from exc
        except OSError as exc:
            raise NewConnectionError(self, f"no connection to {self.host}: {exc}") from exc

    def _resolve(self) -> list[Resolved]:
        try:
            return self.guard.addresses(self._dns_host, self.port)
        except socket.gaierror as exc:
            raise NameResolutionError(self.host, self, exc) from exc
        except UnicodeError as exc:  # a label over 63 characters
            raise NameResolutionError(self.host, self, socket.gaierror(str(exc))) from exc

    def _connect(self, resolved: list[Resolved]) -> socket.socket:
        failure = OSError("the name has no address")
        for family, address in resolved:
            try:
                return self._connect_to(family, address)
            except OSError as exc:
                failure = exc
        raise failure

    def _connect_to(self, family: socket.AddressFamily, address: tuple[Any, ...]) -> socket.socket:
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            for option in self.socket_options or ():
                sock.setsockopt(*option)
            deadline = deadline_in_force()
            sock.settimeout(deadline.within(self.timeout) if deadline else self.timeout)
            sock.connect(address)
            _verify_peer(sock, address)
        except BaseException:
            sock.close()
            raise
        return sock


class _GuardedHTTPS(_GuardedHTTP, HTTPSConnection):
    """The same under TLS: ``HTTPSConnection.connect`` wraps what ``_new_conn`` returns."""


def _verify_peer(sock: socket.socket, address: tuple[Any, ...]) -> None:
    peer = sock.getpeername()
    if ip_address(peer[0].partition("%")[0]) != ip_address(address[0].partition("%")[0]):
        message = f"connected to {peer[0]} instead of {address[0]}"
        raise ConnectionError(message)


def guarded_pools(guard: AddressGuard) -> dict[str, type[HTTPConnectionPool]]:
    """Connection pools for a pool manager, whose connections all ask ``guard``."""
    http_connection = type("GuardedHTTPConnection", (_GuardedHTTP,), {"guard": guard})
    https_connection = type("GuardedHTTPSConnection", (_GuardedHTTPS,), {"guard": guard})
    return {
        "http": type("GuardedPool", (HTTPConnectionPool,), {"ConnectionCls": http_connection}),
        "https": type(
            "GuardedTLSPool", (HTTPSConnectionPool,), {"ConnectionCls": https_connection}
        ),
    }
