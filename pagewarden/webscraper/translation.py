"""What requests, urllib3 and the system raise, in Pagewarden's words."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from requests import exceptions as outer
from urllib3 import exceptions as inner

from pagewarden.exceptions import (
    AddressForbidden,
    ConnectionFailed,
    FetchError,
    FetchTimeout,
    InvalidTarget,
    ServerError,
    TlsFailed,
    UnsupportedContent,
)
from pagewarden.network.deadline import deadline_in_force
from pagewarden.webscraper.limits import FetchLimits
from pagewarden.webscraper.wording import printable


@contextmanager
def translated(url: str, limits: FetchLimits) -> Iterator[None]:
    """
    Turn every error of the HTTP libraries inside the block into a :class:`FetchError`.

    Args:
        url: The URL being asked for; named in the error.
        limits: Named in timeouts.
    """
    try:
        yield
    except AddressForbidden as exc:
        raise AddressForbidden(url, exc.reason) from exc
    except (outer.RequestException, inner.HTTPError, OSError, UnicodeError) as exc:
        raise _translate(exc, url, limits) from exc


def _translate(error: Exception, url: str, limits: FetchLimits) -> FetchError:
    for kinds, build in _TABLE:
        if isinstance(error, kinds):
            return build(error, url, limits)
    return _broken_off(error, url, limits)


def _timeout(_: Exception, url: str, limits: FetchLimits) -> FetchError:
    deadline = deadline_in_force()
    if deadline and deadline.passed:
        seconds = f"{limits.total_timeout_seconds:g}"
        mend = "PAGEWARDEN_TOTAL_TIMEOUT_SECONDS allows more"
        return FetchTimeout(url, f"the page did not arrive within {seconds} s; {mend}")
    seconds = f"{limits.read_timeout_seconds:g}"
    mend = "PAGEWARDEN_READ_TIMEOUT_SECONDS allows more"
    return FetchTimeout(url, f"the server was silent for {seconds} s; {mend}")


def _connect_timeout(_: Exception, url: str, limits: FetchLimits) -> FetchError:
    seconds = f"{limits.connect_timeout_seconds:g}"
    return FetchTimeout(url, f"no connection within {seconds} s; check that the site is up")


def _tls(error: Exception, url: str, _: FetchLimits) -> FetchError:
    cause = _root_cause(error)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return TlsFailed(url, f"the server's certificate does not hold ({cause.verify_message})")
    return TlsFailed(url, f"no TLS with this server ({_words(cause)}); does it speak https?")


def _decoding(_: Exception, url: str, __: FetchLimits) -> FetchError:
    return UnsupportedContent(url, "the content is not compressed as the server says")


def _invalid(error: Exception, url: str, _: FetchLimits) -> FetchError:
    return InvalidTarget(url, f"this URL cannot be asked for ({_words(error)})")


def _header(error: Exception, url: str, limits: FetchLimits) -> FetchError:
    if isinstance(error.args[0] if error.args else None, inner.InvalidHeader):
        reason = f"the server's answer contradicts itself ({_words(error)}); try again later"
        return ServerError(url, reason)
    return _invalid(error, url, limits)


def _no_connection(error: Exception, url: str, _: FetchLimits) -> FetchError:
    cause = _cause(error)
    if isinstance(cause, inner.NameResolutionError):
        return ConnectionFailed(url, "the host name does not resolve; check its spelling")
    return ConnectionFailed(url, f"no connection ({_words(error)}); check that the site is up")


def _broken_off(error: Exception, url: str, _: FetchLimits) -> FetchError:
    return ConnectionFailed(url, f"the connection broke off ({_words(error)}); try again")


_TABLE: tuple[
    tuple[tuple[type[Exception], ...], Callable[[Exception, str, FetchLimits], FetchError]], ...
] = (
    ((outer.ConnectTimeout, inner.ConnectTimeoutError), _connect_timeout),
    ((outer.Timeout, inner.TimeoutError, TimeoutError), _timeout),
    ((outer.SSLError, inner.SSLError), _tls),
    ((outer.ContentDecodingError, inner.DecodeError), _decoding),
    (
        (
            outer.InvalidURL,
            outer.InvalidSchema,
            outer.MissingSchema,
            inner.LocationValueError,
            UnicodeError,
        ),
        _invalid,
    ),
    ((outer.InvalidHeader,), _header),
    ((outer.ChunkedEncodingError,), _broken_off),
    ((outer.ConnectionError, inner.NewConnectionError), _no_connection),
)


def _cause(error: BaseException) -> BaseException:
    """What urllib3 gave as the reason, under requests' wrapping."""
    wrapped = error.args[0] if error.args else None
    reason = getattr(wrapped, "reason", None) or getattr(error, "reason", None)
    return reason if isinstance(reason, BaseException) else error


def _root_cause(error: BaseException) -> BaseException:
    """The error at the bottom of a chain of wrapped ones."""
    seen: set[int] = set()
    while id(error) not in seen:
        seen.add(id(error))
        error = _cause(error)
        error = error.__cause__ or error.__context__ or error
    return error


def _words(error: BaseException) -> str:
    """What an error at the bottom says, on one line."""
    error = _root_cause(error)
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return printable(str(text))
