"""Errors of the databases, translated into those of Pagewarden."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from pagewarden.exceptions import StorageError, StoreLocked, StoreUnavailable
from pagewarden.storage.location import Location

_Translation = tuple[type[StorageError], str]

_SQLITE: dict[int, _Translation] = {
    sqlite3.SQLITE_BUSY: (StoreLocked, "try again when the other process is done"),
    sqlite3.SQLITE_LOCKED: (StoreLocked, "try again when the other process is done"),
    sqlite3.SQLITE_NOTADB: (StorageError, "name another file, or move this one away"),
    sqlite3.SQLITE_CORRUPT: (StorageError, "restore it from a backup, or move it away"),
    sqlite3.SQLITE_READONLY: (StorageError, "make the file and its folder writable"),
    sqlite3.SQLITE_CANTOPEN: (StorageError, "make the file and its folder readable and writable"),
    sqlite3.SQLITE_PERM: (StorageError, "make the file and its folder readable and writable"),
    sqlite3.SQLITE_FULL: (StorageError, "free some space on the disk"),
    sqlite3.SQLITE_IOERR: (StorageError, "check the disk"),
}
"""By primary result code (https://sqlite.org/rescode.html)."""

_POSTGRESQL: dict[str, _Translation] = {
    "40": (StoreLocked, "try again when the other process is done"),
    "55": (StoreLocked, "try again when the other process is done"),
    "53": (StoreUnavailable, "give the server more room or connections"),
    "57": (StoreUnavailable, "try again when the server is back"),
    "08": (StoreUnavailable, "try again when the server is back"),
    "42501": (StorageError, "grant the user the right to create and write tables"),
}
"""By SQLSTATE or its class (https://www.postgresql.org/docs/current/errcodes-appendix.html)."""

_NO_CONNECTION: _Translation = (
    StoreUnavailable,
    "check that the server runs, and user, password and database in PAGEWARDEN_DATABASE_URL",
)
_OTHER: _Translation = (StorageError, "please report this")
_PRIMARY_CODE = 0xFF
"""SQLite's extended result codes keep the primary one in their low byte."""


@contextmanager
def translated(location: Location) -> Iterator[None]:
    """
    Raise the database's errors as ours, in one sentence: which store, what, and the mend.

    Raises:
        StoreLocked: Another process held the store for too long.
        StoreUnavailable: The database does not answer or refuses us.
        StorageError: Anything else a database complains of.
    """
    try:
        yield
    except DBAPIError as exc:
        kind, mend = _translation(exc.orig)
        raise kind(f"{location.name}: {_reason(exc.orig, location)}: {mend}") from exc
    except PoolTimeout as exc:
        message = f"{location.name}: all connections of this process are busy: use fewer threads"
        raise StoreLocked(message) from exc


def _translation(error: BaseException | None) -> _Translation:
    if isinstance(error, sqlite3.Error):
        # Errors of the module itself, not of SQLite, carry no code.
        code = getattr(error, "sqlite_errorcode", None)
        return _OTHER if code is None else _SQLITE.get(code & _PRIMARY_CODE, _OTHER)
    state = getattr(error, "sqlstate", None)
    if state is None:
        return _NO_CONNECTION
    return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2], _OTHER)


def _reason(error: BaseException | None, location: Location) -> str:
    """First line of what the driver said, its secrets blotted out."""
    lines = str(error).splitlines() or [type(error).__name__]
    return location.blot(lines[0]).rstrip(".:")
