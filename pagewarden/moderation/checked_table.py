"""A table of a TOML file read with every key checked: what, where, and the mend."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, Final, Self

from pagewarden.exceptions import InvalidPolicy

_MISSING: Final = object()
_KINDS: Final[Mapping[type, str]] = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list of texts",
    dict: "a table",
}


class CheckedTable:
    """
    Reads keys out of a table; :meth:`only` comes first, and refuses those that are not known.

    Every method raises InvalidPolicy (or the ``error`` it is given) with a sentence that
    starts with ``where``.
    """

    def __init__(self, where: str, table: Mapping[str, Any]) -> None:
        self.where = where
        self._table = table

    def only(self, keys: Iterable[str]) -> Self:
        """
        Refuse all other keys.

        Called before any value is read: a misspelt key is the mistake to name, rather than
        what goes wrong without it.
        """
        known = tuple(keys)
        for key in self._table:
            self.check(key, known, "key")
        return self

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._table

    def text(self, key: str, default: Any = _MISSING) -> Any:
        """Read a text that is not empty."""
        value = self._take(key, str, default)
        if value is not default and not value.strip():
            raise self.error(f"{key!r} is empty")
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """Read true or false."""
        return bool(self._take(key, bool, default))

    def whole(self, key: str, *, minimum: int, default: Any = _MISSING) -> Any:
        """Read a whole number of at least ``minimum``."""
        value = self._take(key, int, default)
        if value is not default and value < minimum:
            raise self.error(f"{key!r} is {value}, expected {minimum} or more")
        return value

    def share(self, key: str) -> float:
        """Read a number in [0, 1]."""
        value = self._take(key, float, _MISSING)
        if not 0 <= value <= 1:
            raise self.error(f"{key!r} is {value}, expected a number from 0 to 1")
        return float(value)

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of texts; empty where the key is not there."""
        values = self._take(key, list, [])
        for value in values:
            if not isinstance(value, str) or not value.strip():
                raise self.error(f"{key!r} holds {value!r}, expected texts")
        return tuple(values)

    def choice(self, key: str, known: Iterable[str], what: str) -> str | None:
        """Read one of the known words; None where the key is not there."""
        value = self.text(key, None)
        return None if value is None else self.check(value, known, what)

    def choices(
        self, key: str, known: Iterable[str], what: str, error: type[InvalidPolicy] = InvalidPolicy
    ) -> tuple[str, ...]:
        """Read a list of known words."""
        names = tuple(known)
        return tuple(self.check(value, names, what, error) for value in self.texts(key))

    def check(
        self,
        value: str,
        known: Iterable[str],
        what: str,
        error: type[InvalidPolicy] = InvalidPolicy,
    ) -> str:
        """Return the value if it is known."""
        names = tuple(map(str, known))
        if value in names:
            return value
        near = difflib.get_close_matches(value, names, n=1, cutoff=0.5)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise self.error(f"unknown {what} {value!r}. Known: {', '.join(names)}.{hint}", error)

    def table(self, key: str) -> "CheckedTable":
        """Read a table within this one."""
        return CheckedTable(f"{self.where}, [{key}]", self._take(key, dict, {}))

    def tables(self, key: str) -> list[Mapping[str, Any]]:
        """Read a list of tables, at least one."""
        values = self._take(key, object, _MISSING)
        tables = isinstance(values, list) and all(isinstance(value, dict) for value in values)
        if not values or not tables:
            raise self.error(f"{key!r} must be tables: [[{key}]]")
        return list(values)

    def keys(self) -> tuple[str, ...]:
        """Every key, as written."""
        return tuple(self._table)

    def error(self, complaint: str, error: type[InvalidPolicy] = InvalidPolicy) -> InvalidPolicy:
        """Build the error: where, then what."""
        return error(f"{self.where}: {complaint}")

    def _take(self, key: str, kind: type, default: Any) -> Any:
        if key not in self._table:
            if default is _MISSING:
                raise self.error(f"{key!r} is missing")
            return default
        value = self._table[key]
        fits = kind in (object, type(value)) or (kind is float and type(value) is int)
        if not fits:
            raise self.error(f"{key!r} is {value!r}, expected {_KINDS[kind]}")
        return value
