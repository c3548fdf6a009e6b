"""The value of every KPI of a run, from its history."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from cjsim.history import History
from cjsim.journey.shopping import EXPLORE_ASKED, EXPLORE_SERVED
from cjsim.journey.stages import LEAVING, N_STAGES, Mark, Reason, Rung, Stage
from cjsim.journey.tally import (
    ADVANTAGE,
    ADVANTAGE_COUNT,
    AWARE,
    BUYING,
    CONSIDERING,
    EXPOSURES,
    JOINED,
    LEFT_FOR,
    MARKS,
    MOVES,
    ORDERED,
    ORDERS_BY_BRAND,
    OWNER_COUNT,
    OWNER_DETRACTORS,
    OWNER_LOYAL,
    OWNER_PROMOTERS,
    OWNER_RELATION_DAYS,
    OWNER_SATISFACTION,
    OWNER_SATISFIED,
    OWNER_TRUST,
    PAID_ORDERS,
    REASONS,
    RUNGS,
    STAGES,
)
from cjsim.journey.touching import CONTACTS, WAIT_HOURS, Aspect, Point
from cjsim.results.definitions import KPI_NAMES
from cjsim.results.experience import consistency, effort_score, emotion_low, experience_index
from cjsim.results.feedback import feedback_counts
from cjsim.results.lifetime import lifetime_kpis, payback_months
from cjsim.results.rates import customers_at_start
from cjsim.results.trials import trial_kpis
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.schema_explore import MAX_EXPLORE

_GROSS = ("revenue", "refunds", "goods", "fees", "delivery")
_PLAN = ("contacts", "programmes", "referrals")


def ratio(part: float, whole: float) -> float:
    """Return part / whole, or NaN where there is no whole."""
    return part / whole if whole else math.nan


class _Counts:
    """Sums over a run by what they are called, for all segments together."""

    def __init__(self, history: History, weight: float) -> None:
        self._tallies = history.tallies.sum(axis=1)
        self._total: NDArray[np.float64] = self._tallies.sum(axis=0)
        self._last: NDArray[np.float64] = self._tallies[-1]
        self._weight = weight

    def people(self, mark: Mark) -> float:
        return self._weight * float(self._total[MARKS + mark])

    def money(self, column: int) -> float:
        return self._weight * float(self._total[column])

    def block(self, first: int, size: int) -> float:
        return self._weight * float(self._total[first : first + size].sum())

    def reason(self, reason: Reason) -> float:
        return self._weight * float(self._total[REASONS + reason])

    def move(self, before: Stage, after: Stage) -> float:
        return float(self._total[MOVES + before * N_STAGES + after])

    def into(self, stage: Stage) -> float:
        return sum(self.move(before, stage) for before in Stage)

    def reached(self, stage: Stage) -> float:
        """Moves into a stage, and those who were in it before day 0."""
        size = N_STAGES * N_STAGES
        first = self._tallies[0, MOVES : MOVES + size].reshape(N_STAGES, N_STAGES)
        came = first[:, stage].sum() - first[stage].sum()
        return self.into(stage) + float(self._tallies[0, STAGES + stage] - came)

    def last(self, column: int) -> float:
        return float(self._last[column])

    def last_block(self, first: int, size: int) -> NDArray[np.float64]:
        return self._last[first : first + size]

    @property
    def customers_at_start(self) -> float:
        return customers_at_start(self._tallies)

    def orders_by_brand(self, n_brands: int) -> NDArray[np.float64]:
        return self._total[ORDERS_BY_BRAND : ORDERS_BY_BRAND + n_brands]

    def exposures(self, first_slot: int, n_slots: int) -> float:
        first = EXPOSURES + first_slot
        return float(self._total[first : first + n_slots].sum())

    def early(self, mark: Mark, n_days: int) -> float:
        """Sum over the first days only."""
        return self._weight * float(self._tallies[: max(n_days, 0), MARKS + mark].sum())


def kpi_values(scenario: Scenario, history: History, reviews_mean: float) -> dict[str, float]:
    """Return the value of every KPI by name, in the order of `KPI_NAMES`; NaN if undefined."""
    counts = _Counts(history, scenario.weight)
    values = {
        **_journey(scenario, counts),
        **_orders(scenario, counts),
        **_buying(counts),
        **_money(scenario, history, counts),
        **_customers(scenario, counts),
        **lifetime_kpis(scenario, history),
        **_experience(history),
        **_support(history, counts),
        **_information(scenario, counts),
        **_firm(history, counts),
        "occupancy": ratio(counts.people(Mark.ORDERED), float(history.capacity.sum())),
        **trial_kpis(history),
        "rating": _mean_rating(history),
        "reviews_mean": reviews_mean,
    }
    return {name: values[name] for name in KPI_NAMES}


def _journey(scenario: Scenario, counts: _Counts) -> dict[str, float]:
    intended = counts.people(Mark.INTENDED)
    chosen = [Reason.CHOSE_US, Reason.CHOSE_RIVAL, Reason.CHOSE_NOTHING]
    received = counts.reason(Reason.RECEIVED) + counts.reason(Reason.RECEIVED_RIVAL)
    into_purchase = counts.into(Stage.PURCHASE)
    return {
        "awareness": counts.last(AWARE) / float(scenario.scenario.customers),
        "consideration": ratio(counts.money(CONSIDERING), counts.money(AWARE)),
        "visitors": counts.people(Mark.FIRST_VISIT),
        "search_to_evaluation": ratio(
            counts.move(Stage.SEARCH, Stage.EVALUATION), counts.reached(Stage.SEARCH)
        ),
        "evaluation_to_purchase": ratio(
            counts.move(Stage.EVALUATION, Stage.PURCHASE), counts.reached(Stage.EVALUATION)
        ),
        "purchase_to_use": ratio(received / scenario.weight, into_purchase),
        "choice_share": ratio(
            counts.reason(Reason.CHOSE_US), sum(counts.reason(reason) for reason in chosen)
        ),
        "reconsider_rate": ratio(counts.reason(Reason.RECONSIDERED), intended),
        "pause_rate": ratio(counts.people(Mark.PAUSED), intended),
        "resume_rate": ratio(counts.people(Mark.RESUMED), counts.people(Mark.PAUSED)),
        "cancel_rate": ratio(counts.people(Mark.CANCELLED), intended),
    }


def _orders(scenario: Scenario, counts: _Counts) -> dict[str, float]:
    orders = counts.people(Mark.ORDERED)
    received, refused = counts.people(Mark.RECEIVED), counts.people(Mark.REFUSED)
    window = int(scenario.kpis.repeat_within_days)
    by_brand = counts.orders_by_brand(len(scenario.brands))
    ours = list(scenario.brands).index(scenario.our_brand)
    early = counts.early(Mark.ORDERED, scenario.n_days() - window)
    return {
        "checkout_abandonment": 1.0 - ratio(orders, counts.people(Mark.CHECKOUT_STARTED)),
        "delivered_rate": ratio(received, received + refused),
        "accepted_rate": ratio(received, orders),
        "return_rate": ratio(counts.people(Mark.RETURNED), received),
        "orders": orders,
        "repeat_orders": counts.people(Mark.REPEAT_ORDER),
        "repeat_rate": ratio(counts.people(Mark.REPEATED_IN_WINDOW), early),
        "new_customers": counts.money(JOINED),
        "came_back": counts.people(Mark.CAME_BACK),
        "market_share": ratio(float(by_brand[ours]), float(by_brand.sum())),
        "competitive_advantage": ratio(counts.money(ADVANTAGE), counts.money(ADVANTAGE_COUNT)),
        "trial_to_paid": ratio(counts.people(Mark.TRIAL_PAID), counts.people(Mark.TRIAL_STARTED)),
        "renewals": counts.people(Mark.RENEWED),
        "order_value": counts.money(ORDERED),
        "average_order_value": ratio(counts.money(ORDERED), counts.money(PAID_ORDERS)),
    }


def _buying(counts: _Counts) -> dict[str, float]:
    received, refused = counts.people(Mark.RECEIVED), counts.people(Mark.REFUSED)
    well, regretted = counts.people(Mark.DECIDED_WELL), counts.people(Mark.REGRETTED)
    asked = counts.block(BUYING + EXPLORE_ASKED, MAX_EXPLORE)
    return {
        "late_rate": ratio(counts.people(Mark.DELIVERED_LATE), received + refused),
        "found_empty": counts.people(Mark.FOUND_EMPTY),
        "channel_switch_rate": ratio(
            counts.people(Mark.SWITCHED_CHANNEL), counts.people(Mark.ORDERED)
        ),
        "presale_requests": asked,
        "presale_served": ratio(counts.block(BUYING + EXPLORE_SERVED, MAX_EXPLORE), asked),
        "decision_accuracy": ratio(well, well + regretted),
        "regret_rate": ratio(regretted, received),
    }


def _money(scenario: Scenario, history: History, counts: _Counts) -> dict[str, float]:
    ledger = history.ledger
    acquisition = -ledger.total("media", "presale", "contacts", "referrals")
    cac = ratio(acquisition, counts.money(JOINED))
    gross = ledger.total(*_GROSS)
    return {
        "revenue": ledger.total("revenue"),
        "gross_profit": gross,
        "contribution": ledger.total(),
        "contribution_margin": ratio(ledger.total(), ledger.total("revenue")),
        "media_spend": 0.0 - ledger.total("media"),
        "support_cost": 0.0 - ledger.total("support"),
        "plan_cost": 0.0 - ledger.total(*_PLAN),
        "cac": cac,
        "payback_months": payback_months(cac, gross, history, scenario.weight),
    }


def _customers(scenario: Scenario, counts: _Counts) -> dict[str, float]:
    owners = counts.last(OWNER_COUNT)
    joined = counts.money(JOINED) + counts.people(Mark.CAME_BACK)
    at_start = scenario.weight * counts.customers_at_start
    promoters, detractors = counts.last(OWNER_PROMOTERS), counts.last(OWNER_DETRACTORS)
    values = {
        "customers": scenario.weight * owners,
        "churn": ratio(counts.people(Mark.LEFT), at_start + joined),
        "referral_factor": ratio(counts.people(Mark.REFERRAL_SUCCEEDED), at_start + joined),
        "csat": ratio(counts.last(OWNER_SATISFIED), owners),
        "nps": 100.0 * ratio(promoters - detractors, owners),
        "satisfaction": ratio(counts.last(OWNER_SATISFACTION), owners),
        "trust": ratio(counts.last(OWNER_TRUST), owners),
        "loyal_share": ratio(counts.last(OWNER_LOYAL), owners),
    }
    rungs = counts.last_block(RUNGS, len(Rung))
    values["advocates"] = scenario.weight * float(rungs[Rung.ADVOCATE :].sum())
    values["completely_loyal_share"] = ratio(float(rungs[Rung.COMPLETELY_LOYAL]), owners)
    values["relation_days"] = ratio(counts.last(OWNER_RELATION_DAYS), owners)
    values["system_failures"] = counts.people(Mark.SYSTEM_FAILED)
    for reason, name in LEAVING.items():
        values[f"left_{name}"] = counts.money(LEFT_FOR + reason - Reason.LEFT_TOO_HARD)
    return values


def _experience(history: History) -> dict[str, float]:
    sums = history.touch_sums
    return {
        "experience_index": experience_index(sums),
        "emotion_low": emotion_low(sums)[0],
        "consistency": consistency(sums),
        "effort": effort_score(sums),
    }


def _support(history: History, counts: _Counts) -> dict[str, float]:
    waits = np.concatenate(history.waits) if history.waits else np.empty(0)
    median, ninth = np.percentile(waits, [50, 90]) if waits.size else (math.nan, math.nan)
    solved = np.concatenate(history.resolutions) if history.resolutions else np.empty(0)
    works = history.touch_sums[:, :, Point.SETUP, Aspect.UTILITY].sum(axis=(0, 1))
    opened = float(history.tickets_opened.sum())
    return {
        "first_reply_p50_hours": float(median),
        "first_reply_p90_hours": float(ninth),
        "resolution_hours_p50": float(np.median(solved)) if solved.size else math.nan,
        "first_contact_resolution": ratio(
            float(history.first_solved.sum()), float(history.first_answers.sum())
        ),
        "first_value_days": ratio(float(works[WAIT_HOURS]) / 24.0, float(works[CONTACTS])),
        "tickets": opened,
        "gave_up_waiting": ratio(float(history.tickets_abandoned.sum()), opened),
        "left_alone": counts.people(Mark.LEFT_ALONE),
        "backlog": float(history.backlog.mean()),
        "utilisation": ratio(float(history.busy_hours.sum()), float(history.staffed_hours.sum())),
    }


def _mean_rating(history: History) -> float:
    """Return the mean number of stars given in the run."""
    by_rating = feedback_counts(history).sum(axis=(0, 1))
    stars = float((by_rating * np.arange(1, by_rating.size + 1)).sum())
    return ratio(stars, float(by_rating.sum()))


def _firm(history: History, counts: _Counts) -> dict[str, float]:
    """What the firm learned by itself: leads, and the last survey it has counted."""
    n_days = history.backlog.size
    found = {row.question: row.estimate for row in history.surveys if row.known_day < n_days}
    return {
        "leads": counts.people(Mark.IDENTIFIED),
        "unsubscribed": counts.people(Mark.UNSUBSCRIBED),
        "csat_surveyed": found.get("csat", math.nan),
        "nps_surveyed": found.get("nps", math.nan),
        "ces": found.get("ces", math.nan),
    }


def _information(scenario: Scenario, counts: _Counts) -> dict[str, float]:
    customers = counts.money(OWNER_COUNT) / scenario.n_days()
    said = counts.people(Mark.SAID_POSITIVE) - counts.people(Mark.SAID_NEGATIVE)
    commercial = counts.people(Mark.LEARNED_COMMERCIAL)
    personal = counts.people(Mark.LEARNED_PERSONAL)
    reviews = counts.people(Mark.LEARNED_REVIEWS)
    total = commercial + personal + reviews
    ours = counts.exposures(0, len(scenario.channels))
    rivals = [brand for brand in scenario.brands.values() if not brand.is_ours]
    advertise = sum(brand.exposures_per_week > 0.0 for brand in rivals)
    theirs = counts.exposures(len(scenario.channels), advertise)
    return {
        "share_of_voice": ratio(ours, ours + theirs),
        "word_of_mouth_positive": counts.people(Mark.SAID_POSITIVE),
        "word_of_mouth_negative": counts.people(Mark.SAID_NEGATIVE),
        "word_of_mouth_balance": 100.0 * ratio(said, customers),
        "information_commercial": ratio(commercial, total),
        "information_personal": ratio(personal, total),
        "information_reviews": ratio(reviews, total),
    }
