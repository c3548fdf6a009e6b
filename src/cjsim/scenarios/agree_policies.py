"""What must agree about policies and monitors: KPIs, bounds, and what is started."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cjsim.language import text
from cjsim.scenarios.actions import Policy
from cjsim.scenarios.checked import Checked
from cjsim.scenarios.errors import did_you_mean, listed
from cjsim.scenarios.reach import started_by_policies
from cjsim.scenarios.watching import Watch
from cjsim.scenarios.wording import Finding, figure

_MEANINGLESS = ("segments", "ramp_days", "half_life_days")


def watches(market: Checked) -> Iterator[Finding]:
    """What is watched is a KPI, and it can be within its bounds and out of them."""
    for name, monitor in market.scenario.monitors.items():
        yield from _watch(market, ("monitors", name), monitor)
    for name, action in market.scenario.interventions.items():
        if isinstance(action, Policy):
            yield from _watch(market, ("interventions", name), action)


def _watch(market: Checked, place: tuple[str, str], watch: Watch) -> Iterator[Finding]:
    if market.kpi_names is not None and watch.kpi not in market.kpi_names:
        guess = did_you_mean(watch.kpi, market.kpi_names)
        known = listed(sorted(market.kpi_names))
        yield Finding(
            (*place, "kpi"),
            text(
                '"{kpi}" is not a KPI.{guess} There are: {known}.',
                {"kpi": watch.kpi, "guess": guess, "known": known},
            ),
        )
    if watch.below is None and watch.above is None:
        yield Finding(place, text("it has no bounds. Add below = or above = a value of the KPI."))
    elif watch.below is not None and watch.above is not None and watch.below > watch.above:
        yield Finding(
            (*place, "below"),
            text(
                "below {below} or above {above} is everywhere. Exchange them.",
                {"below": figure(watch.below), "above": figure(watch.above)},
            ),
        )


def policies(market: Checked) -> Iterator[Finding]:
    """Policies start other things than themselves, and are for the whole market."""
    for name, action in market.scenario.interventions.items():
        if not isinstance(action, Policy):
            continue
        if name in started_by_policies(market.scenario, [name]):
            yield Finding(
                ("interventions", name, "then"),
                text(
                    'what it starts leads back to "{name}" itself. Break the circle.',
                    {"name": name},
                ),
            )
        for key in _MEANINGLESS:
            if getattr(action, key):
                yield Finding(
                    ("interventions", name, key),
                    text(
                        "a policy reviews the whole market and works at once. Remove {key}, "
                        "or write it in the interventions it starts.",
                        {"key": key},
                    ),
                )


def plans_and_policies(market: Checked) -> Iterator[Finding]:
    """What a policy of a plan starts is not in the plan from the beginning."""
    for name, listing in market.scenario.plans.items():
        started = started_by_policies(market.scenario, listing)
        for i, each in enumerate(listing):
            if each in started and started[each] in listing and each != started[each]:
                yield Finding(
                    ("plans", name, i),
                    text(
                        '"{each}" is started by the policy "{started}" of the same plan. '
                        "Remove one of the two.",
                        {"each": each, "started": started[each]},
                    ),
                )


POLICY_CHECKS: tuple[Callable[[Checked], Iterator[Finding]], ...] = (
    watches,
    policies,
    plans_and_policies,
)
