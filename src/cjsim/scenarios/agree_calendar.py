"""What must agree about events that come with a feast, for some people, or by a rival."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cjsim.language import text
from cjsim.scenarios.checked import Checked
from cjsim.scenarios.errors import did_you_mean, listed
from cjsim.scenarios.events import CompetitorLaunch, CompetitorUpgrade, Timed, Worry
from cjsim.scenarios.feasts import LUNAR, LUNAR_YEARS
from cjsim.scenarios.levers import takes_audience
from cjsim.scenarios.wording import Finding

_OF_A_FEAST = ("from_days_before", "to_days_after", "months")
_SHORTEST = {"ghost_month": 29}


def feasts(market: Checked) -> Iterator[Finding]:
    """An event comes with a feast or by dates, and its window has days."""
    for name, event in market.scenario.events.items():
        if not isinstance(event, Timed):
            continue
        place = ("events", name)
        if event.calendar is None:
            for key in _OF_A_FEAST:
                if getattr(event, key):
                    yield Finding(
                        (*place, key),
                        text(
                            "it counts from a feast, and no calendar is written. Add calendar, "
                            'e.g. "tet", or remove it.'
                        ),
                    )
            continue
        for key in ("start", "per_year"):
            if getattr(event, key):
                yield Finding(
                    (*place, key),
                    text(
                        'it comes with calendar = "{calendar}" every year. Remove {key}; '
                        "from_days_before and to_days_after say how long it lasts.",
                        {"calendar": event.calendar, "key": key},
                    ),
                )
        yield from _window(place, event)
        yield from _years(market, place, event)


def _window(place: tuple[str, str], event: Timed) -> Iterator[Finding]:
    n_days = int(event.from_days_before) + int(event.to_days_after)
    n_days += _SHORTEST.get(str(event.calendar), 1)
    if n_days < 1:
        yield Finding(
            (*place, "to_days_after"),
            text(
                "it would end before it begins: from {from_days_before} days before "
                "the feast to {to_days_after} days after. Negative numbers count the "
                "other way; make the two add up to 0 or more.",
                {
                    "from_days_before": int(event.from_days_before),
                    "to_days_after": int(event.to_days_after),
                },
            ),
        )
    if event.months and event.calendar not in ("double_day", "payday"):
        yield Finding(
            (*place, "months"),
            text(
                "{calendar} has its own days. Remove months, which are for double_day and payday.",
                {"calendar": event.calendar},
            ),
        )


def _years(market: Checked, place: tuple[str, str], event: Timed) -> Iterator[Finding]:
    last = market.last_day()
    if event.calendar not in LUNAR or last is None:
        return
    begin = market.scenario.scenario.start
    if not LUNAR_YEARS[0] < begin.year <= last.year < LUNAR_YEARS[1]:
        yield Finding(
            (*place, "calendar"),
            text(
                "lunar dates are known for runs within {first} to "
                "{last}. Write start = a date instead.",
                {"first": LUNAR_YEARS[0] + 1, "last": LUNAR_YEARS[1] - 1},
            ),
        )


def audiences(market: Checked) -> Iterator[Finding]:
    """What an event does to some segments only can differ between segments."""
    if not market.is_whole("brands"):
        return
    for name, event in market.scenario.events.items():
        if not isinstance(event, Timed) or not event.segments:
            continue
        paths = [change.path for change in event.changes()]
        for path in paths:
            if not (takes_audience(market.scenario, path) or path.startswith("segments.")):
                yield Finding(
                    ("events", name, "segments"),
                    text(
                        "it moves {path}, which is the same for everyone. Remove segments.",
                        {"path": path},
                    ),
                )
                break


def rivals(market: Checked) -> Iterator[Finding]:
    """A rival is launched that was absent; what becomes better is an attribute compared."""
    brands = market.scenario.brands
    for name, event in market.scenario.events.items():
        if isinstance(event, CompetitorLaunch) and event.brand in brands:
            brand = brands[event.brand]
            if brand.is_present > 0.0 and not brand.is_ours:
                yield Finding(
                    ("events", name, "brand"),
                    text(
                        "{brand} is on the market from the first day. Write is_present = 0, "
                        "known_share = 0 and customer_share = 0 in [brands.{brand}].",
                        {"brand": event.brand},
                    ),
                )
        if isinstance(event, CompetitorUpgrade) and market.is_whole("product"):
            known = market.scenario.product.attributes
            if event.attribute not in known:
                guess = did_you_mean(event.attribute, known)
                yield Finding(
                    ("events", name, "attribute"),
                    text(
                        '"{attribute}" is not compared.{guess} There are: {known}.',
                        {"attribute": event.attribute, "guess": guess, "known": listed(known)},
                    ),
                )
    for name, brand in brands.items():
        for key in ("known_share", "customer_share"):
            if brand.is_present == 0.0 and getattr(brand, key) > 0.0:
                yield Finding(
                    ("brands", name, key),
                    text(
                        "the brand is absent at the start (is_present = 0), so nobody knows "
                        "it or has bought it. Write {key} = 0.",
                        {"key": key},
                    ),
                )


def households(market: Checked) -> Iterator[Finding]:
    """Worries that households share need households, all of one size."""
    peers = market.scenario.peers
    for name, event in market.scenario.events.items():
        if not isinstance(event, Worry) or event.household_share == 0.0:
            continue
        if not market.is_whole("peers"):
            continue
        place = ("events", name, "household_share")
        if peers.network != "households":
            yield Finding(
                place,
                text(
                    'nobody lives together in the network "{network}". Write network = '
                    '"households" in [peers], or remove it.',
                    {"network": peers.network},
                ),
            )
        elif not float(peers.household_size).is_integer():
            yield Finding(
                place,
                text(
                    "households share worries when all are of one size: write a whole "
                    "number for peers.household_size instead of {household_size}.",
                    {"household_size": f"{float(peers.household_size):g}"},
                ),
            )


CALENDAR_CHECKS: tuple[Callable[[Checked], Iterator[Finding]], ...] = (
    feasts,
    audiences,
    rivals,
    households,
)
