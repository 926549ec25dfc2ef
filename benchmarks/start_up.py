"""
Time and memory of `pagewarden check` on a shipped sample, as a whole process.

    .venv/bin/python benchmarks/start_up.py [--runs 7] [--json]

Targets: at most 2.5 s and 400 MB.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "examples" / "city-news.html"


class Run(NamedTuple):
    """One process, start to end."""

    wall_seconds: float
    cpu_seconds: float
    peak_megabytes: float


def measure(arguments: list[str]) -> Run:
    """Run a command and read its own usage from the kernel (wait4)."""
    started = time.perf_counter()
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(arguments)} exited with {process.returncode}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def main() -> None:
    """Measure and print medians."""
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()

    command = [sys.executable, "-m", "pagewarden", "check", str(SAMPLE)]
    measure(command)  # the first run writes byte code and fills the page cache
    runs = [measure(command) for _ in range(options.runs)]
    median = Run(*(statistics.median(column) for column in zip(*runs, strict=True)))
    if options.json:
        print(json.dumps(median._asdict()))
        return
    print(f"pagewarden check {SAMPLE.relative_to(ROOT)}, median of {options.runs} runs")
    print(f"  wall {median.wall_seconds:.2f} s (target 2.5)")
    print(f"  CPU  {median.cpu_seconds:.2f} s")
    print(f"  peak {median.peak_megabytes:.0f} MB (target 400)")


if __name__ == "__main__":
    main()
