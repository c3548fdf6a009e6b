"""A market in words: what will be simulated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from cjsim.language import message, text
from cjsim.scenarios.describe_market import (
    content_in_words,
    explore_in_words,
    firm_in_words,
    media_in_words,
    peers_in_words,
    sales_in_words,
    support_in_words,
)
from cjsim.scenarios.describe_plans import events_in_words, monitors_in_words, plans_in_words
from cjsim.scenarios.describe_products import products_in_words
from cjsim.scenarios.describe_trials import trials_in_words
from cjsim.scenarios.paths import all_numbers, is_assumed, is_claim, source_of, written_numbers
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.schema_market import Brand
from cjsim.scenarios.type_names import named
from cjsim.scenarios.wording import counted, figure, money, percent, plain_day


def describe(scenario: Scenario) -> str:
    """Return what a scenario simulates, in words, a paragraph for each section."""
    parts = (
        _setting(scenario),
        _segments(scenario),
        _brands(scenario),
        products_in_words(scenario),
        content_in_words(scenario),
        media_in_words(scenario),
        sales_in_words(scenario),
        explore_in_words(scenario),
        trials_in_words(scenario),
        support_in_words(scenario),
        firm_in_words(scenario),
        peers_in_words(scenario),
        events_in_words(scenario),
        plans_in_words(scenario),
        *((monitors_in_words(scenario),) if scenario.monitors else ()),
        _numbers(scenario),
    )
    return "\n\n".join(words for part in parts if (words := "\n".join(part)))


def _setting(scenario: Scenario) -> Iterator[str]:
    setting = scenario.scenario
    yield setting.name
    if setting.description:
        yield setting.description
    last = setting.start + dt.timedelta(days=scenario.n_days() - 1)
    yield text(
        "{people} people, shown by {customers} simulated customers: each stands for {weight}.",
        {
            "people": figure(setting.people),
            "customers": figure(setting.customers),
            "weight": figure(round(scenario.weight, 2)),
        },
    )
    yield text(
        "{days} days, {start} to {last}; {replicates} futures for a comparison, seed {seed}.",
        {
            "days": scenario.n_days(),
            "start": plain_day(setting.start),
            "last": plain_day(last),
            "replicates": figure(setting.replicates),
            "seed": f"{setting.seed:.0f}",
        },
    )

    off = [name for name, is_on in setting.switches if is_on is False]
    if off:
        yield text("Turned off: {names}.", {"names": ", ".join(named(name) for name in off)})
    product = scenario.product
    rhythm = text("bought when needed") if product.kind == "purchase" else text("a subscription")
    yield text(
        "The product is {rhythm}: {need_per_year} needs a person and year; "
        "compared on {attributes}, and price ({reference_price} is usual).",
        {
            "rhythm": rhythm,
            "need_per_year": figure(product.need_per_year),
            "attributes": ", ".join(product.attributes),
            "reference_price": money(scenario, product.reference_price),
        },
    )

    if product.capacity_per_day is not None:
        spread = figure(product.capacity_days)
        ahead = (
            text(", sold {spread} days at a time", {"spread": spread})
            if product.capacity_days > 1.0
            else ""
        )
        yield text(
            "We have room for {capacity_per_day} a day{ahead}.",
            {
                "capacity_per_day": counted(
                    product.capacity_per_day, message("{n} order"), message("{n} orders")
                ),
                "ahead": ahead,
            },
        )


def _segments(scenario: Scenario) -> Iterator[str]:
    yield text("Segments")
    for name, segment in scenario.segments.items():
        people = round(segment.share * scenario.scenario.people)
        n_customers = round(segment.share * scenario.scenario.customers)
        yield text(
            "  {name}: {share}, {people} people ({n_customers} simulated): {who}",
            {
                "name": name,
                "share": percent(segment.share),
                "people": figure(people),
                "n_customers": figure(n_customers),
                "who": segment.who,
            },
        )


def _brands(scenario: Scenario) -> Iterator[str]:
    yield text("Brands")
    for name, brand in scenario.brands.items():
        yield f"  {_brand(scenario, name, brand)}"


def _brand(scenario: Scenario, name: str, brand: Brand) -> str:
    whose = text(" (ours)") if brand.is_ours else ""
    return text(
        "{name}{whose}: {price}; known to {known_share}, {customer_share} are its customers",
        {
            "name": name,
            "whose": whose,
            "price": money(scenario, brand.price),
            "known_share": percent(brand.known_share),
            "customer_share": percent(brand.customer_share),
        },
    )


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
    claims = text("{n_claims} claims to be tested, ", {"n_claims": n_claims}) if n_claims else ""
    n_ranges = sum(number.is_uncertain for number in numbers.values())
    n_defaults = sum(path not in written for path in numbers)
    yield text(
        "{n_numbers} numbers: {n_sourced} with a source, {n_assumed} "
        "assumptions, {claims}{n_unsourced} without a word on where they are "
        "from.",
        {
            "n_numbers": len(numbers),
            "n_sourced": n_sourced,
            "n_assumed": n_assumed,
            "claims": claims,
            "n_unsourced": n_unsourced,
        },
    )
    yield text(
        "{n_ranges} have a range and are drawn anew in every future; "
        "{n_defaults} are defaults that the file does not write.",
        {"n_ranges": n_ranges, "n_defaults": n_defaults},
    )
