"""Where a store lies: its URL understood, checked, and named without its secrets."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from pagewarden.exceptions import ConfigurationError, StorageError

_DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "sqlite+pysqlite": "sqlite+pysqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
_EXAMPLES = "sqlite:////path/to/pagewarden.db or postgresql://user:password@host/database"


@dataclass(frozen=True)
class Location:
    """A database URL that this package can open."""

    url: URL

    @classmethod
    def parse(cls, url: str) -> "Location":
        """
        Understand a database URL.

        Raises:
            ConfigurationError: It is no URL, or of a database that is not supported. The
                message never repeats the URL, which may hold a password.
        """
        try:
            parsed = make_url(url)
        except (ArgumentError, ValueError):
            # `from None`: the cause quotes parts of the URL.
            raise ConfigurationError(
                f"PAGEWARDEN_DATABASE_URL is not a database URL: write {_EXAMPLES}"
            ) from None
        if parsed.drivername not in _DRIVERS:
            raise ConfigurationError(
                f"PAGEWARDEN_DATABASE_URL: {parsed.drivername!r} is not supported: "
                f"write {_EXAMPLES}"
            )
        return cls(parsed.set(drivername=_DRIVERS[parsed.drivername]))

    @property
    def is_sqlite(self) -> bool:
        """Whether the store is SQLite; else it is PostgreSQL."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def is_file(self) -> bool:
        """Whether the store is a plain file, neither in memory nor an SQLite ``file:`` URI."""
        name = self.url.database or ""
        return self.is_sqlite and name not in ("", ":memory:") and not name.startswith("file:")

    @property
    def name(self) -> str:
        """What messages call it: the file, or the URL without password and options."""
        if self.is_sqlite:
            return self.url.database or "the store in memory"
        return URL.create(
            "postgresql",
            username=self.url.username,
            host=self.url.host,
            port=self.url.port,
            database=self.url.database,
        ).render_as_string()

    def blot(self, message: str) -> str:
        """The message without the URL's secrets, should a driver repeat them."""
        secrets = (self.url.password, self.url.query.get("password"))
        for secret in filter(None, secrets):
            message = message.replace(str(secret), "***")
        return message

    def prepare(self) -> None:
        """
        Make the folder and the file of an SQLite store, readable by nobody else.

        They hold the text of every page that was looked at.

        Raises:
            StorageError: The folder or the file cannot be made.
        """
        if not self.is_file:
            return
        path = Path(str(self.url.database))
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.touch(mode=0o600)
        except OSError as exc:
            raise StorageError(
                f"{path}: {exc.strerror}: give PAGEWARDEN_DATABASE_URL a place you may write to"
            ) from exc
