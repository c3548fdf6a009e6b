"""The day's market as rules read it: two records for each segment.

`SEGMENT` holds what the segment is, `MARKET` what it meets today. Plain numbers of the file
carry over under their own names: `journey.search.days` is `market.search_days`,
`peers.reviews.read_share` is `market.reviews_read_share`, `segments.X.ask_share` is
`segment.ask_share`. Each segment has its own copy, so that a plan can move any number for
one audience alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from cjsim.journey.assortment import FIELDS as PRODUCT_FIELDS
from cjsim.journey.stages import NOBODY
from cjsim.scenarios.actions import MAX_CONTACT_PROGRAMMES
from cjsim.scenarios.events import Worry
from cjsim.scenarios.events.personal import MAX_OTHER_WORRIES
from cjsim.scenarios.quantity import Quantity
from cjsim.scenarios.schema import Scenario, Switches
from cjsim.scenarios.schema_content import Content
from cjsim.scenarios.schema_explore import MAX_EXPLORE, OFFLINE_EXPLORING, Explore
from cjsim.scenarios.schema_firm import Loyalty
from cjsim.scenarios.schema_market import (
    MAX_ATTRIBUTES,
    MAX_BRANDS,
    MAX_SALES,
    OFFLINE_SALES,
    PLACES,
    Brand,
    Product,
    SalesChannel,
    Segment,
)
from cjsim.scenarios.schema_peers import Moments, Peers, Reviews
from cjsim.scenarios.schema_people import (
    Awareness,
    Evaluation,
    Lapsed,
    Leaving,
    Purchase,
    Search,
    Start,
    Use,
)
from cjsim.scenarios.schema_products import MAX_PRODUCTS
from cjsim.scenarios.schema_support import MAX_WAYS, SUPPORT_KINDS, Support
from cjsim.scenarios.schema_trials import MAX_TRIAL_TEAMS

MAX_MEDIA = 32
"""Media channels of ours, advertising of rivals and viral voices, together."""
MOMENTS = ("always", "search", "contact")
KINDS = ("commercial", "personal", "experience")
WORRIES = ("personal_finance", "personal_psychology", "personal_time")
MAX_WORRIES = len(WORRIES) + MAX_OTHER_WORRIES
TIE_NAMES = ("family", "friend", "colleague")
DAYS_PER_YEAR = 365.0
DAYS_PER_MONTH = DAYS_PER_YEAR / 12.0

_SECTIONS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("", Product),
    ("awareness_", Awareness),
    ("search_", Search),
    ("evaluation_", Evaluation),
    ("purchase_", Purchase),
    ("use_", Use),
    ("lapsed_", Lapsed),
    ("leaving_", Leaving),
    ("start_", Start),
    ("content_", Content),
    ("peers_", Peers),
    ("moments_", Moments),
    ("reviews_", Reviews),
    ("support_", Support),
    ("loyalty_", Loyalty),
)
_SALES_FIELDS = (
    "convenience",
    "fee_share",
    "catchment_km",
    "minutes_per_km",
    "checkout_steps",
    "checkout_minutes",
    "payment_minutes",
    "uptime_share",
    "wait_share",
    "substitute_share",
    "abandon_per_step_share",
    "payment_failure_share",
    "delivery_days",
    "on_time_share",
    "late_days",
    "delivery_cost",
    "refused_share",
    "cod_share",
    "is_open",
)
_EXPLORE_FIELDS = (
    "per_day_share",
    "information",
    "judgement",
    "skill",
    "attitude",
    "attitude_sd",
    "minutes",
    "not_served_emotion",
    "is_open",
)
_TRIAL_FIELDS = ("share", "skill", "attitude", "attitude_sd", "persuasion", "usual_answer_hours")
_WORRY_FIELDS = ("per_year", "lasts_days", "pause_share", "pause_days", "resume_share")
_CONTACT_FIELDS = ("information", "response_share", "discount_share", "offer_days", "care",
                   "open_share", "template_quality", "unsubscribe_share", "keeps",
                   "code")  # fmt: skip


def number_fields(section: type[BaseModel]) -> list[str]:
    """Return the names of a section's plain numbers, in the order declared."""
    fields = section.model_fields.items()
    return [name for name, field in fields if field.annotation is Quantity]


def _market_dtype() -> np.dtype[np.void]:
    fields: list[tuple[object, ...]] = []
    for prefix, section in _SECTIONS:
        fields += [(prefix + name, "f8") for name in number_fields(section)]
    fields += [("is_" + name, "f8") for name in Switches.model_fields if name != "source"]
    fields += [(name, "i8") for name in ("ours", "n_brands", "n_attributes", "n_media", "n_sales")]
    fields += [(name, "i8") for name in ("is_subscription", "has_desk", "n_days", "mixes", "meets")]
    fields += [("weight", "f8"), ("unit_cost_share", "f8"), ("repeat_within_days", "f8")]
    fields += [("need_per_day", "f8"), ("forget_per_day", "f8")]
    fields += [("brand_price", "f8", (MAX_BRANDS,)), ("brand_support", "f8", (MAX_BRANDS,))]
    for name in ("known_share", "explore_per_day_share", "explore_information", "present"):
        fields.append((f"brand_{name}", "f8", (MAX_BRANDS,)))
    fields += [(f"brand_{kind}", "f8", (MAX_BRANDS, MAX_ATTRIBUTES)) for kind in ("true", "claim")]
    fields += [("brand_information", "f8", (MAX_BRANDS,)), ("voice_times", "f8")]
    fields += [("full_share", "f8")]
    fields += [("visibility", "f8", (MAX_ATTRIBUTES,))]
    fields += [(f"content_{name}", "f8") for name in ("tone", "inform_times", "arouse_times")]
    for name in ("chance", "aware", "arouse", "information", "tone", "credibility", "trust_drop"):
        fields.append((f"media_{name}", "f8", (MAX_MEDIA,)))
    fields += [
        (f"media_{name}", "i8", (MAX_MEDIA,)) for name in ("brand", "moment", "channel", "kind")
    ]
    for name in (*_SALES_FIELDS, "in_stock", "is_offline", "is_place"):
        fields.append((f"sales_{name}", "f8", (MAX_SALES,)))
    for name in (*_EXPLORE_FIELDS, "served_share", "for_me", "is_offline"):
        fields.append((f"explore_{name}", "f8", (MAX_EXPLORE,)))
    fields += [("n_products", "i8")]
    fields += [(f"product_{name}", "f8", (MAX_PRODUCTS,)) for name in PRODUCT_FIELDS]
    fields += [("n_explore", "i8"), ("explore_sales", "i8", (MAX_EXPLORE,))]
    fields += [(f"trial_team_{name}", "f8", (MAX_TRIAL_TEAMS,)) for name in _TRIAL_FIELDS]
    fields += [("n_trial_teams", "i8")]
    fields += [(f"worry_{name}", "f8", (MAX_WORRIES,)) for name in _WORRY_FIELDS]
    for name in ("household_share", "today_times", "door_times"):
        fields.append((f"worry_{name}", "f8", (MAX_WORRIES,)))
    for name in ("hear_share", "inform_share", "weight"):
        fields.append((f"tie_{name}", "f8", (len(TIE_NAMES),)))
    fields += [(f"support_way_{name}", "f8", (MAX_WAYS,)) for name in ("attitude", "skill")]
    fields += [("support_minutes", "f8", (len(SUPPORT_KINDS),))]
    fields += [("review_mean", "f8", (MAX_BRANDS,)), ("review_weight", "f8", (MAX_BRANDS,))]
    for name in (*_CONTACT_FIELDS, "opinion", "introduces", "fatigue"):
        fields.append((f"contact_{name}", "f8", (MAX_CONTACT_PROGRAMMES,)))
    return np.dtype(fields, align=True)


MARKET = _market_dtype()
SEGMENT = np.dtype(
    [(name, "f8") for name in number_fields(Segment)] + [("tastes", "f8", (MAX_ATTRIBUTES,))],
    align=True,
)


def fill_segment(record: np.void, segment: Segment, attributes: list[str]) -> None:
    """Write what a segment is into its record."""
    for name in number_fields(Segment):
        record[name] = float(getattr(segment, name))
    record["tastes"][:] = 0.0
    for place, attribute in enumerate(attributes):
        record["tastes"][place] = float(segment.tastes.get(attribute, 0.0))


def fill_market(record: np.void, scenario: Scenario, written: Scenario) -> None:
    """Write the numbers of the file (already moved by levers) into a market record.

    `written` is the file as it stands, about which its claims are. Media chances, the review
    pool, contacts, stocks and a full house are written by their owners.
    """
    journey, support = scenario.journey, scenario.support
    parts: tuple[BaseModel | None, ...] = (
        scenario.product,
        journey.awareness,
        journey.search,
        journey.evaluation,
        journey.purchase,
        journey.use,
        journey.lapsed,
        journey.leaving,
        journey.start,
        scenario.content,
        scenario.peers,
        scenario.peers.moments,
        scenario.peers.reviews,
        support,
        scenario.loyalty,
    )
    for (prefix, section), part in zip(_SECTIONS, parts, strict=True):
        for name in number_fields(section):
            record[prefix + name] = 0.0 if part is None else float(getattr(part, name))
    for name in Switches.model_fields:
        if name != "source":
            record["is_" + name] = float(getattr(scenario.scenario.switches, name))
    record["ours"] = list(scenario.brands).index(scenario.our_brand)
    record["unit_cost_share"] = float(scenario.brands[scenario.our_brand].unit_cost_share)
    record["weight"] = scenario.weight
    record["n_brands"] = len(scenario.brands)
    record["n_attributes"] = len(scenario.product.attributes)
    record["n_sales"] = len(scenario.sales)
    record["is_subscription"] = scenario.product.kind == "subscription"
    record["has_desk"] = support is not None
    record["n_days"] = scenario.n_days()
    record["mixes"] = scenario.peers.network == "everyone"
    record["meets"] = record["mixes"] or scenario.peers.strangers_per_day > 0.0
    record["repeat_within_days"] = float(scenario.kpis.repeat_within_days)
    record["need_per_day"] = float(scenario.product.need_per_year) / DAYS_PER_YEAR
    kept = 1.0 - float(journey.awareness.forget_per_year_share)
    record["forget_per_day"] = 1.0 - kept ** (1.0 / DAYS_PER_YEAR)
    _fill_content(record, scenario.content)
    _fill_brands(record, scenario, written)
    _fill_sales(record, list(scenario.sales.values()))
    _fill_people(record, scenario)
    if scenario.trials and scenario.scenario.switches.trial_requests:
        _fill_trials(record, scenario)
    if support is not None:
        _fill_support(record, support)


def _fill_content(record: np.void, content: Content) -> None:
    """Write what the mix of messages makes of them; equal thirds of the ordinary change nothing.

    Part of what a message does, it does whatever it is about; the rest goes with its share of
    the mix. A firm that speaks of offers alone is thought less of: the tone of the mix is 0 at
    a third of service, and made well or all of service it is 1, the end of the scale.
    """
    always = float(content.any_topic_share)
    by_topic = 3.0 * (1.0 - always)
    record["content_inform_times"] = always + by_topic * float(content.benefit_share)
    record["content_arouse_times"] = always + by_topic * float(content.promotion_share)
    made = 2.0 * float(content.attractiveness) - 1.0
    said = (3.0 * float(content.service_share) - 1.0) / 2.0
    record["content_tone"] = min(max(made + said, -1.0), 1.0)


def _claim(brand: Brand, before: Brand, attribute: str) -> float:
    """Return what a brand says of an attribute: it tells what has become better, and no more.

    A claim rises as much as the truth has since it was written, up to the truth; who claimed
    more than that already goes on claiming it.
    """
    truth = float(brand.attributes[attribute])
    claim = float(brand.claims.get(attribute, truth))
    risen = max(truth - float(before.attributes[attribute]), 0.0)
    return max(claim, min(claim + risen, truth))


def _fill_brands(record: np.void, scenario: Scenario, written: Scenario) -> None:
    inflated = 1.0 - float(scenario.content.accuracy)
    for column, attribute in enumerate(scenario.product.attributes):
        record["visibility"][column] = float(scenario.product.visibility.get(attribute, 1.0))
    for place, (name, brand) in enumerate(scenario.brands.items()):
        before = written.brands[name]
        record["brand_price"][place] = float(brand.price)
        record["brand_support"][place] = float(brand.support_score)
        record["brand_information"][place] = float(brand.content_information)
        record["brand_present"][place] = float(brand.is_present)
        for field in ("known_share", "explore_per_day_share", "explore_information"):
            record[f"brand_{field}"][place] = float(getattr(brand, field))
        for column, attribute in enumerate(scenario.product.attributes):
            record["brand_true"][place, column] = float(brand.attributes[attribute])
            claim = _claim(brand, before, attribute)
            if brand.is_ours:
                claim += inflated * (1.0 - claim)
            record["brand_claim"][place, column] = claim


def _fill_sales(record: np.void, channels: list[SalesChannel]) -> None:
    for place, channel in enumerate(channels):
        for name in _SALES_FIELDS:
            record[f"sales_{name}"][place] = float(getattr(channel, name))
        record["sales_is_offline"][place] = channel.kind in OFFLINE_SALES
        record["sales_is_place"][place] = channel.kind in PLACES


def fill_explore(record: np.void, scenario: Scenario, segment: str) -> None:
    """Write the ways to explore that one segment has; capacities are their teams' to share."""
    record["n_explore"] = len(scenario.explore)
    for place, way in enumerate(scenario.explore.values()):
        for name in _EXPLORE_FIELDS:
            record[f"explore_{name}"][place] = float(getattr(way, name))
        record["explore_for_me"][place] = not way.segments or segment in way.segments
        record["explore_is_offline"][place] = way.kind in OFFLINE_EXPLORING
        record["explore_sales"][place] = _sales_of(way, list(scenario.sales))


def _sales_of(way: Explore, names: list[str]) -> int:
    return NOBODY if way.sales is None else names.index(way.sales)


def _fill_support(record: np.void, support: Support) -> None:
    for place, name in enumerate(support.channels):
        record["support_way_attitude"][place] = support.attitude_of(name)
        record["support_way_skill"][place] = support.skill_of(name)
    for place, name in enumerate(SUPPORT_KINDS):
        record["support_minutes"][place] = float(getattr(support.kinds, name).handle_minutes)


def _fill_trials(record: np.void, scenario: Scenario) -> None:
    """Write the teams asked for trials; the hours until they answer come from their lines."""
    record["n_trial_teams"] = len(scenario.trials)
    record["trial_answer_hours"] = 0.0
    for place, team in enumerate(scenario.trials.values()):
        for name in _TRIAL_FIELDS:
            record[f"trial_team_{name}"][place] = float(getattr(team, name))


def _fill_people(record: np.void, scenario: Scenario) -> None:
    for place, name in enumerate(TIE_NAMES):
        tie = getattr(scenario.peers.ties, name)
        record["tie_hear_share"][place] = float(tie.hear_share)
        record["tie_inform_share"][place] = float(tie.inform_share)
        record["tie_weight"][place] = float(tie.weight)
    record["worry_today_times"][:] = 1.0
    record["worry_door_times"][:] = 1.0
    for place, (_name, event) in worries_of(scenario).items():
        for field in _WORRY_FIELDS:
            record[f"worry_{field}"][place] = float(getattr(event, field))
        is_shared = scenario.peers.network == "households"
        share = float(event.household_share) if is_shared else 0.0
        record["worry_household_share"][place] = share


def worries_of(scenario: Scenario) -> dict[int, tuple[str, Worry]]:
    """Return the worries of a market with their names, by their number in the rules.

    The three known kinds have theirs; those of the file's own follow in order of their names.
    """
    found = {name: event for name, event in scenario.events.items() if isinstance(event, Worry)}
    others = sorted(name for name, event in found.items() if event.type not in WORRIES)
    numbers = {name: len(WORRIES) + place for place, name in enumerate(others)}
    numbers |= {name: WORRIES.index(e.type) for name, e in found.items() if name not in numbers}
    return {numbers[name]: (name, event) for name, event in found.items()}


def new_market(n_segments: int) -> tuple[NDArray[np.void], NDArray[np.void]]:
    """Return empty (markets, segments), one record of each for every segment."""
    return np.zeros(n_segments, MARKET), np.zeros(n_segments, SEGMENT)
