"""Whole strategies at one budget, as plans to compare."""

from __future__ import annotations

from pathlib import Path

from cjsim.errors import UserError
from cjsim.journey.luck import check_seed
from cjsim.language import text
from cjsim.results.markets import as_scenario
from cjsim.scenarios.actions import Intervention
from cjsim.scenarios.schema import BASELINE, Scenario
from cjsim.scenarios.sizing import resized
from cjsim.studies.budgets import pilot_of, shared, with_actions
from cjsim.studies.catalogue import read_catalogue
from cjsim.studies.propose import check_budget


def presets(
    scenario: Scenario | str | Path,
    budget: float,
    *,
    plan: str = BASELINE,
    catalogue: str | Path | None = None,
    seed: int | None = None,
    customers: int | None = None,
    days: int | None = None,
) -> Scenario:
    """Return the market with whole strategies as plans, each at the same budget.

    `message_only` builds the brand by messages, `whole_journey` betters every step;
    `sell_first` advertises, cuts the price and brings people back, `experience_first` puts
    what customers go through first. Each spends its budget in equal parts on those of its
    ideas that fit the market. Compare them with `cjsim.compare(presets(...))`.

    Args:
        scenario: A market, the name of a ready-made one, or a path.
        budget: Money for each strategy over the whole run, in the market's currency.
        plan: The plan that goes on anyway, to which each strategy is added.
        catalogue: A catalogue of one's own, a TOML file of the form of ours.
        seed: Seed of the runs that settle what ideas cost; the file's when None.
        customers: Simulated customers instead of the file's.
        days: Days instead of the file's.

    Raises:
        MarketFileError: The file has mistakes; all are listed with their lines.
        UserError: Any other mistake in the arguments, or nothing of a strategy fits.
    """
    market = resized(as_scenario(scenario), customers, days)
    money = check_budget(budget)
    luck = check_seed(int(market.scenario.seed) if seed is None else seed)
    known = read_catalogue(catalogue)
    pilot = pilot_of(market, plan, luck)
    actions: dict[str, Intervention] = {}
    plans: dict[str, list[str]] = {}
    for preset in known.presets.values():
        parts = shared([known.ideas[name] for name in preset.ideas], pilot, money)
        if not parts:
            raise UserError("preset", preset.name, text("none of its ideas fits this market."))
        plans[preset.name] = [f"{preset.name}_{one.idea.name}" for one in parts]
        actions |= {f"{preset.name}_{one.idea.name}": one.action for one in parts}
    return with_actions(market, plan, actions, plans)
