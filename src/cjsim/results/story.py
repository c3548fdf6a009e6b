"""The story of one customer: what happened to it, day by day, and why it moved."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import asdict, dataclass, fields
from typing import NamedTuple

import numpy as np
import pandas as pd

from cjsim.agents.population import make_population
from cjsim.errors import UserError
from cjsim.journey.feeling import BASIS_POINTS, emotion_now
from cjsim.journey.market import worries_of
from cjsim.journey.plain import PlainRecord, uncompiled
from cjsim.journey.stages import NOBODY, Intention, Mark, Reason, Source, Stage
from cjsim.language import text
from cjsim.model import JourneyModel
from cjsim.results import wording
from cjsim.results.names import Names
from cjsim.scenarios.type_names import named
from cjsim.scenarios.wording import money, percent


@dataclass(frozen=True, slots=True)
class StoryLine:
    """What happened on a day, or on several days of nothing but contacts together.

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
        ends = [line.date + dt.timedelta(line.last_day - line.day) for line in self.lines]
        with_year = len({end.year for end in ends} | {line.date.year for line in self.lines}) > 1
        told = [
            (wording.date_words(line.date, end, with_year), line.text)
            for line, end in zip(self.lines, ends, strict=True)
        ]
        width = max((len(when) for when, _text in told), default=0)
        days = [f"{when:>{width}}: {words}" for when, words in told]
        return "\n".join([self.heading, *(days or [text(wording.NOTHING_HAPPENED)])])

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
        raise UserError(
            "customer", customer, text("the model's panel does not watch it; name it there.")
        )
    teller = _Teller(model, customer)
    before = make_population(model.market_file, model.luck_seed)[customer]
    heading = teller.heading(before)
    lines: list[StoryLine] = []
    quiet: list[_Page] = []
    for day, now in model.diary.of(customer):
        line = teller.event(day, now, before)
        if line is None:
            quiet.append(_Page(day, now, before))
        else:
            lines += [*teller.quiet(quiet), line]
            quiet = []
        before = now
    lines += teller.quiet(quiet)
    return Story(customer, heading, tuple(lines))


class _Page(NamedTuple):
    """A day of the diary, beside the page before."""

    day: int
    now: np.void
    before: np.void


class _Teller:
    """Turns pages of the diary of one customer into lines."""

    def __init__(self, model: JourneyModel, customer: int) -> None:
        """Look up what the codes of the records mean in this market."""
        self._market = model.market_file
        self._names = Names(self._market)
        self._customer = customer
        self._plan = model.plan.name
        self._ours = list(self._market.brands).index(self._market.our_brand)
        self._ties = dict(model.network.ties_of(customer))
        self._market_today = PlainRecord(model.markets[model.records["segment"][customer]])
        self._emotion_now = uncompiled(emotion_now, {})

    def heading(self, start: np.void) -> str:
        """Return who the customer is, from its record at the start."""
        name = str(self._names.segments[start["segment"]])
        knows = _knows(start, self._ours)
        relation = text(wording.KNEW_US if knows else wording.KNEW_US_NOT)
        if start["brand"] == self._ours:
            relation = text(wording.OWNED_US)
        elif start["brand"] != NOBODY:
            brand = self._brand(start["brand"])
            relation = text(wording.USED_RIVAL, {"relation": relation, "brand": brand})
        return text(
            wording.HEADING,
            {
                "customer": self._customer,
                "segment": _plain(name),
                "who": self._market.segments[name].who,
                "plan": _plain(self._plan),
                "relation": relation,
            },
        )

    def event(self, day: int, now: np.void, before: np.void) -> StoryLine | None:
        """Return the line of a day, or None when it was a quiet one."""
        marks = _marks(now)
        reason = Reason(int(now["reason"])) if now["entered_day"] == day else None
        seen = self._seen(now, before, reason)
        is_offered = Mark.CONTACTED in marks and self._offer(now, before) != ""
        if reason is None and not seen and not is_offered and marks <= wording.CONTACTS:
            return None
        words = wording.sentence(marks, reason, seen, self._facts(day, now, before))
        return self._line(day, day, now, words, "" if reason is None else reason.name.lower())

    def quiet(self, pages: list[_Page]) -> list[StoryLine]:
        """Return the line of quiet days on end; none when there are none."""
        if not pages:
            return []
        day, now, before = pages[-1]
        if len(pages) == 1 and not _marks(now) <= wording.BACKGROUND:
            words = wording.sentence(_marks(now), None, [], self._facts(day, now, before))
        else:
            told = [wording.told_marks(_marks(page.now), None) for page in pages]
            days = Counter(mark for marks in told for mark in marks)
            heard: dict[Mark, list[str]] = {}
            for page, marks in zip(pages, told, strict=True):
                for mark in marks:
                    heard.setdefault(mark, []).append(self._voices(page.now))
            voices = {mark: wording.voices_words(names) for mark, names in heard.items()}
            words = wording.quiet_words(days, voices)
        return [self._line(pages[0].day, day, now, words, "")]

    def _line(self, day: int, last_day: int, now: np.void, words: str, reason: str) -> StoryLine:
        return StoryLine(
            day=day,
            last_day=last_day,
            date=self._date(day),
            stage=str(self._names.stages[now["stage"]]),
            text=words,
            reason=reason,
            emotion=float(self._emotion_now(PlainRecord(now), self._market_today, last_day)),
            trust=float(now["trust"]),
            satisfaction=float(now["satisfaction"]),
        )

    def _seen(self, now: np.void, before: np.void, reason: Reason | None) -> list[str]:
        """Return templates of what the records show and neither a mark nor the move says."""
        marks = _marks(now)
        seen = []
        if before["intention"] == Intention.ASKING and Mark.LEARNED_PERSONAL in marks:
            seen += [] if Mark.PEERS_WERE_NEGATIVE in marks else [wording.ADVICE_WAS_GOOD]
        was_asking, is_asking = (page["intention"] == Intention.REQUESTED for page in (before, now))
        if is_asking and not was_asking:
            seen.append(wording.ASKED_FOR_TRIAL)
        elif was_asking and not is_asking and reason != Reason.TRIAL_NOT_ANSWERED:
            seen.append(wording.TRIAL_ANSWERED)
        if before["stage"] == Stage.USE and before["intention"] == Intention.ORDERED:
            is_ours = before["brand"] == self._ours
            judged = marks & {Mark.DELIGHTED, Mark.DISAPPOINTED}
            seen += [] if judged else [wording.TRIED_OURS if is_ours else wording.TRIED_RIVAL]
        is_told = reason in (Reason.HEARD_MEDIA, Reason.HEARD_TALK, Reason.HEARD_FIRM)
        if _knows(now, self._ours) and not _knows(before, self._ours) and not is_told:
            seen.append(wording.DISCOVERED)
        if self._new_rivals(now, before):
            seen.append(wording.MET_RIVALS)
        return seen

    def _facts(self, day: int, now: np.void, before: np.void) -> dict[str, str]:
        """Return all that the templates of a day may name."""
        # what is had at once is in use by the evening
        wanted = now["brand"] if now["candidate"] == NOBODY else now["candidate"]
        return {
            "stage": named(str(self._names.stages[now["stage"]])),
            "source": self._source(int(now["source"])),
            "voice": self._voice(int(now["voice"])),
            "voices": self._voices(now),
            "rivals": ", ".join(self._new_rivals(now, before)),
            "brand": self._brand(now["brand"]),
            "candidate": text(wording.US) if wanted == self._ours else self._brand(wanted),
            "compared": wording.compared_words(int(now["known"]).bit_count()),
            "asked": wording.people_words(int(self._market_today.purchase_asked_peers)),
            "worry": self._worry(max(int(now["worry"]) - 1, 0)),
            "until": self._when(int(now["next_day"])),
            "explored": _plain(str(self._names.research[now["explored"]])),
            "sales": _plain(str(self._names.sales[now["sales"]])),
            "paid": money(self._market, float(now["paid"])),
            "bill": self._bill(now),
            "wait": self._wait(day, now, before),
            "offer": self._offer(now, before),
        }

    def _date(self, day: int) -> dt.date:
        return self._market.scenario.start + dt.timedelta(day)

    def _when(self, day: int) -> str:
        date = self._date(day)
        return wording.date_words(date, date, with_year=False)

    def _new_rivals(self, now: np.void, before: np.void) -> list[str]:
        codes = range(len(self._market.brands))
        new = [code for code in codes if _knows(now, code) and not _knows(before, code)]
        return [self._brand(code) for code in new if code != self._ours]

    def _brand(self, code: int) -> str:
        is_rival = code not in (self._ours, NOBODY)
        return _plain(str(self._names.brands[code])) if is_rival else text(wording.OUR_PRODUCT)

    def _source(self, code: int) -> str:
        if code >= Source.FAMILY:
            return text(wording.SOURCE_WORDS[Source(code)])
        return _plain(str(self._names.sources[code])) or text(wording.VIRAL)

    def _voice(self, number: int) -> str:
        if number not in self._ties:
            return text(wording.STRANGER, {"number": number})
        tie = text(wording.TIE_WORDS[self._ties[number]])
        return text(wording.ACQUAINTANCE, {"tie": tie, "number": number})

    def _voices(self, now: np.void) -> str:
        """Return who was heard that day; only the last of several voices is on record."""
        has_both = {Mark.HEARD_POSITIVE, Mark.HEARD_NEGATIVE} <= _marks(now)
        return text(wording.PEOPLE_IT_KNOWS) if has_both else self._voice(int(now["voice"]))

    def _bill(self, now: np.void) -> str:
        """Return what was paid, and for which product where there are several."""
        paid, saved = float(now["paid"]), float(now["saved"])
        bill = wording.REDUCED_BILL if saved > 0.0 else wording.BILL
        if paid == 0.0 and saved == 0.0:
            bill = wording.NO_BILL
        sums = {"paid": money(self._market, paid), "saved": money(self._market, saved)}
        words = text(bill, sums)
        name = str(self._names.products[now["product"]])
        return words if not name else f"{words} ({self._market.products[name].words(name)})"

    def _worry(self, number: int) -> str:
        """Return a worry in words: its kind's, or the name the file gives it."""
        if number < len(wording.WORRY_WORDS):
            return text(wording.WORRY_WORDS[number])
        return _plain(worries_of(self._market)[number][0])

    def _wait(self, day: int, now: np.void, before: np.void) -> str:
        """Return how long the reply of `day` took.

        When the desk has answered again that evening, only the page before knows of the first.
        """
        if now["reply_day"] != day + 1:
            return wording.wait_words(float(now["wait_hours"]))
        if before["reply_day"] == day:
            return wording.wait_words(float(before["wait_hours"]))
        return text(wording.UNKNOWN_TIME)

    def _offer(self, now: np.void, before: np.void) -> str:
        if now["offer_day"] == before["offer_day"]:
            return ""
        share = percent(float(now["offer_bp"]) / BASIS_POINTS)
        return text(wording.OFFER, {"share": share, "until": self._when(int(now["offer_day"]))})


def _marks(record: np.void) -> set[Mark]:
    bits = int(record["marks"])
    return {mark for mark in Mark if bits >> mark & 1}


def _knows(record: np.void, brand: int) -> bool:
    return bool(int(record["known"]) >> brand & 1)


def _plain(name: str) -> str:
    return name.replace("_", " ")
