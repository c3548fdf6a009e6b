"""Does a money worry pause a purchase, and is it taken up again later?

Among all who paused, the shares that bought after all, that let it go, and that still wait;
and the story of one who came back, in its own days.
"""

from __future__ import annotations

from shop import market, tell

import cjsim


def play(customers: int = 4000) -> dict[str, float | str]:
    """Return what became of paused purchases, with and without worries, and one story."""
    worried = cjsim.run(market(), customers=customers)
    carefree = cjsim.run(
        market({"scenario": {"switches": {"unexpected_situations": False}}}), customers=customers
    )
    kpis = worried.kpi_values()
    return {
        "pause_share": kpis["pause_rate"],
        "resume_share": kpis["resume_rate"],
        "cancel_share": kpis["cancel_rate"],
        "orders_worried": kpis["orders"],
        "orders_carefree": carefree.kpi_values()["orders"],
        "story": _story_of_one_who_resumed(worried),
    }


def _story_of_one_who_resumed(run: cjsim.Run) -> str:
    """Return the story of the first customer whose paused purchase ended with our product."""
    moves = run.moves
    began = moves[moves["to_stage"].eq("purchase")].groupby("customer")["day"].max()
    ended = moves[moves["reason"].eq("received")].groupby("customer")["day"].max()
    days = (ended - began).dropna()
    for customer in days[days > 20].index:
        story = str(run.story(int(customer)))
        if "took the paused purchase up again" in story:
            return story
    return ""


def say(found: dict[str, float | str]) -> str:
    """Return the finding in words."""
    return (
        f"{found['pause_share']:.1%} of intentions paused for money; of the pauses "
        f"{found['resume_share']:.0%} were taken up again; {found['cancel_share']:.1%} of "
        f"intentions were cancelled in the end.\nOrders: {found['orders_worried']:,.0f}; without "
        f"any worries {found['orders_carefree']:,.0f}.\n\n{found['story']}"
    )


if __name__ == "__main__":
    tell(play, say)
