"""Propose what to do: ideas for a market's pains at one budget, simulated and ranked."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from cjsim.errors import UserError
from cjsim.journey.luck import check_seed
from cjsim.language import message, number, text
from cjsim.results.comparison import Comparison
from cjsim.results.diagnosis import Diagnosis
from cjsim.results.markets import as_scenario
from cjsim.results.money import spoken, spoken_change
from cjsim.scenarios.schema import BASELINE, Scenario
from cjsim.scenarios.sizing import resized
from cjsim.scenarios.type_names import named
from cjsim.studies.budgets import Fitted, fitting, pilot_of, shared, with_actions
from cjsim.studies.catalogue import Idea, read_catalogue
from cjsim.studies.compare import compare
from cjsim.studies.pains import Felt, pains_in
from cjsim.studies.sizes import Pilot

_EQUAL = 0.95
"""Share of the budget that must be spent for two strategies to count as of equal cost."""
WEAKEST, STRONGEST = "fix_the_weakest", "strengthen_the_strongest"
_LEAST = 0.01
"""Share of the budget below which what an idea returns for its money says nothing."""
USUAL_REPLICATES = 10
"""Paired futures where nobody says how many: dozens of plans live in each."""
_SPENDING = ("media_spend", "support_cost", "plan_cost")


class Proposals:
    """Ideas for a market, each simulated as a plan of the same cost.

    Attributes:
        scenario: The market with each idea as an intervention and a plan, ready to `compare`.
        budget: Money each idea may cost over the run.
        comparison: All plans in the same futures; the first is the baseline.
        pains: How often each pain was felt, times for all the people, the costliest pain
            first; `run.diagnose()` of the same futures says the same.
        left_out: Ideas that do not fit this market or budget, and why.
    """

    def __init__(
        self,
        comparison: Comparison,
        budget: float,
        ideas: Mapping[str, Fitted],
        pains: Mapping[str, Felt],
        left_out: Mapping[str, str],
        ends: Mapping[str, Sequence[Fitted]],
    ) -> None:
        """Keep the comparison; `ends` is what is done about the weakest and the strongest point."""
        self.scenario = comparison.scenario
        self.comparison = comparison
        self.budget = budget
        self.pains = {name: felt.times for name, felt in pains.items()}
        self.left_out = dict(left_out)
        self._felt = dict(pains)
        self._ends = dict(ends)
        self._rows = {name: self._row(name, fitted) for name, fitted in ideas.items()}
        for name, row in list(self._rows.items()):
            if row["spent"] < _LEAST * budget:
                self.left_out[name] = text("next to nothing can be spent on it here.")
                del self._rows[name]

    def __repr__(self) -> str:
        """Say what was tried, and where to look."""
        name = self.scenario.scenario.name
        return f"<Proposals for {name!r}: {len(self._rows)} ideas; print() says them, best first>"

    def __str__(self) -> str:
        """Return the ideas in words, the best first, and the verdict."""
        currency = self.scenario.scenario.currency
        lines = [
            text(
                "{rank}. {what} ({pain}): {per_money} for each {currency} "
                "[{per_money_low} .. {per_money_high}], spends {spent}, pays back: "
                "{pays_back}",
                {
                    "rank": format(row["rank"], ">3"),
                    "what": text(row["what"]),
                    "pain": text(row["pain"]),
                    "per_money": number(row["per_money"], 2, is_grouped=False, is_signed=True),
                    "currency": currency,
                    "per_money_low": number(
                        row["per_money_low"], 2, is_grouped=False, is_signed=True
                    ),
                    "per_money_high": number(
                        row["per_money_high"], 2, is_grouped=False, is_signed=True
                    ),
                    "spent": spoken(row["spent"], currency),
                    "pays_back": text(row["pays_back"]),
                },
            )
            for row in self.table.to_dict("records")
        ]
        return "\n".join([*lines, "", self.verdict()])

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per idea, the best first.

        Columns: rank; plan, what; pain, felt (times it was felt in the run), step, solution;
        budget and spent (money, mean over futures, price given away included; less than the
        budget where the idea cannot be larger); contribution (gained against the baseline,
        costs paid), contribution_low and _high (nine of ten futures), _mean_low and _mean_high
        (95 % interval of the mean); per_money (contribution gained for each unit of money
        spent) with per_money_low and _high; p_better; pays_back ("yes" or "no" where nine of
        ten futures say so, else "not sure"); orders and trust (gained).
        """
        table = pd.DataFrame(list(self._rows.values()), columns=["plan", *_COLUMNS])
        table = table.sort_values("per_money", ascending=False, kind="stable", ignore_index=True)
        table.insert(0, "rank", table.index + 1)
        return table

    def _row(self, name: str, fitted: Fitted) -> dict[str, Any]:
        idea = fitted.idea
        told = {
            "plan": name,
            "what": idea.words,
            "pain": idea.pain,
            "felt": self.pains.get(idea.pain, 0.0),
            "step": idea.step,
            "solution": idea.solution,
        }
        return {**told, **self._figures(name, [fitted])}

    def _figures(self, plan: str, parts: Sequence[Fitted]) -> dict[str, Any]:
        """Return the money, the gain and how sure it is, of one plan."""
        gain = self.comparison.row(plan, "contribution")
        cost = sum(float(self.comparison.row(plan, kpi)["difference"]) for kpi in _SPENDING)
        for part in parts:
            if part.idea.pays == "margin":
                share = float(part.action.changes()[0].amount)
                revenue = float(self.comparison.row(plan, "revenue")["mean"])
                cost += share / (1.0 - share) * revenue
            else:
                cost += part.given_away
        figures: dict[str, Any] = {
            "budget": self.budget,
            "spent": cost,
            "contribution": float(gain["difference"]),
            "p_better": float(gain["p_better"]),
        }
        for end in ("low", "high", "mean_low", "mean_high"):
            figures[f"contribution_{end}"] = float(gain[f"difference_{end}"])
        for end in ("", "_low", "_high"):
            figures[f"per_money{end}"] = figures[f"contribution{end}"] / max(cost, 1e-300)
        low, high = figures["contribution_low"], figures["contribution_high"]
        figures["pays_back"] = (
            message("yes") if low > 0.0 else message("no") if high < 0.0 else message("not sure")
        )
        for kpi in ("orders", "trust"):
            figures[kpi] = float(self.comparison.row(plan, kpi)["difference"])
        return figures

    @cached_property
    def best_per_step(self) -> pd.DataFrame:
        """The best idea of each step of the journey: rows of `table`, the best step first."""
        return self.table.drop_duplicates("step", ignore_index=True)

    @cached_property
    def weakest_or_strongest(self) -> pd.DataFrame:
        """Two strategies: the budget spent on the costliest pain, or on the least costly.

        Columns: plan, what (the ideas that share the budget), pain, felt, money_lost (with the
        pain, see `run.diagnose()`), then those of `table` from budget on. Where a pain cannot
        take the whole budget, `spent` says what it took. Empty where ideas fit to one pain only.
        """
        rows = [
            {
                "plan": plan,
                "what": "; ".join(part.idea.words for part in parts),
                "pain": pain,
                "felt": self._felt[pain].times,
                "money_lost": self._felt[pain].money_lost,
                **self._figures(plan, parts),
            }
            for plan, (pain, parts) in zip((WEAKEST, STRONGEST), self._ends.items(), strict=False)
        ]
        return pd.DataFrame(rows)

    def verdict(self) -> str:
        """Return the best idea, its return with a range, and the weakest against the strongest."""
        currency = self.scenario.scenario.currency
        if self.table.empty:
            return text("Next to nothing can be spent on any idea.")
        best = self.table.iloc[0]
        low, high = best["per_money_low"], best["per_money_high"]
        words = [
            text(
                "{plan} ({what}) brings {per_money} for each {currency} spent (9 of "
                "10 futures between {low} and {high}), at {spent}.",
                {
                    "plan": best["plan"],
                    "what": text(best["what"]),
                    "per_money": number(best["per_money"], 2, is_grouped=False, is_signed=True),
                    "currency": currency,
                    "low": number(low, 2, is_grouped=False, is_signed=True),
                    "high": number(high, 2, is_grouped=False, is_signed=True),
                    "spent": spoken(best["spent"], currency),
                },
            )
        ]
        if best["contribution_high"] < 0.0:
            words.append(text("No idea pays back what it costs within the run."))
        elif best["contribution_low"] <= 0.0:
            words.append(text("Whether it pays back is not sure."))
        if best["spent"] < _EQUAL * self.budget:
            words.append(
                text(
                    "It cannot take more of the {budget}: what is left needs another idea.",
                    {"budget": spoken(self.budget, currency)},
                )
            )
        for row in self.weakest_or_strongest.to_dict("records"):
            gain = spoken_change(row["contribution"], currency)
            low, high = (
                spoken_change(row[f"contribution_{end}"], currency) for end in ("low", "high")
            )
            name = named(str(row["plan"]))
            words.append(
                text(
                    "{name} ({pain}): contribution {gain} ({low} to {high}), {spent} spent.",
                    {
                        "name": name,
                        "pain": text(row["pain"]),
                        "gain": gain,
                        "low": low,
                        "high": high,
                        "spent": spoken(row["spent"], currency),
                    },
                )
            )
        return "\n".join(words)


_COLUMNS = (
    "what", "pain", "felt", "step", "solution", "budget", "spent", "contribution",
    "contribution_low", "contribution_high", "contribution_mean_low", "contribution_mean_high",
    "per_money", "per_money_low", "per_money_high", "p_better", "pays_back",
    "orders", "trust",
)  # fmt: skip


def propose(
    scenario: Scenario | str | Path,
    budget: float,
    *,
    pains: Diagnosis | pd.DataFrame | Mapping[str, float] | None = None,
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
    costliest pain and on the least costly.

    Args:
        scenario: A market, the name of a ready-made one, or a path.
        budget: Money for each idea over the whole run, in the market's currency.
        pains: What hurts: a diagnosis (`run.diagnose()`), one of its tables or some of its
            rows, or a weight for each pain by the names of `cjsim.results.pains.PAINS`; ideas
            for others are left out. What a diagnosis of a few futures says when None.
        plan: The plan that goes on anyway, to which each idea is added.
        catalogue: A catalogue of one's own, a TOML file of the form of ours.
        replicates: Paired futures; the file's number, at most 10, when None.
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
    felt = dict(pilot.pains) if pains is None else pains_in(pains)
    wanted = [against(idea, felt) for idea in ideas.values() if _is_felt(idea, felt)]
    fits, left_out = fitting(wanted, pilot, money)
    left_out |= {
        idea.name: text("its pain is not felt.")
        for idea in ideas.values()
        if not _is_felt(idea, felt)
    }
    if not fits:
        raise UserError("budget", budget, text("no idea of the catalogue fits this market."))
    actions = {one.idea.name: one.action for one in fits}
    plans = {name: [name] for name in actions}
    ends = _ends([one.idea for one in fits], felt, pilot, money)
    for name, parts in zip((WEAKEST, STRONGEST), ends.values(), strict=False):
        plans[name] = [f"{name}_{one.idea.name}" for one in parts]
        actions |= {f"{name}_{one.idea.name}": one.action for one in parts}
    extended = with_actions(market, plan, actions, plans)
    n_replicates = min(int(market.scenario.replicates), USUAL_REPLICATES)
    comparison = compare(
        extended, [plan, *plans], seed=luck,
        replicates=n_replicates if replicates is None else replicates,
        workers=workers, executor=executor, split_futures=0, progress=progress,
    )  # fmt: skip
    return Proposals(comparison, money, {one.idea.name: one for one in fits}, felt, left_out, ends)


def _is_felt(idea: Idea, felt: Mapping[str, Felt]) -> bool:
    return any(pain in felt and felt[pain].times > 0.0 for pain in idea.pains)


def against(idea: Idea, felt: Mapping[str, Felt]) -> Idea:
    """Return the idea as one against the costliest of its pains."""
    return replace(idea, pain=next(pain for pain in felt if pain in idea.pains))


def check_budget(budget: float) -> float:
    """Return the budget, or say what is wrong with it."""
    if not 0.0 < budget < float("inf"):
        raise UserError("budget", budget, text("expected money above 0 for the whole run."))
    return float(budget)


def _ends(
    ideas: Sequence[Idea], felt: Mapping[str, Felt], pilot: Pilot, budget: float
) -> dict[str, list[Fitted]]:
    """Return what the budget buys against the costliest and the least costly pain, by name.

    A pain on which the whole budget can be spent goes before one that cannot take it; empty
    where fewer than two pains have ideas.
    """
    order = [pain for pain in felt if any(pain in idea.pains for idea in ideas)]
    tried: dict[str, list[Fitted]] = {}
    found: dict[str, list[Fitted]] = {}
    for pains in (order, order[::-1]):  # trials take time: only as many as are needed
        for pain in pains:
            if pain not in tried:
                answers = [idea for idea in ideas if pain in idea.pains]
                tried[pain] = shared(answers, pilot, budget)
            if pain not in found and _cost(tried[pain]) >= _EQUAL * budget:
                found[pain] = tried[pain]
                break
    if len(found) == 2:
        return found
    some = [pain for pain in order if tried[pain]]
    return {pain: tried[pain] for pain in (some[0], some[-1])} if len(some) > 1 else {}


def _cost(parts: Sequence[Fitted]) -> float:
    return math.fsum(one.cost for one in parts)
