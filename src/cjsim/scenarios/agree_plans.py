"""What must agree about interventions, plans and KPIs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cjsim.language import text
from cjsim.scenarios.actions import (
    MAX_CONTACT_PROGRAMMES,
    BetterContent,
    ContactAction,
    Influencer,
    Intervention,
    Lever,
    Listing,
    Seo,
    SupportCapacity,
    Winback,
)
from cjsim.scenarios.actions.exploring import Exploration
from cjsim.scenarios.agree_changes import audience_of_changes, change_findings, name_findings
from cjsim.scenarios.agree_content import content_findings, exploration_findings
from cjsim.scenarios.checked import Checked
from cjsim.scenarios.costs import cost_findings
from cjsim.scenarios.errors import did_you_mean, listed, shortened
from cjsim.scenarios.levers import audience_findings, lever_findings
from cjsim.scenarios.schema import BASELINE
from cjsim.scenarios.wording import Finding, figure

# Why customers leave, as the rules of the journey name it.
LEAVE_REASONS = (
    "too_hard",
    "price",
    "competitor",
    "bad_support",
    "closed_down",
    "payment_failed",
    "dissatisfied",
    "inactive",
    "trial_ended",
)


def interventions(market: Checked) -> Iterator[Finding]:
    """Each intervention is in the run, for people who exist, possible, and has a cost."""
    for name, action in market.scenario.interventions.items():
        place = ("interventions", name)
        yield from _dates(market, place, action)
        yield from name_findings(market, place, action)
        yield from change_findings(market, place, action)
        yield from audience_of_changes(market, place, action)
        if isinstance(action, Lever):
            yield from lever_findings(market, place, action)
            yield from audience_findings(market, place, action)
        if isinstance(action, ContactAction):
            yield from _contacts(market, place, action)
        if isinstance(action, BetterContent | Seo | Influencer | Listing):
            yield from content_findings(market, place, action)
        if isinstance(action, Exploration):
            yield from exploration_findings(market, place, action)
        if isinstance(action, SupportCapacity):
            yield from _hours(market, place, action)
        yield from cost_findings(market, name, action)


def _dates(market: Checked, place: tuple[str, str], action: Intervention) -> Iterator[Finding]:
    if action.start is not None:
        yield from market.in_run((*place, "start"), action.start)
    if action.end is not None:
        yield from market.in_run((*place, "end"), action.end)
    if action.start is not None and action.end is not None and action.end < action.start:
        yield Finding(
            (*place, "end"),
            text(
                "it ends on {end}, before it starts on {start}. Exchange them, or "
                "leave end out to run to the last day.",
                {"end": action.end, "start": action.start},
            ),
        )


def _contacts(market: Checked, place: tuple[str, str], action: ContactAction) -> Iterator[Finding]:
    channel = market.scenario.channels.get(action.channel)
    if channel is not None and channel.moment != "contact":
        fit = [n for n, each in market.scenario.channels.items() if each.moment == "contact"]
        yield Finding(
            (*place, "channel"),
            text(
                '"{channel}" is a channel of moment "{moment}": contacts need one of '
                'moment "contact". There are: {fit}.',
                {"channel": action.channel, "moment": channel.moment, "fit": listed(fit)},
            ),
        )
    if isinstance(action, Winback):
        for i, reason in enumerate(action.reasons):
            if reason not in LEAVE_REASONS:
                guess = did_you_mean(reason, LEAVE_REASONS)
                yield Finding(
                    (*place, "reasons", i),
                    text(
                        '"{reason}" is no reason of leaving.{guess} There are: {leave_reasons}.',
                        {
                            "reason": shortened(reason),
                            "guess": guess,
                            "leave_reasons": listed(LEAVE_REASONS),
                        },
                    ),
                )
    if action.max_days_in_stage is not None and action.max_days_in_stage < action.min_days_in_stage:
        yield Finding(
            (*place, "max_days_in_stage"),
            text(
                "at most {max_days_in_stage} and at least {min_days_in_stage} days "
                "in the stage: nobody fits. Exchange them.",
                {
                    "max_days_in_stage": figure(action.max_days_in_stage),
                    "min_days_in_stage": figure(action.min_days_in_stage),
                },
            ),
        )


def _hours(market: Checked, place: tuple[str, str], action: SupportCapacity) -> Iterator[Finding]:
    """Yield a finding when an intervention would close the desk before it opens."""
    desk = market.scenario.support
    if not market.is_whole("support") or desk is None:
        return
    opens, closes = action.open_hour, action.close_hour
    first = desk.open_hour if opens is None else opens
    last = desk.close_hour if closes is None else closes
    if first >= last and desk.open_hour < desk.close_hour:
        yield Finding(
            (*place, "close_hour" if opens is None else "open_hour"),
            text(
                "the desk would open at hour {first} and close at hour {last}. "
                "open_hour comes before close_hour; 0 to 24 is the whole day.",
                {"first": figure(first), "last": figure(last)},
            ),
        )


def contact_programmes(market: Checked) -> Iterator[Finding]:
    """Programmes of contacts are few enough for what the engine remembers of them."""
    found = [
        name
        for name, action in market.scenario.interventions.items()
        if isinstance(action, ContactAction)
    ]
    if len(found) > MAX_CONTACT_PROGRAMMES:
        yield Finding(
            ("interventions", found[MAX_CONTACT_PROGRAMMES]),
            text(
                "{n_found} programmes of contacts; at most {max_contact_programmes} "
                "in a file. Join those that are alike.",
                {"n_found": len(found), "max_contact_programmes": MAX_CONTACT_PROGRAMMES},
            ),
        )


def plans(market: Checked) -> Iterator[Finding]:
    """Plans list interventions that exist, each once; the baseline lists none."""
    for name, listing in market.scenario.plans.items():
        place = ("plans", name)
        if name == BASELINE and listing:
            yield Finding(
                place,
                text(
                    '"{baseline}" is the baseline, in which nothing changes: it must be '
                    "empty. Give this plan another name.",
                    {"baseline": BASELINE},
                ),
            )
        for i, intervention in enumerate(listing):
            yield from market.refers((*place, i), intervention, "interventions")
        yield from _twice(place, listing)


def _twice(path: tuple[str, ...], listing: list[str]) -> Iterator[Finding]:
    seen: set[str] = set()
    for i, name in enumerate(listing):
        if name in seen:
            yield Finding((*path, i), text('"{name}" is listed twice. Remove one.', {"name": name}))
        seen.add(name)


def kpis(market: Checked) -> Iterator[Finding]:
    """KPIs and budget-neutral plans are named as they are called."""
    if not market.is_whole("kpis"):
        return
    wanted = market.scenario.kpis
    for key, listing in (("budget_neutral", wanted.budget_neutral), ("compare", wanted.compare)):
        for i, plan in enumerate(listing):
            if plan != BASELINE:
                yield from market.refers(("kpis", key, i), plan, "plans")
        yield from _twice(("kpis", key), listing)
    if market.kpi_names is None:
        return
    named: list[tuple[tuple[str | int, ...], str]] = [
        (("kpis", "headline", i), kpi) for i, kpi in enumerate(wanted.headline)
    ]
    if wanted.verdict is not None:
        named.append((("kpis", "verdict"), wanted.verdict))
    for path, kpi in named:
        if kpi not in market.kpi_names:
            guess = did_you_mean(kpi, market.kpi_names)
            known = listed(sorted(market.kpi_names))
            yield Finding(
                path,
                text(
                    '"{kpi}" is not a KPI.{guess} There are: {known}.',
                    {"kpi": kpi, "guess": guess, "known": known},
                ),
            )


PLAN_CHECKS: tuple[Callable[[Checked], Iterator[Finding]], ...] = (
    interventions,
    contact_programmes,
    plans,
    kpis,
)
