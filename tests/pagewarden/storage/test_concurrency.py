"""Savers that run at once leave one of everything."""

import multiprocessing
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from pagewarden.storage.schema import metadata
from pagewarden.storage.store import Store
from tests.pagewarden.storage.savers import PAGES, run, save_pages, shared_pages

SAVERS = 3


def assert_one_of_each(url: str, created: list[Counter[str]]) -> None:
    """Each verdict was new to one saver, and its rows are there once."""
    pages = [records[0].url for records in shared_pages(0)]
    assert sum(created, Counter()) == Counter(pages)
    with Store.open(url) as store, store._engine.connect() as connection:
        rows = {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }
        for document, _, verdict in shared_pages(0):
            assert store.latest_verdict(document.url) == verdict
    assert rows == {
        "models": 1,
        "pages": PAGES,
        "addresses": PAGES,
        "document_versions": PAGES,
        "segments": PAGES * 30,
        "segment_scores": 30,
        "verdicts": PAGES,
        "evidence": PAGES * 30,
    }


def test_threads_that_share_a_store(store_url: str) -> None:
    """Threads may use one store."""
    with Store.open(store_url) as store, ThreadPoolExecutor(SAVERS) as pool:
        created = list(pool.map(lambda turn: save_pages(store, turn), range(SAVERS)))
    assert_one_of_each(store_url, created)


def test_threads_that_open_a_new_store(store_url: str) -> None:
    """Whoever comes first makes the schema, and the others wait for it."""
    start = threading.Barrier(SAVERS)

    def open_and_save(turn: int) -> Counter[str]:
        start.wait(timeout=60)
        with Store.open(store_url) as store:
            return save_pages(store, turn)

    with ThreadPoolExecutor(SAVERS) as pool:
        created = list(pool.map(open_and_save, range(SAVERS)))
    assert_one_of_each(store_url, created)


def test_processes_that_open_a_new_store(store_url: str) -> None:
    """What holds for threads holds for processes, the making of the schema included."""
    spawn = multiprocessing.get_context("spawn")
    start, created = spawn.Barrier(SAVERS), spawn.Queue()
    savers = [
        spawn.Process(target=run, args=(store_url, turn, start, created)) for turn in range(SAVERS)
    ]
    for saver in savers:
        saver.start()
    counts = [created.get(timeout=120) for _ in savers]
    for saver in savers:
        saver.join()
    created.close()
    assert [saver.exitcode for saver in savers] == [0] * SAVERS
    assert_one_of_each(store_url, counts)


def test_threads_that_share_a_store_in_memory() -> None:
    """A database in memory has one connection, and threads take turns."""
    with Store.open("sqlite://") as store, ThreadPoolExecutor(SAVERS) as pool:
        created = list(pool.map(lambda turn: save_pages(store, turn), range(SAVERS)))
        assert sum(map(Counter.total, created)) == PAGES
