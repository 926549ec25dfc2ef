"""What a target is: a URL, a local file, standard input; said in one sentence if none."""

import re
from pathlib import Path

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

from pagewarden.exceptions import InvalidTarget, TargetNotFound

STDIN = "-"

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")  # two letters or more: C:\ is a drive
_HOST_LIKE = re.compile(
    r"(?:localhost|[\w-]+(?:\.[\w-]+)*\.(?!html?$|txt$|xhtml$|md$)[^\W\d_]{2,}|\d+(?:\.\d+){3}|\[[0-9a-fA-F:.]+\])"
    r"(?::\d{1,5})?(?:[/?#].*)?",
    re.DOTALL,
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def is_url(target: str) -> bool:
    """
    Whether a target is an http(s) URL rather than a file.

    Raises:
        InvalidTarget: It has another scheme, such as ``file:``.
    """
    scheme = _SCHEME.match(target.lstrip())
    if not scheme:
        return False
    name = scheme[1].lower()
    if name in {"http", "https"}:
        return True
    if "://" not in target and _exists(target):
        return False
    if name == "file":
        raise InvalidTarget(target, "file: URLs are not fetched; give the path of the file itself")
    if _HOST_LIKE.fullmatch(target):  # example.org:8080/x
        raise InvalidTarget(target, _without_scheme(target))
    raise InvalidTarget(target, f"{name}: URLs are not fetched; only http: and https: are")


def checked_url(url: str) -> str:
    """
    Check an http(s) URL before it is asked for, without its fragment.

    Raises:
        InvalidTarget: Not http(s), without host, with credentials, or malformed.
    """
    parts = _parse(url)
    if parts.scheme not in {"http", "https"}:
        raise InvalidTarget(url, f"{parts.scheme}: URLs are not fetched; only http: and https: are")
    if parts.auth is not None:
        bare = parts._replace(auth=None, fragment=None).url
        raise InvalidTarget(bare, "the URL carries a user name or password; give it without them")
    if not parts.host:
        raise InvalidTarget(url, "the URL names no host; write it as https://host/path")
    return parts._replace(fragment=None).url


def _parse(url: str) -> Url:
    text = url.strip()
    if _CONTROL.search(text):
        raise InvalidTarget(repr(text), "the URL holds control characters")
    try:
        return parse_url(text)
    except LocationParseError as exc:
        raise InvalidTarget(url, "this is no well-formed URL; check host and port") from exc


def existing_file(target: str) -> Path:
    """
    Check that a target that is no URL is a file; blanks around its name may be none of it.

    Raises:
        InvalidTarget: A folder, a pipe or device, an impossible path, or a URL that lacks
            its scheme.
        TargetNotFound: No such file.
    """
    if not target.strip() or "\0" in target:
        raise InvalidTarget(repr(target), "neither a URL, a file nor '-' for standard input")
    target = target if _exists(target) else target.strip()
    path = Path(target)
    if not _exists(target):
        if _HOST_LIKE.fullmatch(target):
            raise InvalidTarget(target, _without_scheme(target))
        raise TargetNotFound(target, "there is no such file; a web page starts with https://")
    if path.is_dir():
        raise InvalidTarget(target, "this is a folder; give a file in it")
    if not path.is_file():
        raise InvalidTarget(target, "this is no regular file; pipe it in and give '-'")
    return path


def _without_scheme(target: str) -> str:
    return f"there is no such file; if a web page is meant, write https://{target}"


def _exists(target: str) -> bool:
    try:
        return Path(target).exists()
    except (OSError, ValueError):  # a name too long, or with NUL
        return False
