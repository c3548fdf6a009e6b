"""What must be true of a competition before it is played."""

from __future__ import annotations

from collections.abc import Sequence

from cjsim.errors import UserError
from cjsim.language import text
from cjsim.results.definitions import BY_NAME
from cjsim.scenarios.errors import did_you_mean
from cjsim.scenarios.schema import BASELINE, MAX_DAYS, Scenario


def checked_teams(teams: Sequence[str]) -> tuple[str, ...]:
    """Return the names of the teams."""
    names = tuple(teams)
    is_list = not isinstance(teams, str) and len(names) >= 2 and len(set(names)) == len(names)
    if (
        not is_list
        or BASELINE in names
        or not all(isinstance(each, str) and each for each in names)
    ):
        remedy = text('name two teams or more, each once, e.g. ["Lan", "Minh"]; "keep" is taken.')
        raise UserError("teams", teams, remedy)
    return names


def checked_cards(market: Scenario, cards: Sequence[str] | None) -> tuple[str, ...]:
    """Return the interventions that may be taken."""
    known = list(market.interventions)
    chosen = known if cards is None else list(cards)
    wrong = [card for card in chosen if card not in known]
    if wrong or isinstance(cards, str) or not chosen:
        guess = did_you_mean(wrong[0], known) if wrong else ""
        remedy = text("name interventions of the market.{guess}", {"guess": guess})
        raise UserError("cards", cards, remedy)
    return tuple(chosen)


def check_setting(
    rounds: int, days_each: int, budget: float, research_price: float, satisfaction: str
) -> None:
    """Raise `UserError` for numbers that make no game."""
    if rounds < 1 or days_each < 1 or rounds * days_each > MAX_DAYS:
        remedy = text("expected one round of one day at least, and {max_days} days in all at most.",
                      {"max_days": MAX_DAYS})  # fmt: skip
        raise UserError("rounds, days_each", (rounds, days_each), remedy)
    if satisfaction not in BY_NAME or BY_NAME[satisfaction].better != "higher":
        remedy = text('name a KPI of which more is better, such as "satisfaction" or "trust".')
        raise UserError("satisfaction", satisfaction, remedy)
    for name, amount in (("budget", budget), ("research_price", research_price)):
        if not amount >= 0.0:
            raise UserError(name, amount, text("expected money, 0 or more."))
