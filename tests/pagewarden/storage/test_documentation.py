"""docs/storage.md tells of every table and field."""

from pathlib import Path

import pytest
from sqlalchemy import Table

from pagewarden.storage.schema import VERSION_TABLE, metadata

_TEXT = (Path(__file__).parents[3] / "docs" / "storage.md").read_text(encoding="utf-8")
_LINES = {line.split("`")[1]: line for line in _TEXT.splitlines() if line.startswith("| `")}


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=str)
def test_every_field_is_documented(table: Table) -> None:
    """Each table has a line that names its fields."""
    assert [
        c.name for c in table.c if c.name != "id" and f"`{c.name}`" not in _LINES[table.name]
    ] == []


def test_version_table_is_documented() -> None:
    """So is the table that only Alembic writes."""
    assert VERSION_TABLE in _LINES
