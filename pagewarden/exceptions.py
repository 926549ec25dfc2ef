"""
Everything Pagewarden raises on purpose.

::

    PagewardenError
    ├── ConfigurationError ......... a setting or a command line that cannot be honoured
    │   └── MissingExtra ........... an optional package is needed and not installed
    ├── FetchError ................. a target gave no page
    │   ├── InvalidTarget .......... not a URL, file or '-' that can be fetched
    │   ├── TargetNotFound ......... no such local file
    │   ├── AddressForbidden ....... the host resolves to an address that is not public
    │   ├── RobotsDisallowed ....... robots.txt keeps us out
    │   ├── TooManyRedirects
    │   ├── ClientError ............ HTTP 4xx
    │   ├── ServerError ............ HTTP 5xx, 429, no whole page (retryable)
    │   ├── FetchTimeout ........... a timeout or the deadline (retryable)
    │   ├── ConnectionFailed ....... no connection, or it broke (retryable)
    │   ├── TlsFailed .............. the certificate does not hold
    │   ├── UnsupportedContent ..... neither HTML, XHTML nor plain text
    │   ├── PageTooLarge
    │   └── EmptyPage .............. a body of no bytes
    ├── InvalidRow ................. a line of a labelled file is not a labelled text
    ├── PageFault .................. a fault of ours on one page of many, to be reported
    ├── ModerationError
    │   ├── PolicyNotFound
    │   ├── InvalidPolicy
    │   │   └── UnknownCategory .... a rule names a category the taxonomy lacks
    │   ├── UnmappedLabel .......... a model's label has no category
    │   └── WeightsError
    │       ├── WeightsMissing
    │       └── WeightsCorrupt ..... a file's SHA-256 is not the manifest's
    └── StorageError
        ├── StoreUnavailable ....... the database does not answer (retryable)
        ├── StoreLocked ............ another process writes       (retryable)
        └── StoreTooNew ............ a newer Pagewarden made the schema

Every class takes its arguments by position, so that it survives pickling between
processes. ``code`` is the stable word that ``--json`` shows; ``retryable`` says
whether the same call may succeed a moment later.
"""

from typing import ClassVar, Self


class PagewardenError(Exception):
    """Base of all errors raised on purpose; ``str()`` is one sentence for the user."""

    code: ClassVar[str] = "error"
    retryable: ClassVar[bool] = False


class ConfigurationError(PagewardenError):
    """A setting or argument cannot be honoured."""

    code = "configuration"


class MissingExtra(ConfigurationError):
    """An optional package is needed and not installed."""

    code = "missing_extra"

    def __init__(self, purpose: str, extra: str) -> None:
        super().__init__(purpose, extra)
        self.purpose, self.extra = purpose, extra

    def __str__(self) -> str:
        return f"{self.purpose} needs an extra: pip install 'pagewarden[{self.extra}]'"


class FetchError(PagewardenError):
    """A target gave no page. ``url`` is what was asked for, ``reason`` why and the mend."""

    code = "fetch_failed"

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(url, reason)
        self.url, self.reason = url, reason

    def __str__(self) -> str:
        return f"{self.url}: {self.reason}"


class InvalidTarget(FetchError):
    """Not a URL, file or ``-`` that can be fetched."""

    code = "invalid_target"


class TargetNotFound(FetchError):
    """No such local file."""

    code = "not_found"


class AddressForbidden(FetchError):
    """The host resolves to an address that is not globally routable."""

    code = "address_forbidden"


class RobotsDisallowed(FetchError):
    """The site's robots.txt keeps us out."""

    code = "robots_disallowed"


class TooManyRedirects(FetchError):
    """More redirects than the limit, or a loop."""

    code = "too_many_redirects"


class ClientError(FetchError):
    """The server answered 4xx."""

    code = "http_client_error"


class ServerError(FetchError):
    """The server answered 5xx or 429, or with what is no whole page (206, 1xx)."""

    code = "http_server_error"
    retryable = True


class FetchTimeout(FetchError):
    """Connecting, reading or the whole fetch took too long."""

    code = "timeout"
    retryable = True


class ConnectionFailed(FetchError):
    """No connection could be made, or it broke."""

    code = "connection_failed"
    retryable = True


class TlsFailed(FetchError):
    """The server's certificate does not hold."""

    code = "tls_failed"


class UnsupportedContent(FetchError):
    """The content is neither HTML, XHTML nor plain text."""

    code = "unsupported_content"


class PageTooLarge(FetchError):
    """The decompressed body passes ``max_body_bytes``."""

    code = "page_too_large"


class EmptyPage(FetchError):
    """The body has no bytes, or white space only."""

    code = "empty_page"


class InvalidRow(PagewardenError):
    """A line is not a labelled text; the message names file, line and mend."""

    code = "invalid_row"


class PageFault(PagewardenError):
    """A fault of Pagewarden's own, met on one page; the others are judged all the same."""

    code = "fault"

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(url, reason)
        self.url, self.reason = url, reason

    @classmethod
    def of(cls, url: str, fault: Exception) -> Self:
        """Describe an exception that nobody meant to raise."""
        what = f"{type(fault).__name__}: {fault}"
        return cls(url, f"Pagewarden failed on this page; please report it ({what})")

    def __str__(self) -> str:
        return f"{self.url}: {self.reason}"


class ModerationError(PagewardenError):
    """Classifying or deciding failed."""

    code = "moderation_failed"


class PolicyNotFound(ModerationError):
    """No shipped policy and no file of this name."""

    code = "policy_not_found"


class InvalidPolicy(ModerationError):
    """A policy file breaks the rules of policy files; the message names file, rule and mend."""

    code = "invalid_policy"


class UnknownCategory(InvalidPolicy):
    """A rule names a category that the taxonomy lacks."""

    code = "unknown_category"


class UnmappedLabel(ModerationError):
    """A model has a label that no table maps to the taxonomy."""

    code = "unmapped_label"


class WeightsError(ModerationError):
    """The model's files cannot be used."""

    code = "weights_unusable"


class WeightsMissing(WeightsError):
    """A file of the model is not there."""

    code = "weights_missing"


class WeightsCorrupt(WeightsError):
    """A file of the model is not the one its manifest describes."""

    code = "weights_corrupt"


class StorageError(PagewardenError):
    """The store could not do what was asked."""

    code = "storage_failed"


class StoreUnavailable(StorageError):
    """The database does not answer or refuses us."""

    code = "store_unavailable"
    retryable = True


class StoreLocked(StorageError):
    """Another process holds the database for too long."""

    code = "store_locked"
    retryable = True


class StoreTooNew(StorageError):
    """A newer Pagewarden made this schema."""

    code = "store_too_new"
