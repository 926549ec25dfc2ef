"""Savers that run at once; a module of its own, for a spawned process must import it."""

from collections import Counter
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

from pagewarden.storage.store import Store
from tests.pagewarden.storage.records import Records, make_records

PAGES = 6


def shared_pages(turn: int) -> list[Records]:
    """The same few pages with sentences in common, begun at another one each turn."""
    pages = [
        make_records(*_sentences(number), url=f"https://example.org/{number}")
        for number in range(PAGES)
    ]
    return pages[turn % PAGES :] + pages[: turn % PAGES]


def _sentences(number: int) -> list[str]:
    shared = [f"Sentence {index} stands on every page." for index in range(30)]
    shared = shared[number:] + shared[:number]
    return shared if number % 2 else shared[::-1]


def save_pages(store: Store, turn: int) -> Counter[str]:
    """Save all the pages; which of them were new."""
    return Counter(records[0].url for records in shared_pages(turn) if store.save(*records).created)


def run(url: str, turn: int, start: Barrier, created: "Queue[Counter[str]]") -> None:
    """Open the store at the same moment as the others, and save."""
    start.wait(timeout=60)
    with Store.open(url) as store:
        created.put(save_pages(store, turn))
