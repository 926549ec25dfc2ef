"""Classify, as a task."""

from typing import Any

from prefect import task

from pagewarden.models import Document, Scores
from pagewarden.moderation.classifier import load_classifier, score_document
from tasks._results import SERIALIZER, kept_by
from tasks._run_names import run_name
from tasks.threads import in_thread


@run_name
def _name(parameters: dict[str, Any]) -> str:
    return f"classify {len(parameters['document'].segments)} segments"


@task(
    name="classify",
    description="Score every sentence in every category.",
    task_run_name=_name,
    cache_policy=kept_by(lambda arguments: arguments["document"].content_hash),
    persist_result=True,
    result_serializer=SERIALIZER,
)
async def classify(document: Document, *, model: str, threads: int) -> Scores:
    """
    Score a document off the event loop.

    The model is loaded on first use and stays in the process.

    Raises:
        WeightsError: A file of the model is missing or not the shipped one.
    """
    return await in_thread(_score, document, model, threads)


def _score(document: Document, model: str, threads: int) -> Scores:
    return score_document(document, load_classifier(model or None, threads=threads))
