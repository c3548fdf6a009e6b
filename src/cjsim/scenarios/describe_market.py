"""The market in words: what we say and where, who sells, who helps, who knows whom."""

from __future__ import annotations

from collections.abc import Iterator

from cjsim.language import message, number, text
from cjsim.scenarios.estimate import desk_load
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.schema_explore import NO_LIMIT, Explore
from cjsim.scenarios.schema_market import Channel, SalesChannel
from cjsim.scenarios.type_names import named
from cjsim.scenarios.wording import DAYS, counted, figure, money, percent

_MOMENTS = {
    "always": message("anyone"),
    "search": message("people who search"),
    "contact": message("people addressed"),
}


def content_in_words(scenario: Scenario) -> Iterator[str]:
    """Say what our content tells its readers."""
    content = scenario.content
    told = percent(round(content.clarity * content.detail, 3))
    yield text("Our content tells a reader {told} of what it does not know yet", {"told": told})
    if content.accuracy < 1.0:
        yield text(
            "  it promises more than our claims: accuracy {accuracy}",
            {"accuracy": figure(content.accuracy)},
        )
    if content.consistency < 1.0:
        yield text(
            "  our messages do not all agree: consistency {consistency}",
            {"consistency": figure(content.consistency)},
        )
    mix = (content.promotion_share, content.service_share, content.benefit_share)
    shares = [percent(round(share, 3)) for share in mix]
    yield text(
        "  of its messages {promotion} promote, {service} serve, {benefit} tell benefits",
        {"promotion": shares[0], "service": shares[1], "benefit": shares[2]},
    )


def media_in_words(scenario: Scenario) -> Iterator[str]:
    """Say which channels are ours, and what they cost."""
    spend = sum(channel.spend_per_month for channel in scenario.channels.values())
    if not scenario.channels:
        yield text("Channels: none of ours.")
        return
    yield text("Channels of ours: {spend} a month", {"spend": money(scenario, spend)})
    for name, channel in scenario.channels.items():
        yield f"  {name}: {'; '.join(_channel(scenario, channel))}"


def _channel(scenario: Scenario, channel: Channel) -> Iterator[str]:
    yield text(
        "for {who}, {reach_share} use it",
        {"who": text(_MOMENTS[channel.moment]), "reach_share": percent(channel.reach_share)},
    )
    if channel.kind != "commercial":
        yield (
            text("people speak there")
            if channel.kind == "personal"
            else text("the product is tried there")
        )
    if channel.searches_per_week > 0.0:
        yield text(
            "rank {search_rank} among its results", {"search_rank": figure(channel.search_rank)}
        )
    if channel.segments:
        yield text("aimed at {segments}", {"segments": ", ".join(channel.segments)})
    if channel.spend_per_month > 0.0:
        yield text(
            "{spend_per_month} a month",
            {"spend_per_month": money(scenario, channel.spend_per_month)},
        )
    if channel.cost_per_thousand > 0.0:
        yield text(
            "{cost_per_thousand} a thousand exposures",
            {"cost_per_thousand": money(scenario, channel.cost_per_thousand)},
        )
    if channel.cost_per_contact > 0.0:
        yield text(
            "{cost_per_contact} a contact",
            {"cost_per_contact": money(scenario, channel.cost_per_contact)},
        )


def sales_in_words(scenario: Scenario) -> Iterator[str]:
    """Say where our product is sold."""
    yield text("Sales channels")
    for name, channel in scenario.sales.items():
        yield f"  {name}: {_outlet(channel)}"


def _outlet(channel: SalesChannel) -> str:
    days = counted(channel.delivery_days, *DAYS)
    return text(
        "open to {available_share}, {checkout_steps}, {delivery}, commission {fee_share}",
        {
            "available_share": percent(channel.available_share),
            "checkout_steps": counted(
                channel.checkout_steps, message("{n} step"), message("{n} steps")
            ),
            "delivery": text("delivery in {days}", {"days": days})
            if channel.delivery_days > 0.0
            else text("delivered at once"),
            "fee_share": percent(channel.fee_share),
        },
    )


def explore_in_words(scenario: Scenario) -> Iterator[str]:
    """Say where our product can be seen before buying."""
    if not scenario.explore:
        yield text("Nobody can see our product before buying.")
        return
    yield text("Where people can see our product before buying")
    for name, way in scenario.explore.items():
        yield f"  {name}: {'; '.join(_way(scenario, way))}"


def _way(scenario: Scenario, way: Explore) -> Iterator[str]:
    yield text(
        "{kind}, {per_day_share} a day of those comparing",
        {"kind": named(way.kind), "per_day_share": percent(way.per_day_share)},
    )
    if way.is_open < 0.5:
        yield text("closed at the start")
    if way.segments:
        yield text("for {segments}", {"segments": ", ".join(way.segments)})
    if way.capacity_per_day < NO_LIMIT:
        yield text(
            "room for {capacity_per_day} a day", {"capacity_per_day": figure(way.capacity_per_day)}
        )
    if way.cost_per_month > 0.0:
        yield text(
            "{cost_per_month} a month while open",
            {"cost_per_month": money(scenario, way.cost_per_month)},
        )
    if way.cost_per_visit > 0.0:
        yield text(
            "{cost_per_visit} a visit", {"cost_per_visit": money(scenario, way.cost_per_visit)}
        )


def support_in_words(scenario: Scenario) -> Iterator[str]:
    """Say how many work at the desk, and how much there is to do."""
    desk, load = scenario.support, desk_load(scenario)
    if not scenario.scenario.switches.support:
        yield text("Support: turned off; problems solve themselves.")
        return
    if desk is None or load is None:
        yield text("Support: none; customers with a problem are left alone with it.")
        return
    pay = money(scenario, desk.staff * desk.cost_per_staff_per_month)
    yield text(
        "Support: {staff} staff, {open_hour} to {close_hour} h, {pay} a month",
        {
            "staff": figure(desk.staff),
            "open_hour": figure(desk.open_hour),
            "close_hour": figure(desk.close_hour),
            "pay": pay,
        },
    )
    yield text(
        "  On an ordinary day, estimated from this file: {contacts_per_day} "
        "contacts, {work_hours_per_day} hours of work for "
        "{staffed_hours_per_day} staffed hours, a load of {load}.",
        {
            "contacts_per_day": number(load.contacts_per_day),
            "work_hours_per_day": number(load.work_hours_per_day, 1),
            "staffed_hours_per_day": number(load.staffed_hours_per_day, 1),
            "load": percent(min(load.load, 99.0)),
        },
    )


def firm_in_words(scenario: Scenario) -> Iterator[str]:
    """Say what the firm knows of its customers; nothing where it keeps no records."""
    crm, research = scenario.crm, scenario.research
    if crm is not None:
        people = (
            text("{n_owners} in charge", {"n_owners": len(crm.owners)})
            if len(crm.owners) > 1
            else text("one in charge")
        )
        yield text(
            "CRM: a visit leaves a name {identified_share} of the time; "
            "{label_error_share} of labels are wrong; {data_delay_days} late; "
            "{people}",
            {
                "identified_share": percent(crm.identified_share),
                "label_error_share": percent(crm.label_error_share),
                "data_delay_days": counted(crm.data_delay_days, *DAYS),
                "people": people,
            },
        )

    if research is not None and research.survey is not None:
        survey = research.survey
        yield text(
            "Survey: every {every_days} days {sample_people} customers are "
            "asked, {answer_share} answer",
            {
                "every_days": figure(survey.every_days),
                "sample_people": figure(survey.sample_people),
                "answer_share": percent(survey.answer_share),
            },
        )

    if research is not None and research.listening is not None:
        yield text(
            "Listening: {heard_share} of what is said is heard",
            {"heard_share": percent(research.listening.heard_share)},
        )
    if scenario.loyalty.points_share > 0.0:
        yield text(
            "Loyalty: {points_share} of spend comes back as points",
            {"points_share": percent(scenario.loyalty.points_share)},
        )


def peers_in_words(scenario: Scenario) -> Iterator[str]:
    """Say who knows whom."""
    peers = scenario.peers
    ties = text(
        "{ties_per_customer} ties each", {"ties_per_customer": figure(peers.ties_per_customer)}
    )
    match peers.network:
        case "none":
            yield text("Who knows whom: nobody knows anybody.")
        case "everyone":
            meetings = figure(peers.meetings_per_day)
            yield text(
                "Who knows whom: everyone mixes, {meetings} meetings a day.", {"meetings": meetings}
            )
        case "pairs":
            yield text("Who knows whom: pairs.")
        case "households":
            size = figure(peers.household_size)
            yield text(
                "Who knows whom: households of {size}, {ties}.", {"size": size, "ties": ties}
            )
        case _:
            yield text(
                "Who knows whom: {network} network, {ties}.",
                {"network": named(peers.network), "ties": ties},
            )
    if peers.strangers_per_day > 0.0:
        yield text(
            "Beside them, each meets others: {strangers_per_day} a day.",
            {"strangers_per_day": figure(peers.strangers_per_day)},
        )
