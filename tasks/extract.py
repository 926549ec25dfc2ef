"""Extract, as a task."""

from typing import Any

from prefect import task

from pagewarden.models import Document, Page
from pagewarden.webscraper import extractor
from tasks._run_names import run_name
from tasks.names import page_label
from tasks.threads import in_thread


@run_name
def _name(parameters: dict[str, Any]) -> str:
    return f"extract {page_label(parameters['page'].url)}"


@task(
    name="extract",
    description="Take title, language and sentences out of the page.",
    task_run_name=_name,
)
async def extract(page: Page) -> Document:
    """Extract off the event loop; see :func:`pagewarden.webscraper.extractor.extract`."""
    return await in_thread(extractor.extract, page)
