"""The words of a market file's own vocabulary: types, kinds, feasts, switches, stages."""

from __future__ import annotations

from cjsim.language import message, text

TYPE_NAMES = (
    # interventions
    message("aftercare"), message("align messages"), message("app"), message("brand event"),
    message("call centre tech"), message("care programme"), message("checkout"),
    message("consultation"), message("contact"), message("content"), message("crm data"),
    message("cta"), message("delivery"), message("demo"), message("discount"),
    message("fix quality"), message("identify"), message("influencer"), message("instalment"),
    message("lever"), message("listing"), message("livestream"), message("loyalty programme"),
    message("media budget"), message("new product"), message("nurture"), message("onboarding"),
    message("open store"), message("persuasion training"), message("policy"),
    message("presale line"), message("price"), message("process"), message("queue priority"),
    message("referral reward"), message("research"), message("returns"),
    message("review response"), message("save offer"), message("seeding"), message("seo"),
    message("staff training"), message("support 24 7"), message("support capacity"),
    message("trial"), message("upgrade"), message("uptime"), message("vr demo"),
    message("warranty"), message("website usability"), message("winback"),
    # events
    message("ad cost inflation"), message("competitor ads"), message("competitor launch"),
    message("competitor price cut"), message("competitor upgrade"), message("data breach"),
    message("defect batch"), message("delivery disruption"), message("drift"),
    message("economic shock"), message("outage"), message("personal finance"),
    message("personal other"), message("personal psychology"), message("personal time"),
    message("platform fee change"), message("regulation"), message("scandal"), message("season"),
    message("staff turnover"), message("stock out"), message("viral bad review"),
    message("viral good review"), message("viral review"),
)  # fmt: skip
"""Types of interventions and events."""

KIND_NAMES = (
    # ways to explore
    message("store visit"), message("hotline"), message("virtual tour"), message("chat"),
    message("salesperson"),
    # feasts
    message("tet"), message("ghost month"), message("double day"), message("payday"),
    message("school"),
    # who knows whom
    message("cliques"), message("ring"), message("torus"), message("small world"),
    message("random"), message("regular"), message("scale free"), message("clustered"),
    # switches
    message("media"), message("forgetting"), message("word of mouth"), message("reviews"),
    message("persuasion"), message("earned media"), message("ask in search"),
    message("experienced users"), message("explore"), message("talk in evaluation"),
    message("attitude of others"), message("stock"), message("late delivery"),
    message("trial requests"), message("regret"), message("unexpected situations"),
    message("failures"), message("system failures"), message("feedback"), message("leaving"),
    message("ladder"), message("crm"), message("unsubscribing"), message("loyalty"),
    message("competitor reaction"),
    # stages of the journey
    message("unaware"), message("awareness"), message("search"), message("evaluation"),
    message("purchase"), message("use"), message("support"), message("lapsed"),
)  # fmt: skip
"""Kinds of ways to explore, feasts, networks, and the stages."""


def named(name: str) -> str:
    """Return a name as people say it: in the language spoken, or as it is where it is a user's."""
    words = text(name)  # what KPIs are called is collected with their underlines
    return text(name.replace("_", " ")) if words == name else words
