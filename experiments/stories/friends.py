"""Do friends who speak badly of us send buyers back before they buy?

The same people live through the same months three times: nobody slams us; a voice that most
people meet slams us; and the same with the first hook of the purchase turned off, so that
nobody asks those around before buying. What differs between the last two is the hook's work.
"""

from __future__ import annotations

import pandas as pd
from shop import market, tell

import cjsim

SLAMMED = {
    "type": "viral_review",
    "brand": "shop",
    "start": "2027-03-15",
    "reach_people": 30_000,
    "tone": -1.8,
    "half_life_days": 30,
}


def play(customers: int = 4000) -> dict[str, float]:
    """Return what became of the intentions to buy from us, by case."""
    calm = cjsim.run(market(), customers=customers)
    slammed = cjsim.run(market({"events": {"slammed": SLAMMED}}), customers=customers)
    deaf = cjsim.run(
        market(
            {
                "events": {"slammed": SLAMMED},
                "scenario": {"switches": {"attitude_of_others": False}},
            }
        ),
        customers=customers,
    )
    fates = _fates(slammed.moves)
    return {
        "sent_back_share_calm": calm.kpi_values()["reconsider_rate"],
        "sent_back_share_slammed": slammed.kpi_values()["reconsider_rate"],
        "sent_back_share_deaf": deaf.kpi_values()["reconsider_rate"],
        "orders_calm": calm.kpi_values()["orders"],
        "orders_slammed": slammed.kpi_values()["orders"],
        "orders_deaf": deaf.kpi_values()["orders"],
        "then_rival_share": fates.get("rival", 0.0),
        "then_nothing_share": fates.get("nothing", 0.0),
        "then_us_share": fates.get("us", 0.0),
    }


_ENDS = {
    "received": "us",
    "received_rival": "rival",
    "chose_nothing": "nothing",
    "put_off_by_others": "nothing",
}


def _fates(moves: pd.DataFrame) -> dict[str, float]:
    """Return how journeys sent back from buying at our shop ended at last, as shares."""
    buying = moves[moves["to_stage"].eq("purchase") | moves["from_stage"].eq("purchase")
                   | moves["from_stage"].eq("evaluation")]  # fmt: skip
    fates: list[str] = []
    for _customer, log in buying.groupby("customer"):
        is_sent_back = False
        wanted_us = False
        for reason in log["reason"]:
            if reason == "chose_us":
                wanted_us = True
            elif reason == "reconsidered":
                is_sent_back = is_sent_back or wanted_us
            elif reason != "chose_rival":  # the end of this journey
                if is_sent_back:
                    fates.append(_ENDS.get(reason, "other"))
                is_sent_back = wanted_us = False
    return pd.Series(fates, dtype=str).value_counts(normalize=True).to_dict()


def say(found: dict[str, float]) -> str:
    """Return the finding in words."""
    return (
        f"Intentions sent back by others: {found['sent_back_share_calm']:.1%} in calm months, "
        f"{found['sent_back_share_slammed']:.1%} after the slamming, "
        f"{found['sent_back_share_deaf']:.1%} when nobody asks.\n"
        f"Orders: {found['orders_calm']:,.0f} in calm months, {found['orders_slammed']:,.0f} "
        f"after the slamming, {found['orders_deaf']:,.0f} after the same when nobody asks.\n"
        f"Of the journeys sent back from us, {found['then_rival_share']:.0%} ended with the rival, "
        f"{found['then_nothing_share']:.0%} with nothing, {found['then_us_share']:.0%} with us."
    )


if __name__ == "__main__":
    tell(play, say)
