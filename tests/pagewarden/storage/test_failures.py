"""Stores that cannot be used say so in one sentence, with the mend and without secrets."""

import os
import sqlite3
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from pagewarden.exceptions import (
    ConfigurationError,
    PagewardenError,
    StorageError,
    StoreLocked,
    StoreUnavailable,
)
from pagewarden.storage.store import Store
from tests.pagewarden.storage.records import make_records
from tests.postgres import PASSWORD

_NOBODY = 65_534


@contextmanager
def without_privileges() -> Iterator[None]:
    """Act as an ordinary user, for root may write anywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def failure(url: str) -> PagewardenError:
    """The error of opening a store; one line, and no password anywhere in its traceback."""
    with pytest.raises(PagewardenError) as caught:
        Store.open(url)
    assert "\n" not in str(caught.value)
    password = make_url(url).password
    if password:
        assert password not in "".join(traceback.format_exception(caught.value))
    return caught.value


@pytest.fixture
def open_folder(tmp_path: Path) -> Path:
    """A folder that any user can look into."""
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    return tmp_path


class TestFiles:
    """What can be wrong with a file."""

    def test_read_only_folder(self, open_folder: Path) -> None:
        """A folder that may not be written is named."""
        folder = open_folder / "read-only"
        folder.mkdir(mode=0o555)
        with without_privileges():
            error = failure(f"sqlite:///{folder}/store.db")
        assert type(error) is StorageError
        assert str(error) == (
            f"{folder}/store.db: Permission denied: "
            "give PAGEWARDEN_DATABASE_URL a place you may write to"
        )

    def test_read_only_file(self, open_folder: Path) -> None:
        """A file that may not be written is named, and is not worth trying again."""
        path = open_folder / "store.db"
        Store.open(f"sqlite:///{path}").close()
        path.chmod(0o444)
        with without_privileges():
            error = failure(f"sqlite:///{path}")
        assert not error.retryable
        assert str(path) in str(error)

    def test_file_that_is_no_database(self, tmp_path: Path) -> None:
        """A file of something else is left alone."""
        path = tmp_path / "notes.txt"
        path.write_text("Buy bread.\n" * 100)
        error = failure(f"sqlite:///{path}")
        assert type(error) is StorageError
        assert str(error) == (
            f"{path}: file is not a database: name another file, or move this one away"
        )
        assert path.read_text() == "Buy bread.\n" * 100

    def test_folder_instead_of_file(self, tmp_path: Path) -> None:
        """A folder is no database."""
        assert str(tmp_path) in str(failure(f"sqlite:///{tmp_path}"))

    def test_folder_below_a_file(self, tmp_path: Path) -> None:
        """A path that cannot exist is named."""
        (tmp_path / "file").touch()
        error = failure(f"sqlite:///{tmp_path}/file/store.db")
        assert str(error).startswith(f"{tmp_path}/file/store.db: ")

    def test_writer_that_does_not_finish(self, sqlite_url: str) -> None:
        """A store that another process holds is worth trying again."""
        with Store.open(f"{sqlite_url}?timeout=0.05") as store:
            other = sqlite3.connect(str(make_url(sqlite_url).database), isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreLocked, match="database is locked: try again when") as caught:
                store.save(*make_records())
            assert store.latest_verdict("https://example.org/") is None
            other.close()
            assert caught.value.retryable
            assert store.save(*make_records()).created


class TestServers:
    """What can be wrong with a server."""

    def test_wrong_password(self, postgres_url: str) -> None:
        """A refused password is not repeated."""
        url = make_url(postgres_url).set(password="not-the-password-87")
        error = failure(url.render_as_string(hide_password=False))
        assert type(error) is StoreUnavailable
        assert "password authentication failed" in str(error)
        assert str(error).endswith("user, password and database in PAGEWARDEN_DATABASE_URL")

    def test_database_that_is_not_there(self, postgres_url: str) -> None:
        """The missing database is named."""
        url = make_url(postgres_url).set(database="nowhere")
        error = failure(url.render_as_string(hide_password=False))
        assert 'database "nowhere" does not exist' in str(error)

    def test_nobody_listens(self) -> None:
        """A server that does not run is worth trying again."""
        error = failure(f"postgresql://warden:{make_secret()}@127.0.0.1:1/store?connect_timeout=3")
        assert type(error) is StoreUnavailable
        assert error.retryable
        assert str(error).startswith("postgresql://warden@127.0.0.1:1/store: connection failed")
        assert "check that the server runs" in str(error)

    @pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
    def test_database_that_cannot_hold_every_text(
        self, make_database: Callable[[str], str], encoding: str
    ) -> None:
        """A database of another encoding is refused before a text is lost in it."""
        error = failure(make_database(f"ENCODING '{encoding}' TEMPLATE template0"))
        assert f"encoding is {encoding}" in str(error)
        assert "createdb --encoding=UTF8" in str(error)

    def test_user_without_rights(self, make_database: Callable[[], str]) -> None:
        """A user who may not make tables is told so."""
        url = make_database()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DROP ROLE IF EXISTS reader")
            connection.execute("CREATE ROLE reader LOGIN PASSWORD 'only-reads-5309'")
        reader = make_url(url).set(username="reader", password="only-reads-5309")
        error = failure(reader.render_as_string(hide_password=False))
        assert "permission denied for schema public: grant the user" in str(error)

    def test_writer_that_does_not_finish(
        self, make_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A table that another session holds is worth trying again."""
        monkeypatch.setattr("pagewarden.storage.connection.LOCK_TIMEOUT_SECONDS", 0.05)
        url = make_database()
        with Store.open(url) as store:
            with psycopg.connect(url) as other:
                other.execute("LOCK TABLE pages")
                with pytest.raises(StoreLocked, match="lock timeout") as caught:
                    store.save(*make_records())
            assert caught.value.retryable
            assert store.save(*make_records()).created

    def test_server_that_closed_the_connections(self, make_database: Callable[[], str]) -> None:
        """Connections that broke while idle, as in a restart, are made anew."""
        url = make_database()
        with Store.open(url) as store:
            saved = store.save(*make_records())
            with psycopg.connect(url, autocommit=True) as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE application_name = 'pagewarden' AND datname = current_database()"
                )
            assert store.verdict(saved.id) == make_records()[2]


def make_secret() -> str:
    """A password as a URL writes it."""
    return "hush-4711"


class TestUrls:
    """Which URLs are understood."""

    @pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
    def test_names_of_postgresql(self, make_database: Callable[[], str], scheme: str) -> None:
        """PostgreSQL is reached through psycopg 3, whatever it is called."""
        url = make_database().replace("postgresql", scheme, 1)
        with Store.open(url) as store:
            assert store.save(*make_records()).created

    @pytest.mark.parametrize(
        "url",
        [
            "",
            "store.db",
            "/var/lib/store.db",
            "mysql://root:hush-4711@localhost/store",
            "postgresql+asyncpg://warden:hush-4711@localhost/store",
            "sqlite+aiosqlite:///store.db",
            "postgresql://warden:hush-4711@localhost:port/store",
            "postgresql://warden:hush@4711:hush-4711/store",
        ],
    )
    def test_urls_that_are_refused(self, url: str) -> None:
        """A URL that cannot be honoured is explained without being repeated."""
        with pytest.raises(
            ConfigurationError, match=r"^PAGEWARDEN_DATABASE_URL.*: write sqlite:"
        ) as caught:
            Store.open(url)
        assert "hush-4711" not in "".join(traceback.format_exception(caught.value))

    def test_password_among_the_options(self, postgres_url: str) -> None:
        """A password given as an option is a secret too."""
        url = make_url(postgres_url)
        assert url.password == PASSWORD
        wrong = url.set(password=None, query={"password": "hush-4711"})
        error = failure(wrong.render_as_string(hide_password=False))
        assert "password authentication failed" in str(error)
        assert "hush-4711" not in "".join(traceback.format_exception(error))
