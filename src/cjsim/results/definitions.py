"""KPIs: name, unit, what is better, and the definition printed with every value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cjsim.scenarios.type_names import named


@dataclass(frozen=True, slots=True)
class Kpi:
    """A key performance indicator of a run.

    `better` is "higher", "lower" or None where neither is; `is_skewed` marks money and counts
    of rare things, whose means get bootstrap intervals.
    """

    name: str
    unit: Literal[
        "share",
        "people",
        "orders",
        "money",
        "hours",
        "tickets",
        "messages",
        "score",
        "ratio",
        "days",
        "months",
    ]
    definition: str
    better: Literal["higher", "lower"] | None = "higher"
    is_skewed: bool = False


_K = Kpi  # a name and a definition here are collected for translation
KPIS: tuple[Kpi, ...] = (
    _K("awareness", "share", "people who know us on the last day / people"),
    _K("consideration", "share", "person-days of evaluation by people who know us / aware"),
    _K("visitors", "people", "people who found our own content at least once in the run"),
    _K("leads", "people", "people identified in the run: a form filled in, or an order"),
    _K("unsubscribed", "people", "times someone forbade a channel of contacts", "lower"),
    _K(
        "search_to_evaluation",
        "share",
        "moves from search to evaluation / into search, and there at first",
    ),
    _K(
        "evaluation_to_purchase",
        "share",
        "moves from evaluation to purchase / into it, and there at first",
    ),
    _K("purchase_to_use", "share", "products received, any brand / moves into purchase"),
    _K("choice_share", "share", "choices of us / choices made in evaluation, buying nothing too"),
    _K("reconsider_rate", "share", "intentions sent back by others / intentions", "lower"),
    _K("pause_rate", "share", "intentions paused / intentions formed", "lower"),
    _K("resume_rate", "share", "pauses taken up again / pauses"),
    _K("cancel_rate", "share", "intentions cancelled by a worry / intentions formed", "lower"),
    _K("checkout_abandonment", "share", "1 - orders / checkouts started", "lower"),
    _K("delivered_rate", "share", "orders accepted / orders that reached the door"),
    _K("accepted_rate", "share", "orders accepted / orders placed (those under way count as not)"),
    _K("return_rate", "share", "orders returned / orders accepted", "lower"),
    _K("late_rate", "share", "orders that came late / orders that reached the door", "lower"),
    _K("found_empty", "people", "times someone wanted to order and found it sold out", "lower"),
    _K("occupancy", "share", "orders placed / what product.capacity_per_day had room for"),
    _K("channel_switch_rate", "share", "orders elsewhere than where one looked / orders", None),
    _K("presale_requests", "people", "times someone comparing came to see our product"),
    _K("presale_served", "share", "of these, the times there was room to serve it"),
    _K("decision_accuracy", "share", "new owners for whom nothing else was better / new owners"),
    _K("regret_rate", "share", "new owners who regret their choice / orders accepted", "lower"),
    _K("orders", "orders", "orders of our brand placed in the run (trials too)", is_skewed=True),
    _K("repeat_orders", "orders", "of these, by people who had ordered before", is_skewed=True),
    _K("repeat_rate", "share", "orders followed by another within the window / orders that early"),
    _K("new_customers", "people", "people who first received our product", is_skewed=True),
    _K("came_back", "people", "former customers who received our product again", is_skewed=True),
    _K("market_share", "share", "our orders / orders of all brands"),
    _K("competitive_advantage", "score", "mean utility of ours - best rival known, at a choice"),
    _K("trial_requests", "people", "people who asked a team for a trial"),
    _K("trial_answered", "share", "requests for a trial answered in the run / requests"),
    _K("trial_answer_hours", "hours", "mean hours until such an answer", "lower"),
    _K("trial_gone_cold", "share", "who lost interest before the answer / requests", "lower"),
    _K("trial_to_paid", "share", "trials that became paid / trials started"),
    _K("renewals", "orders", "periods renewed", is_skewed=True),
    _K(
        "order_value",
        "money",
        "sum of prices of the orders placed (a trial's is 0)",
        is_skewed=True,
    ),
    _K("average_order_value", "money", "sum of prices of the orders placed / orders but trials"),
    _K("revenue", "money", "sum of prices paid for what was accepted or renewed", is_skewed=True),
    _K("gross_profit", "money", "revenue - refunds - goods - fees - delivery", is_skewed=True),
    _K(
        "contribution",
        "money",
        "gross profit - media, staff, presale, plans, CRM, surveys",
        is_skewed=True,
    ),
    _K("contribution_margin", "ratio", "contribution / revenue"),
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
    _K("payback_months", "months", "cac / monthly gross profit of a customer", "lower"),
    _K("clv", "money", "discounted cash of a customer won, to `kpis.clv_days` or the run's end"),
    _K("customers", "people", "people with us on the last day"),
    _K("churn", "share", "relations ended / (customers at the start + new and returned)", "lower"),
    _K("retention", "share", "with us at the start and on the last day / at the start (day 0)"),
    _K("involuntary_churn", "share", "of churn: payment failed or closed down", "lower"),
    _K("win_back", "ratio", "former customers who came back / relations ended, in the run"),
    _K("mrr", "money", "monthly fees of paying subscribers on the last day", is_skewed=True),
    _K("nrr", "ratio", "monthly fees at the end of those with us at the start / at the start"),
    _K(
        "revenue_churn", "share", "monthly fees that left / (these + fees on the last day)", "lower"
    ),
    _K("return_if_satisfied", "ratio", "repeat orders / year of satisfied customers"),
    _K("return_if_not", "ratio", "repeat orders / year of customers who are not satisfied", None),
    _K("csat", "share", "customers satisfied (0.6 of 1 or more) on the last day"),
    _K("nps", "score", "100 x (promoters - detractors) / customers on the last day"),
    _K("csat_surveyed", "share", "answers of 4 or 5 of 5 / answers in the last survey counted"),
    _K("nps_surveyed", "score", "100 x (9 and 10 - 0 to 6) / answers in the last survey counted"),
    _K("ces", "score", "mean effort from 1 to 7 in the last survey counted", "lower"),
    _K("satisfaction", "share", "mean satisfaction of customers on the last day, 0 to 1"),
    _K("trust", "share", "mean trust of customers on the last day, 0 to 1"),
    _K("loyal_share", "share", "loyal (satisfied, trusting, bought again) / customers"),
    _K("advocates", "people", "loyal customers who have recommended us, on the last day"),
    _K(
        "completely_loyal_share",
        "share",
        "advocates who bought again without looking around / customers on the last day",
    ),
    _K("relation_days", "days", "mean days since the first order of customers on the last day"),
    _K("first_value_days", "days", "mean days from delivery until the product works", "lower"),
    _K("system_failures", "people", "times our app or system failed an owner", "lower"),
    _K("experience_index", "score", "mean score of the five factors over contacts, -2 to 2"),
    _K("emotion_low", "score", "lowest median emotion of a stage over contacts, -2 to 2"),
    _K("consistency", "ratio", "1 - spread of touchpoints' mean scores / 2; 1 is all alike"),
    _K("effort", "score", "true mean effort of buying and using, 1 to 7, 4 as usual", "lower"),
    _K("first_reply_p50_hours", "hours", "median hours until the first reply", "lower"),
    _K("first_reply_p90_hours", "hours", "hours that 9 of 10 first replies take", "lower"),
    _K("resolution_hours_p50", "hours", "median hours from a problem to its solution", "lower"),
    _K("first_contact_resolution", "share", "first answers that solved the problem / of all"),
    _K("tickets", "tickets", "tickets opened with the desk", "lower"),
    _K("gave_up_waiting", "share", "tickets whose sender gave up waiting / tickets", "lower"),
    _K("left_alone", "people", "times a customer was left alone with a problem", "lower"),
    _K("backlog", "tickets", "tickets waiting at the end of a day, mean over the run", "lower"),
    _K("utilisation", "ratio", "hours worked, overtime too / hours staffed at the desk", None),
    _K("share_of_voice", "share", "exposures to our channels / these and rivals' advertising"),
    _K("referral_factor", "ratio", "K: people brought by invitations / customers ever in the run"),
    _K("word_of_mouth_positive", "messages", "good things customers said of us"),
    _K("word_of_mouth_negative", "messages", "bad things customers said of us", "lower"),
    _K("rating", "score", "mean rating of feedback in the run, 1 to 5 stars"),
    _K("word_of_mouth_balance", "messages", "good - bad messages per 100 customers (daily mean)"),
    _K("reviews_mean", "score", "mean tone of the public reviews of us at the end, -1 to 1"),
    _K("information_commercial", "share", "days firms informed / days of information", None),
    _K("information_personal", "share", "days people informed / days of information", None),
    _K("information_reviews", "share", "days reviews informed / days of information", None),
    _K("left_too_hard", "people", "left because it was too hard to use", "lower"),
    _K("left_price", "people", "left because of the price", "lower"),
    _K("left_competitor", "people", "left for a competitor or took its product", "lower"),
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


def kpi_words(name: str) -> str:
    """Return the name of a KPI as people say it in the language spoken."""
    return named(name)
