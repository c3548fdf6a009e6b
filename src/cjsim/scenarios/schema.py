"""The market file as a whole: its sections and what must agree between them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field

from cjsim.scenarios.actions import Intervention
from cjsim.scenarios.events import Event
from cjsim.scenarios.quantity import Between, Count, Positive, Quantity, Section, assumed
from cjsim.scenarios.schema_content import Content
from cjsim.scenarios.schema_explore import MAX_EXPLORE, Explore, one_way
from cjsim.scenarios.schema_firm import Crm, Loyalty, Research
from cjsim.scenarios.schema_market import (
    MAX_BRANDS,
    MAX_CHANNELS,
    MAX_SALES,
    MAX_SEGMENTS,
    Brand,
    Channel,
    Product,
    SalesChannel,
    Segment,
)
from cjsim.scenarios.schema_peers import Peers
from cjsim.scenarios.schema_people import Journey
from cjsim.scenarios.schema_products import MAX_PRODUCTS, OwnProduct
from cjsim.scenarios.schema_support import Support
from cjsim.scenarios.schema_trials import MAX_TRIAL_TEAMS, TrialTeam
from cjsim.scenarios.watching import Monitor

Name = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,39}$")]
BASELINE = "keep"
MAX_DAYS = 10_000
"""Longest run; days are stored in 16 bits."""


def _only_baseline() -> dict[str, list[str]]:
    return {BASELINE: []}


class Switches(Section):
    """Each mechanism can be turned off, so that its effect can be shown."""

    media: bool = True
    """Exposures to media."""
    forgetting: bool = True
    """Those who hear nothing forget us."""
    word_of_mouth: bool = True
    """What customers say reaches those they are tied to."""
    reviews: bool = True
    """The public review pool is read and written."""
    persuasion: bool = True
    """What we say moves opinions too, not knowledge alone."""
    earned_media: bool = True
    """Good words of customers earn exposures."""
    ask_in_search: bool = True
    """Searchers ask people they know."""
    experienced_users: bool = True
    """Of those asked in search, who owns the product tells more."""
    explore: bool = True
    """Those who compare see for themselves: store, hotline, demo, livestream."""
    talk_in_evaluation: bool = True
    """Comparing is talked over with relatives and friends."""
    attitude_of_others: bool = True
    """First hook of the purchase: those asked before buying may put one off."""
    stock: bool = True
    """Sales channels run out of what they hold."""
    late_delivery: bool = True
    """Some orders arrive later than promised."""
    trial_requests: bool = True
    """Trials are asked of a team, which takes its time; off, they begin by themselves."""
    regret: bool = True
    """Buyers look back at the choice, and some regret it."""
    unexpected_situations: bool = True
    """Second hook of the purchase: worries pause or cancel it."""
    onboarding: bool = True
    """New owners may have trouble setting up."""
    failures: bool = True
    """Products fail."""
    system_failures: bool = True
    """Our app or system is down at times."""
    support: bool = True
    """Customers turn to the desk; off, problems solve themselves at no wait."""
    feedback: bool = True
    """Customers rate what they met, and may review it while they use it."""
    leaving: bool = True
    """Dissatisfied customers return products and leave."""
    ladder: bool = True
    """Customers climb the ladder of loyalty, and fall from it."""
    crm: bool = True
    """The firm keeps records of customers; off, it addresses people by what is true."""
    unsubscribing: bool = True
    """Who is tired of contacts forbids more of them."""
    research: bool = True
    """The firm asks and listens."""
    loyalty: bool = True
    """Customers get points for buying."""
    competitor_reaction: bool = True
    """Competitors follow our price cuts."""


class Setting(Section):
    """The market as a whole: who, when, in which money, at what resolution."""

    name: str
    """A short name, for titles."""
    description: str = ""
    """What the market is, in a sentence or two."""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    """Three letters, e.g. VND or USD."""
    people: Annotated[Quantity, Between(1, 1e10, is_whole=True)]
    """People in the market."""
    customers: Annotated[Quantity, Between(1, 4e9, is_whole=True)]
    """Simulated customers; each stands for people / customers of them."""
    start: dt.date
    """First day."""
    days: Annotated[Quantity, Between(1, MAX_DAYS, is_whole=True)]
    """Days simulated."""
    replicates: Annotated[Quantity, Between(1, 1e6, is_whole=True)] = assumed(30)
    """Paired futures in a comparison."""
    seed: Annotated[Quantity, Between(0, 2.0**53, is_whole=True)] = assumed(1)
    """Seed of all luck."""
    switches: Switches = Field(default_factory=Switches)


class Kpis(Section):
    """What is reported first, and over which windows."""

    headline: list[str] = Field(
        default_factory=lambda: ["orders", "revenue", "contribution", "repeat_rate"]
    )
    """KPIs shown first; the first one decides the verdict unless `verdict` names another."""
    verdict: str | None = None
    """The KPI that decides."""
    compare: list[str] = Field(default_factory=list)
    """Plans compared when none are named, baseline first; empty means all."""
    repeat_within_days: Count = assumed(90)
    """Window of the repeat rate."""
    clv_days: Count = assumed(365.0)
    """Horizon of a customer's lifetime value, in days from its first order."""
    discount_rate_per_year: Positive = assumed(0.10)
    """Rate at which later money counts for less in it."""
    budget_neutral: list[str] = Field(default_factory=list)
    """Plans that should cost no more than the baseline."""
    budget_tolerance_share: Annotated[Quantity, Between(0.0, 1.0)] = assumed(0.05)
    """How far a budget-neutral plan may be off, as a share of the money it moves."""
    pain_score: Annotated[Quantity, Between(-2.0, 0.0)] = assumed(-1.0)
    """Score of a contact, -2 to 2, from which it hurts: -1 is a doubling of the usual wait."""
    worth_saying_score: Annotated[Quantity, Between(0.0, 2.0)] = assumed(0.25)
    """Mean score from which a touchpoint is a strength, or under minus it a weakness."""


class Scenario(Section):
    """A market, its events, and the plans a team is weighing."""

    scenario: Setting
    product: Product
    products: dict[Name, OwnProduct] = Field(default_factory=dict, max_length=MAX_PRODUCTS)
    segments: dict[Name, Segment] = Field(min_length=1, max_length=MAX_SEGMENTS)
    brands: dict[Name, Brand] = Field(min_length=1, max_length=MAX_BRANDS)
    content: Content = Field(default_factory=Content)
    channels: dict[Name, Channel] = Field(default_factory=dict, max_length=MAX_CHANNELS)
    sales: dict[Name, SalesChannel] = Field(min_length=1, max_length=MAX_SALES)
    explore: dict[Name, Explore] = Field(default_factory=one_way, max_length=MAX_EXPLORE)
    trials: dict[Name, TrialTeam] = Field(default_factory=dict, max_length=MAX_TRIAL_TEAMS)
    journey: Journey = Field(default_factory=Journey)
    peers: Peers = Field(default_factory=Peers)
    support: Support | None = None
    crm: Crm | None = None
    research: Research | None = None
    loyalty: Loyalty = Field(default_factory=Loyalty)
    events: dict[Name, Event] = Field(default_factory=dict)
    interventions: dict[Name, Intervention] = Field(default_factory=dict)
    plans: dict[Name, list[str]] = Field(default_factory=_only_baseline)
    monitors: dict[Name, Monitor] = Field(default_factory=dict)
    kpis: Kpis = Field(default_factory=Kpis)

    def __repr__(self) -> str:
        """Say which market it is; `describe` says the rest."""
        setting = self.scenario
        return (
            f"<Scenario {setting.name!r}: {int(setting.people):,} people, {self.n_days()} days, "
            f"segments {', '.join(self.segments)}; plans {', '.join(self.plans)}; "
            "cjsim.describe() says what is simulated>"
        )

    __str__ = __repr__

    @property
    def our_brand(self) -> str:
        """Name of the brand whose plans are weighed."""
        return next(name for name, brand in self.brands.items() if brand.is_ours)

    @property
    def weight(self) -> float:
        """People each simulated customer stands for."""
        return float(self.scenario.people) / float(self.scenario.customers)

    def n_days(self) -> int:
        """Return the days simulated as an integer."""
        return int(self.scenario.days)

    def n_customers(self) -> int:
        """Return the simulated customers as an integer."""
        return int(self.scenario.customers)
