"""When does the winner change? Along one lever, on paired differences with the same luck."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, overload

import numpy as np
import pandas as pd

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.scenarios.paths import bounds_of
from cjsim.scenarios.schema import Scenario
from cjsim.studies.sensitivity.crossings import Crossing, brackets, crossing_in, next_probe
from cjsim.studies.sensitivity.factors import checked_range, spoken_input, unit_of
from cjsim.studies.sensitivity.judged import judged
from cjsim.studies.sensitivity.questions import Question, ask, failures
from cjsim.studies.sensitivity.sensitivity import spoken_points
from cjsim.studies.sensitivity.switch_map import SwitchMap, map_winners

HALVINGS = 5


class SwitchPoint:
    """Where along a lever the better plan changes, and how sure that is.

    Attributes:
        lever: The path of the number that was moved.
        plans: The two plans, the first is the baseline.
        goal: The KPI that decides.
        table: One row per value of the lever tried, in its order: value; difference (mean of
            second plan minus first, same luck), with low..high (9 of 10 futures) and mean_low..
            mean_high (95 % interval of the mean); n_better and p_better (for the second plan),
            n_futures, n_failed; winner ("" where luck leaves it open); found_by ("grid" or
            "bisection").
        crossings: One row per change of the winner: at, low..high (where the intervals of the
            mean hold 0), is_open_low, is_open_high (the range goes on beyond what was searched),
            before, after (the winners), n_changes (how often the mean changes sign in between).
    """

    def __init__(
        self, question: Question, lever: str, between: tuple[float, float], runs: pd.DataFrame,
        table: pd.DataFrame, found: Sequence[Crossing],
    ) -> None:  # fmt: skip
        """Keep what was found."""
        self.lever, self.between = lever, between
        self.plans, self.goal, self.seed = question.plans, question.goal, question.seed
        self.runs, self.table = runs, table
        self.unit = unit_of(question.market, lever)
        self._question = question
        rows = [one.row(*self._winners(one)) for one in found]
        self.crossings = pd.DataFrame(rows, columns=list(Crossing.COLUMNS))

    def _winners(self, one: Crossing) -> tuple[str, str]:
        """Return the better plan below and above a crossing."""
        first, second = self.plans
        is_second = (one.sign_before > 0) == (self._question.kpi.better == "higher")
        return (second, first) if is_second else (first, second)

    @property
    def at(self) -> float | None:
        """Where the winner changes; None where it does not, or does more than once."""
        return float(self.crossings["at"].iloc[0]) if len(self.crossings) == 1 else None

    def __repr__(self) -> str:
        """Say what was asked, and where to look."""
        return (
            f"<SwitchPoint of {' and '.join(self.plans)} along {self.lever}: "
            f"{len(self.crossings)} crossings; print() says what it found>"
        )

    def verdict(self) -> str:
        """Return in a sentence where the winner changes, or that it does not."""
        low, high = (spoken_input(end, self.unit) for end in self.between)
        where = text(
            "{lever} from {low} to {high}", {"lever": self.lever, "low": low, "high": high}
        )
        if self.crossings.empty:
            return self._without_crossing(where)
        words = [self._says(row) for row in self.crossings.to_dict("records")]
        if len(words) == 1:
            return words[0]
        count = text(
            "The winner changes {n_words} times over {where}:",
            {"n_words": len(words), "where": where},
        )
        return " ".join([count, *words])

    def _says(self, row: Mapping[Any, Any]) -> str:
        at, low, high = (spoken_input(row[name], self.unit) for name in ("at", "low", "high"))
        before, after = row["before"], row["after"]
        if row["is_open_low"] and row["is_open_high"]:
            sentence = text(
                "By the means {before} is better up to about {lever} = {at} and "
                "{after} above, but luck leaves the winner open over all that was "
                "searched: give more replicates.",
                {"before": before, "lever": self.lever, "at": at, "after": after},
            )
        else:
            reach = (
                text("from {low} to {high}", {"low": low, "high": high})
                if low != high
                else text("nowhere else")
            )
            if row["is_open_low"]:
                reach = text("up to {high}", {"high": high})
            if row["is_open_high"]:
                reach = text("from {low} on", {"low": low})
            sentence = text(
                "{before} is better up to about {lever} = {at}, {after} above "
                "({reach} luck leaves the winner open).",
                {"before": before, "lever": self.lever, "at": at, "after": after, "reach": reach},
            )
        if row["n_changes"] > 1:
            sentence += text(
                " In between the mean changes sign {n_changes} times.",
                {"n_changes": row["n_changes"]},
            )
        return sentence

    def _without_crossing(self, where: str) -> str:
        table = self.table
        winners = [name for name in dict.fromkeys(table["winner"]) if name]
        if not winners:
            size = spoken_points(float(table["difference"].abs().max()), self._question.unit)
            return text(
                "Nowhere over {where} can {plans} be told apart (the mean difference "
                "is {size} at most): give more replicates.",
                {"where": where, "plans": text(" and ").join(self.plans), "size": size},
            )
        if (table["winner"] == winners[0]).all():
            return text(
                "The winner does not change: {winners} is better over {where}.",
                {"winners": winners[0], "where": where},
            )
        sure, left_open = (
            self._reach(table.loc[table["winner"] == name, "value"]) for name in (winners[0], "")
        )
        return text(
            "No change of winner is to be seen over {where}: {winners} is better "
            "at {sure}, and at {left_open} luck leaves the winner open.",
            {"where": where, "winners": winners[0], "sure": sure, "left_open": left_open},
        )

    def _reach(self, values: pd.Series[float]) -> str:
        """Return the values of the lever that were tried in words, the first and the last."""
        first, last = (spoken_input(end, self.unit) for end in (values.min(), values.max()))
        if first == last:
            return first
        return text(
            "{n_values} values from {first} to {last}",
            {"n_values": len(values), "first": first, "last": last},
        )

    def __str__(self) -> str:
        """Return the verdict and a line for each value tried."""
        unit, plan = self._question.unit, self.plans[-1]
        lines = [self.verdict(), ""]
        for row in self.table.to_dict("records"):
            words = text("mean not known")
            if not math.isnan(row["difference"]):
                sign = "+" if row["difference"] > 0 else "-" if row["difference"] < 0 else ""
                words = f"{sign}{spoken_points(row['difference'], unit)}"
            better = text(
                "{plan} better in {n_better} of {n_futures}",
                {"plan": plan, "n_better": row["n_better"], "n_futures": row["n_futures"]},
            )
            winner = row["winner"] or text("open")
            value = spoken_input(row["value"], self.unit)
            lines.append(f"  {value:>16}  {words:>24}  {better:36} {winner}")
        n_futures = self._question.replicates
        lines += [
            "",
            text(
                "{words}, {n_futures} paired futures a value, seed {seed}.",
                {"words": self._question.words, "n_futures": n_futures, "seed": self.seed},
            ),
        ]
        return "\n".join([*lines, *failures(self.runs)])


@overload
def switch_point(  # noqa: D418  # every public function has words, these forms of it too
    scenario: Scenario | str | Path, *, lever: str, between: tuple[float, float],
    levers: None = None, plans: Sequence[str] | None = None, goal: str | None = None,
    grid: int = 9, halvings: int = HALVINGS, replicates: int = 20, seed: int | None = None,
    customers: int | None = None, days: int | None = None, store: str | Path | None = None,
    workers: int | None = None, executor: Executor | None = None, progress: bool = False,
) -> SwitchPoint:  # fmt: skip
    """Return where along one lever the winner changes."""


@overload
def switch_point(  # noqa: D418  # every public function has words, these forms of it too
    scenario: Scenario | str | Path, *, lever: None = None, between: None = None,
    levers: Mapping[str, tuple[float, float, int]], plans: Sequence[str] | None = None,
    goal: str | None = None, grid: int = 9, halvings: int = HALVINGS, replicates: int = 20,
    seed: int | None = None, customers: int | None = None, days: int | None = None,
    store: str | Path | None = None, workers: int | None = None,
    executor: Executor | None = None, progress: bool = False,
) -> SwitchMap:  # fmt: skip
    """Return who wins over two levers."""


def switch_point(
    scenario: Scenario | str | Path,
    *,
    lever: str | None = None,
    between: tuple[float, float] | None = None,
    levers: Mapping[str, tuple[float, float, int]] | None = None,
    plans: Sequence[str] | None = None,
    goal: str | None = None,
    grid: int = 9,
    halvings: int = HALVINGS,
    replicates: int = 20,
    seed: int | None = None,
    customers: int | None = None,
    days: int | None = None,
    store: str | Path | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: bool = False,
) -> SwitchPoint | SwitchMap:
    """Find where along a lever, or over two, the better of two plans changes.

    Both plans meet the same luck at every value of the lever. A coarse grid says first whether
    the winner changes at all, and how often; each change is then closed in on by halving.

    Args:
        scenario: A market, the name of a ready-made one, or a path.
        lever: The path of any number of the file, of an intervention too.
        between: Its least and greatest value to look at.
        levers: Instead, two levers {path: (low, high, n)}: all n x n pairs, and no halving.
        plans: Two plans, the baseline first; what the file compares when None.
        goal: The KPI that decides; the file's verdict when None.
        grid: Values of the coarse grid, 3 or more.
        halvings: How often a change is halved, 0 or more.
        replicates: Paired futures at each value.
        seed: Seed of all luck; the file's when None.
        customers: Simulated customers instead of the file's.
        days: Days instead of the file's.
        store: Folder that keeps the runs; one that holds some of them is resumed.
        workers: Processes; 1 when None, all cores when 0. Results do not depend on it.
        executor: Any `concurrent.futures.Executor` instead.
        progress: Whether to show a progress bar on standard error.

    Returns:
        A `SwitchPoint` along one lever, a `SwitchMap` over two.

    Raises:
        MarketFileError: The file has mistakes; all are listed with their lines.
        UserError: Any other mistake in the arguments, or runs that all failed.
    """
    question = ask(
        scenario, plans=plans, goal=goal, replicates=replicates, seed=seed, customers=customers,
        days=days, store=store, workers=workers, executor=executor, progress=progress, n_plans=(2,),
    )  # fmt: skip
    if question.kpi.better is None:
        raise UserError(
            "goal", question.goal, text("neither direction of it is better; name another.")
        )
    if levers is not None:
        if lever is not None or between is not None:
            raise UserError(
                "levers", list(levers), text("give either these, or lever and between.")
            )
        return map_winners(question, levers)
    if lever is None or between is None:
        raise UserError("lever", lever, text("give lever=PATH and between=(LOW, HIGH)."))
    if grid < 3 or halvings < 0:
        raise UserError(
            "grid, halvings", (grid, halvings), text("expected 3 or more, and 0 or more.")
        )
    ends = checked_range(question.market, lever, between, "between")
    question.check_worlds([lever])
    return _along(question, lever, ends, grid, halvings)


def _along(
    question: Question, lever: str, ends: tuple[float, float], grid: int, halvings: int
) -> SwitchPoint:
    """Scan a grid of one lever, then halve each change of the winner."""
    is_whole = bounds_of(question.market, lever).is_whole
    values = np.linspace(*ends, grid)
    if is_whole:
        values = np.unique(np.round(values))
    all_runs = [question.live(pd.DataFrame({lever: values}), "grid")]
    table = _values_tried(question, all_runs[0], lever, "grid")
    places = brackets(table)
    for halving in range(halvings):
        probes = [next_probe(table, place, is_whole) for place in places]
        wanted = sorted({probe for probe in probes if probe is not None})
        if not wanted:
            break
        runs = question.live(pd.DataFrame({lever: wanted}), f"halving_{halving + 1}")
        more = _values_tried(question, runs, lever, "bisection")
        table = pd.concat([table, more]).sort_values("value", ignore_index=True)
        all_runs.append(runs.assign(point_id=runs["point_id"] + _n_points(all_runs)))
    crossings = [crossing_in(table, place) for place in places]
    together = pd.concat(all_runs, ignore_index=True)
    return SwitchPoint(question, lever, ends, together, table, crossings)


def _values_tried(
    question: Question, runs: pd.DataFrame, lever: str, found_by: str
) -> pd.DataFrame:
    table = judged(question, runs, [lever]).rename(columns={lever: "value"})
    return table.assign(found_by=found_by)


def _n_points(frames: Sequence[pd.DataFrame]) -> int:
    return int(max(frame["point_id"].max() for frame in frames)) + 1
