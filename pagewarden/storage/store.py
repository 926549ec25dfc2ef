"""The store: what must last between runs, in SQLite or PostgreSQL."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine

from pagewarden.exceptions import StorageError
from pagewarden.models import Document, Scores, Verdict
from pagewarden.storage import loading
from pagewarden.storage.connection import connect, writing
from pagewarden.storage.failures import translated
from pagewarden.storage.location import Location
from pagewarden.storage.migration import migrate
from pagewarden.storage.saving import SavedVerdict, require_agreement, save_all

__all__ = ["SavedVerdict", "Store"]

_Record = TypeVar("_Record")


class Store:
    """
    Pages, document versions, segment scores, verdicts and their evidence.

    A context manager; may be shared between threads. Every method raises
    :class:`~pagewarden.exceptions.StoreLocked` if another process keeps the store from
    answering for 30 s, :class:`~pagewarden.exceptions.StoreUnavailable` if the server does
    not answer, and :class:`~pagewarden.exceptions.StorageError` on whatever else breaks.
    """

    def __init__(self, engine: Engine, location: Location) -> None:
        self._engine, self._location = engine, location

    @classmethod
    def open(cls, url: str) -> Self:
        """
        Open a store; on first use its folder and schema are made, an older one is migrated.

        Args:
            url: SQLAlchemy URL, ``sqlite:///path`` or ``postgresql://user@host/database``.

        Raises:
            ConfigurationError: Not such a URL.
            StoreTooNew: A newer Pagewarden made the schema.
            StoreUnavailable: The database does not answer or refuses us.
            StoreLocked: Another process holds it for too long.
            StorageError: The file is no database, or cannot be written.
        """
        location = Location.parse(url)
        location.prepare()
        store = cls(connect(location), location)
        try:
            with translated(location):
                migrate(store._engine, location)
        except StorageError:
            store.close()
            raise
        return store

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def save(self, document: Document, scores: Scores, verdict: Verdict) -> SavedVerdict:
        """
        Save a verdict and all it rests on, in one transaction.

        A verdict is the same as a stored one if page, content hash, extractor, model, policy
        and policy version are: then the stored one stays, and is noted as seen again. A
        segment that the model scored before keeps its first scores.

        Raises:
            ValueError: The three do not belong together, or a segment is not the slice of
                the text that its offsets name.
        """
        require_agreement(document, scores, verdict)
        with translated(self._location), writing(self._engine).begin() as connection:
            return save_all(connection, document, scores, verdict)

    def verdict(self, verdict_id: int) -> Verdict:
        """
        The verdict as it was saved.

        Raises:
            StorageError: No such verdict.
        """
        with self._reading() as connection:
            found = loading.load_verdict(connection, verdict_id)
        return self._required(found, f"no verdict {verdict_id}")

    def latest_verdict(self, url: str, policy: str | None = None) -> Verdict | None:
        """
        The verdict on the page as it was last seen; None if it was never judged.

        Args:
            url: The page's URL as asked for, as fetched, or canonical; or a file's path,
                from the root or from the working folder.
            policy: Only verdicts by this policy, whatever its version.
        """
        with self._reading() as connection:
            return loading.load_latest_verdict(connection, url, policy)

    def document_id(self, verdict_id: int) -> int:
        """
        Id of the document version that a verdict is on.

        Raises:
            StorageError: No such verdict.
        """
        with self._reading() as connection:
            found = loading.load_document_id(connection, verdict_id)
        return self._required(found, f"no verdict {verdict_id}")

    def document(self, document_id: int) -> Document:
        """
        The document as it was saved, to decide on it again without fetching.

        Raises:
            StorageError: No such document version.
        """
        with self._reading() as connection:
            found = loading.load_document(connection, document_id)
        return self._required(found, f"no document version {document_id}")

    def scores(self, document_id: int, model_version: str) -> Scores:
        """
        What a model gave each segment of a document, in the document's order.

        Raises:
            StorageError: No such document version, or the model did not score all of it.
        """
        with self._reading() as connection:
            found = loading.load_scores(connection, document_id, model_version)
        missing = f"no scores of document version {document_id} by model {model_version!r}"
        return self._required(found, missing)

    def known_scores(
        self, hashes: Iterable[str], model_version: str
    ) -> dict[str, NDArray[np.float32]]:
        """
        Scores that are stored already.

        Args:
            hashes: :attr:`pagewarden.models.Segment.hash` of the segments.
            model_version: The model that is to score them.

        Returns:
            Probability per category, shape (n_categories,), by hash; what was never scored
            by this model is left out.
        """
        wanted = list(dict.fromkeys(hashes))
        with self._reading() as connection:
            return loading.load_known_scores(connection, wanted, model_version)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with translated(self._location), self._engine.connect() as connection:
            yield connection

    def _required(self, found: _Record | None, missing: str) -> _Record:
        if found is None:
            raise StorageError(f"{self._location.name}: {missing}")
        return found
