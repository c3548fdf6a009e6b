"""What must agree in the market itself: shares, tastes, brands, channels."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping

from cjsim.language import text
from cjsim.scenarios.agree_changes import name_findings
from cjsim.scenarios.checked import Checked
from cjsim.scenarios.errors import did_you_mean, listed
from cjsim.scenarios.events import Voiced
from cjsim.scenarios.paths import all_numbers
from cjsim.scenarios.quantity import Quantity
from cjsim.scenarios.slots import advertisers
from cjsim.scenarios.wording import Finding, figure, plain_name

TOLERANCE = 1e-6  # of shares that must make 1
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")
_MOST_TERMS = 16
MAX_MEDIA = 32  # what the engine has room for: channels, rivals that advertise, viral voices
# Numbers that others are divided by.
_ABOVE_ZERO = frozenset(
    {
        "reference_price",
        "renewal_days",
        "emotion_half_life_days",
        "answer_half_life_hours",
        "half_life_days",
        "reference_wait_hours",
        "household_size",
        "handle_minutes",
        "price_times",
    }
)


def makes_one(
    path: tuple[str | int, ...], what: str, shares: Mapping[str, Quantity]
) -> Iterator[Finding]:
    """Yield a finding when shares do not make 1; `what` says which shares they are."""
    total = math.fsum(shares.values())
    if abs(total - 1.0) <= TOLERANCE:
        return
    terms = " + ".join(figure(round(float(share), 9)) for share in shares.values())
    parts = f" ({terms})" if 1 < len(shares) <= _MOST_TERMS else ""
    off = figure(round(abs(total - 1.0), 9))
    remedy = (
        text("Take {off} away", {"off": off}) if total > 1.0 else text("Add {off}", {"off": off})
    )
    yield Finding(
        path,
        text(
            "{what} make {total}{parts}; they must make 1. {remedy}.",
            {"what": what, "total": figure(round(total, 9)), "parts": parts, "remedy": remedy},
        ),
    )


def settings(market: Checked) -> Iterator[Finding]:
    """Customers are no more than people; settings have no range; the calendar holds the run."""
    if not market.is_whole("scenario"):
        return
    setting = market.scenario.scenario
    if setting.customers > setting.people:
        yield Finding(
            ("scenario", "customers"),
            text(
                "{customers} simulated customers for {people} people: each stands "
                "for at least one person. Write customers = {most} or fewer.",
                {
                    "customers": figure(setting.customers),
                    "people": figure(setting.people),
                    "most": f"{setting.people:.0f}",
                },
            ),
        )
    if market.last_day() is None:
        yield Finding(
            ("scenario", "days"),
            text(
                "{days} days from {start} lead past the year 9999. Write an earlier "
                "start or fewer days.",
                {"days": f"{setting.days:.0f}", "start": setting.start},
            ),
        )


def no_ranges(market: Checked) -> Iterator[Finding]:
    """What a team decides about the study itself is not drawn by luck."""
    for path, number in all_numbers(market.scenario).items():
        section = path.split(".", maxsplit=1)[0]
        if section in ("scenario", "kpis") and number.is_uncertain:
            yield Finding(
                tuple(path.split(".")),
                text(
                    "found a range from {low} to {high}: this is a setting of the "
                    "study, the same in all futures. Write {number}.",
                    {
                        "low": figure(number.low or 0.0),
                        "high": figure(number.high or 0.0),
                        "number": f"{number:.10g}",
                    },
                ),
            )


def above_zero(market: Checked) -> Iterator[Finding]:
    """Half-lives, usual prices and the like are not 0, which would have no meaning."""
    for path, number in all_numbers(market.scenario).items():
        least = float(number) if number.low is None else number.low
        if path.rpartition(".")[2] in _ABOVE_ZERO and ".attributes." not in path and least <= 0.0:
            yield Finding(
                tuple(path.split(".")),
                text(
                    "found {least}: expected a number above 0. Write a very small number "
                    "where almost none is meant.",
                    {"least": figure(least)},
                ),
            )


def our_brand(market: Checked) -> Iterator[Finding]:
    """Exactly one brand is ours."""
    if not market.is_whole("brands"):
        return
    ours = [name for name, brand in market.scenario.brands.items() if brand.is_ours]
    if not ours:
        yield Finding(
            ("brands",),
            text(
                "no brand is ours. Write is_ours = true in the one whose plans are "
                "weighed: {brands}.",
                {"brands": listed(market.scenario.brands)},
            ),
        )
    for name in ours[1:]:
        yield Finding(
            ("brands", name, "is_ours"),
            text(
                'two brands are ours, "{ours}" and "{name}": exactly one can be. '
                "Remove is_ours from the other.",
                {"ours": ours[0], "name": name},
            ),
        )


def segment_shares(market: Checked) -> Iterator[Finding]:
    """The shares of the segments make 1."""
    if market.is_whole("segments"):
        shares = {name: each.share for name, each in market.scenario.segments.items()}
        yield from makes_one(("segments",), text("the shares of the segments"), shares)


def attributes(market: Checked) -> Iterator[Finding]:
    """Attributes have usable names, each once."""
    if not market.is_whole("product"):
        return
    seen: set[str] = set()
    for i, name in enumerate(market.scenario.product.attributes):
        path = ("product", "attributes", i)
        if name in seen:
            yield Finding(path, text('"{name}" is listed twice. Remove one.', {"name": name}))
        elif not NAME.fullmatch(name):
            usable = plain_name(name)
            guess = text(' Write e.g. "{usable}".', {"usable": usable}) if usable else ""
            yield Finding(
                path,
                text(
                    'the attribute "{name}" cannot be used: a name is made of the '
                    "letters a to z, digits and _.{guess}",
                    {"name": name, "guess": guess},
                ),
            )
        seen.add(name)
    for name in market.scenario.product.visibility:
        if name not in seen:
            guess = did_you_mean(name, seen) or text(
                " There are: {seen}.", {"seen": listed(sorted(seen))}
            )
            yield Finding(
                ("product", "visibility", name),
                text(
                    '"{name}" is not in product.attributes.{guess}', {"name": name, "guess": guess}
                ),
            )


def _known_attributes(market: Checked) -> list[str] | None:
    """Return the product's attributes, None when something is wrong with them."""
    if not market.is_whole("product") or any(True for _ in attributes(market)):
        return None
    return market.scenario.product.attributes


def tastes(market: Checked) -> Iterator[Finding]:
    """Each segment weighs the product's attributes, and the weights make 1."""
    known = _known_attributes(market)
    for name, segment in market.scenario.segments.items():
        path = ("segments", name, "tastes")
        if known is not None:
            for taste in segment.tastes:
                yield from _is_attribute((*path, taste), taste, known)
        yield from makes_one(path, text("the weights"), segment.tastes)


def _is_attribute(path: tuple[str | int, ...], name: str, known: list[str]) -> Iterator[Finding]:
    if name not in known:
        guess = did_you_mean(name, known)
        yield Finding(
            path,
            text(
                '"{name}" is not among the product\'s attributes ({known}).{guess} '
                "Rename it, or add it to product.attributes.",
                {"name": name, "known": listed(known), "guess": guess},
            ),
        )


def brand_attributes(market: Checked) -> Iterator[Finding]:
    """Each brand says how good it is on every attribute, and claims nothing else."""
    known = _known_attributes(market)
    if known is None:
        return
    for name, brand in market.scenario.brands.items():
        path = ("brands", name)
        for each in brand.attributes:
            yield from _is_attribute((*path, "attributes", each), each, known)
        missing = [each for each in known if each not in brand.attributes]
        if missing:
            yield Finding(
                (*path, "attributes"),
                text(
                    "how good it is on {missing} is missing. Add {first} = ..., a "
                    "number from 0 to 1.",
                    {"missing": listed(missing), "first": missing[0]},
                ),
            )
        for each in brand.claims:
            yield from _is_attribute((*path, "claims", each), each, known)


def customers_at_start(market: Checked) -> Iterator[Finding]:
    """Nobody is the customer of two brands at the start."""
    if not market.is_whole("brands"):
        return
    total = math.fsum(brand.customer_share for brand in market.scenario.brands.values())
    if total > 1.0 + TOLERANCE:
        yield Finding(
            ("brands",),
            text(
                "customer_share of all brands makes {total} (0.1 where it is not "
                "written): a person is the customer of one brand at the start, so "
                "they make 1 at most.",
                {"total": figure(round(total, 9))},
            ),
        )


def audiences_of_channels(market: Checked) -> Iterator[Finding]:
    """Channels are aimed at segments that exist."""
    for name, channel in market.scenario.channels.items():
        for i, segment in enumerate(channel.segments):
            yield from market.refers(("channels", name, "segments", i), segment, "segments")


def explore_names(market: Checked) -> Iterator[Finding]:
    """Ways to explore are for segments, and belong to sales channels, that exist."""
    for name, way in market.scenario.explore.items():
        yield from name_findings(market, ("explore", name), way)


def media_slots(market: Checked) -> Iterator[Finding]:
    """Our channels, rivals that advertise and viral voices fit what people can meet in a day."""
    if not market.is_whole("scenario", "channels", "brands", "events"):
        return
    rivals = advertisers(market.scenario)
    n_voices = sum(isinstance(each, Voiced) for each in market.scenario.events.values())
    n_media = len(market.scenario.channels) + len(rivals) + n_voices
    if n_media > MAX_MEDIA:
        yield Finding(
            ("events",),
            text(
                "{n_channels} channels, {n_rivals} rivals that advertise and "
                "{n_voices} viral voices make {n_media} media; at most {max_media}. "
                "Leave out some; a voice raised several times takes one place.",
                {
                    "n_channels": len(market.scenario.channels),
                    "n_rivals": len(rivals),
                    "n_voices": n_voices,
                    "n_media": n_media,
                    "max_media": MAX_MEDIA,
                },
            ),
        )


def tie_shares(market: Checked) -> Iterator[Finding]:
    """The shares of the kinds of tie make 1."""
    if market.is_whole("peers"):
        ties = market.scenario.peers.ties
        shares = {"family": ties.family, "friend": ties.friend, "colleague": ties.colleague}
        yield from makes_one(
            ("peers", "ties"),
            text("the shares of family, friend and colleague"),
            {name: tie.share for name, tie in shares.items()},
        )


def trial_shares(market: Checked) -> Iterator[Finding]:
    """The teams that are asked for trials share all requests."""
    if market.is_whole("trials") and market.scenario.trials:
        shares = {name: team.share for name, team in market.scenario.trials.items()}
        yield from makes_one(("trials",), text("the shares of the teams"), shares)


def content_mix(market: Checked) -> Iterator[Finding]:
    """The three kinds of message make all there is said."""
    if market.is_whole("content"):
        content = market.scenario.content
        shares = {"promotion": content.promotion_share, "service": content.service_share,
                  "benefit": content.benefit_share}  # fmt: skip
        what = text("promotion_share, service_share and benefit_share")
        yield from makes_one(("content",), what, shares)


def journeys_at_start(market: Checked) -> Iterator[Finding]:
    """Nobody is searching and comparing at once when the run begins."""
    for name, segment in market.scenario.segments.items():
        shares = (segment.searching_share, segment.evaluating_share)
        under_way = sum(float(share) for share in shares if share is not None)
        if under_way > 1.0 + TOLERANCE:
            yield Finding(
                ("segments", name, "evaluating_share"),
                text(
                    "searching_share and evaluating_share make {under_way}: a person "
                    "does one of the two, so they make 1 at most.",
                    {"under_way": figure(round(under_way, 9))},
                ),
            )


MARKET_CHECKS: tuple[Callable[[Checked], Iterator[Finding]], ...] = (
    settings,
    no_ranges,
    above_zero,
    our_brand,
    segment_shares,
    attributes,
    tastes,
    brand_attributes,
    customers_at_start,
    audiences_of_channels,
    explore_names,
    media_slots,
    tie_shares,
    trial_shares,
    content_mix,
    journeys_at_start,
)
