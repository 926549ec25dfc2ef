import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pagewarden.exceptions import ConfigurationError
from pagewarden.settings import Settings, load_settings


def test_defaults_need_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any variable there are sensible settings and a SQLite store."""
    monkeypatch.delenv("PAGEWARDEN_DATABASE_URL", raising=False)
    settings = load_settings()
    assert settings.max_body_bytes == 10_000_000
    assert settings.store_url.startswith("sqlite:///")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("127.0.0.1", {"127.0.0.1"}),
        ("localhost, 10.0.0.7 ,Intranet.Example", {"localhost", "10.0.0.7", "intranet.example"}),
        ("", set()),
        (" , ,", set()),
        ("[::1]", {"[::1]"}),
        ("::1,fe80::1%eth0,fd00::7", {"::1", "fe80::1%eth0", "fd00::7"}),
        (
            "b\u00fccher.example,intra_net,example.org.",
            {"b\u00fccher.example", "intra_net", "example.org."},
        ),
    ],
)
def test_allowed_hosts_are_comma_separated(
    written: str, read: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The variable is a plain list, not JSON."""
    monkeypatch.setenv("PAGEWARDEN_ALLOWED_HOSTS", written)
    assert load_settings().allowed_hosts == read


@pytest.mark.parametrize(
    ("written", "mend"),
    [
        ("http://127.0.0.1", "Did you mean '127.0.0.1'?"),
        ("localhost, HTTP://Intranet.example:8000/x", "Did you mean 'intranet.example'?"),
        ("127.0.0.1:8000", "Did you mean '127.0.0.1'?"),
        ("[::1]:8000", "Did you mean '::1'?"),
        ("*", "such as localhost,10.0.0.7"),
        ("*.example.org", "such as localhost,10.0.0.7"),
        (".example.org", "such as localhost,10.0.0.7"),
        ("10.0.0.0/8", "such as localhost,10.0.0.7"),
        ("localhost 10.0.0.7", "such as localhost,10.0.0.7"),
        ("me@localhost", "such as localhost,10.0.0.7"),
        ("[::1", ""),
    ],
)
def test_what_would_allow_nothing_is_refused(
    written: str, mend: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A URL, a port or a pattern matches no host: the sentence says what does."""
    monkeypatch.setenv("PAGEWARDEN_ALLOWED_HOSTS", written)
    with pytest.raises(
        ConfigurationError, match=r"^PAGEWARDEN_ALLOWED_HOSTS=.* is no host: "
    ) as caught:
        load_settings()
    assert mend in str(caught.value)
    assert str(caught.value).endswith("See docs/configuration.md.")


def test_a_program_is_told_the_same() -> None:
    """Settings made without the environment are checked too."""
    with pytest.raises(ValidationError, match="is no host"):
        Settings(allowed_hosts=frozenset({"http://127.0.0.1"}))


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PAGEWARDEN_MAX_BODY_BYTES", "much"),
        ("PAGEWARDEN_MAX_BODY_BYTES", "-1"),
        ("PAGEWARDEN_TOTAL_TIMEOUT_SECONDS", "0"),
        ("PAGEWARDEN_TOTAL_TIMEOUT_SECONDS", "nan"),
        ("PAGEWARDEN_CONTACT", "line\nbreak: injected"),
    ],
)
def test_a_bad_value_is_named(variable: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake in the environment is one sentence that names the variable."""
    monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigurationError, match=variable):
        load_settings()


@given(st.from_regex(r"[\x20-\x7e]{0,200}", fullmatch=True))
def test_the_user_agent_is_one_printable_line(contact: str) -> None:
    """Whatever the contact, the header has our name first and cannot break the request."""
    user_agent = Settings(contact=contact).user_agent
    assert user_agent.startswith("Pagewarden/")
    assert user_agent.isprintable()
