"""What targets are called."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.names import host_of, page_label


@pytest.mark.parametrize(
    ("target", "label"),
    [
        ("https://example.org/path", "example.org/path"),
        ("https://example.org/", "example.org"),
        ("HTTP://Example.ORG:8080/a/b/", "example.org:8080/a/b"),
        ("https://me:secret@example.org/x?token=1#here", "example.org/x"),
        ("examples/forum-thread.html", "forum-thread.html"),
        ("/srv/pages/index.html", "index.html"),
        ("-", "standard input"),
        ("http://[::1", "[::1"),
    ],
)
def test_labels(target: str, label: str) -> None:
    """Host and path of a URL, without what may be secret; the name of a file."""
    assert page_label(target) == label


@given(st.text())
def test_any_label_is_one_short_line(target: str) -> None:
    """Whatever the target, its name fits into a line and moves no cursor."""
    label = page_label(target)
    assert len(label) <= 80
    assert not any(
        unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp"} - {"Cf"} for sign in label
    )


@pytest.mark.parametrize(
    ("target", "host"),
    [("https://Example.org/x", "example.org"), ("page.html", ""), ("http://[::1", ""), ("-", "")],
)
def test_hosts(target: str, host: str) -> None:
    """Only URLs have a host, and it knows no case."""
    assert host_of(target) == host
