"""Contract cases of what we say, where it is found and who speaks for us."""

from __future__ import annotations

from cjsim import JourneyModel
from tests.case import BAD_CONTACT, CONTACT, FIXED, PER_CONTACT, Case, exposures, paid_daily
from tests.lab import kpi

THIRDS = {"promotion_share": 1 / 3, "service_share": 1 / 3, "benefit_share": 1 / 3}
WEEKS_PER_MONTH = 365.0 / 12.0 / 7.0


def of_us(model: JourneyModel, field: str) -> float:
    """The mean of an opinion or a knowledge of our brand."""
    ours = list(model.market_file.brands).index(model.market_file.our_brand)
    return float(model.records[field][:, ours].mean())


CASES: dict[str, Case] = {
    "content": Case(
        table={"promotion_share": 0.1, "service_share": 0.2, "benefit_share": 0.7, "clarity": 1.0,
               "detail": 1.0, "accuracy": 0.9, "attractiveness": 0.9, "guidance_share": 0.5,
               **FIXED},
        nothing={**THIRDS, "clarity": 0.7, "detail": 0.5, "accuracy": 1.0, "attractiveness": 0.5,
                 "guidance_share": 0.0},
        outcome=lambda model: of_us(model, "knowledge"),
        way=1,
        bad=(("promotion_share", 0.5), ("clarity", 1.5), ("accuracy", -0.1), ("detail", "all"),
             ("segments", ["nobody"])),
    ),
    "align_messages": Case(
        table={"consistency": 1.0, **FIXED},
        nothing={"consistency": 0.2},
        outcome=lambda model: of_us(model, "knowledge"),
        way=1,
        bad=(("consistency", 1.2), ("segments", ["nobody"])),
        changes={"content.consistency": 0.2},
    ),
    "seo": Case(
        table={"channel": "pages", "target_rank": 1, **FIXED},
        nothing={"target_rank": 10},
        outcome=lambda model: exposures(model, "pages"),
        way=1,
        bad=(("channel", "page"), ("channel", "social"), ("channel", "letters"),
             ("target_rank", 0.5), ("segments", ["guests"])),
        changes={"channels.pages.searches_per_week": 10.0},
        takes_audience=False,
    ),
    "listing": Case(
        table={"channel": "social", "add_exposures_per_week": 3, "sales": "website",
               "add_fee_share": 0.05, **FIXED},
        nothing={"add_exposures_per_week": 0, "add_fee_share": 0},
        outcome=lambda model: exposures(model, "social"),
        way=1,
        bad=(("channel", "letters"), ("channel", "socal"), ("sales", "web"),
             ("add_fee_share", 0.99), ("add_exposures_per_week", -1), ("segments", ["guests"])),
        takes_audience=False,
    ),
    "influencer": Case(
        table={"channel": "social", "sessions_per_week": 3, "seen_share": 0.5, "tone": 1.5,
               "credibility": 0.9, "cost_per_session": 20, **FIXED},
        nothing={"sessions_per_week": 0, "tone": 0.0, "credibility": 0.25},
        outcome=lambda model: of_us(model, "opinion"),
        way=1,
        bad=(("channel", "pages"), ("channel", "letters"), ("channel", "socal"), ("tone", 2.5),
             ("credibility", 2), ("sessions_per_week", -1), ("segments", ["guests"])),
        changes={"channels.social.kind": "personal"},
        money={"media": paid_daily(3 * 20 * WEEKS_PER_MONTH)},
        takes_audience=False,
    ),
    "brand_event": Case(
        table={**CONTACT, "people": 1000, "opinion": 0.9, "care": 0.3},
        nothing={"people": 0},
        outcome=lambda model: kpi(model, "awareness") + of_us(model, "opinion"),
        way=1,
        bad=(*BAD_CONTACT, ("people", -5), ("opinion", 1.5), ("information", -1), ("care", 2)),
        money=PER_CONTACT,
    ),
}  # fmt: skip
