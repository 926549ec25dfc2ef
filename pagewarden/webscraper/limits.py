"""How much a fetch may cost."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """Bounds of one fetch; the defaults are those of the settings of the same names."""

    max_body_bytes: int = 10_000_000
    """Largest decompressed body, in bytes."""
    connect_timeout_seconds: float = 5.0
    """Longest wait for a connection."""
    read_timeout_seconds: float = 15.0
    """Longest silence of a server between two reads."""
    total_timeout_seconds: float = 30.0
    """Deadline of one fetch: robots.txt, redirects and body included."""
    max_redirects: int = 10
    """Redirects followed for one target."""
