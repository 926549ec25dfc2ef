"""A private PostgreSQL server for the tests, from Debian's packages, gone when they end."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import URL

USER, PASSWORD = "warden", "horse:battery/staple@42"
_START_SECONDS = 60


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """URL of an empty database on a server of our own; skips where PostgreSQL is missing."""
    binaries = _binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL here: apt-get install postgresql")
    with _server(binaries) as url:
        yield url


def _binaries() -> Path | None:
    """Folder of the newest installed server; Debian keeps it out of PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_major_version)
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(on_path).resolve().parent if on_path else None


def _major_version(initdb: Path) -> int:
    return int(initdb.parent.parent.name)


@contextlib.contextmanager
def _server(binaries: Path) -> Iterator[str]:
    # A short path: a socket's may have 107 bytes only. Its owner is the server's user.
    with tempfile.TemporaryDirectory(prefix="pw-pg-", ignore_cleanup_errors=True) as name:
        home = Path(name)
        account = _account()
        if account:
            shutil.chown(home, account)
        _make_cluster(binaries, home, account)
        port = _free_port()
        with _running(binaries, home, port, account):
            url = URL.create("postgresql", USER, PASSWORD, "127.0.0.1", port, "postgres")
            yield url.render_as_string(hide_password=False)


def _account() -> str | None:
    """The account to run as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    return "postgres" if any(entry.pw_name == "postgres" for entry in pwd.getpwall()) else "nobody"


def _as(account: str | None) -> dict[str, Any]:
    if account is None:
        return {}
    return {"user": account, "group": pwd.getpwnam(account).pw_gid, "extra_groups": []}


def _make_cluster(binaries: Path, home: Path, account: str | None) -> None:
    password_file = home / "password"
    password_file.write_text(PASSWORD)
    if account:
        shutil.chown(password_file, account)
    command: list[str | Path] = [
        *(binaries / "initdb", "--pgdata", home / "data", "--username", USER),
        *("--pwfile", password_file, "--auth", "scram-sha-256"),
        *("--encoding", "UTF8", "--no-locale", "--no-sync"),
    ]
    made = subprocess.run(
        command, cwd=home, capture_output=True, text=True, check=False, **_as(account)
    )
    if made.returncode:
        pytest.fail(f"initdb failed: {made.stderr}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


@contextlib.contextmanager
def _running(binaries: Path, home: Path, port: int, account: str | None) -> Iterator[None]:
    command: list[str | Path] = [
        *(binaries / "postgres", "-D", home / "data", "-p", str(port), "-k", home),
        *("-h", "127.0.0.1", "-c", "fsync=off", "-c", "full_page_writes=off"),
        *("-c", "autovacuum=off", "-c", "wal_level=minimal", "-c", "max_wal_senders=0"),
    ]
    with (home / "log").open("wb") as log:
        process: subprocess.Popen[bytes] = subprocess.Popen(
            command, cwd=home, stdout=log, stderr=log, **_as(account)
        )
    try:
        _await_server(port, process, home / "log")
        yield
    finally:
        process.send_signal(signal.SIGQUIT)  # at once: nothing is kept
        process.wait(timeout=_START_SECONDS)


def _await_server(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(psycopg.OperationalError):
            connect(port).close()
            return
        time.sleep(0.05)
    pytest.fail(f"PostgreSQL did not start: {log.read_text(errors='replace')}")


def connect(port: int) -> psycopg.Connection:
    """A connection to the server's own database, committing each statement."""
    return psycopg.connect(
        host="127.0.0.1",
        port=port,
        user=USER,
        password=PASSWORD,
        dbname="postgres",
        autocommit=True,
    )
