"""The emergent checks: nothing is fitted to the regularity; its sign, order or range is tested."""

from __future__ import annotations

from cjsim.validation.check import Check
from cjsim.validation.emergent_buying import m2_double_jeopardy, m7_heavy_buyers
from cjsim.validation.emergent_credit import m10_last_touch
from cjsim.validation.emergent_desk import m9_waits_and_words
from cjsim.validation.emergent_journeys import m6_journeys
from cjsim.validation.emergent_levers import M4_ELASTICITIES
from cjsim.validation.emergent_reviews import m8_reviews
from cjsim.validation.emergent_talk import m1_cascades
from cjsim.validation.emergent_time import M5_LAUNCHES, m3_churn

EMERGENT: tuple[Check, ...] = (
    Check(
        "M1",
        "Word-of-mouth cascades are small",
        "Goel, Watts, Goldstein 2012; the bound is ours",
        (m1_cascades,),
    ),
    Check("M2", "Double jeopardy and duplication of purchase", "Ehrenberg", (m2_double_jeopardy,)),
    Check(
        "M3", "Churn falls with tenure when customers differ", "Fader and Hardie 2007", (m3_churn,)
    ),
    Check(
        "M4",
        "Small changes have plausible effects",
        "Sethuraman, Tellis, Briesch 2011; Bijmolt et al. 2005; You et al. 2015",
        M4_ELASTICITIES,
    ),
    Check("M5", "Undisturbed launches are S-shaped", "Bass 1969; the bound is ours", M5_LAUNCHES),
    Check("M6", "Journeys have heavy tails and many paths", "bounds are ours", (m6_journeys,)),
    Check("M7", "A fifth of buyers makes half of purchases", "Sharp, Romaniuk, Graham 2019",
          (m7_heavy_buyers,)),
    Check("M8", "Reviews are J-shaped by self-selection", "Hu, Pavlou, Zhang", (m8_reviews,)),
    Check(
        "M9",
        "Waits are near exponential; good words outnumber bad",
        "Erlang; East, Hammond, Wright 2007",
        (m9_waits_and_words,),
    ),
    Check("M10", "Last-touch credit exceeds the lift of search", "bound is ours",
          (m10_last_touch,)),
)  # fmt: skip
"""The checks M1 to M10, in their order."""
