"""
Every environment variable Pagewarden reads, typed and described.

Read once, at the edge (flows and commands); core functions take plain values.
"""

import re
from collections.abc import Collection
from functools import cached_property
from importlib.metadata import version
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from pagewarden.exceptions import ConfigurationError

PRODUCT_TOKEN = "Pagewarden"  # noqa: S105 - the name robots.txt files know us by
"""Product token in User-Agent, matched against robots.txt groups (RFC 9309, 2.2.1)."""

_HOST: Final = re.compile(r"[^\s/\\:*?#@%,\[\].]+(\.[^\s/\\:*?#@%,\[\].]+)*\.?")
"""A host's name or an IPv4 address: no port, no path, no pattern."""


class Settings(BaseSettings):
    """All settings; each is read from ``PAGEWARDEN_<NAME>``."""

    model_config = SettingsConfigDict(
        env_prefix="PAGEWARDEN_", frozen=True, extra="ignore", env_ignore_empty=True
    )

    database_url: str = ""
    """SQLAlchemy URL of the store. Empty: SQLite in the user's data directory."""

    contact: str = Field(default="", max_length=200, pattern=r"^[\x20-\x7e]*$")
    """URL or e-mail address put into the User-Agent, so that a site's owner can reach you."""

    allowed_hosts: Annotated[frozenset[str], NoDecode] = frozenset()
    """Hosts or addresses, comma-separated, that may be fetched though they are not public."""

    max_body_bytes: int = Field(default=10_000_000, ge=1_000, le=1_000_000_000)
    """Largest decompressed body, in bytes."""

    connect_timeout_seconds: float = Field(default=5.0, gt=0, le=300)
    """Longest wait for a connection."""

    read_timeout_seconds: float = Field(default=15.0, gt=0, le=300)
    """Longest silence of a server between two reads."""

    total_timeout_seconds: float = Field(default=30.0, gt=0, le=3_600)
    """Deadline of one fetch, redirects and body included."""

    max_redirects: int = Field(default=10, ge=0, le=50)
    """Redirects followed for one target; each hop is checked like the first."""

    model: str = ""
    """Folder or Hugging Face id of another classifier. Empty: the shipped model."""

    classifier_threads: int = Field(default=1, ge=1, le=256)
    """Threads of one classification; a second one gains nothing on busy cores."""

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: object) -> object:
        parts = value.split(",") if isinstance(value, str) else value
        if isinstance(parts, Collection) and all(isinstance(part, str) for part in parts):
            return frozenset(_checked_host(part.strip().lower()) for part in parts if part.strip())
        return value

    @cached_property
    def user_agent(self) -> str:
        """An honest User-Agent: product, version, and whom to write to."""
        contact = f" (+{self.contact})" if self.contact else ""
        return f"{PRODUCT_TOKEN}/{version('pagewarden')}{contact}"

    @cached_property
    def store_url(self) -> str:
        """URL of the store, the default filled in."""
        return self.database_url or f"sqlite:///{default_database_path()}"


def _checked_host(entry: str) -> str:
    """Refuse what no host is ever called, and would allow nothing without a word about it."""
    if _HOST.fullmatch(entry) or _is_address(entry):
        return entry
    raise PydanticCustomError(
        "allowed_host",
        "{entry} is no host: give names or addresses alone, comma-separated{hint}",
        {"entry": repr(entry), "hint": _meant(entry)},
    )


def _is_address(text: str) -> bool:
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    try:
        ip_address(bare)
    except ValueError:
        return False
    return True


def _meant(entry: str) -> str:
    """The host in a URL or before a port, as a suggestion."""
    try:
        parts = urlsplit(entry if "://" in entry else f"//{entry}")
        host = parts.hostname or ""
        has_more = bool(parts.scheme or parts.port)
    except ValueError:
        return ""
    found = has_more and (_HOST.fullmatch(host) or _is_address(host))
    return f". Did you mean {host!r}?" if found else ", such as localhost,10.0.0.7"


def default_database_path() -> Path:
    """Where the SQLite store lives unless ``PAGEWARDEN_DATABASE_URL`` says otherwise."""
    return user_data_path("pagewarden", appauthor=False) / "pagewarden.db"


def load_settings() -> Settings:
    """
    Read the settings from the environment.

    Raises:
        ConfigurationError: A variable has a value that does not fit; the message names it.
    """
    try:
        return Settings()
    except ValidationError as exc:
        first = exc.errors()[0]
        name = "PAGEWARDEN_" + "_".join(str(part) for part in first["loc"]).upper()
        end = "" if first["msg"].endswith("?") else "."
        message = f"{name}={first['input']!r}: {first['msg']}{end} See docs/configuration.md."
        raise ConfigurationError(message) from exc
