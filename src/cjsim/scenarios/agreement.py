"""What must agree between the sections of a market file."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator
from itertools import islice

from cjsim.scenarios.agree_calendar import CALENDAR_CHECKS
from cjsim.scenarios.agree_desk import DESK_CHECKS
from cjsim.scenarios.agree_events import EVENT_CHECKS
from cjsim.scenarios.agree_firm import FIRM_CHECKS
from cjsim.scenarios.agree_market import MARKET_CHECKS
from cjsim.scenarios.agree_plans import PLAN_CHECKS
from cjsim.scenarios.agree_policies import POLICY_CHECKS
from cjsim.scenarios.agree_products import PRODUCT_CHECKS
from cjsim.scenarios.agree_trials import TRIAL_CHECKS
from cjsim.scenarios.checked import Checked
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.wording import Finding

_MAX_FINDINGS = 1000  # a file that is wrong in more places is no market file


def agreement(
    scenario: Scenario,
    kpi_names: Collection[str] | None = None,
    broken: Iterable[tuple[str, ...]] = (),
) -> list[Finding]:
    """Return all that does not agree in a scenario whose values are each valid.

    Args:
        scenario: The market; of one that is partly broken, the parts that could be read.
        kpi_names: The KPIs there are; None leaves their names unchecked.
        broken: Sections, or (section, entry), that could not be read: nothing is said of them.
    """
    market = Checked(scenario, frozenset(broken), kpi_names)
    return list(islice(_all(market), _MAX_FINDINGS))


def _all(market: Checked) -> Iterator[Finding]:
    checks = (
        MARKET_CHECKS, DESK_CHECKS, PRODUCT_CHECKS, TRIAL_CHECKS, FIRM_CHECKS, EVENT_CHECKS,
        CALENDAR_CHECKS, PLAN_CHECKS, POLICY_CHECKS,
    )  # fmt: skip
    for check in itertools.chain.from_iterable(checks):
        yield from check(market)
