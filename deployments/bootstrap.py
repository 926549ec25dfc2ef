"""
Make what the deployments need on a Prefect server: the work pool.

Run it as often as you like: ``python deployments/bootstrap.py``. What is there stays as it
is. Exits with 2 if no server answers within a minute.
"""

import asyncio
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # when run as a script

from prefect import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.exceptions import ObjectNotFound
from prefect.workers.process import ProcessWorker

from flows.prefect_server import require_configured_server
from pagewarden.exceptions import ConfigurationError, PagewardenError
from pagewarden.reports.exit_codes import ExitCode

WORK_POOL: Final = "pagewarden"

_PATIENCE_SECONDS: Final = 60
"""A server that was started a moment ago is half a minute from answering the first time."""

_POOL: Final = WorkPoolCreate(
    name=WORK_POOL,
    type=ProcessWorker.type,
    description="Moderates pages, each run in a process of its own on the worker's machine.",
    # Each process loads its own model, and classification keeps a core busy.
    concurrency_limit=4,
    base_job_template=ProcessWorker.get_default_base_job_template(),
)


async def bootstrap() -> str:
    """
    Make the work pool unless it is there, and say what was done.

    Raises:
        ConfigurationError: No server is configured, none answers, or it has another pool of
            this name.
    """
    await require_configured_server(_PATIENCE_SECONDS)
    async with get_client() as client:
        try:
            pool = await client.read_work_pool(WORK_POOL)
        except ObjectNotFound:
            await client.create_work_pool(_POOL)
            return f"work pool {WORK_POOL}: created"
    if pool.type != _POOL.type:
        raise ConfigurationError(
            f"work pool {WORK_POOL} is of type {pool.type}, not {_POOL.type}. Delete it with "
            f"'prefect work-pool delete {WORK_POOL}', or rename it in prefect.yaml"
        )
    return f"work pool {WORK_POOL}: already there"


def main() -> ExitCode:
    """Bootstrap, and print what was done or why it could not be."""
    ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter).parse_args()
    try:
        print(asyncio.run(bootstrap()))
    except PagewardenError as error:
        print(f"error: {error}", file=sys.stderr)
        return ExitCode.NOT_JUDGED
    return ExitCode.OK


if __name__ == "__main__":
    sys.exit(main())
