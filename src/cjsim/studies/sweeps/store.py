"""Where a study lives: a folder with its ledger, traces and papers, or memory."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.results.folder import check_free, write_text
from cjsim.studies.sweeps.ledger import RunLedger
from cjsim.studies.sweeps.traces import decoded

LEDGER = "runs.sqlite"
TRACES = "traces"
_LOCK, _OWNER = ".lock", ".owner.json"


class Store:
    """The ledger of a study and its traces.

    Args:
        folder: The study's folder; None keeps all in memory.
        is_new: Whether the ledger is still to be made.
    """

    def __init__(self, folder: Path | None, *, is_new: bool = False) -> None:
        """Open what is there; raise `UserError` when it is no study."""
        self.folder = folder
        self._memory: dict[str, bytes] = {}
        if folder is not None and not is_new and not (folder / LEDGER).is_file():
            how = text(
                "this is no study: there is no {LEDGER} in it. Name the folder of a study.",
                {"LEDGER": LEDGER},
            )
            raise UserError("store", str(folder), how)
        self.ledger = RunLedger(None if folder is None else folder / LEDGER)

    def add_traces(self, data: bytes) -> str:
        """Keep a Parquet file of traces; return its name, which follows from its content."""
        name = f"{hashlib.sha256(data).hexdigest()[:24]}.parquet"
        if self.folder is None:
            self._memory[name] = data
            return name
        target = self.folder / TRACES / name
        work = target.with_suffix(".writing")
        with telling_disk(self.folder):
            target.parent.mkdir(exist_ok=True)
            with work.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            work.replace(target)
        return name

    def traces(self, runs: pd.DataFrame, metrics: Sequence[str]) -> pd.DataFrame:
        """Return the daily figures of some rows of the ledger."""
        named = runs.dropna(subset=["trace_file"])
        files = named.groupby("trace_file", sort=False)["run_id"]
        return decoded(((self._read(str(name)), set(ids)) for name, ids in files), metrics)

    def _read(self, name: str) -> bytes:
        if self.folder is None:
            return self._memory[name]
        path = self.folder / TRACES / name
        try:
            return path.read_bytes()
        except OSError as error:
            how = text(
                "this file of traces cannot be read: {strerror}. Put back a copy of it.",
                {"strerror": error.strerror},
            )
            raise UserError("store", str(path), how) from error

    def sweep_up(self) -> None:
        """Remove files of traces that no row names: those of a moment that was cut short."""
        if self.folder is None or not (self.folder / TRACES).is_dir():
            return
        named = self.ledger.trace_files()
        for file in (self.folder / TRACES).iterdir():
            if file.suffix in (".parquet", ".writing") and file.name not in named:
                file.unlink(missing_ok=True)

    @contextmanager
    def owned(self) -> Iterator[None]:
        """Hold the study: nobody else may add to it meanwhile.

        The lock is one of SQLite's, which the system takes back from a process that ends in
        whatever way.

        Raises:
            UserError: Another process is at work on it, or the folder cannot be written.
        """
        if self.folder is None:
            yield
            return
        lock = None
        try:
            lock = sqlite3.connect(self.folder / _LOCK, timeout=0.0, isolation_level=None)
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if lock is not None:
                lock.close()
            raise UserError("store", str(self.folder), self._who(str(error))) from error
        try:
            own = {"host": socket.gethostname(), "process": os.getpid()}
            write_text(self.folder / _OWNER, json.dumps(own), "store")
            yield
        finally:
            (self.folder / _OWNER).unlink(missing_ok=True)
            lock.close()

    def _who(self, trouble: str) -> str:
        """Say why a study cannot be held."""
        if "locked" not in trouble:
            return text(
                "the folder cannot be written to ({error}). Change its permissions.",
                {"error": trouble},
            )
        try:
            found = json.loads((self._folder() / _OWNER).read_text("utf-8"))
            who = text(
                "process {process} on {host}", {"process": found["process"], "host": found["host"]}
            )
        except (OSError, ValueError, KeyError):
            who = text("another process")
        return text(
            "{who} is at work on this study; wait for it, or end it and resume.", {"who": who}
        )

    def _folder(self) -> Path:
        assert self.folder is not None
        return self.folder

    def __enter__(self) -> Store:
        """Return the store, to be closed at the end of the block."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Close the ledger; traces can be read afterwards."""
        self.ledger.close()


def new_folder(folder: Path, fill: Callable[[Path], None]) -> None:
    """Make a study's folder whole or not at all: it is filled beside, then takes its name.

    Raises:
        UserError: It cannot be made, or holds something else.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        how = text("it exists already and is no study. Name a new folder, or that of a study.")
        raise UserError("store", str(folder), how)
    if not folder.exists():
        try:
            check_free(folder)
        except UserError as error:
            raise UserError("store", str(folder), error.remedy) from error
    work: Path | None = None
    with telling_disk(folder):
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            work = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
            fill(work)
            work.chmod(0o755)
            if folder.exists():
                folder.rmdir()
            work.rename(folder)
            work = None
        finally:
            if work is not None:
                shutil.rmtree(work, ignore_errors=True)


@contextmanager
def telling_disk(folder: Path) -> Iterator[None]:
    """Turn what the system says of a folder into what a user can do."""
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        how = text(
            "it could not be written ({why}). Mend that and resume: what was recorded is kept.",
            {"why": why},
        )
        raise UserError("store", str(folder), how) from error
