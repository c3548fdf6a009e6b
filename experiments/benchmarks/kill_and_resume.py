"""Kill a study at many random moments, resume it each time, and compare digests.

    python experiments/benchmarks/kill_and_resume.py [--kills 20] [--workers 1 2 8] [--seed 1]

For each number of workers: a study of 60 runs with daily figures is begun in a process of its
own; that process, every other time with all below it, is killed with SIGKILL after a random
while, which may fall into its start, a transaction or the writing of traces; then it is begun
again, until so many kills are done; then it is let finish. Digest and daily figures must be
those of the study made without interruption, and at least half of the kills must have hit a
study in the middle of runs. Then the study of 5 replicates is extended to 15.
Last, the same on a disk that is full, where a small one can be mounted. Exit code 1 if anything
differs.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

import cjsim

OVER = {"support.staff": [12, 18], "brands.sao_viet.price": [9e6, 11e6]}
REPLICATES = 15


def live(folder: Path | None, *, workers: int = 1, replicates: int = REPLICATES) -> cjsim.Study:
    """Begin the study, or go on with it."""
    return cjsim.sweep(
        "electronics", OVER, replicates=replicates, customers=1_000, days=60, seed=5,
        daily=True, store=folder, workers=workers, chunk=2,
    )  # fmt: skip


def fingerprint(study: cjsim.Study) -> str:
    """Return the digest of a study and of its daily figures as they are read from its files."""
    rows = study.traces()
    digest = hashlib.sha256(study.digest.encode())
    digest.update(rows.drop(columns="plan").to_numpy(float).tobytes())
    return digest.hexdigest()


def killed(folder: Path, workers: int, seconds: float, is_alone: bool) -> bool:
    """Begin the study in a process of its own and kill it; return whether it was still at it.

    `is_alone` kills that process and leaves its workers, which must end by themselves.
    """
    process = subprocess.Popen(
        [sys.executable, __file__, "--live", str(folder), "--workers", str(workers)],
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        if is_alone:
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        wait_for_the_end_of(process.pid)
        return True
    return False


def wait_for_the_end_of(group: int) -> None:
    """Wait until no process of a group is left; raise after half a minute."""
    for _ in range(300):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    raise RuntimeError(f"processes of group {group} outlive the one that started them")


def try_to_break(folder: Path, workers: int, n_kills: int, seed: int, wanted: str) -> bool:
    """Kill a study again and again, then finish it; return whether it is what was wanted."""
    luck = np.random.default_rng(seed)
    begun = time.perf_counter()
    killed(folder, workers, 1e6, is_alone=False)
    whole = time.perf_counter() - begun
    shutil.rmtree(folder)
    n_done = n_at_work = 0
    while n_done < n_kills:
        if not killed(folder, workers, whole * luck.uniform(0.1, 1.0), n_done % 2 == 1):
            # it got to its end: take it away and begin anew, so that every kill hits work
            shutil.rmtree(folder)
            continue
        n_done += 1
        counts = {}
        if (folder / "runs.sqlite").exists():
            counts = cjsim.open_study(folder).runs["status"].value_counts().to_dict()
        n_at_work += "RUNNING" in counts
        print(f"  kill {n_done:2}: {counts or 'no folder yet'}", flush=True)
    study = live(folder, workers=workers)
    left = [str(file) for file in folder.rglob("*.writing")]
    is_same = fingerprint(study) == wanted and not left
    said = f"{workers} workers, {n_kills} kills, {n_at_work} of them in the middle of runs"
    print(f"{said}: {'the same' if is_same else 'DIFFERS'}", flush=True)
    return is_same and 2 * n_at_work >= n_kills


def try_a_full_disk(wanted: str) -> bool:
    """Let a small disk fill up, make room, and resume; True too where none can be mounted."""
    place = Path(tempfile.mkdtemp())
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=500k", "tmpfs", str(place)],
        check=False, capture_output=True,
    )  # fmt: skip
    if mounted.returncode:
        print("a small disk cannot be mounted here: not tried")
        place.rmdir()
        return True
    try:
        try:
            live(place / "study")
        except cjsim.UserError as error:
            print(f"full disk: {error}")
        else:
            print("the disk did not fill")
            return False
        counts = cjsim.open_study(place / "study").runs["status"].value_counts().to_dict()
        print(f"  recorded: {counts}")
        subprocess.run(["mount", "-o", "remount,size=100m", str(place)], check=True)
        is_same = fingerprint(live(place / "study")) == wanted
        print(f"with room again: {'the same' if is_same else 'DIFFERS'}")
        return is_same
    finally:
        subprocess.run(["umount", str(place)], check=True)
        place.rmdir()


def main() -> None:
    """Kill, resume, extend, fill a disk; compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 8])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--live", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.live:
        live(options.live, workers=options.workers[0])
        return
    wanted = fingerprint(live(None))
    print(f"uninterrupted: {wanted}", flush=True)
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for workers in options.workers:
            place = Path(folder) / f"study-{workers}"
            results.append(try_to_break(place, workers, options.kills, options.seed, wanted))
        live(Path(folder) / "extended", replicates=5)
        results.append(fingerprint(live(Path(folder) / "extended")) == wanted)
        print(f"5 replicates extended to 15: {'the same' if results[-1] else 'DIFFERS'}")
    results.append(try_a_full_disk(wanted))
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
