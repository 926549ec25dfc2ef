"""What every test stands on: settings that know nothing of the machine."""

import os
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def isolated_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No PAGEWARDEN_* variable of the machine counts, and the store is the test's own."""
    for name in [name for name in os.environ if name.startswith("PAGEWARDEN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PAGEWARDEN_DATABASE_URL", f"sqlite:///{tmp_path / 'store.db'}")
