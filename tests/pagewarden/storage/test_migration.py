"""The schema that migrations make, and who may make it."""

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from pagewarden.exceptions import StorageError, StoreTooNew
from pagewarden.storage.connection import connect
from pagewarden.storage.location import Location
from pagewarden.storage.migration import MIGRATIONS
from pagewarden.storage.schema import SCHEMA_VERSION, VERSION_TABLE, metadata
from pagewarden.storage.store import Store
from tests.pagewarden.storage.records import make_records


def test_migrations_make_the_schema(store: Store) -> None:
    """From nothing, the migrations make the very tables that the statements expect."""
    with store._engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "version_table": VERSION_TABLE}
        )
        assert compare_metadata(context, metadata) == []


def test_migrations_make_the_same_sqlite_file(tmp_path: Path) -> None:
    """In SQLite, where a comparison sees little, the definitions agree to the letter."""
    Store.open(f"sqlite:///{tmp_path / 'migrated.db'}").close()
    engine = create_engine(f"sqlite:///{tmp_path / 'made.db'}")
    metadata.create_all(engine)
    engine.dispose()
    assert definitions(tmp_path / "migrated.db") == definitions(tmp_path / "made.db")


def definitions(path: Path) -> dict[str, list[str]]:
    """Lines of each table's definition; SQLAlchemy and Alembic order constraints differently."""
    with sqlite3.connect(path) as connection:
        query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        found = connection.execute(query).fetchall()
    connection.close()
    lines = {name: sorted(line.strip(" ,\t") for line in sql.splitlines()) for name, sql in found}
    return {name: sql for name, sql in lines.items() if name != VERSION_TABLE}


def test_newest_revision_is_the_one_that_open_looks_for() -> None:
    """There is one newest migration, and the shortcut past Alembic knows it."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [SCHEMA_VERSION]


def test_opening_again_keeps_everything(store_url: str) -> None:
    """A store that is there is opened as it is."""
    records = make_records()
    for created in (True, False):
        with Store.open(store_url) as store:
            assert store.save(*records).created is created


def test_schema_of_a_newer_version_is_refused(store_url: str) -> None:
    """An older Pagewarden leaves alone what it does not understand."""
    with Store.open(store_url) as store, store._engine.begin() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9001'"))
    with pytest.raises(StoreTooNew, match=r"schema 9001, this one knows .*: upgrade Pagewarden"):
        Store.open(store_url)


def test_half_made_schema_is_rolled_back(store_url: str) -> None:
    """A migration that fails leaves the database as it was, so that it can be tried again."""
    location = Location.parse(store_url)
    location.prepare()
    engine = connect(location)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE evidence (of_another_program INTEGER)"))
    with pytest.raises(StorageError, match="evidence"):
        Store.open(store_url)
    with engine.begin() as connection:
        assert set(inspect(connection).get_table_names()) == {"evidence"}
        connection.execute(text("DROP TABLE evidence"))
    engine.dispose()
    with Store.open(store_url) as store:
        assert store.save(*make_records()).created


def test_database_shared_with_prefect(store_url: str) -> None:
    """Another program's Alembic table, such as Prefect's, is neither read nor touched."""
    location = Location.parse(store_url)
    location.prepare()
    engine = connect(location)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('another')"))
    with Store.open(store_url) as store:
        assert store.save(*make_records()).created
    with engine.connect() as connection:
        assert (
            connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            == "another"
        )
    engine.dispose()


def test_files_are_private_and_logged_ahead(tmp_path: Path) -> None:
    """Nobody else may read the text of the pages, and a reader never waits for the writer."""
    path = tmp_path / "new" / "folder" / "store.db"
    with Store.open(f"sqlite:///{path}") as store:
        store.save(*make_records())
        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}
        with store._engine.connect() as connection:
            pragmas = {
                name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
                for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
            }
    assert pragmas == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": 1,
        "busy_timeout": 30_000,
    }
