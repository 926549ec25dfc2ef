"""What every test stands on: settings that know nothing of the machine."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.postgres import postgres_url
from tests.prefect_server import prefect_server
from tests.site import Site

__all__ = ["isolated_settings", "postgres_url", "prefect_server", "site"]

# A busy machine must not fail a law: time is bounded by pytest-timeout alone.
hypothesis.settings.register_profile("pagewarden", deadline=None)
hypothesis.settings.load_profile("pagewarden")


@pytest.fixture(autouse=True)
def isolated_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No PAGEWARDEN_* variable of the machine counts, and the store is the test's own."""
    for name in [name for name in os.environ if name.startswith("PAGEWARDEN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PAGEWARDEN_DATABASE_URL", f"sqlite:///{tmp_path / 'store.db'}")


@pytest.fixture
def site() -> Iterator[Site]:
    """A real website on 127.0.0.1; fetch from it with ``allowed_hosts=site.hosts``."""
    with Site() as running:
        yield running


@pytest.fixture
def sigint_counts() -> Iterator[None]:
    """Let children take SIGINT, which a shell's background jobs (and CI's) may ignore."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def sighup_counts() -> Iterator[None]:
    """Let children take SIGHUP, which nohup ignores."""
    before = signal.signal(signal.SIGHUP, lambda *_: None)
    yield
    signal.signal(signal.SIGHUP, before)
