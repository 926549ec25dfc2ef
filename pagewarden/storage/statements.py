"""Statements that two savers may run at once: each leaves one row, whoever comes first."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, and_, case, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from pagewarden.exceptions import StorageError
from pagewarden.storage.rows import Row
from pagewarden.storage.schema import addresses, models, pages, verdicts

_Insert = sqlite.Insert | postgresql.Insert


def insert_or_find(
    connection: Connection, table: Table, row: Row, key: Sequence[str]
) -> tuple[int, bool]:
    """Insert a row unless its key is there; its id, and whether it is new."""
    statement = _insert(connection, table).on_conflict_do_nothing(index_elements=key)
    created = connection.execute(statement.returning(table.c.id), row).scalar_one_or_none()
    if created is not None:
        return created, True
    same = and_(*(table.c[name] == row[name] for name in key))
    return connection.execute(select(table.c.id).where(same)).scalar_one(), False


def insert_all(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows that cannot be there yet."""
    if rows:
        connection.execute(insert(table), rows)


def insert_missing(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, leaving alone those whose key is there."""
    if rows:
        connection.execute(_insert(connection, table).on_conflict_do_nothing(), rows)


def save_model(connection: Connection, row: Row) -> int:
    """
    Insert a model version, or keep the thresholds and notes that came with it last; its id.

    Raises:
        StorageError: It scored other categories before: a new model needs a new version.
    """
    by_version = models.c.version == row["version"]
    known = connection.execute(select(models).where(by_version)).one_or_none()
    if known is None:
        return insert_or_find(connection, models, row, ["version"])[0]
    if known.categories != row["categories"]:
        raise StorageError(
            f"model {row['version']!r} is stored with the categories {known.categories}, not "
            f"{row['categories']}: give a model that scores others another version"
        )
    if (known.thresholds, known.notes) != (row["thresholds"], row["notes"]):
        connection.execute(update(models).where(by_version).values(row))
    model_id: int = known.id
    return model_id


def save_page(connection: Connection, row: Row) -> int:
    """Insert a page or widen the span of time in which it was seen; its id."""
    statement = _insert(connection, pages)
    first, last = pages.c.first_seen_at, pages.c.last_seen_at
    new_first, new_last = statement.excluded.first_seen_at, statement.excluded.last_seen_at
    upsert = statement.on_conflict_do_update(
        index_elements=["url_hash"],
        set_={
            "first_seen_at": case((new_first < first, new_first), else_=first),
            "last_seen_at": case((new_last > last, new_last), else_=last),
        },
    )
    page_id: int = connection.execute(upsert.returning(pages.c.id), row).scalar_one()
    return page_id


def save_addresses(connection: Connection, rows: Sequence[Row]) -> None:
    """Let addresses point to the page they led to last."""
    statement = _insert(connection, addresses)
    upsert = statement.on_conflict_do_update(
        index_elements=["address_hash"],
        set_={
            "page_id": statement.excluded.page_id,
            "last_seen_at": statement.excluded.last_seen_at,
        },
        where=statement.excluded.last_seen_at >= addresses.c.last_seen_at,
    )
    connection.execute(upsert, rows)


def bump_verdict(connection: Connection, verdict_id: int, seen_at: datetime) -> None:
    """Note that a verdict was found again."""
    seen_earlier: ColumnElement[bool] = verdicts.c.last_seen_at < seen_at
    connection.execute(
        update(verdicts)
        .where(verdicts.c.id == verdict_id, seen_earlier)
        .values(last_seen_at=seen_at)
    )


def _insert(connection: Connection, table: Table) -> _Insert:
    """The dialect's own INSERT: the two ON CONFLICT are written alike."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)
