"""The HTTP session of a run: guarded addresses, no proxies, nothing from the environment."""

import socket
from collections.abc import Iterator
from typing import Any, Never

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.request import ACCEPT_ENCODING

from pagewarden.exceptions import ConfigurationError
from pagewarden.network.connections import guarded_pools
from pagewarden.network.guard import AddressGuard, Resolve


class _GuardedAdapter(HTTPAdapter):
    """Hands out only connections that ask the guard."""

    def __init__(self, guard: AddressGuard) -> None:
        self._guard = guard
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = guarded_pools(self._guard)

    def proxy_manager_for(self, proxy: str, **_: Any) -> Never:
        """Refuse: behind a proxy nobody can check which address is connected to."""
        message = f"proxy {proxy} refused: Pagewarden connects directly, to check addresses"
        raise ConfigurationError(message)


class GuardedSession(requests.Session):
    """A :class:`requests.Session` that connects only to addresses its guard lets pass."""

    def __init__(self, guard: AddressGuard) -> None:
        super().__init__()
        self.guard = guard
        self.trust_env = False  # else REQUESTS_CA_BUNDLE and HTTP_PROXY have a say
        self.headers["Accept-Encoding"] = ACCEPT_ENCODING  # what urllib3 here can decode
        for prefix in ("http://", "https://"):
            self.mount(prefix, _GuardedAdapter(guard))

    def resolve_redirects(self, *_: Any, **__: Any) -> Iterator[Any]:
        """
        Find none: who asks follows them by hand.

        requests would look one hop ahead even where redirects are not to be followed,
        and for that read the whole body of the redirect, however long.
        """
        return iter(())


def open_session(
    allowed_hosts: frozenset[str] = frozenset(), *, resolve: Resolve = socket.getaddrinfo
) -> GuardedSession:
    """
    Open the session of a run; use it as a context manager.

    Args:
        allowed_hosts: Hosts or addresses that may be reached though not public.
        resolve: A function with the signature of :func:`socket.getaddrinfo`.
    """
    return GuardedSession(AddressGuard(allowed_hosts, resolve))
