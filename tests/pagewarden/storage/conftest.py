"""Stores to test against: one in a file, one on a server, each empty."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from pagewarden.storage.store import Store

_NUMBERS = itertools.count(1)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """URL of a file that is not there yet, in a folder that is not there yet."""
    return f"sqlite:///{tmp_path / 'folder' / 'pagewarden.db'}"


@pytest.fixture
def make_database(postgres_url: str) -> Callable[..., str]:
    """Makes databases on the server; gives the URL of each."""

    def make(options: str = "") -> str:
        name = f"store_{next(_NUMBERS)}"
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} {options}".encode())
        return make_url(postgres_url).set(database=name).render_as_string(hide_password=False)

    return make


@pytest.fixture
def schema_url(postgres_url: str) -> str:
    """URL of an empty schema in the server's database, far quicker made than a database."""
    name = f"store_{next(_NUMBERS)}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
    url = make_url(postgres_url).set(query={"options": f"-csearch_path={name}"})
    return url.render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest) -> str:
    """URL of an empty store, once of each kind."""
    fixture = {"sqlite": "sqlite_url", "postgresql": "schema_url"}[request.param]
    url: str = request.getfixturevalue(fixture)
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An empty store, open, once of each kind."""
    with Store.open(store_url) as opened:
        yield opened
