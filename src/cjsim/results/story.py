"""The story of one customer: what happened to it, day by day, and why it moved."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import asdict, dataclass, fields

import numpy as np
import pandas as pd

from cjsim.agents.population import make_population
from cjsim.errors import UserError
from cjsim.journey.feeling import emotion_now
from cjsim.journey.plain import PlainRecord, uncompiled
from cjsim.journey.stages import NOBODY, Mark, Reason, Source
from cjsim.model import JourneyModel
from cjsim.results import wording
from cjsim.results.names import Names
from cjsim.scenarios.describe import money
from cjsim.scenarios.wording import percent


@dataclass(frozen=True, slots=True)
class StoryLine:
    """What happened on a day, or on several quiet days together.

    `stage`, `emotion` (-2 to 2, as felt that day), `trust` and `satisfaction` (0 to 1) are
    those at the end of `last_day`; `reason` is why the customer moved, "" when it did not.
    """

    day: int
    last_day: int
    date: dt.date
    stage: str
    text: str
    reason: str
    emotion: float
    trust: float
    satisfaction: float


@dataclass(frozen=True, slots=True, repr=False)
class Story:
    """The journey of one customer in words: who it is, then a line for what happened."""

    customer: int
    heading: str
    lines: tuple[StoryLine, ...]

    def __str__(self) -> str:
        """Return the story as text."""
        dates = [(line.date, line.date + dt.timedelta(line.last_day - line.day)) for line in self.lines]
        with_year = len({date.year for pair in dates for date in pair}) > 1
        when = [wording.date_words(first, last, with_year) for first, last in dates]
        width = max(map(len, when), default=0)
        told = [f"{w:>{width}}: {line.text}" for w, line in zip(when, self.lines, strict=True)]
        return "\n".join([self.heading, *(told or ["Nothing happened to it."])])

    __repr__ = __str__

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each line, with the fields of `StoryLine` as columns."""
        columns = [field.name for field in fields(StoryLine)]
        frame = pd.DataFrame([asdict(line) for line in self.lines], columns=columns)
        return frame.assign(date=pd.to_datetime(frame["date"]))


def tell(model: JourneyModel, customer: int) -> Story:
    """Tell the journey of a customer of the panel of a finished model.

    Raises:
        UserError: The panel does not watch this customer.
    """
    if customer not in model.diary.ids:
        raise UserError("customer", customer, "the model's panel does not watch it; name it there.")
    teller = _Teller(model, customer)
    before = make_population(model.market_file, model.luck_seed)[customer]
    heading = teller.heading(before)
    lines: list[StoryLine] = []
    quiet: list[tuple[int, np.void]] = []
    for day, now in model.diary.of(customer):
        line = teller.event(day, now, before)
        if line is None:
            quiet.append((day, now))
        else:
            lines += [*teller.quiet(quiet), line]
            quiet = []
        before = now
    lines += teller.quiet(quiet)
    return Story(customer, heading, tuple(lines))


class _Teller:
    """Turns pages of the diary of one customer into lines."""

    def __init__(self, model: JourneyModel, customer: int) -> None:
        """Look up what the codes of the records mean in this market."""
        self._market = model.market_file
        self._names = Names(self._market)
        self._customer = customer
        self._plan = model.plan.name
        self._seed = model.luck_seed
        self._ours = list(self._market.brands).index(self._market.our_brand)
        self._ties = dict(model.network.ties_of(customer))
        self._market_today = PlainRecord(model.markets[model.records["segment"][customer]])
        self._emotion_now = uncompiled(emotion_now, {})

    def heading(self, start: np.void) -> str:
        """Return who the customer is, from its record at the start."""
        name = str(self._names.segments[start["segment"]])
        who = self._market.segments[name].who
        knows_us = bool((int(start["known"]) >> self._ours) & 1)
        if start["brand"] == self._ours:
            relation = "our customer"
        else:
            relation = "knew us" if knows_us else "did not know us"
            if start["brand"] != NOBODY:
                relation += f", used {self._brand(start['brand'])}"
        return f"Customer {self._customer} ({_plain(name)}: {who}). At the start: {relation}."

    def event(self, day: int, now: np.void, before: np.void) -> StoryLine | None:
        """Return the line of a day, or None when it was a quiet one."""
        marks = _marks(now)
        reason = Reason(int(now["reason"])) if now["entered_day"] == day else None
        found = self._found(now, before, reason)
        if reason is None and not found and marks <= wording.BACKGROUND:
            return None
        text = wording.sentence(marks, reason, found, self._facts(day, now, before))
        return self._line(day, day, now, text, "" if reason is None else reason.name.lower())

    def quiet(self, pages: list[tuple[int, np.void]]) -> list[StoryLine]:
        """Return the line of quiet days on end; none when there are none."""
        if not pages:
            return []
        days = Counter(mark for _day, now in pages for mark in wording.told_marks(_marks(now), None))
        last_day, now = pages[-1]
        return [self._line(pages[0][0], last_day, now, wording.quiet_words(days), "")]

    def _line(self, day: int, last_day: int, now: np.void, text: str, reason: str) -> StoryLine:
        return StoryLine(
            day=day,
            last_day=last_day,
            date=self._date(day),
            stage=str(self._names.stages[now["stage"]]),
            text=text,
            reason=reason,
            emotion=float(self._emotion_now(PlainRecord(now), self._market_today, last_day)),
            trust=float(now["trust"]),
            satisfaction=float(now["satisfaction"]),
        )

    def _found(self, now: np.void, before: np.void, reason: Reason | None) -> list[str]:
        """Return templates of which brands came to be known, where the move does not say it."""
        found = []
        is_told = reason in (Reason.HEARD_MEDIA, Reason.HEARD_TALK, Reason.HEARD_FIRM)
        if self._new_brands(now, before) >> self._ours & 1 and not is_told:
            found.append(wording.DISCOVERED)
        if self._new_brands(now, before) & ~(1 << self._ours):
            found.append(wording.MET_RIVALS)
        return found

    @staticmethod
    def _new_brands(now: np.void, before: np.void) -> int:
        return int(now["known"]) & ~int(before["known"])

    def _facts(self, day: int, now: np.void, before: np.void) -> dict[str, str]:
        """Return what the templates of a day may name."""
        rivals = self._new_brands(now, before) & ~(1 << self._ours)
        both = {Mark.HEARD_POSITIVE, Mark.HEARD_NEGATIVE} <= _marks(now)
        voice = self._voice(int(now["voice"]))
        n_known = int(now["known"]).bit_count()
        return {
            "stage": str(self._names.stages[now["stage"]]),
            "source": self._source(int(now["source"])),
            "voice": voice,
            "voices": wording.PEOPLE_IT_KNOWS if both else voice,
            "rivals": ", ".join(
                self._brand(code) for code in range(len(self._market.brands)) if rivals >> code & 1
            ),
            "brand": self._brand(now["brand"]),
            "candidate": wording.US if now["candidate"] == self._ours else self._brand(now["candidate"]),
            "compared": wording.compared(n_known),
            "asked": wording.people(int(now["asking"])),
            "worry": wording.WORRY_WORDS[max(int(now["worry"]) - 1, 0)],
            "until": self._when(int(now["next_day"])),
            "sales": _plain(str(self._names.sales[now["sales"]])),
            "paid": money(self._market, float(now["paid"])),
            "bill": self._bill(float(now["paid"]), float(now["saved"])),
            "wait": self._wait(day, now, before),
            "offer": self._offer(now, before),
        }

    def _date(self, day: int) -> dt.date:
        return self._market.scenario.start + dt.timedelta(day)

    def _when(self, day: int) -> str:
        date = self._date(day)
        return wording.date_words(date, date, False)

    def _brand(self, code: int) -> str:
        if code in (self._ours, NOBODY):
            return wording.OUR_PRODUCT
        return _plain(str(self._names.brands[code]))

    def _source(self, code: int) -> str:
        if code >= Source.FAMILY:
            return wording.SOURCE_WORDS[Source(code)]
        return _plain(str(self._names.sources[code])) or wording.VIRAL

    def _voice(self, number: int) -> str:
        if number not in self._ties:
            return wording.STRANGER.format(number=number)
        tie = wording.TIE_WORDS[self._ties[number]]
        return wording.ACQUAINTANCE.format(tie=tie, number=number)

    def _bill(self, paid: float, saved: float) -> str:
        if paid == 0.0 and saved == 0.0:
            return wording.FREE
        bill = money(self._market, paid)
        return wording.REDUCED.format(bill=bill, saved=money(self._market, saved)) if saved > 0.0 else bill

    def _wait(self, day: int, now: np.void, before: np.void) -> str:
        """Return how long the reply told of on `day` took.

        A second reply may have come in the evening; then the page before knows of the first.
        """
        page = now if now["reply_day"] != day + 1 else before
        is_known = page is now or page["reply_day"] == day
        return wording.hours(float(page["wait_hours"])) if is_known else wording.SOME_TIME

    def _offer(self, now: np.void, before: np.void) -> str:
        if now["offer_day"] == before["offer_day"]:
            return ""
        share = percent(float(now["offer_share"]))
        return wording.OFFER.format(share=share, until=self._when(int(now["offer_day"])))


def _marks(record: np.void) -> set[Mark]:
    bits = int(record["marks"])
    return {mark for mark in Mark if bits >> mark & 1}


def _plain(name: str) -> str:
    return name.replace("_", " ")
