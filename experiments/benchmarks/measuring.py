"""What all benchmarks share: the machine, interleaved medians, a table, and a JSON file."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

PACKAGES = ("numpy", "scipy", "numba", "pandas", "mesa", "starsim", "cjsim")


def machine() -> dict[str, Any]:
    """Return what the figures depend on: processor, cores, memory, versions."""
    versions = {}
    for name in PACKAGES:
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            versions[name] = "not installed"
    return {
        "processor": _processor(),
        "cores": _or_none(lambda: len(os.sched_getaffinity(0))) or os.cpu_count(),
        "memory_gb": round(_memory_bytes() / 1e9, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load_at_start": _or_none(lambda: round(os.getloadavg()[0], 2)),
        **versions,
    }


def _or_none(look: Callable[[], float]) -> float | None:
    """Return what `look` finds, None on a system that cannot say."""
    try:
        return look()
    except (AttributeError, OSError):
        return None


def _processor() -> str:
    """Return the name of the processor, as the system has it."""
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or "unknown"


def _memory_bytes() -> float:
    """Return the machine's memory in bytes, 0 where the system does not say."""
    try:
        return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, ValueError, OSError):
        return 0.0


def resident_bytes() -> float:
    """Return the memory this process has in use, or the most it ever had where unknown."""
    pages = Path("/proc/self/statm")
    if pages.exists():
        return float(pages.read_text("utf-8").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    import resource  # there is none on Windows

    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * 1024.0


def seconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes, in seconds of the wall clock."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def interleaved(works: Mapping[str, Callable[[], float]], repeats: int) -> dict[str, list[float]]:
    """Return `repeats` measurements of each work, taken in turn, so that noise hits all alike."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(repeats):
        for name, work in works.items():
            taken[name].append(work())
    return taken


def spread(values: Sequence[float]) -> str:
    """Return the lowest and highest of some measurements, for a table."""
    return f"{min(values):.3g} to {max(values):.3g}"


def median(values: Sequence[float]) -> float:
    """Return the median."""
    return float(statistics.median(values))


def print_machine(facts: Mapping[str, Any]) -> None:
    """Print what the figures depend on, on one line."""
    print("; ".join(f"{name} {value}" for name, value in facts.items()), "\n", flush=True)


def print_table(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows of one set of columns, numbers to the right."""
    if not rows:
        return
    columns = list(rows[0])
    texts = [[_text(row[column]) for column in columns] for row in rows]
    widths = [
        max(len(column), *(len(line[place]) for line in texts))
        for place, column in enumerate(columns)
    ]
    for line in [columns, *texts]:
        cells = [
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())
    print(flush=True)


def _text(value: object) -> str:
    """Return a cell of a table."""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def write_json(path: Path | None, facts: Mapping[str, Any], tables: Mapping[str, Any]) -> None:
    """Write the machine and all tables to a file, if one is asked for."""
    if path is not None:
        text = json.dumps({"machine": facts, **tables}, indent=1)
        path.write_text(text + "\n", encoding="utf-8")
