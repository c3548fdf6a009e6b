"""The ledger of a study: one row a run, in SQLite, right at every moment.

Each chunk of runs is written in one transaction, so whatever ends the program, a run is in
the ledger with all its outcomes or is still to be made.
"""

from __future__ import annotations

import json
import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from cjsim.errors import UserError
from cjsim.journey.luck import replicate_seed
from cjsim.language import text
from cjsim.studies.sweeps.jobs import SUCCEEDED, Outcome, Task

FORMAT = 1
"""Of the ledger's tables; another one is not read."""
PENDING, RUNNING, ABORTED = "PENDING", "RUNNING", "ABORTED"
FIXED = (
    ("run_id", "INTEGER PRIMARY KEY"),
    ("study_id", "TEXT NOT NULL"),
    ("scenario_id", "INTEGER NOT NULL"),
    ("point_id", "INTEGER NOT NULL"),
    ("plan", "TEXT NOT NULL"),
    ("replication_id", "INTEGER NOT NULL"),
    ("seed", "TEXT NOT NULL"),
    (
        "status",
        "TEXT NOT NULL CHECK (status IN ('PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'ABORTED'))",
    ),
    ("error_type", "TEXT"),
    ("error", "TEXT"),
    ("started_at", "TEXT"),
    ("seconds", "REAL"),
    ("cpu_seconds", "REAL"),
    ("engine_seconds", "REAL"),
    ("trace_file", "TEXT"),
    ("trace_sha256", "TEXT"),
)
_BUSY_SECONDS = 60.0


class RunLedger:
    """One row a run: its point, its luck, how it went, and its outcomes.

    Args:
        path: The file; None keeps the ledger in memory.
    """

    def __init__(self, path: Path | None) -> None:
        """Open the file, or make it."""
        self.path = path
        with self._telling():
            self._base = sqlite3.connect(
                ":memory:" if path is None else path, timeout=_BUSY_SECONDS, isolation_level=None
            )
        weakref.finalize(self, self._base.close)  # a ledger in memory is closed with its study

    # --- making and opening ----------------------------------------------------------

    def create(self, about: dict[str, Any], points: pd.DataFrame) -> None:
        """Make the tables of a study that has no run yet."""
        columns = [*FIXED, *((name, "REAL") for name in self._numbers(about))]
        declared = ", ".join(f"{_quoted(name)} {kind}" for name, kind in columns)
        values = ", ".join(f"{_quoted(str(path))} REAL" for path in points)
        point_columns = f"point_id INTEGER PRIMARY KEY{', ' if values else ''}{values}"
        marks = ", ".join("?" * (1 + len(points.columns)))
        rows = points.itertuples(index=True, name=None)
        with self._writing():
            self._base.execute("CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
            self._base.execute(f"CREATE TABLE points ({point_columns})")
            self._base.execute(f"CREATE TABLE runs ({declared})")
            self._base.executemany(f"INSERT INTO points VALUES ({marks})", rows)
            entries = [("format", str(FORMAT)), ("study", json.dumps(about, ensure_ascii=False))]
            self._base.executemany("INSERT INTO about VALUES (?, ?)", entries)

    def about(self) -> dict[str, Any]:
        """Return what the study is, as it was created.

        Raises:
            UserError: The ledger is damaged, or of another version of cjsim.
        """
        with self._telling():
            if self._base.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise sqlite3.DatabaseError("its pages contradict each other")
            found = dict(self._base.execute("SELECT key, value FROM about").fetchall())
            if found.get("format") != str(FORMAT):
                raise UserError(
                    "store",
                    str(self.path),
                    text(
                        "its ledger has format {value}, this version of cjsim reads "
                        "{FORMAT}. Use the version that wrote it (named in manifest.json), "
                        "or name a new folder.",
                        {"value": found.get("format"), "FORMAT": FORMAT},
                    ),
                )
            study: dict[str, Any] = json.loads(found["study"])
            return study

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    # --- runs ------------------------------------------------------------------------

    def plan_runs(self, about: dict[str, Any], n_replicates: int) -> None:
        """Add the runs of replicates that are not there yet, as pending.

        Runs are numbered replicate by replicate, so that more of them change no number.
        """
        with self._telling():
            points = self.points()
        numbers = points.to_numpy().tolist()
        plans, seed, paths = about["plans"], int(about["seed"]), list(points.columns)
        n_scenarios = len(numbers) * len(plans)
        names = ("run_id", "study_id", "scenario_id", "point_id", "plan", "replication_id",
                 "seed", "status", *paths)  # fmt: skip
        with self._telling():
            (first,) = self._base.execute(
                "SELECT COALESCE(MAX(replication_id) + 1, 0) FROM runs"
            ).fetchone()

        def rows() -> Iterator[tuple[Any, ...]]:
            for replicate in range(first, n_replicates):
                luck = str(replicate_seed(seed, replicate))
                for scenario_id in range(n_scenarios):
                    point, place = divmod(scenario_id, len(plans))
                    yield (
                        replicate * n_scenarios + scenario_id, about["study_id"], scenario_id,
                        point, plans[place], replicate, luck, PENDING, *numbers[point],
                    )  # fmt: skip

        marks = ", ".join("?" * len(names))
        into = ", ".join(map(_quoted, names))
        with self._writing():
            self._base.executemany(f"INSERT INTO runs ({into}) VALUES ({marks})", rows())

    def points(self) -> pd.DataFrame:
        """Return the points: one row each, one column per path."""
        with self._telling():
            return _frame(self._base.execute("SELECT * FROM points ORDER BY point_id")).set_index(
                "point_id"
            )

    def tasks(self, about: dict[str, Any], n_replicates: int) -> list[Task]:
        """Return the runs that are still to be made, in order."""
        paths = "".join(f", {_quoted(path)}" for path in about["paths"])
        query = (
            f"SELECT run_id, plan, replication_id{paths} FROM runs WHERE replication_id < ? "
            "AND status IN ('PENDING', 'RUNNING', 'ABORTED') ORDER BY run_id"
        )
        with self._telling():
            rows = self._base.execute(query, (n_replicates,)).fetchall()
        return [Task(row[0], row[1], row[2], tuple(row[3:])) for row in rows]

    def task(self, about: dict[str, Any], run_id: int) -> Task:
        """Return one run, made or not; raise `UserError` when there is no such run."""
        paths = "".join(f", {_quoted(path)}" for path in about["paths"])
        query = f"SELECT run_id, plan, replication_id{paths} FROM runs WHERE run_id = ?"
        with self._telling():
            row = self._base.execute(query, (run_id,)).fetchone()
            (n_runs,) = self._base.execute("SELECT COUNT(*) FROM runs").fetchone()
        if row is None:
            raise UserError(
                "run_id", run_id, text("this study has the runs 0 to {last}.", {"last": n_runs - 1})
            )
        return Task(row[0], row[1], row[2], tuple(row[3:]))

    def write(
        self,
        about: dict[str, Any],
        outcomes: Iterable[Outcome] = (),
        trace_file: str | None = None,
        started: Iterable[int] = (),
        aborted: Iterable[tuple[int, str]] = (),
    ) -> None:
        """Write how runs went, and which are begun or given up, in one transaction."""
        kpis = "".join(f", {_quoted(name)} = ?" for name in about["outcomes"])
        update = (
            "UPDATE runs SET status = ?, error_type = ?, error = ?, started_at = ?, seconds = ?, "
            "cpu_seconds = ?, "
            f"engine_seconds = ?, trace_sha256 = ?, trace_file = ?{kpis} WHERE run_id = ?"
        )
        blank = (None,) * len(about["outcomes"])
        rows = [
            (
                one.status, one.error_type, one.error, one.started_at, one.seconds,
                one.cpu_seconds,
                one.engine_seconds, one.trace_sha256,
                trace_file if one.status == SUCCEEDED else None, *(one.kpis or blank), one.run_id,
            )
            for one in outcomes
        ]  # fmt: skip
        with self._writing():
            self._base.executemany(update, rows)
            self._base.executemany(
                "UPDATE runs SET status = 'RUNNING' WHERE run_id = ?", ((i,) for i in started)
            )
            self._base.executemany(
                "UPDATE runs SET status = 'ABORTED', error_type = 'Aborted', error = ? "
                "WHERE run_id = ?",
                ((why, run_id) for run_id, why in aborted),
            )

    def stop(self, why: str) -> None:
        """Mark the runs that were under way as given up."""
        with self._writing():
            self._base.execute(
                "UPDATE runs SET status = 'ABORTED', error_type = 'Aborted', error = ? "
                "WHERE status = 'RUNNING'",
                (why,),
            )

    def counts(self, n_replicates: int | None = None) -> dict[str, int]:
        """Return how many runs there are of each status."""
        query = "SELECT status, COUNT(*) FROM runs WHERE replication_id < ? GROUP BY status"
        with self._telling():
            limit = (1 << 62) if n_replicates is None else n_replicates
            return dict(self._base.execute(query, (limit,)).fetchall())

    def n_replicates(self) -> int:
        """Return how many replicates the ledger has."""
        query = "SELECT COALESCE(MAX(replication_id) + 1, 0) FROM runs"
        with self._telling():
            return int(self._base.execute(query).fetchone()[0])

    def frame(self, n_replicates: int | None = None) -> pd.DataFrame:
        """Return all rows, by run_id."""
        limit = (1 << 62) if n_replicates is None else n_replicates
        query = "SELECT * FROM runs WHERE replication_id < ? ORDER BY run_id"
        with self._telling():
            return _frame(self._base.execute(query, (limit,)))

    def trace_files(self) -> set[str]:
        """Return the files of traces that rows name."""
        query = "SELECT DISTINCT trace_file FROM runs WHERE trace_file IS NOT NULL"
        with self._telling():
            return {name for (name,) in self._base.execute(query)}

    # --- inside ----------------------------------------------------------------------

    @staticmethod
    def _numbers(about: dict[str, Any]) -> list[str]:
        return [*about["paths"], *about["outcomes"]]

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Write all of a block or nothing of it."""
        with self._telling(), self._base:  # which commits at its end, or rolls back
            self._base.execute("BEGIN IMMEDIATE")
            yield

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Turn what SQLite says into what a user can do."""
        try:
            yield
        except sqlite3.OperationalError as error:
            raise UserError("store", str(self.path), _trouble(error)) from error
        except (sqlite3.DatabaseError, KeyError, ValueError) as error:
            raise UserError(
                "store",
                str(self.path),
                text(
                    "the ledger is damaged ({error}). Put back a copy of it, or name a "
                    "new folder; nothing was changed.",
                    {"error": error},
                ),
            ) from error


def _trouble(error: sqlite3.OperationalError) -> str:
    """Say what is the matter with a file that may be sound."""
    found = str(error)
    if "no such table" in found:
        return text(
            "the ledger is damaged ({error}). Put back a copy of it, or name a new folder.",
            {"error": found},
        )
    if "locked" in found:
        return text("another program holds the ledger; try again when it has let go.")
    if "full" in found or "disk I/O" in found:
        how = text("the disk may be full. Make room and resume: what was recorded is kept.")
        return text(
            "the ledger could not be written ({error}): {how}", {"error": found, "how": how}
        )
    return text("the ledger could not be opened or written: {error}.", {"error": found})


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _frame(found: sqlite3.Cursor) -> pd.DataFrame:
    names = [column[0] for column in found.description]
    return pd.DataFrame(found.fetchall(), columns=names)


def statuses_of(counts: dict[str, int]) -> Sequence[str]:
    """Return statuses with their counts, as words."""
    return [f"{count:,} {status.lower()}" for status, count in sorted(counts.items())]
