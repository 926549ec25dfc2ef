"""robots.txt by RFC 9309: what each answer to it means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pagewarden.exceptions import AddressForbidden, RobotsDisallowed
from pagewarden.network.sessions import open_session
from pagewarden.webscraper.fetcher import fetch
from pagewarden.webscraper.robots import parse_robots
from tests.site import Answer, Site, page, redirect

AGENT = "Pagewarden/0.1"


def allowed(site: Site, robots: Answer, path: str = "/article") -> bool:
    """Whether a page is fetched when robots.txt is answered like this."""
    site.add("/robots.txt", robots)
    try:
        fetch(site.url(path), user_agent=AGENT, allowed_hosts=site.hosts, obey_robots=True)
    except RobotsDisallowed:
        return False
    return True


@pytest.mark.parametrize(("status", "open_to_us"), [(404, True), (403, True), (500, False)])
def test_a_missing_file_allows_and_a_failing_one_forbids(
    site: Site, status: int, *, open_to_us: bool
) -> None:
    """4xx means no rules (2.3.1.3), 5xx means none may enter (2.3.1.4)."""
    assert allowed(site, page("", status=status)) == open_to_us


@pytest.mark.parametrize(
    ("rules", "open_to_us"),
    [
        (b"User-agent: *\nDisallow: /", False),
        (b"User-agent: pagewarden\nDisallow: /art", False),
        (b"User-agent: *\nDisallow: /\n\nUser-agent: Pagewarden\nAllow: /", True),
        (b"User-agent: *\nDisallow: /a*le$", False),
        (b"User-agent: *\nDisallow: /art\nAllow: /article", True),
        (b"User-agent: OtherBot\nDisallow: /", True),
        (b"\xef\xbb\xbfUser-agent: *\nDisallow: /", False),
        (b"\xff\x00 no rules at all", True),
    ],
)
def test_the_rules_for_us_count(site: Site, rules: bytes, *, open_to_us: bool) -> None:
    """Our own group before ``*``, the longest match, in any case."""
    assert allowed(site, Answer(rules, content_type="text/plain")) == open_to_us


def test_redirects_of_robots_are_followed_five_times(site: Site) -> None:
    """And a file further away counts as missing (2.3.1.2)."""
    site.add("/r5", Answer(b"User-agent: *\nDisallow: /", content_type="text/plain"))
    for hop in range(5):
        site.add(f"/r{hop}", redirect(f"/r{hop + 1}"))
    assert not allowed(site, redirect("/r1"))
    assert allowed(site, redirect("/r0"))


def test_a_redirect_to_a_forbidden_address_is_no_permission(site: Site) -> None:
    """A robots.txt that leads inside a network is told as what it is."""
    site.add("/robots.txt", redirect("http://169.254.169.254/"))
    with pytest.raises(AddressForbidden, match=r"robots\.txt: redirects"):
        fetch(site.url("/article"), user_agent=AGENT, allowed_hosts=site.hosts, obey_robots=True)


def test_robots_is_asked_for_once_a_session(site: Site) -> None:
    """Ten pages of a site cost one robots.txt."""
    with open_session(site.hosts) as session:
        for path in ("/article", "/blog", "/plain"):
            fetch(
                site.url(path),
                user_agent=AGENT,
                allowed_hosts=site.hosts,
                obey_robots=True,
                session=session,
            )
    assert site.paths_asked().count("/robots.txt") == 1


@given(st.binary(max_size=500))
def test_no_bytes_raise(body: bytes) -> None:
    """Any bytes are rules, if only empty ones."""
    assert parse_robots(body).can_fetch("https://x.example/y", AGENT) in {True, False}
