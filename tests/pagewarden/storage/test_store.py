"""What every store does, in SQLite and in PostgreSQL alike."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Table, func, select

from pagewarden.exceptions import StorageError
from pagewarden.models import Rating, Scores, UnknownReason
from pagewarden.storage.schema import addresses, document_versions, metadata, pages, verdicts
from pagewarden.storage.store import Store
from tests.pagewarden.storage import records as some
from tests.pagewarden.storage.records import NOON, Records, make_records, seen_at
from tests.pagewarden.storage.strategies import records as any_records

_NUMBERS = itertools.count()


def count(store: Store) -> dict[str, int]:
    """Rows by table."""
    with store._engine.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }


def times(store: Store, table: Table, *names: str) -> list[tuple[datetime, ...]]:
    """The times in a table's rows."""
    with store._engine.connect() as connection:
        query = select(*(table.c[name] for name in names))
        return [tuple(row) for row in connection.execute(query)]


def same(left: Scores, right: Scores) -> bool:
    """Whether two scores say the same to the bit."""
    return (
        left.values.dtype == right.values.dtype
        and left.values.shape == right.values.shape
        and left.values.tobytes() == right.values.tobytes()
        and (left.categories, left.thresholds) == (right.categories, right.thresholds)
        and (left.model_version, left.notes) == (right.model_version, right.notes)
    )


class TestRoundTrip:
    """What is loaded is what was saved."""

    def test_verdict_comes_back_equal(self, store: Store) -> None:
        """A verdict with its evidence is loaded as it was saved."""
        document, scores, verdict = make_records()
        saved = store.save(document, scores, verdict)
        assert store.verdict(saved.id) == verdict

    def test_document_and_scores_come_back_equal(self, store: Store) -> None:
        """A document and its scores can be decided on again without fetching."""
        document, scores, verdict = make_records()
        document_id = store.document_id(store.save(document, scores, verdict).id)
        assert store.document(document_id) == document
        assert same(store.scores(document_id, "model-1"), scores)

    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(records=any_records())
    def test_any_record_comes_back_equal(self, store: Store, records: Records) -> None:
        """Whatever is in a page, storing then loading returns it."""
        document, scores, verdict = records
        # A page of its own: what two documents of one page share is kept from the first.
        document = replace(document, url=f"{document.url}#{next(_NUMBERS)}")
        saved = store.save(document, scores, verdict)
        document_id = store.document_id(saved.id)
        assert saved.created
        assert store.verdict(saved.id) == verdict
        assert store.document(document_id) == document
        assert same(store.scores(document_id, scores.model_version), scores)
        assert store.latest_verdict(document.url) == verdict

    def test_document_without_segments(self, store: Store) -> None:
        """A page of no text has a verdict, and scores of no rows."""
        document = replace(some.make_document(), segments=(), text="")
        scores = some.score(document)
        unknown = replace(
            some.judge(document, scores),
            rating=Rating.UNKNOWN,
            reason=UnknownReason.TOO_LITTLE_TEXT,
        )
        saved = store.save(document, scores, unknown)
        assert store.verdict(saved.id) == unknown
        assert same(store.scores(store.document_id(saved.id), "model-1"), scores)

    def test_model_without_categories(self, store: Store) -> None:
        """A policy of words alone needs no scores, and is stored like any other."""
        document = some.make_document()
        scores = Scores(np.empty((len(document.segments), 0), np.float32), (), {}, "none")
        saved = store.save(document, scores, some.judge(document, scores))
        assert same(store.scores(store.document_id(saved.id), "none"), scores)

    def test_text_of_ten_megabytes(self, store: Store) -> None:
        """The longest page that is fetched is stored whole."""
        document, scores, verdict = make_records("naïve 💥 " * 1_250_000, "The end.")
        saved = store.save(document, scores, verdict)
        assert store.document(store.document_id(saved.id)) == document

    def test_text_that_looks_like_sql(self, store: Store) -> None:
        """Text of a page never becomes part of a statement."""
        injection = "'); DROP TABLE verdicts; -- %s :name $1 ? \\"
        document, scores, verdict = make_records(injection, url=injection)
        saved = store.save(document, scores, verdict)
        assert store.latest_verdict(injection) == store.verdict(saved.id) == verdict

    def test_url_longer_than_an_index_takes(self, store: Store) -> None:
        """A URL of any length names a page."""
        records = make_records(url="https://example.org/?q=" + "ab" * 50_000)
        store.save(*records)
        assert store.latest_verdict(records[0].url) == records[2]

    def test_times_are_instants(self, store: Store) -> None:
        """A time of another zone is the same instant when it comes back, in UTC."""
        local = NOON.astimezone(timezone(timedelta(hours=5, minutes=45)))
        saved = store.save(*seen_at(make_records(), local))
        loaded = store.verdict(saved.id).fetched_at
        assert loaded == local
        assert loaded.tzinfo is UTC


class TestIdempotence:
    """The same run twice leaves one verdict."""

    def test_second_save_changes_nothing(self, store: Store) -> None:
        """The very verdict is found, not made again."""
        first = store.save(*make_records())
        rows = count(store)
        second = store.save(*make_records())
        assert (first.created, second.created) == (True, False)
        assert second.id == first.id
        assert count(store) == rows

    def test_second_save_notes_the_time(self, store: Store) -> None:
        """A page found unchanged was seen last when it was fetched last, in whatever order."""
        for day in (5, 9, 2):
            store.save(*seen_at(make_records(), datetime(2026, 5, day, tzinfo=UTC)))
        span = (datetime(2026, 5, 2, tzinfo=UTC), datetime(2026, 5, 9, tzinfo=UTC))
        assert times(store, pages, "first_seen_at", "last_seen_at") == [span]
        assert times(store, verdicts, "last_seen_at") == [span[1:]]
        assert times(store, addresses, "last_seen_at") == [span[1:]]

    @pytest.mark.parametrize(
        "change",
        [{"policy": "strict"}, {"policy_version": "2"}, {"model_version": "model-2"}],
        ids=lambda change: next(iter(change)),
    )
    def test_another_policy_or_model_makes_another_verdict(
        self, store: Store, change: dict[str, Any]
    ) -> None:
        """Verdicts of different policies and models stand side by side on one document."""
        document, scores, verdict = make_records()
        other_scores = replace(scores, model_version=change.get("model_version", "model-1"))
        first = store.save(document, scores, verdict)
        second = store.save(document, other_scores, replace(verdict, **change))
        assert second.created
        assert count(store)["document_versions"] == 1
        assert store.document_id(first.id) == store.document_id(second.id)

    def test_another_extractor_makes_another_document_version(self, store: Store) -> None:
        """Offsets of one extractor are never mixed with the text of another."""
        document, scores, verdict = make_records()
        store.save(document, scores, verdict)
        newer: dict[str, Any] = {"extractor_version": "extract-2"}
        assert store.save(replace(document, **newer), scores, replace(verdict, **newer)).created
        assert count(store)["document_versions"] == 2

    def test_changed_page_makes_another_document_version(self, store: Store) -> None:
        """A page that changed keeps its old text, verdict and evidence."""
        before, after = make_records("It was calm."), make_records("Then it was not.")
        old, new = store.save(*before), store.save(*after)
        assert store.verdict(old.id) == before[2]
        assert store.verdict(new.id) == after[2]
        assert count(store)["pages"] == 1

    def test_sentences_of_two_pages_are_scored_once(self, store: Store) -> None:
        """A sentence that was scored is stored once for all pages it stands on."""
        store.save(*make_records("Shared.", "Shared.", "One."))
        store.save(*make_records("Shared.", "Two.", url="https://example.com/"))
        assert count(store)["segment_scores"] == 3


class TestLatestVerdict:
    """A page is found under its addresses, as it was last seen."""

    def test_page_never_judged(self, store: Store) -> None:
        """There is no verdict on what was never looked at."""
        assert store.latest_verdict("https://example.org/never") is None

    def test_found_by_every_address(self, store: Store) -> None:
        """The address asked for, the one it led to, and the canonical one find the verdict."""
        document, scores, verdict = make_records(url="https://example.org/a?from=mail")
        asked, canonical = "http://example.org/a", "https://example.org/a"
        document = replace(document, target=asked, canonical_url=canonical)
        store.save(document, scores, verdict)
        for address in (asked, document.url, canonical):
            assert store.latest_verdict(address) == verdict

    def test_a_file_is_found_where_it_lies(
        self, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Two files of one name are two pages; each is found from any folder by its path."""
        for folder in ("a", "b"):
            (tmp_path / folder).mkdir()
            monkeypatch.chdir(tmp_path / folder)
            store.save(*make_records(f"This is {folder}.", url="page.html"))
        here, there = map(store.latest_verdict, ("page.html", str(tmp_path / "a" / "page.html")))
        assert here
        assert here.evidence[0].text == "This is b."
        assert there
        assert there.evidence[0].text == "This is a."

    def test_page_that_turned_back(self, store: Store) -> None:
        """A page that is again what it was has its first verdict, though a later one exists."""
        calm, wild = make_records("It was calm."), make_records("Then it was not.")
        for day, page in enumerate((calm, wild, calm), start=1):
            store.save(*seen_at(page, datetime(2026, 5, day, tzinfo=UTC)))
        latest = store.latest_verdict(calm[0].url)
        assert latest is not None
        assert latest.content_hash == calm[0].content_hash

    def test_address_that_led_elsewhere_before(self, store: Store) -> None:
        """Verdicts on where an address once led are not verdicts on where it leads now."""
        target = "https://example.net/"
        store.save(*self.redirected(target, "https://example.org/friendly", day=1))
        now = self.redirected(target, target, day=2)
        store.save(*now)
        store.save(*self.redirected("https://example.org/friendly", "", day=3))
        assert store.latest_verdict(target) == now[2]

    def redirected(self, target: str, url: str, day: int) -> Records:
        """A page that was asked for at one address and fetched from another."""
        document, _, _ = make_records(url=url or target)
        document = replace(document, target=target, fetched_at=datetime(2026, 5, day, tzinfo=UTC))
        scores = some.score(document)
        return document, scores, some.judge(document, scores)

    def test_of_one_policy(self, store: Store) -> None:
        """The policy asked for counts, whatever others found later."""
        document, scores, verdict = make_records()
        store.save(document, scores, verdict)
        store.save(document, scores, replace(verdict, policy="classic", rating=Rating.ADULT))
        assert store.latest_verdict(document.url, "default") == verdict
        assert store.latest_verdict(document.url, "children") is None

    @pytest.mark.parametrize(
        "claim",
        [
            "https://victim.example/",
            "https://example.org/other",
            "https://example.org:8443/bread",
            "https://[",
            "javascript:alert(1)",
            "",
        ],
    )
    def test_canonical_claims_are_not_believed(self, store: Store, claim: str) -> None:
        """A page cannot put its verdict in the place of another page's."""
        document, scores, verdict = make_records()
        store.save(replace(document, canonical_url=claim), scores, verdict)
        assert store.latest_verdict(claim) is None
        assert store.latest_verdict(document.url) == verdict


class TestKnownScores:
    """What a model scored need not be scored again."""

    def test_known_and_unknown(self, store: Store) -> None:
        """Known sentences come with their scores, others not at all."""
        document, scores, verdict = make_records("One.", "Two.")
        store.save(document, scores, verdict)
        one, two = document.segments
        known = store.known_scores([two.hash, "00" * 32, one.hash, two.hash], "model-1")
        assert known.keys() == {one.hash, two.hash}
        assert known[two.hash].tobytes() == scores.values[1].tobytes()
        assert known[one.hash].dtype == np.float32

    def test_of_another_model(self, store: Store) -> None:
        """Scores of one model say nothing of another."""
        document, scores, verdict = make_records()
        store.save(document, scores, verdict)
        assert store.known_scores([document.segments[0].hash], "model-2") == {}

    def test_of_more_hashes_than_one_statement_takes(self, store: Store) -> None:
        """Any number of sentences can be asked for at once."""
        document, scores, verdict = make_records()
        store.save(document, scores, verdict)
        hashes = (f"{number:064x}" for number in range(33_000))
        wanted: Iterator[str] = itertools.chain(hashes, [document.segments[0].hash])
        assert list(store.known_scores(wanted, "model-1")) == [document.segments[0].hash]

    def test_new_thresholds_of_a_known_model(self, store: Store) -> None:
        """The thresholds and notes that came with a model last are the ones that hold."""
        document, scores, verdict = make_records()
        store.save(document, scores, verdict)
        final = replace(scores, thresholds={"hate": 0.25}, notes=())
        saved = store.save(document, final, verdict)
        assert same(store.scores(store.document_id(saved.id), "model-1"), final)


class TestRefusals:
    """What cannot be stored or found is said so, and leaves nothing behind."""

    def test_unknown_ids(self, store: Store) -> None:
        """An id that is not there is a clear error."""
        with pytest.raises(StorageError, match=r": no verdict 7$"):
            store.verdict(7)
        with pytest.raises(StorageError, match=r": no verdict 7$"):
            store.document_id(7)
        with pytest.raises(StorageError, match=r": no document version 7$"):
            store.document(7)
        store.save(*make_records())
        with pytest.raises(
            StorageError, match="no scores of document version 7 by model 'model-1'"
        ):
            store.scores(7, "model-1")

    def test_model_that_never_scored_the_document(self, store: Store) -> None:
        """Scores are whole or not there."""
        document_id = store.document_id(store.save(*make_records("One.", "Two.")).id)
        other = make_records("One.", url="https://example.com/")
        rescored = replace(other[1], model_version="model-2")
        store.save(other[0], rescored, replace(other[2], model_version="model-2"))
        with pytest.raises(StorageError, match="by model 'model-2'"):
            store.scores(document_id, "model-2")
        with pytest.raises(StorageError, match="by model 'model-3'"):
            store.scores(document_id, "model-3")

    def test_records_that_do_not_belong_together(self, store: Store) -> None:
        """Records of different pages or models are refused before anything is written."""
        document, scores, verdict = make_records()
        fewer = replace(scores, values=scores.values[:1])
        nan = replace(scores, values=np.full_like(scores.values, np.nan))
        first = document.segments[0]
        moved = (replace(first, start=1, end=first.end + 1), *document.segments[1:])
        wrong = [
            (document, fewer, verdict, "1 rows of scores for 3 segments"),
            (document, nan, verdict, "not a number"),
            (document, replace(scores, model_version="other"), verdict, "scores by model 'other'"),
            (document, scores, replace(verdict, content_hash="00" * 32), "content_hash"),
            (document, scores, replace(verdict, extractor_version="x"), "extractor_version"),
            (replace(document, segments=moved), scores, verdict, r"not text\[1:"),
            (*seen_at((document, scores, verdict), NOON.replace(tzinfo=None)), "no time zone"),
        ]
        for *records, message in wrong:
            with pytest.raises(ValueError, match=message):
                store.save(*records)  # type: ignore[arg-type] # unpacked from a table
        assert not any(count(store).values())

    def test_model_version_used_for_other_categories(self, store: Store) -> None:
        """Vectors of different categories are never mixed, and the failed save leaves no trace."""
        store.save(*make_records())
        rows = count(store)
        document, scores, verdict = make_records(url="https://example.com/")
        other = replace(scores, categories=tuple(reversed(scores.categories)))
        with pytest.raises(StorageError, match="give a model that scores others another version"):
            store.save(document, other, verdict)
        assert count(store) == rows

    def test_page_can_be_forgotten(self, store: Store) -> None:
        """Deleting a page deletes its text, verdicts and evidence, and no other page's."""
        store.save(*make_records())
        kept = make_records("Kept.", url="https://example.com/")
        saved = store.save(*kept)
        with store._engine.begin() as connection:
            connection.execute(pages.delete().where(pages.c.url == "https://example.org/bread"))
        assert store.verdict(saved.id) == kept[2]
        left = count(store)
        assert {left[name] for name in ("pages", "document_versions", "segments", "verdicts")} == {
            1
        }
        assert left["evidence"] == left["addresses"] == 1
        assert times(store, document_versions, "fetched_at") == [(NOON,)]
