"""The stages chained without Prefect: fetch → extract → classify → decide."""

from types import TracebackType
from typing import Self

from pagewarden.exceptions import PageFault, PagewardenError
from pagewarden.models import Page, Verdict
from pagewarden.moderation.classifier import load_classifier, score_document
from pagewarden.moderation.decide import decide
from pagewarden.moderation.policy import load_policy
from pagewarden.network.sessions import open_session
from pagewarden.settings import Settings, load_settings
from pagewarden.webscraper.extractor import extract
from pagewarden.webscraper.fetcher import FetchLimits, fetch, page_from_text


def fetch_limits(settings: Settings) -> FetchLimits:
    """The part of the settings that bounds a fetch."""
    return FetchLimits(
        max_body_bytes=settings.max_body_bytes,
        connect_timeout_seconds=settings.connect_timeout_seconds,
        read_timeout_seconds=settings.read_timeout_seconds,
        total_timeout_seconds=settings.total_timeout_seconds,
        max_redirects=settings.max_redirects,
    )


class Pipeline:
    """One policy, one model and one HTTP session for any number of targets."""

    def __init__(self, policy: str = "default", settings: Settings | None = None) -> None:
        self.settings = settings or load_settings()
        self.policy = load_policy(policy)
        self._session = open_session(self.settings.allowed_hosts)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._session.close()

    def fetch(self, target: str) -> Page:
        """
        Fetch a URL, a local file, or ``-`` for standard input.

        Raises:
            FetchError: No page came of it; the subclass and the message say why.
        """
        return fetch(
            target,
            user_agent=self.settings.user_agent,
            allowed_hosts=self.settings.allowed_hosts,
            limits=fetch_limits(self.settings),
            session=self._session,
        )

    def check(self, target: str) -> Verdict:
        """
        Fetch a target and judge it, as one of many.

        Raises:
            PagewardenError: There is no verdict; :class:`PageFault` if it is our fault.
        """
        try:
            return self.judge(self.fetch(target))
        except PagewardenError:
            raise
        except Exception as fault:
            raise PageFault.of(target, fault) from fault

    def judge(self, page: Page) -> Verdict:
        """
        Extract, classify and decide.

        Raises:
            WeightsError: The shipped model's files are missing or not the shipped ones.
        """
        document = extract(page)
        classifier = load_classifier(
            self.settings.model or None, threads=self.settings.classifier_threads
        )
        return decide(document, score_document(document, classifier), self.policy)


def check(target: str, policy: str = "default", *, settings: Settings | None = None) -> Verdict:
    """
    Fetch one target and return its verdict. Nothing is stored.

    Args:
        target: An http(s) URL, the path of an HTML or text file, or ``-`` for standard input.
        policy: Name of a shipped policy (``default``, ``classic``, ``children``) or path of
            a TOML file.
        settings: Limits and identity; read from ``PAGEWARDEN_*`` variables when not given.

    Raises:
        FetchError: The target gave no page.
        PolicyNotFound: There is no such policy.
        InvalidPolicy: The policy file has a mistake; the message names it.
    """
    with Pipeline(policy, settings) as pipeline:
        return pipeline.judge(pipeline.fetch(target))


def check_text(text: str, policy: str = "default", *, settings: Settings | None = None) -> Verdict:
    """
    Return the verdict on a plain text, such as a comment. Fetches and stores nothing.

    Raises:
        PolicyNotFound: There is no such policy.
        InvalidPolicy: The policy file has a mistake; the message names it.
    """
    with Pipeline(policy, settings) as pipeline:
        return pipeline.judge(page_from_text(text))
