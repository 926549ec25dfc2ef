"""
Serve the deployments of ``prefect.yaml`` from one process, without work pool and worker.

``python deployments/serve.py``; Ctrl-C ends it and pauses the schedules. Exits with 2 if no
server answers, or if it has the deployments for workers already.
"""

import asyncio
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # when run as a script

from prefect import get_client, serve
from prefect.client.schemas.objects import ConcurrencyLimitConfig
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectNotFound
from prefect.schedules import Cron, Schedule
from ruamel.yaml import YAML

from flows import moderate_page
from flows.prefect_server import require_configured_server
from pagewarden.exceptions import ConfigurationError, PagewardenError
from pagewarden.reports.exit_codes import ExitCode

DECLARED: Final = Path(__file__).resolve().parent.parent / "prefect.yaml"
RUNS_AT_ONCE: Final = 4
"""As in the work pool: each run is a process with its own model."""


def deployments() -> list[RunnerDeployment]:
    """What ``prefect.yaml`` declares, for a serving process."""
    return [_deployment(entry) for entry in YAML(typ="safe").load(DECLARED)["deployments"]]


def _deployment(entry: dict[str, Any]) -> RunnerDeployment:
    flow = getattr(moderate_page, entry["entrypoint"].partition(":")[2])
    limit = entry.get("concurrency_limit")
    deployment: RunnerDeployment = flow.to_deployment(
        name=entry["name"],
        description=entry["description"],
        tags=entry["tags"],
        parameters=entry["parameters"],
        schedules=[_schedule(**given) for given in entry.get("schedules", [])],
        concurrency_limit=ConcurrencyLimitConfig(**limit) if limit else None,
    )
    return deployment


def _schedule(cron: str, **options: Any) -> Schedule:
    return Cron(cron, **options)


async def require_free_names(served: list[RunnerDeployment]) -> None:
    """
    Make sure that no worker takes the runs of what is to be served.

    Raises:
        ConfigurationError: The server has such a deployment with a work pool. Prefect would
            leave it the pool, and send the workers to files that are not there.
    """
    async with get_client() as client:
        for deployment in served:
            name = f"{deployment.flow_name}/{deployment.name}"
            try:
                found = await client.read_deployment_by_name(name)
            except ObjectNotFound:
                continue
            if found.work_pool_name:
                raise ConfigurationError(
                    f"{name} is deployed to the work pool {found.work_pool_name}. Use workers, or "
                    f"delete it first: prefect deployment delete {name}"
                )


async def _ready(served: list[RunnerDeployment]) -> None:
    await require_configured_server()
    await require_free_names(served)


def main() -> ExitCode:
    """Serve until interrupted."""
    ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter).parse_args()
    served = deployments()
    try:
        asyncio.run(_ready(served))
    except PagewardenError as error:
        print(f"error: {error}", file=sys.stderr)
        return ExitCode.NOT_JUDGED
    serve(*served, limit=RUNS_AT_ONCE)
    return ExitCode.OK


if __name__ == "__main__":
    sys.exit(main())
