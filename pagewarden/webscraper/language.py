"""The language of a text: pycld2, and py3langid where pycld2 is unsure."""

import re

import pycld2

MAX_CHARS = 5_000
"""As much text as is looked at, of a longer one in equal parts its start, middle and end."""
MIN_LETTERS = 20
"""Under so many letters no detector is worth asking."""

_ISO_639_1 = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro", "no": "nb"}
"""Old codes that the detectors use."""
_UNDETECTABLE = re.compile(r"[^\w\s.,;:!?'\u2019-]|[\d_]")
"""Signs that tell nothing of a language; control characters and surrogates make pycld2 raise."""
_CODE = re.compile(r"[a-z]{2}\Z")


def detect_language(text: str, declared: str | None = None) -> str | None:
    """
    Detect the language of a text.

    Args:
        text: Any text.
        declared: What the page says of itself, such as ``en-GB``; believed where there
            is too little text.

    Returns:
        ISO 639-1 code; None where there is too little to tell.
    """
    plain = " ".join(_UNDETECTABLE.sub(" ", _sample(text)).split())
    if sum(map(str.isalpha, plain[:200])) < MIN_LETTERS:
        return _code(declared or "")
    reliable, _, details = pycld2.detect(plain.encode("utf-8", "replace"), isPlainText=True)
    return (_code(details[0][1]) if reliable else None) or _second_opinion(plain)


def _sample(text: str) -> str:
    if len(text) <= MAX_CHARS:
        return text
    part = MAX_CHARS // 3
    middle = (len(text) - part) // 2
    return f"{text[:part]} {text[middle : middle + part]} {text[-part:]}"


def _second_opinion(text: str) -> str | None:
    import py3langid  # noqa: PLC0415 - half a second, seldom needed

    return _code(str(py3langid.classify(text)[0]))


def _code(name: str) -> str | None:
    code = re.split(r"[-_]", name.strip().lower())[0]
    code = _ISO_639_1.get(code, code)
    return code if _CODE.match(code) and code != "un" else None
