"""
Policies: versioned rules that turn flags, topics and counts into a rating and warnings.

A policy is a TOML file, checked on load; ``docs/policies.md`` describes every key.
"""

import difflib
import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from pagewarden.exceptions import InvalidPolicy, PolicyNotFound, UnknownCategory
from pagewarden.moderation.checked_table import CheckedTable
from pagewarden.moderation.lexicon import Lexicon, Strength, split_words
from pagewarden.moderation.rules import Rule, read_rules
from pagewarden.moderation.taxonomy import CATEGORIES
from pagewarden.moderation.word_lists import lexicon_of_any_language, shipped_lexicon

SHIPPED_POLICIES: Final = Path(__file__).parent / "policies"
"""Folder of the policies that come with the package."""

_KEYS: Final = ("name", "description", "version", "rules", "unknown", "thresholds")
_ISO_639_1: Final = re.compile("[a-z]{2}")


@dataclass(frozen=True)
class UnknownWhen:
    """When a page that would be safe is called unknown instead."""

    min_words: int
    """A page with fewer words is not judged; 0 for never."""
    needs_rendering: bool
    """An empty app shell is not judged."""
    languages: tuple[str, ...]
    """ISO 639-1 codes that the model reads; empty for any."""


@dataclass(frozen=True)
class Policy:
    """Rules in force; ties between equally strict ones go to the one listed first."""

    name: str
    description: str
    declared_version: str
    rules: tuple[Rule, ...]
    unknown_when: UnknownWhen | None
    """None: everything is judged."""
    thresholds: Mapping[str, float]
    """Cut-offs that replace the model's, per category, in [0, 1]."""

    @cached_property
    def version(self) -> str:
        """
        Declared version plus a hash of the resolved rules and of the shipped word lists.

        An edit of either changes it, whether or not the declared version was raised.
        """
        resolved = (self.name, self.rules, self.unknown_when, dict(self.thresholds))
        text = json.dumps(resolved, default=vars, sort_keys=True)
        text += shipped_lexicon().hash + lexicon_of_any_language().hash
        return f"{self.declared_version}+{hashlib.sha256(text.encode()).hexdigest()[:8]}"

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """Every warning that the policy can give, in the order of its rules."""
        return tuple(dict.fromkeys(rule.warning for rule in self.rules if rule.warning))

    @cached_property
    def words(self) -> Lexicon:
        """The rules' own words, each a topic of its own."""
        return Lexicon(
            (word, Strength.STRONG, split_words(word)) for rule in self.rules for word in rule.words
        )


def load_policy(name_or_path: str) -> Policy:
    """
    Load a shipped policy by name, or a file by path.

    Raises:
        PolicyNotFound: There is none of this name.
        UnknownCategory: A rule names a category that the taxonomy lacks.
        InvalidPolicy: The file breaks the rules of policy files.
    """
    shipped = {path.stem: path for path in sorted(SHIPPED_POLICIES.glob("*.toml"))}
    if name_or_path in shipped:
        return _read(shipped[name_or_path], f"policies/{name_or_path}.toml")
    if _is(name_or_path, Path.is_file):
        return _read(Path(name_or_path), name_or_path)
    near = difflib.get_close_matches(name_or_path, shipped, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    folder = name_or_path and _is(name_or_path, Path.is_dir)
    found = "it is a folder; name a file in it" if folder else "and no file of this name"
    raise PolicyNotFound(
        f"{name_or_path}: no such policy, {found}. Shipped: {', '.join(shipped)}.{hint}"
    )


def _is(path: str, kind: Callable[[Path], bool]) -> bool:
    try:
        return kind(Path(path))
    except OSError:  # such as a name that is too long for any file
        return False


def _read(path: Path, where: str) -> Policy:
    reader = CheckedTable(where, _read_toml(path, where)).only(_KEYS)
    return Policy(
        name=reader.text("name"),
        description=reader.text("description", ""),
        declared_version=reader.text("version"),
        rules=read_rules(where, reader.tables("rules")),
        unknown_when=_unknown_when(reader.table("unknown")) if reader.has("unknown") else None,
        thresholds=_thresholds(reader.table("thresholds")),
    )


def _read_toml(path: Path, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as exc:
        raise InvalidPolicy(f"{where}: cannot be read: {exc.strerror}") from exc
    except ValueError as exc:  # TOMLDecodeError and UnicodeDecodeError both are
        raise InvalidPolicy(f"{where}: not TOML: {exc}") from exc
    except RecursionError as exc:
        raise InvalidPolicy(f"{where}: not TOML that can be read: nested too deeply") from exc


def _unknown_when(reader: CheckedTable) -> UnknownWhen:
    reader.only(field.name for field in fields(UnknownWhen))
    return UnknownWhen(
        min_words=reader.whole("min_words", minimum=0, default=0),
        needs_rendering=reader.flag("needs_rendering", default=False),
        languages=_languages(reader),
    )


def _languages(reader: CheckedTable) -> tuple[str, ...]:
    codes = reader.texts("languages")
    for code in codes:
        if not _ISO_639_1.fullmatch(code):
            raise reader.error(
                f"'languages' holds {code!r}, expected ISO 639-1 codes of two letters such as 'en'"
            )
    return codes


def _thresholds(reader: CheckedTable) -> dict[str, float]:
    known: Any = CATEGORIES
    return {
        reader.check(key, known, "category", UnknownCategory): reader.share(key)
        for key in reader.keys()  # noqa: SIM118 - no mapping
    }
