"""Foreign text in messages: what a server sends may hold codes that terminals obey."""

MAX_CHARS = 200
"""Of foreign text in one message; a header may be 65,536 bytes long."""


def printable(text: str) -> str:
    """Make text safe to print on one line: U+FFFD for each control sign, cut when long."""
    line = " ".join(text.split())
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in line[:MAX_CHARS])
    return shown + "…" * (len(line) > MAX_CHARS)
