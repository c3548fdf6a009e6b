"""Propose what to do: ideas for a market's pains at one budget, simulated and ranked."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from cjsim.errors import UserError
from cjsim.journey.luck import check_seed
from cjsim.results.comparison import Comparison
from cjsim.results.markets import as_scenario
from cjsim.results.money import spoken, spoken_change
from cjsim.scenarios.errors import did_you_mean
from cjsim.scenarios.schema import BASELINE, Scenario
from cjsim.scenarios.sizing import resized
from cjsim.studies.budgets import Fitted, Pilot, fitting, pilot_of, shared, with_actions
from cjsim.studies.catalogue import Idea, read_catalogue
from cjsim.studies.compare import compare
from cjsim.studies.pains import PAINS

_EQUAL = 0.95
"""Share of the budget that must be spent for two strategies to count as of equal cost."""
WEAKEST, STRONGEST = "fix_the_weakest", "strengthen_the_strongest"
_SPENDING = ("media_spend", "support_cost", "plan_cost")


class Proposals:
    """Ideas for a market, each simulated as a plan of the same cost.

    Attributes:
        scenario: The market with each idea as an intervention and a plan, ready to `compare`.
        budget: Money each idea may cost over the run.
        comparison: All plans in the same futures; the first is the baseline.
        pains: How often each pain was felt, times for all the people.
        left_out: Ideas that do not fit this market or budget, and why.
    """

    def __init__(
        self,
        comparison: Comparison,
        budget: float,
        ideas: Mapping[str, Idea],
        pains: Mapping[str, float],
        left_out: Mapping[str, str],
        ends: Sequence[str],
    ) -> None:
        """Keep the comparison; `ends` are the pains of the weakest and the strongest point."""
        self.scenario = comparison.scenario
        self.comparison = comparison
        self.budget = budget
        self.pains = dict(pains)
        self.left_out = dict(left_out)
        self._ideas = dict(ideas)
        self._ends = tuple(ends)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per idea, the best first.

        Columns: rank; plan, what; pain, felt (times it was felt in the run), step, solution;
        budget and spent (money, mean over futures; less than the budget where the idea cannot
        be larger); contribution (gained against the baseline, costs paid), contribution_low
        and _high (nine of ten futures), _mean_low and _mean_high (95 % interval of the mean);
        per_money (contribution gained for each unit of money spent) with per_money_low and
        _high; p_better; orders and trust (gained).
        """
        rows = [self._row(name, idea) for name, idea in self._ideas.items()]
        table = pd.DataFrame(rows, columns=["plan", *_COLUMNS])
        table = table.sort_values("per_money", ascending=False, kind="stable", ignore_index=True)
        table.insert(0, "rank", table.index + 1)
        return table

    def _row(self, name: str, idea: Idea) -> dict[str, Any]:
        told = {
            "plan": name,
            "what": idea.words,
            "pain": idea.pain,
            "felt": self.pains.get(idea.pain, 0.0),
            "step": idea.step,
            "solution": idea.solution,
        }
        return {**told, **self._figures(name, gives_margin=idea.pays == "margin")}

    def _figures(self, plan: str, *, gives_margin: bool = False) -> dict[str, float]:
        """Return the money, the gain and how sure it is, of one plan."""
        gain = self.comparison.row(plan, "contribution")
        cost = sum(float(self.comparison.row(plan, kpi)["difference"]) for kpi in _SPENDING)
        if gives_margin:
            action = self.scenario.interventions[plan]
            share = float(action.changes()[0].amount)
            cost += share / (1.0 - share) * float(self.comparison.row(plan, "revenue")["mean"])
        figures = {
            "budget": self.budget,
            "spent": cost,
            "contribution": float(gain["difference"]),
            "p_better": float(gain["p_better"]),
            "per_money": float(gain["difference"]) / cost,
        }
        for end in ("low", "high", "mean_low", "mean_high"):
            figures[f"contribution_{end}"] = float(gain[f"difference_{end}"])
        for end in ("low", "high"):
            figures[f"per_money_{end}"] = figures[f"contribution_{end}"] / cost
        for kpi in ("orders", "trust"):
            figures[kpi] = float(self.comparison.row(plan, kpi)["difference"])
        return figures

    @cached_property
    def best_per_step(self) -> pd.DataFrame:
        """The best idea of each step of the journey: rows of `table`, the best step first."""
        return self.table.drop_duplicates("step", ignore_index=True)

    @cached_property
    def weakest_or_strongest(self) -> pd.DataFrame:
        """The two strategies at equal cost: everything on the largest pain, or on the smallest.

        Columns: plan, pain, felt, then those of `table` from budget on. Empty where the market
        has fewer than two pains on which the whole budget can be spent.
        """
        rows = [
            {"plan": plan, "pain": pain, "felt": self.pains[pain], **self._figures(plan)}
            for plan, pain in zip((WEAKEST, STRONGEST), self._ends, strict=False)
        ]
        return pd.DataFrame(rows)

    def verdict(self) -> str:
        """Return the best idea, its return with a range, and the weakest against the strongest."""
        currency = self.scenario.scenario.currency
        best = self.table.iloc[0]
        low, high = best["per_money_low"], best["per_money_high"]
        words = [
            f"{best['plan']} ({best['what']}) returns {best['per_money']:+.2f} for each "
            f"{currency} spent (9 of 10 futures between {low:+.2f} and {high:+.2f}), "
            f"at {spoken(best['spent'], currency)}."
        ]
        for row in self.weakest_or_strongest.to_dict("records"):
            gain = spoken_change(row["contribution"], currency)
            low, high = (
                spoken_change(row[f"contribution_{end}"], currency) for end in ("low", "high")
            )
            words.append(f"{row['plan']} ({row['pain']}): contribution {gain} ({low} to {high}).")
        return "\n".join(words)


_COLUMNS = (
    "what", "pain", "felt", "step", "solution", "budget", "spent", "contribution",
    "contribution_low", "contribution_high", "contribution_mean_low", "contribution_mean_high",
    "per_money", "per_money_low", "per_money_high", "p_better", "orders", "trust",
)  # fmt: skip


def propose(
    scenario: Scenario | str | Path,
    budget: float,
    *,
    pains: Mapping[str, float] | None = None,
    plan: str = BASELINE,
    catalogue: str | Path | None = None,
    replicates: int | None = None,
    seed: int | None = None,
    customers: int | None = None,
    days: int | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: bool = False,
) -> Proposals:
    """Simulate what could be done about a market's pains at one budget, and rank it.

    Each idea of the catalogue that fits becomes an intervention that costs `budget` over the
    run, and a plan; all plans live the same futures. Two more plans spend the budget on the
    largest pain and on the smallest.

    Args:
        scenario: A market, the name of a ready-made one, or a path.
        budget: Money for each idea over the whole run, in the market's currency.
        pains: How much each pain weighs, by the names of `cjsim.studies.pains.PAINS`; ideas
            for others are left out. How often each is felt in a run when None.
        plan: The plan that goes on anyway, to which each idea is added.
        catalogue: A catalogue of one's own, a TOML file of the form of ours.
        replicates: Paired futures; the file's number when None.
        seed: Seed of all luck; the file's when None.
        customers: Simulated customers instead of the file's.
        days: Days instead of the file's.
        workers: Processes; 1 when None, all cores when 0.
        executor: Any `concurrent.futures.Executor` instead.
        progress: Whether to show a progress bar on standard error.

    Raises:
        MarketFileError: The file has mistakes; all are listed with their lines.
        UserError: Any other mistake in the arguments, or no idea fits.
    """
    market = resized(as_scenario(scenario), customers, days)
    money = check_budget(budget)
    luck = check_seed(int(market.scenario.seed) if seed is None else seed)
    ideas = read_catalogue(catalogue).ideas
    pilot = pilot_of(market, plan, luck)
    felt = _checked_pains(pilot.pains if pains is None else pains)
    wanted = [idea for idea in ideas.values() if felt.get(idea.pain, 0.0) > 0.0]
    fits, left_out = fitting(wanted, pilot, money)
    left_out |= {
        idea.name: "its pain is not felt."
        for idea in ideas.values()
        if felt.get(idea.pain, 0.0) <= 0.0
    }
    if not fits:
        raise UserError("budget", budget, "no idea of the catalogue fits this market.")
    actions = {one.idea.name: one.action for one in fits}
    plans = {name: [name] for name in actions}
    ends = _ends([one.idea for one in fits], felt, pilot, money)
    for name, parts in zip((WEAKEST, STRONGEST), ends.values(), strict=False):
        plans[name] = [f"{name}_{one.idea.name}" for one in parts]
        actions |= {f"{name}_{one.idea.name}": one.action for one in parts}
    extended = with_actions(market, plan, actions, plans)
    comparison = compare(
        extended, [plan, *plans], replicates=replicates, seed=luck, workers=workers,
        executor=executor, split_futures=0, progress=progress,
    )  # fmt: skip
    single = {name: ideas[name] for name in actions if name in ideas}
    return Proposals(comparison, money, single, felt, left_out, list(ends))


def check_budget(budget: float) -> float:
    """Return the budget, or say what is wrong with it."""
    if not 0.0 < budget < float("inf"):
        raise UserError("budget", budget, "expected money above 0 for the whole run.")
    return float(budget)


def _checked_pains(pains: Mapping[str, float]) -> dict[str, float]:
    """Return pains by name, the largest first."""
    for name in pains:
        if name not in PAINS:
            remedy = f"there are: {', '.join(PAINS)}.{did_you_mean(name, PAINS)}"
            raise UserError("pains", name, remedy)
    return dict(sorted(pains.items(), key=lambda pain: -pain[1]))


def _ends(
    ideas: Sequence[Idea], felt: Mapping[str, float], pilot: Pilot, budget: float
) -> dict[str, list[Fitted]]:
    """Return what the budget buys against the largest and the smallest pain, by their names.

    Pains on which the budget cannot be spent are passed over; empty when fewer than two remain.
    """
    order = [pain for pain in felt if any(idea.pain == pain for idea in ideas)]
    found: dict[str, list[Fitted]] = {}
    for pains in (order, order[::-1]):
        for pain in pains:
            parts = shared([idea for idea in ideas if idea.pain == pain], pilot, budget)
            if pain not in found and math.fsum(one.cost for one in parts) >= _EQUAL * budget:
                found[pain] = parts
                break
    return found if len(found) == 2 else {}
