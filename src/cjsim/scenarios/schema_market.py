"""What is sold, to whom, by whom and where: product, segments, brands, channels, sales."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from cjsim.scenarios.quantity import (
    Between,
    Count,
    Emotion,
    Number,
    Positive,
    Quantity,
    Score,
    Section,
    Share,
    assumed,
)

MAX_BRANDS = 12
MAX_ATTRIBUTES = 8
MAX_CHANNELS = 16
MAX_SALES = 8
MAX_SEGMENTS = 16


class Product(Section):
    """What is sold and how often it is needed."""

    kind: Literal["purchase", "subscription"] = "purchase"
    """`purchase`: bought anew when a need arises; `subscription`: renewed until it ends."""
    attributes: list[str] = Field(min_length=1, max_length=MAX_ATTRIBUTES)
    """What customers compare, e.g. quality, convenience, support (price is apart)."""
    visibility: dict[str, Positive] = Field(default_factory=dict)
    """How soon information tells each attribute: 2 twice as soon as an ordinary one (1), 0 never.
    What is never told is a latent need: felt in use, and no firm has noticed."""
    need_per_year: Positive = assumed(1.0)
    """Needs for the product category per person and year, all brands together."""
    need_cv: Positive = assumed(0.5)
    """How much people differ in need: coefficient of variation of a gamma distribution."""
    reference_price: Positive
    """The price customers hold usual, in the scenario's currency."""
    basket_cv: Positive = assumed(0.0)
    """How much order values differ: coefficient of variation of a lognormal distribution."""
    failure_per_year: Positive = assumed(0.03)
    """Technical failures per owned unit (or account) and year."""
    defect_share: Share = assumed(0.0)
    """Share of units in use that come from a bad batch; events move it."""
    defect_failure_per_year: Positive = assumed(6.0)
    """Failures of such a unit and year, beside the usual ones."""
    quality_saturation: Positive = assumed(0.0)
    """How fast better attributes are worth less and less; 0: each step is worth the same."""
    uptime_share: Share = assumed(1.0)
    """Share of uses of our app or system in which it works."""
    system_uses_per_day: Positive = assumed(1.0)
    """Times a day an owner uses it."""
    usability: Share = assumed(0.7)
    """How easy product and app are to use, 0 to 1; 0.7 is taken as normal."""
    lapse_after_days: Positive = assumed(365.0)
    """Days without an order after which a buyer counts as lapsed (kind `purchase`)."""
    last_order_days: Annotated[Quantity, Between(1.0, 10_000.0)] = assumed(365.0)
    """Days within which those who are customers at the start had their last order, at most; nor
    longer ago than they take to lapse."""
    capacity_per_day: Positive | None = None
    """Orders there is room for in a day (rooms, seats, hours), all our sales channels together;
    what is not sold is lost. As many as are wanted when left out."""
    capacity_days: Annotated[Quantity, Between(1.0, 365.0)] = assumed(1.0)
    """Days whose capacity is sold together, where orders of a day are for several days."""
    trial_days: Count = assumed(0.0)
    """Length of a free trial; 0 means none."""
    trial_answer_hours: Positive = assumed(0.0)
    """Hours until sales or care answer a request for a trial; 0: it begins by itself."""
    trial_cold_per_day_share: Share = assumed(0.15)
    """Share of those who asked that lose interest on each day without an answer."""
    trial_quit_share: Share = assumed(0.5)
    """Share of trials that end without paying when the trial felt as expected."""
    renewal_days: Positive = assumed(30.0)
    """Days between renewals (kind `subscription`)."""
    leave_per_renewal_share: Share = assumed(0.04)
    """Share that leaves at a renewal when all is as expected."""
    leave_cv: Positive = assumed(0.0)
    """How much people differ in leaving: coefficient of variation of a beta distribution."""
    payment_failure_per_renewal_share: Share = assumed(0.0)
    """Share of renewals lost because a payment fails (involuntary churn)."""
    closed_down_per_renewal_share: Share = assumed(0.0)
    """Share of renewals lost because the customer no longer exists or needs any of it."""


class Segment(Section):
    """A group of customers: who they are and what they want."""

    who: str
    """Who they are, in words."""
    label: str = "potential"
    """The firm's label: target, potential, low_potential or its own word."""
    share: Share
    """Share of all people; the shares of all segments make 1."""
    tastes: dict[str, Share]
    """Weight of each product attribute; the weights make 1."""
    taste_strength: Positive = assumed(3.0)
    """Utility between the worst (0) and the best (1) on all attributes."""
    price_sensitivity: Positive = assumed(3.0)
    """Utility lost when a price is 100 % above the reference price."""
    price_sensitivity_cv: Positive = assumed(0.0)
    """How much people of the segment differ in it (lognormal)."""
    brand_fit: Number = assumed(0.0)
    """Extra utility of our brand for this segment."""
    need_times: Positive = assumed(1.0)
    """Needs relative to `product.need_per_year`."""
    media_times: Positive = assumed(1.0)
    """Exposures to media relative to the average person."""
    ask_share: Share = assumed(0.8, 0.6, 0.95)
    """Share who consult the people around them before buying."""
    talk_times: Positive = assumed(1.0)
    """How much they talk about products relative to the average person."""
    searching_share: Share = assumed(0.0)
    """Share who are searching already when the run begins."""
    evaluating_share: Share = assumed(0.0)
    """Share who are comparing already when the run begins."""
    distance_km: Positive = assumed(0.0)
    """Mean distance to a store of ours; people's own distances are exponential."""


class Brand(Section):
    """A supplier: ours, or a competitor."""

    is_ours: bool = False
    """True for exactly one brand: the one whose plans are weighed."""
    price: Positive
    """Price of one unit (or one renewal period), in the scenario's currency."""
    unit_cost_share: Share = assumed(0.8)
    """Cost of goods as a share of the price without discount."""
    attributes: dict[str, Share]
    """How good it truly is on each product attribute, 0 to 1."""
    claims: dict[str, Share] = Field(default_factory=dict)
    """What its own information says of them; as they truly are where nothing is said. A claim
    rises with the truth (an upgrade), up to it."""
    content_information: Share = assumed(0.35)
    """Share of what is still unknown about it that its content tells a reader (ours: content)."""
    known_share: Share = assumed(0.5)
    """Share of people who know the brand at the start."""
    customer_share: Share = assumed(0.1)
    """Share of people who are its customers at the start."""
    opinion: Score = assumed(0.0)
    """Mean opinion of those who know it at the start, -1 to 1."""
    exposures_per_week: Positive = assumed(0.0)
    """A competitor's advertising: exposures per person and week (ours: see channels)."""
    exposure_aware_chance: Share = assumed(0.05)
    """Chance that one such exposure makes the competitor known."""
    exposure_information: Share = assumed(0.05)
    """Share of what is still unknown about it that one such exposure tells."""
    explore_per_day_share: Share = assumed(0.15)
    """Chance a day that someone comparing sees a competitor's product (ours: see explore)."""
    explore_information: Share = assumed(0.4)
    """Share of what is still unknown about it that this tells."""
    support_score: Share = assumed(0.6)
    """How well a competitor's customers are supported, 0 to 1 (ours: see support)."""
    price_match_share: Share = assumed(0.0)
    """Share of our price cuts this competitor follows."""
    price_match_after_days: Count = assumed(14.0)
    """Days until it has followed."""
    ad_match_share: Share = assumed(0.0)
    """Share of a change of our advertising (exposures per person) it answers with its own."""
    ad_match_after_days: Count = assumed(14.0)
    """Days until it has answered."""
    is_present: Share = assumed(1.0)
    """1 when it is on the market, 0 when not (yet); events move it (competitor_launch)."""


class Channel(Section):
    """Where information of ours reaches people."""

    kind: Literal["commercial", "personal", "experience"] = "commercial"
    """Who speaks: the firm, which informs; a person, who judges; the product itself, tried."""
    moment: Literal["always", "search", "contact"] = "always"
    """`always`: anyone may meet it; `search`: only people who search; `contact`: addressed."""
    segments: list[str] = Field(default_factory=list)
    """Segments it is aimed at; empty means all."""
    reach_share: Share = assumed(0.5)
    """Share of people who use the channel at all."""
    spend_per_month: Positive = assumed(0.0)
    """Media money a month."""
    cost_per_thousand: Positive = assumed(0.0)
    """Money for a thousand exposures (0: exposures come from `exposures_per_week`)."""
    exposures_per_week: Positive = assumed(0.0)
    """Exposures per reached person and week that no money buys (own pages, posts)."""
    earned_per_message: Positive = assumed(0.0)
    """Exposures there that each good word of a customer earns (shared, liked, linked)."""
    searches_per_week: Positive = assumed(0.0)
    """Searches a searcher makes there a week; `search_rank` says how many lead to us."""
    search_rank: Annotated[Quantity, Between(1.0, 1000.0)] = assumed(10.0)
    """Our place among what a search there finds."""
    credibility: Share = assumed(0.25)
    """How far what it says is believed: it moves the opinion by this share of what it tells."""
    tone: Emotion = assumed(0.0)
    """What a person who speaks there says of us, from -2 to 2 (kind `personal`)."""
    noticed_share: Share = assumed(1.0)
    """Share of exposures that are noticed at all; only these do anything."""
    carry_over_share: Share = assumed(0.0)
    """Share of a day's pressure that is still felt the next day (Broadbent 1979)."""
    aware_chance: Share = assumed(0.05)
    """Chance that one exposure noticed makes an unaware person aware."""
    arouse_chance: Share = assumed(0.0)
    """Chance that one exposure noticed awakens a need in someone who knows us."""
    information: Share = assumed(0.05)
    """Share of what is still unknown about us that one exposure noticed tells."""
    cost_per_month: Positive = assumed(0.0)
    """Money a month that buys no exposures: upkeep, posts, fees of those who speak."""
    cost_per_contact: Positive = assumed(0.0)
    """Money for one addressed contact (moment `contact`)."""


SalesKind = Literal["website", "app", "marketplace", "store", "salesperson", "phone", "partner"]
OFFLINE_SALES = ("store", "salesperson", "partner")
PLACES = ("store", "partner")
"""Kinds of sales channel that are not used from afar, and those to which one has to go."""


class SalesChannel(Section):
    """Where our product is bought: order, pay, receive."""

    kind: SalesKind = "website"
    """What it is."""
    available_share: Share = assumed(1.0)
    """Share of people who can use it (a store: who live near)."""
    catchment_km: Positive = assumed(0.0)
    """Distance from which nobody comes any more (see segments.X.distance_km); 0: no limit."""
    minutes_per_km: Positive = assumed(3.0)
    """Time to get there and back for each km, where one has to go (store, partner)."""
    convenience: Share = assumed(0.7)
    """Ease, 0 to 1."""
    fee_share: Share = assumed(0.0)
    """Commission on the price paid: of an order, or of each period paid by a subscriber who
    came through it."""
    checkout_steps: Positive = assumed(5.0)
    """Steps from the order to the payment."""
    checkout_minutes: Positive = assumed(5.0)
    """The customer's own time to order."""
    payment_minutes: Positive = assumed(2.0)
    """The customer's own time to pay."""
    uptime_share: Share = assumed(1.0)
    """Share of visits on which it works; who finds it down comes again tomorrow."""
    stock_units: Positive | None = None
    """Units it holds at the start, for all the people; as many as are wanted when left out."""
    restock_per_day: Positive = assumed(0.0)
    """Units that come in a day, where it holds a stock."""
    has_stock: Share = assumed(1.0)
    """1 when the product is to be had there, 0 when not; events move it."""
    wait_share: Share = assumed(0.0)
    """Share of those who find it empty, or our house full, who try again tomorrow."""
    substitute_share: Share = assumed(1.0)
    """Share of the others who take another channel (another brand when our house is full); the
    rest give up."""
    abandon_per_step_share: Share = assumed(0.03)
    """Share who give up at each step."""
    payment_failure_share: Share = assumed(0.02)
    """Share of payments that fail and end the order."""
    delivery_days: Positive = assumed(2.0)
    """Mean days until the product arrives."""
    on_time_share: Share = assumed(1.0)
    """Share of orders that arrive when promised."""
    late_days: Positive = assumed(2.0)
    """Mean days by which the others are late."""
    delivery_cost: Positive = assumed(0.0)
    """Money the firm pays to deliver an order."""
    refused_share: Share = assumed(0.0)
    """Share refused of the orders that are paid at the door."""
    cod_share: Share = assumed(1.0)
    """Share of orders paid at the door, which alone can be refused; 1: refusals are of all."""
    is_open: Share = assumed(1.0)
    """1 when it can be used, 0 when not; outages close it, interventions open it."""
