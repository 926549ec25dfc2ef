import pickle
from collections.abc import Iterator

import pytest

from pagewarden import exceptions
from pagewarden.exceptions import FetchError, MissingExtra, PageFault, PagewardenError


def _tree(root: type[PagewardenError]) -> Iterator[type[PagewardenError]]:
    yield root
    for child in root.__subclasses__():
        yield from _tree(child)


CLASSES = sorted(set(_tree(PagewardenError)), key=lambda cls: cls.__name__)


def _example(cls: type[PagewardenError]) -> PagewardenError:
    if issubclass(cls, FetchError | PageFault):
        return cls("https://example.org/", "what broke, and the mend")
    if issubclass(cls, MissingExtra):
        return cls("The transformers backend", "torch")
    return cls("what broke, and the mend")


@pytest.mark.parametrize("cls", CLASSES)
def test_errors_survive_pickling(cls: type[PagewardenError]) -> None:
    """An error that crosses processes arrives with its class, fields and sentence."""
    error = _example(cls)
    arrived = pickle.loads(pickle.dumps(error))
    assert type(arrived) is cls
    assert str(arrived) == str(error)
    assert vars(arrived) == vars(error)


def test_codes_are_unique() -> None:
    """Each class has a code of its own, for ``--json`` to tell them apart."""
    codes = [cls.code for cls in CLASSES]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("cls", CLASSES)
def test_the_drawing_shows_every_class(cls: type[PagewardenError]) -> None:
    """The tree in the module docstring is complete."""
    assert cls.__name__ in str(exceptions.__doc__)


def test_fetch_errors_say_where_and_why() -> None:
    """The sentence for a user names the target first."""
    assert str(FetchError("https://example.org/", "gone")) == "https://example.org/: gone"


def test_a_missing_extra_says_how_to_get_it() -> None:
    """The mend is a command."""
    assert "pip install 'pagewarden[torch]'" in str(MissingExtra("This", "torch"))
