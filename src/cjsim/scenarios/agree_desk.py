"""What must agree about the support desk: its ways, its hours, its classes of priority."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cjsim.language import message, text
from cjsim.scenarios.agree_market import NAME, makes_one
from cjsim.scenarios.checked import Checked
from cjsim.scenarios.errors import did_you_mean, listed
from cjsim.scenarios.quantity import Quantity
from cjsim.scenarios.schema_support import SUPPORT_KINDS, Support
from cjsim.scenarios.wording import Finding, figure, plain_name


def support_desk(market: Checked) -> Iterator[Finding]:
    """The ways to the desk share all contacts, and it opens before it closes."""
    desk = market.scenario.support if market.is_whole("support") else None
    if desk is None:
        return
    shares = {name: way.share for name, way in desk.channels.items()}
    yield from makes_one(
        ("support", "channels"), text("the shares of the ways to the desk"), shares
    )
    for name in desk.channels:
        if not NAME.fullmatch(name):
            yield Finding(
                ("support", "channels", name),
                text(
                    'the name "{name}" cannot be used: a name is made of the letters a '
                    'to z, digits and _. Write e.g. "{usable}".',
                    {"name": name, "usable": plain_name(name) or "phone"},
                ),
            )
    yield from _classes(desk)
    for name in desk.channels:
        if desk.hours_of(name)[0] >= desk.hours_of(name)[1]:
            yield Finding(
                ("support", "channels", name),
                text(
                    "it is never answered: its open_hour is not before its close_hour. 0 "
                    "to 24 is the whole day; the desk's hours hold where one is left out."
                ),
            )
    yield from _hours(
        desk,
        "open_hour",
        "close_hour",
        message(
            "the desk opens at hour {latest} and closes at hour {earliest}: {begin} comes before "
            "{end}, in all of their ranges. 0 to 24 is the whole day."
        ),
    )
    yield from _hours(
        desk,
        "contacts_from_hour",
        "contacts_to_hour",
        message(
            "contacts begin at hour {latest} and end at hour {earliest}: {begin} comes before "
            "{end}, in all of their ranges. 0 to 24 is the whole day."
        ),
    )


def _classes(desk: Support) -> Iterator[Finding]:
    """Yield a finding for a class listed twice, and for a kind whose class is not listed."""
    for i, name in enumerate(desk.priorities):
        if name in desk.priorities[:i]:
            yield Finding(
                ("support", "priorities", i),
                text('"{name}" is listed twice. Remove one.', {"name": name}),
            )
    for kind in SUPPORT_KINDS:
        priority = getattr(desk.kinds, kind).priority
        if priority not in desk.priorities:
            yield Finding(
                ("support", "kinds", kind, "priority"),
                text(
                    '"{priority}" is not among support.priorities '
                    "({priorities}).{guess} Write one of them.",
                    {
                        "priority": priority,
                        "priorities": listed(desk.priorities),
                        "guess": did_you_mean(priority, desk.priorities),
                    },
                ),
            )


def _hours(desk: Support, begin: str, end: str, words: str) -> Iterator[Finding]:
    first: Quantity = getattr(desk, begin)
    last: Quantity = getattr(desk, end)
    latest = first if first.high is None else first.high
    earliest = last if last.low is None else last.low
    if latest >= earliest:
        yield Finding(
            ("support", end),
            text(
                words,
                {
                    "latest": figure(latest),
                    "earliest": figure(earliest),
                    "begin": begin,
                    "end": end,
                },
            ),
        )


DESK_CHECKS: tuple[Callable[[Checked], Iterator[Finding]], ...] = (support_desk,)
