"""What targets are called in runs: short, in one line, and safe to show. Knows no Prefect."""

from pathlib import PurePath
from typing import Final
from urllib.parse import urlsplit

from pagewarden.reports.inert import printable, shortened

_LABEL_LENGTH: Final = 80
"""Longer names push everything else off a line of the Prefect UI."""


def page_label(target: str) -> str:
    """
    Name a target as people do: ``example.org/path``.

    Without scheme, credentials, query and fragment, which may hold secrets; of a local file,
    its name.
    """
    if target in {"", "-"}:
        return "standard input" if target else "text"
    host, path = _host_and_path(target)
    label = host + path.rstrip("/") if host else PurePath(target).name or target
    return shortened(printable(label), _LABEL_LENGTH)


def host_of(target: str) -> str:
    """Host of a URL in lower case; empty for anything else."""
    return _host_and_path(target)[0]


def _host_and_path(target: str) -> tuple[str, str]:
    try:
        parts = urlsplit(target)
        port = parts.port
    except ValueError:  # half an IPv6 address, a port that is no number
        return "", ""
    if not parts.hostname:
        return "", ""
    return (f"{parts.hostname}:{port}" if port else parts.hostname), parts.path
