"""Bringing a store's schema up to date."""

import sqlite3
import threading
import time
from pathlib import Path

from sqlalchemy import Connection, Engine, column, inspect, select, table, text
from sqlalchemy.engine.interfaces import DBAPICursor

from pagewarden.exceptions import StorageError, StoreTooNew
from pagewarden.storage.connection import LOCK_TIMEOUT_SECONDS, writing
from pagewarden.storage.location import Location
from pagewarden.storage.schema import SCHEMA_VERSION, VERSION_TABLE

MIGRATIONS = Path(__file__).parent / "migrations"

_ADVISORY_LOCK = 0x7061676577617264
"""Any number that no other program takes: "pageward" in ASCII."""

_VERSION = table(VERSION_TABLE, column("version_num")).c.version_num

_ALEMBIC = threading.Lock()
"""Alembic keeps what it is doing in module globals, one for the whole process."""


def migrate(engine: Engine, location: Location) -> None:
    """
    Create the schema, or bring an older one up to date; safe when several processes do.

    Raises:
        StoreTooNew: A newer Pagewarden made the schema.
        StorageError: The database cannot hold every text.
    """
    with engine.connect() as connection:
        if _revision(connection) == SCHEMA_VERSION:
            return
    if location.is_sqlite:
        _use_write_ahead_log(engine)
    with _ALEMBIC, writing(engine).begin() as connection:
        if not location.is_sqlite:
            _require_utf8(connection, location)
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        _upgrade(connection, location)


def _revision(connection: Connection) -> str | None:
    # Not asked of Alembic: its import costs more than opening the store.
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(select(_VERSION)).scalar()


def _upgrade(connection: Connection, location: Location) -> None:
    from alembic import command  # noqa: PLC0415 - slow to import, and seldom needed
    from alembic.config import Config  # noqa: PLC0415 - as above
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    revision = _revision(connection)
    if revision is not None and revision not in known:
        raise StoreTooNew(
            f"{location.name}: made by a newer Pagewarden (schema {revision}, this one knows "
            f"{SCHEMA_VERSION}): upgrade Pagewarden, or name another store"
        )
    command.upgrade(config, "head")


def _use_write_ahead_log(engine: Engine) -> None:
    """Let readers and a writer work at once; the file remembers it."""
    deadline = time.monotonic() + LOCK_TIMEOUT_SECONDS
    connection = engine.raw_connection()
    try:
        while not _switched(connection.cursor(), time.monotonic() > deadline):
            time.sleep(0.02)
    finally:
        connection.close()


def _switched(cursor: DBAPICursor, is_last_try: bool) -> bool:  # noqa: FBT001 - private
    try:
        cursor.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as exc:
        # Two processes that switch a new file at once get "busy" without any waiting.
        if exc.sqlite_errorcode != sqlite3.SQLITE_BUSY or is_last_try:
            raise
        return False
    return True


def _require_utf8(connection: Connection, location: Location) -> None:
    encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        raise StorageError(
            f"{location.name}: the database's encoding is {encoding}, which cannot hold every "
            "text: make one with createdb --encoding=UTF8 --template=template0"
        )
