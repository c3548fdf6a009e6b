"""A market in words: what will be simulated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cjsim.scenarios.actions import Action
from cjsim.scenarios.costs import costs_in_words, costs_per_use
from cjsim.scenarios.describe_products import products_in_words
from cjsim.scenarios.describe_trials import trials_in_words
from cjsim.scenarios.estimate import desk_load, plan_money
from cjsim.scenarios.events import Timed
from cjsim.scenarios.overlaps import overlaps_in_words
from cjsim.scenarios.paths import all_numbers, is_assumed, is_claim, source_of, written_numbers
from cjsim.scenarios.quantity import Quantity, Section
from cjsim.scenarios.reach import started_by_policies
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.schema_explore import NO_LIMIT, Explore
from cjsim.scenarios.schema_market import Brand, Channel, SalesChannel
from cjsim.scenarios.wording import figure, percent

_SAID_APART = ("type", "start", "end", "source", "lasts_days", "ramp_days")
_OF_A_FEAST = ("calendar", "from_days_before", "to_days_after", "months", "day_of_month")
_COSTS = ("cost", "one_off_cost", "cost_per_month")
_MOMENTS = {"always": "anyone", "search": "people who search", "contact": "people addressed"}


def describe(scenario: Scenario) -> str:
    """Return what a scenario simulates, in words, a paragraph for each section."""
    parts = (
        _setting(scenario),
        _segments(scenario),
        _brands(scenario),
        products_in_words(scenario),
        _content(scenario),
        _media(scenario),
        _sales(scenario),
        _explore(scenario),
        trials_in_words(scenario),
        _support(scenario),
        _firm(scenario),
        _peers(scenario),
        _events(scenario),
        _plans(scenario),
        *((_monitors(scenario),) if scenario.monitors else ()),
        _numbers(scenario),
    )
    return "\n\n".join(text for part in parts if (text := "\n".join(part)))


def money(scenario: Scenario, amount: float) -> str:
    """Return an amount with the currency; small amounts keep their cents."""
    n_digits = 0 if abs(amount) >= 100.0 else 2 if abs(amount) >= 1.0 else 4
    return f"{figure(round(amount, n_digits))} {scenario.scenario.currency}"


def _setting(scenario: Scenario) -> Iterator[str]:
    setting = scenario.scenario
    yield setting.name
    if setting.description:
        yield setting.description
    last = setting.start + dt.timedelta(days=scenario.n_days() - 1)
    yield (
        f"{figure(setting.people)} people, shown by {figure(setting.customers)} simulated "
        f"customers: each stands for {figure(round(scenario.weight, 2))}."
    )
    yield (
        f"{scenario.n_days()} days, {setting.start} to {last}; {figure(setting.replicates)} "
        f"futures for a comparison, seed {setting.seed:.0f}."
    )
    off = [name for name, is_on in setting.switches if is_on is False]
    if off:
        yield f"Turned off: {', '.join(name.replace('_', ' ') for name in off)}."
    product = scenario.product
    rhythm = "bought when needed" if product.kind == "purchase" else "a subscription"
    yield (
        f"The product is {rhythm}: {figure(product.need_per_year)} needs a person and year; "
        f"compared on {', '.join(product.attributes)}, and price "
        f"({money(scenario, product.reference_price)} is usual)."
    )
    if product.capacity_per_day is not None:
        spread = figure(product.capacity_days)
        ahead = f", sold {spread} days at a time" if product.capacity_days > 1.0 else ""
        yield f"We have room for {_counted(product.capacity_per_day, 'order')} a day{ahead}."


def _segments(scenario: Scenario) -> Iterator[str]:
    yield "Segments"
    for name, segment in scenario.segments.items():
        people = round(segment.share * scenario.scenario.people)
        n_customers = round(segment.share * scenario.scenario.customers)
        yield (
            f"  {name}: {percent(segment.share)}, {figure(people)} people "
            f"({figure(n_customers)} simulated): {segment.who}"
        )


def _brands(scenario: Scenario) -> Iterator[str]:
    yield "Brands"
    for name, brand in scenario.brands.items():
        yield f"  {_brand(scenario, name, brand)}"


def _brand(scenario: Scenario, name: str, brand: Brand) -> str:
    whose = " (ours)" if brand.is_ours else ""
    return (
        f"{name}{whose}: {money(scenario, brand.price)}; known to {percent(brand.known_share)}, "
        f"{percent(brand.customer_share)} are its customers"
    )


def _content(scenario: Scenario) -> Iterator[str]:
    content = scenario.content
    told = percent(round(content.clarity * content.detail, 3))
    yield f"Our content tells a reader {told} of what it does not know yet"
    if content.accuracy < 1.0:
        yield f"  it promises more than our claims: accuracy {figure(content.accuracy)}"
    if content.consistency < 1.0:
        yield f"  our messages do not all agree: consistency {figure(content.consistency)}"
    mix = (content.promotion_share, content.service_share, content.benefit_share)
    shares = [percent(round(share, 3)) for share in mix]
    yield f"  of its messages {shares[0]} promote, {shares[1]} serve, {shares[2]} tell benefits"


def _media(scenario: Scenario) -> Iterator[str]:
    spend = sum(channel.spend_per_month for channel in scenario.channels.values())
    if not scenario.channels:
        yield "Channels: none of ours."
        return
    yield f"Channels of ours: {money(scenario, spend)} a month"
    for name, channel in scenario.channels.items():
        yield f"  {name}: {'; '.join(_channel(scenario, channel))}"


def _channel(scenario: Scenario, channel: Channel) -> Iterator[str]:
    yield f"for {_MOMENTS[channel.moment]}, {percent(channel.reach_share)} use it"
    if channel.kind != "commercial":
        yield "people speak there" if channel.kind == "personal" else "the product is tried there"
    if channel.searches_per_week > 0.0:
        yield f"rank {figure(channel.search_rank)} among its results"
    if channel.segments:
        yield f"aimed at {', '.join(channel.segments)}"
    if channel.spend_per_month > 0.0:
        yield f"{money(scenario, channel.spend_per_month)} a month"
    if channel.cost_per_thousand > 0.0:
        yield f"{money(scenario, channel.cost_per_thousand)} a thousand exposures"
    if channel.cost_per_contact > 0.0:
        yield f"{money(scenario, channel.cost_per_contact)} a contact"


def _sales(scenario: Scenario) -> Iterator[str]:
    yield "Sales channels"
    for name, channel in scenario.sales.items():
        yield f"  {name}: {_outlet(channel)}"


def _explore(scenario: Scenario) -> Iterator[str]:
    if not scenario.explore:
        yield "Nobody can see our product before buying."
        return
    yield "Where people can see our product before buying"
    for name, way in scenario.explore.items():
        yield f"  {name}: {'; '.join(_way(scenario, way))}"


def _way(scenario: Scenario, way: Explore) -> Iterator[str]:
    yield f"{way.kind.replace('_', ' ')}, {percent(way.per_day_share)} a day of those comparing"
    if way.is_open < 0.5:
        yield "closed at the start"
    if way.segments:
        yield f"for {', '.join(way.segments)}"
    if way.capacity_per_day < NO_LIMIT:
        yield f"room for {figure(way.capacity_per_day)} a day"
    if way.cost_per_month > 0.0:
        yield f"{money(scenario, way.cost_per_month)} a month while open"
    if way.cost_per_visit > 0.0:
        yield f"{money(scenario, way.cost_per_visit)} a visit"


def _outlet(channel: SalesChannel) -> str:
    days = _counted(channel.delivery_days, "day")
    return (
        f"open to {percent(channel.available_share)}, {_counted(channel.checkout_steps, 'step')}, "
        f"{f'delivery in {days}' if channel.delivery_days > 0.0 else 'delivered at once'}, "
        f"commission {percent(channel.fee_share)}"
    )


def _counted(number: float, word: str) -> str:
    return f"{figure(number)} {word}{'' if number == 1.0 else 's'}"


def _support(scenario: Scenario) -> Iterator[str]:
    desk, load = scenario.support, desk_load(scenario)
    if not scenario.scenario.switches.support:
        yield "Support: turned off; problems solve themselves."
        return
    if desk is None or load is None:
        yield "Support: none; customers with a problem are left alone with it."
        return
    pay = money(scenario, desk.staff * desk.cost_per_staff_per_month)
    yield (
        f"Support: {figure(desk.staff)} staff, {figure(desk.open_hour)} to "
        f"{figure(desk.close_hour)} h, {pay} a month"
    )
    yield (
        f"  On an ordinary day, estimated from this file: {load.contacts_per_day:,.0f} contacts, "
        f"{load.work_hours_per_day:,.1f} hours of work for {load.staffed_hours_per_day:,.1f} "
        f"staffed hours, a load of {percent(min(load.load, 99.0))}."
    )


def _firm(scenario: Scenario) -> Iterator[str]:
    """Say what the firm knows of its customers; nothing where it keeps no records."""
    crm, research = scenario.crm, scenario.research
    if crm is not None:
        people = f"{len(crm.owners)} in charge" if len(crm.owners) > 1 else "one in charge"
        yield (
            f"CRM: a visit leaves a name {percent(crm.identified_share)} of the time; "
            f"{percent(crm.label_error_share)} of labels are wrong; "
            f"{_counted(crm.data_delay_days, 'day')} late; {people}"
        )
    if research is not None and research.survey is not None:
        survey = research.survey
        yield (
            f"Survey: every {figure(survey.every_days)} days {figure(survey.sample_people)} "
            f"customers are asked, {percent(survey.answer_share)} answer"
        )
    if research is not None and research.listening is not None:
        yield f"Listening: {percent(research.listening.heard_share)} of what is said is heard"
    if scenario.loyalty.points_share > 0.0:
        yield f"Loyalty: {percent(scenario.loyalty.points_share)} of spend comes back as points"


def _peers(scenario: Scenario) -> Iterator[str]:
    peers = scenario.peers
    ties = f"{figure(peers.ties_per_customer)} ties each"
    match peers.network:
        case "none":
            yield "Who knows whom: nobody knows anybody."
        case "everyone":
            meetings = figure(peers.meetings_per_day)
            yield f"Who knows whom: everyone mixes, {meetings} meetings a day."
        case "pairs":
            yield "Who knows whom: pairs."
        case "households":
            size = figure(peers.household_size)
            yield f"Who knows whom: households of {size}, {ties}."
        case _:
            yield f"Who knows whom: {peers.network.replace('_', ' ')} network, {ties}."
    if peers.strangers_per_day > 0.0:
        yield f"Beside them, each meets others: {figure(peers.strangers_per_day)} a day."


def _events(scenario: Scenario) -> Iterator[str]:
    if not scenario.events:
        yield "Events: none."
        return
    yield "Events"
    for name, event in scenario.events.items():
        said = (*_SAID_APART, "per_year", *_OF_A_FEAST) if isinstance(event, Timed) else _SAID_APART
        if not isinstance(event, Timed):
            when = f"strikes single people, for {figure(event.lasts_days)} days"
        elif event.calendar is not None:
            when = _feast(event)
        elif event.start is not None:
            when = f"{event.start}, for {figure(event.lasts_days)} days"
        else:
            when = f"{figure(event.per_year)} times a year at random, for "
            when += f"{figure(event.lasts_days)} days"
        yield f"  {name}: {event.type.replace('_', ' ')}; {when}{_details(event, *said)}"


def _feast(event: Timed) -> str:
    """Say with which feast an event comes, and from when to when."""
    ends = []
    for days, usual, turned in (
        (int(event.from_days_before), "before", "after"),
        (int(event.to_days_after), "after", "before"),
    ):
        side = usual if days >= 0 else turned
        ends.append(f"{_counted(abs(days), 'day')} {side}" if days else "the day itself")
    name = str(event.calendar).replace("_", " ")
    span = f"from {ends[0]} to {ends[1]}" if ends[0] != ends[1] else "as long as it lasts"
    return f"with {name} every year, {span}"


def _monitors(scenario: Scenario) -> Iterator[str]:
    yield "Monitors"
    for name, monitor in scenario.monitors.items():
        bounds = [
            f"{side} {figure(value)}"
            for side, value in (("below", monitor.below), ("above", monitor.above))
            if value is not None
        ]
        over = f" over {figure(monitor.over_days)} days" if monitor.over_days else ""
        kpi = monitor.kpi.replace("_", " ")
        yield (
            f"  {name}: alarm when {kpi}{over} is {' or '.join(bounds)}, looked at every "
            f"{figure(monitor.every_days)} days"
        )


def _details(table: Section, *said: str) -> str:
    """Return what else is written in a table than the keys `said`, as its words and numbers."""
    found = []
    for key in type(table).model_fields:
        value = getattr(table, key)
        if key in said or key not in table.model_fields_set or value in (None, [], False):
            continue
        words = key.replace("_", " ")
        if isinstance(value, Quantity):
            found.append(f"{words} {figure(value)}")
        elif isinstance(value, list):
            found.append(f"{words} {', '.join(map(str, value))}")
        else:
            found.append(words if value is True else f"{words} {value}")
    return f"; {', '.join(found)}" if found else ""


def _plans(scenario: Scenario) -> Iterator[str]:
    yield "Plans"
    for name, listing in scenario.plans.items():
        if not listing:
            yield f"  {name}: nothing changes."
            continue
        yield f"  {name}: {_money(scenario, name)}"
        started = started_by_policies(scenario, listing)
        for each in [*listing, *(each for each in started if each not in listing)]:
            action = scenario.interventions[each]
            costs = " and ".join(costs_in_words(action, scenario))
            cost = "free" if action.cost == "free" else f"costs {costs}"
            kind = action.type.replace("_", " ")
            details = _details(action, *_SAID_APART, *_COSTS)
            when = f"when {started[each]} starts it" if each in started else ""
            when = when or _when(scenario, action)
            yield f"    {each}: {kind}, {when}{details}; {cost}"
        for line in overlaps_in_words(scenario, name):
            yield f"    note: {line}"


def _when(scenario: Scenario, action: Action) -> str:
    begin = f"from {action.start or scenario.scenario.start}"
    end = f" to {action.end}" if action.end else ""
    ramp = f", growing over {figure(action.ramp_days)} days" if action.ramp_days else ""
    return begin + end + ramp


def _money(scenario: Scenario, plan: str) -> str:
    """Say what a plan costs a month, once, and with every customer it reaches."""
    sums = plan_money(scenario, plan)
    names = scenario.plans[plan]
    actions = [scenario.interventions[name] for name in names]
    parts = []
    if sums.per_month:
        verb = "costs" if sums.per_month > 0.0 else "frees"
        parts.append(f"{verb} {money(scenario, abs(sums.per_month))} a month at full strength")
    if sums.once:
        parts.append(f"costs {money(scenario, sums.once)} once")
    if any(True for action in actions for _ in costs_per_use(action, scenario)):
        parts.append("costs more with what customers do")
    if started_by_policies(scenario, names):
        parts.append("costs more with what its policies start")
    return ", ".join(parts) or "free"


def _numbers(scenario: Scenario) -> Iterator[str]:
    """Count what the numbers rest on; settings of the study are not counted."""
    settings = ("scenario.customers", "scenario.days", "scenario.replicates", "scenario.seed")
    numbers = {
        path: number
        for path, number in all_numbers(scenario).items()
        if path not in settings and not path.startswith("kpis.")
    }
    written = written_numbers(scenario)
    sources = {path: source_of(scenario, path) for path in numbers}
    n_assumed = sum(is_assumed(source) for source in sources.values())
    n_unsourced = sum(source is None for source in sources.values())
    n_claims = sum(is_claim(source) for source in sources.values())
    n_sourced = len(numbers) - n_assumed - n_unsourced - n_claims
    claims = f"{n_claims} claims to be tested, " if n_claims else ""
    n_ranges = sum(number.is_uncertain for number in numbers.values())
    n_defaults = sum(path not in written for path in numbers)
    yield (
        f"{len(numbers)} numbers: {n_sourced} with a source, {n_assumed} assumptions, {claims}"
        f"{n_unsourced} without a word on where they are from."
    )
    yield (
        f"{n_ranges} have a range and are drawn anew in every future; {n_defaults} are defaults "
        "that the file does not write."
    )
