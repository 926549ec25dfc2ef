"""
The flow from a shell against an empty Prefect flow, each as a whole process.

    .venv/bin/python benchmarks/flow_overhead.py [--runs 5] [--json]

Both start a temporary server on a Prefect home of their own, made before the first timed run,
and take turns. Target: what `make run` does is at most 1.3 x the empty flow.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
SAMPLES = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "examples").glob("*.html"))
TARGET = 1.3

EMPTY_FLOW = """
import asyncio
from prefect import flow

@flow
async def empty() -> None: ...

asyncio.run(empty())
"""

COMMANDS = {
    "empty flow": [sys.executable, "-c", EMPTY_FLOW],
    "make run, one page": [sys.executable, "flows/moderate_page.py", SAMPLES[0]],
    f"make run, its {len(SAMPLES)} samples": [sys.executable, "flows/moderate_page.py", *SAMPLES],
}


class Run(NamedTuple):
    """One process with its children, start to end."""

    wall_seconds: float
    cpu_seconds: float


def environment(folder: str) -> dict[str, str]:
    """The machine's, without settings of Prefect or Pagewarden, on a home of the benchmark's."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PREFECT_", "PAGEWARDEN_"))
    }
    return kept | {
        "PREFECT_HOME": f"{folder}/prefect",
        # Prefect's own 20 s are too short for a first start on a busy machine.
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "PAGEWARDEN_DATABASE_URL": f"sqlite:///{folder}/pagewarden.db",
    }


def measure(command: list[str], surroundings: dict[str, str]) -> Run:
    """Run a command and read its own usage, its server's included, from the kernel (wait4)."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env=surroundings,
    )
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} exited with {process.returncode}")
    return Run(wall, usage.ru_utime + usage.ru_stime)


def medians(rounds: int) -> dict[str, Run]:
    """Measure all commands in turns."""
    runs: dict[str, list[Run]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as folder:
        surroundings = environment(folder)
        for command in COMMANDS.values():
            measure(command, surroundings)  # makes databases, writes byte code
        for _ in range(rounds):
            for name, command in COMMANDS.items():
                runs[name].append(measure(command, surroundings))
    return {
        name: Run(*(statistics.median(column) for column in zip(*measured, strict=True)))
        for name, measured in runs.items()
    }


def main() -> None:
    """Measure and print medians, with their ratio to the empty flow."""
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = medians(options.runs)
    empty = found["empty flow"]
    rows = {
        name: run._asdict() | {"ratio": run.wall_seconds / empty.wall_seconds}
        for name, run in found.items()
    }
    if options.json:
        print(json.dumps(rows))
        return
    print(f"Whole processes, median of {options.runs} runs (target: at most {TARGET} x)")
    for name, row in rows.items():
        print(
            f"  {name:<26} {row['wall_seconds']:6.2f} s   CPU {row['cpu_seconds']:6.2f} s"
            f"   {row['ratio']:.2f} x"
        )


if __name__ == "__main__":
    main()
