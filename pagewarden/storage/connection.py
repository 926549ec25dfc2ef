"""Engines: how each database is connected to, and how its transactions begin."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from pagewarden.storage.location import Location

LOCK_TIMEOUT_SECONDS = 30
"""Longest wait for another writer: thousands of saves, far less than a task's timeout."""

_CONNECT_TIMEOUT_SECONDS = 10
"""Longest wait for a PostgreSQL server; libpq itself waits for ever."""

_WRITES = "pagewarden_writes"


def connect(location: Location) -> Engine:
    """An engine for the store; no connection is opened yet."""
    return _sqlite(location) if location.is_sqlite else _postgresql(location)


def writing(engine: Engine) -> Engine:
    """The same engine, its transactions taking SQLite's write lock at once."""
    return engine.execution_options(**{_WRITES: True})


def _create(url: URL, connect_args: Mapping[str, Any], **options: Any) -> Engine:
    return create_engine(
        url,
        # ASCII JSON: NUL and lone surrogates become \u escapes, which both databases keep.
        json_serializer=partial(json.dumps, separators=(",", ":"), allow_nan=False),
        hide_parameters=True,  # a page's text has no place in a log
        connect_args={k: v for k, v in connect_args.items() if k not in url.query},
        **options,
    )


def _sqlite(location: Location) -> Engine:
    in_memory = not location.url.database or location.url.database == ":memory:"
    # A database in memory lives in its one connection, so threads take turns.
    size = {"pool_size": 1, "max_overflow": 0} if in_memory else {}
    arguments = {"timeout": LOCK_TIMEOUT_SECONDS, "check_same_thread": False}
    engine = _create(location.url, arguments, poolclass=QueuePool, **size)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions are begun below
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once, without waiting, when
    # another one wrote in between (https://sqlite.org/rescode.html#busy_snapshot).
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(location: Location) -> Engine:
    engine = _create(
        location.url,
        {
            "connect_timeout": _CONNECT_TIMEOUT_SECONDS,
            "application_name": "pagewarden",
            "client_encoding": "utf8",  # whatever PGCLIENTENCODING says
        },
        isolation_level="READ COMMITTED",  # a saver that waited must see what the other one saved
        pool_pre_ping=True,  # servers restart
    )
    event.listen(engine, "connect", _set_up_postgresql)
    return engine


def _set_up_postgresql(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(f"SET lock_timeout = '{LOCK_TIMEOUT_SECONDS}s'")
    cursor.close()
    connection.commit()
