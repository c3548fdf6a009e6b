"""What has been lived already, one line a future: a study that is stopped goes on from there."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from pathlib import Path

from cjsim.errors import UserError
from cjsim.language import text

FILE = "evaluations.jsonl"


class Journal:
    """Values of a goal by candidate and future; on disk if it has a folder.

    A line is written and handed to the disk as soon as its future is lived. Whatever ends the
    process, `kill -9` and loss of power included, costs the futures under way and no other: a
    last line that was cut off is taken out when the journal is opened again.

    Args:
        folder: Where to keep it; made when it is not there. In memory only when None.
        study: What the numbers depend on beside the candidate; a journal of another study is
            refused.

    Raises:
        UserError: The folder cannot be written, or holds another study.
    """

    def __init__(self, folder: Path | None, study: Mapping[str, str]) -> None:
        """Open the journal, and read what is there."""
        self._known: dict[str, float] = {}
        self._path = None if folder is None else folder / FILE
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            whole = self._read(dict(study))
            with self._path.open("a", encoding="utf-8") as file:
                file.truncate(whole)
            if whole == 0:
                self._append({"study": dict(study)})
        except OSError as error:
            remedy = text("it cannot be written: {value}.", {"value": error.strerror or error})
            raise UserError("store", str(folder), remedy) from error

    def __len__(self) -> int:
        """Return how many futures are known."""
        return len(self._known)

    def get(self, values: Mapping[str, float], seed: int, replicate: int) -> float | None:
        """Return the goal in a future of a candidate; None if it has not been lived."""
        return self._known.get(_key(values, seed, replicate))

    def add(self, values: Mapping[str, float], seed: int, replicate: int, goal: float) -> None:
        """Keep the goal in a future of a candidate; NaN where it is undefined."""
        key = _key(values, seed, replicate)
        self._known[key] = goal
        if self._path is not None:
            self._append({"future": key, "goal": None if math.isnan(goal) else goal})

    def _append(self, line: Mapping[str, object]) -> None:
        if self._path is None:
            return
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def _read(self, study: Mapping[str, str]) -> int:
        """Take up the whole lines; return how many bytes they are."""
        if self._path is None or not self._path.exists():
            return 0
        raw = self._path.read_bytes()
        whole = raw.rfind(b"\n") + 1
        lines = raw[:whole].decode("utf-8", "replace").splitlines()
        for number, words in enumerate(lines, start=1):
            try:
                line = json.loads(words)
                if number == 1:
                    _check_study(line["study"], study, self._path)
                else:
                    goal = line["goal"]
                    self._known[line["future"]] = math.nan if goal is None else float(goal)
            except (ValueError, KeyError, TypeError) as error:
                remedy = text(
                    "line {number} is not one of ours. Name another folder as store.",
                    {"number": number},
                )
                raise UserError("store", str(self._path), remedy) from error
        return whole


def _check_study(found: Mapping[str, str], wanted: Mapping[str, str], path: Path) -> None:
    """Raise `UserError` unless a journal is of the study that wants to go on."""
    other = [name for name in wanted if found.get(name) != wanted[name]]
    if other:
        remedy = text(
            "it holds a study with another {other}. Name another folder as store.",
            {"other": ", ".join(other)},
        )
        raise UserError("store", str(path.parent), remedy)


def _key(values: Mapping[str, float], seed: int, replicate: int) -> str:
    """Return the text a future is known by; floats are written so that they read back equal."""
    return json.dumps([sorted(values.items()), seed, replicate])
