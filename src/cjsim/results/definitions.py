"""KPIs: name, unit, what is better, and the definition printed with every value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Kpi:
    """A key performance indicator of a run.

    `better` is "higher", "lower" or None where neither is; `is_skewed` marks money and counts
    of rare things, whose means get bootstrap intervals.
    """

    name: str
    unit: Literal[
        "share", "people", "orders", "money", "hours", "tickets", "messages", "score", "ratio"
    ]
    definition: str
    better: Literal["higher", "lower"] | None = "higher"
    is_skewed: bool = False


_K = Kpi
KPIS: tuple[Kpi, ...] = (
    _K("awareness", "share", "people who know us on the last day / people"),
    _K("visitors", "people", "people who found our own content at least once in the run"),
    _K("search_to_evaluation", "share", "moves from search to evaluation / moves into search"),
    _K("evaluation_to_purchase", "share", "moves from evaluation to purchase / into evaluation"),
    _K("purchase_to_use", "share", "products received, any brand / moves into purchase"),
    _K("choice_share", "share", "choices of us / choices made in evaluation, buying nothing too"),
    _K("reconsider_rate", "share", "intentions sent back by others / intentions", "lower"),
    _K("pause_rate", "share", "intentions paused / intentions formed", "lower"),
    _K("resume_rate", "share", "pauses taken up again / pauses"),
    _K("cancel_rate", "share", "intentions cancelled by a worry / intentions formed", "lower"),
    _K("checkout_abandonment", "share", "1 - orders / checkouts started", "lower"),
    _K("delivered_rate", "share", "orders accepted / orders that reached the door"),
    _K("return_rate", "share", "orders returned / orders accepted", "lower"),
    _K("late_rate", "share", "orders that came late / orders that reached the door", "lower"),
    _K("found_empty", "people", "times someone wanted to order and found no stock", "lower"),
    _K("channel_switch_rate", "share", "orders elsewhere than where one looked / orders", None),
    _K("presale_requests", "people", "times someone comparing came to see our product"),
    _K("presale_served", "share", "of these, the times there was room to serve it"),
    _K("decision_accuracy", "share", "new owners for whom nothing else was better / new owners"),
    _K("regret_rate", "share", "new owners who regret their choice / orders accepted", "lower"),
    _K("orders", "orders", "orders of our brand placed in the run (trials too)", is_skewed=True),
    _K("repeat_orders", "orders", "of these, by people who had ordered before", is_skewed=True),
    _K("repeat_rate", "share", "orders followed by another within the window / orders that early"),
    _K("new_customers", "people", "people who ordered from us for the first time", is_skewed=True),
    _K("came_back", "people", "former customers who ordered again", is_skewed=True),
    _K("market_share", "share", "our orders / orders of all brands"),
    _K("trial_to_paid", "share", "trials that became paid / trials started"),
    _K("renewals", "orders", "periods renewed", is_skewed=True),
    _K("order_value", "money", "sum of prices of the orders placed", is_skewed=True),
    _K("revenue", "money", "sum of prices paid for what was accepted or renewed", is_skewed=True),
    _K("gross_profit", "money", "revenue - refunds - goods - fees - delivery", is_skewed=True),
    _K(
        "contribution",
        "money",
        "gross profit - media, staff, presale, contacts, plans",
        is_skewed=True,
    ),
    _K("media_spend", "money", "money for media", None, is_skewed=True),
    _K("support_cost", "money", "pay of the support staff", None, is_skewed=True),
    _K("plan_cost", "money", "contacts, programmes and rewards of the plan", None, is_skewed=True),
    _K(
        "cac",
        "money",
        "(media, presale, contacts, rewards) / new customers",
        "lower",
        is_skewed=True,
    ),
    _K("customers", "people", "people with us on the last day"),
    _K("churn", "share", "relations ended / (customers at the start + new and returned)", "lower"),
    _K("csat", "share", "customers satisfied (0.6 of 1 or more) on the last day"),
    _K("nps", "score", "100 x (promoters - detractors) / customers on the last day"),
    _K("satisfaction", "share", "mean satisfaction of customers on the last day, 0 to 1"),
    _K("trust", "share", "mean trust of customers on the last day, 0 to 1"),
    _K("loyal_share", "share", "loyal (satisfied, trusting, bought again) / customers"),
    _K("first_reply_p50_hours", "hours", "median hours until the first reply", "lower"),
    _K("first_reply_p90_hours", "hours", "hours that 9 of 10 first replies take", "lower"),
    _K("tickets", "tickets", "tickets opened with the desk", "lower"),
    _K("gave_up_waiting", "share", "tickets whose sender gave up waiting / tickets", "lower"),
    _K("left_alone", "people", "times a customer was left alone with a problem", "lower"),
    _K("backlog", "tickets", "tickets waiting at the end of a day, mean over the run", "lower"),
    _K("utilisation", "ratio", "hours worked, overtime too / hours staffed at the desk", None),
    _K("word_of_mouth_positive", "messages", "good things customers said of us"),
    _K("word_of_mouth_negative", "messages", "bad things customers said of us", "lower"),
    _K("reviews_mean", "score", "mean tone of the public reviews of us at the end, -1 to 1"),
    _K("information_commercial", "share", "days firms informed / days of information", None),
    _K("information_personal", "share", "days people informed / days of information", None),
    _K("information_reviews", "share", "days reviews informed / days of information", None),
    _K("left_too_hard", "people", "left because it was too hard to use", "lower"),
    _K("left_price", "people", "left because of the price", "lower"),
    _K("left_competitor", "people", "left for a competitor", "lower"),
    _K("left_bad_support", "people", "left after being left alone with a problem", "lower"),
    _K("left_closed_down", "people", "left because they closed down", None),
    _K("left_payment_failed", "people", "left because a payment failed", "lower"),
    _K("left_dissatisfied", "people", "left dissatisfied with the product", "lower"),
    _K("left_inactive", "people", "silent for so long that they count as lapsed", "lower"),
    _K("left_trial_ended", "people", "left at the end of the trial", "lower"),
)
"""Every KPI there is, in the order of tables."""
KPI_NAMES = tuple(kpi.name for kpi in KPIS)
BY_NAME = {kpi.name: kpi for kpi in KPIS}
