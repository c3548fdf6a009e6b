"""Markets of any numbers: what must hold of the engine must hold of all of them."""

from pathlib import Path

from hypothesis import strategies as st

import cjsim
from cjsim import Scenario
from cjsim.scenarios.paths import all_numbers, bounds_of, get_number, set_number, share_groups
from cjsim.scenarios.schema import Switches
from cjsim.scenarios.sizing import resized

SMALL = cjsim.load_scenario(Path(__file__).parent / "markets" / "small.toml")
NETWORKS = (
    "everyone", "none", "pairs", "ring", "small_world", "random", "regular", "scale_free",
    "clustered", "households", "implicit",
)  # fmt: skip
SUBSCRIPTION = {"trial_days": 3.0, "renewal_days": 5.0, "leave_per_renewal_share": 0.1,
                "leave_cv": 1.0, "payment_failure_per_renewal_share": 0.02}  # fmt: skip
_NOT_DRAWN = ("scenario.", "kpis.")
_MAKE_ONE = {path for group in share_groups(SMALL) for path in group}
CHANGED = tuple(
    path
    for path in all_numbers(SMALL)
    if not path.startswith(_NOT_DRAWN)
    and not path.endswith(".customer_share")
    and path not in _MAKE_ONE
    and path != "peers.ties_per_customer"  # what a network allows depends on its kind
    and not path.endswith("_hour")  # an opening comes before its closing
)
"""Every number of the small market that may be anything within its bounds."""
_SWITCHES = tuple(sorted(set(Switches.model_fields) - {"source"}))


@st.composite
def markets(draw: st.DrawFn, customers: int = 150, days: int = 30) -> Scenario:
    """The small market with some numbers, switches, its network and its kind changed."""
    market = resized(SMALL, customers, days)
    market.peers.network = draw(st.sampled_from(NETWORKS))
    for path in draw(st.lists(st.sampled_from(CHANGED), max_size=25, unique=True)):
        bounds = bounds_of(market, path)
        usual = 3.0 * abs(float(get_number(market, path))) + 1.0
        low, high = max(bounds.at_least, -usual), min(bounds.at_most, usual)
        value = draw(st.floats(low, high, allow_subnormal=False))
        set_number(market, path, round(value) if bounds.is_whole else value)
    for name in draw(st.sets(st.sampled_from(_SWITCHES))):
        setattr(market.scenario.switches, name, False)
    if draw(st.booleans()):  # as many on their way at the start as needs bring
        for segment in market.segments.values():
            segment.searching_share = segment.evaluating_share = None
    if draw(st.booleans()):
        market.product.kind = "subscription"
        for name, value in SUBSCRIPTION.items():
            set_number(market, f"product.{name}", value)
    return market
