"""The story of one customer says all that happened to it, once, in order, with the causes."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import cjsim
from cjsim.agents.panel import Diary
from cjsim.errors import UserError
from cjsim.journey.stages import NOBODY, STAGE_NAMES, Intention, Mark, Reason, Source, Stage
from cjsim.model import JourneyModel, finish
from cjsim.results import wording
from cjsim.results.story import Story, StoryLine, tell
from cjsim.scenarios.quantity import Quantity
from cjsim.scenarios.reader import load_scenario
from cjsim.scenarios.schema import Scenario
from cjsim.scenarios.sizing import resized

SMALL = Path(__file__).parent / "markets" / "small.toml"
SEED = 3


def lived(market: Scenario, plan: str, panel: int | list[int]) -> JourneyModel:
    model = JourneyModel(market, plan=plan, seed=SEED, panel=panel)
    finish(model)
    return model


@pytest.fixture(scope="module")
def small() -> Scenario:
    return load_scenario(SMALL)


@pytest.fixture(scope="module", params=["small", "crm"])
def watched(request: pytest.FixtureRequest) -> JourneyModel:
    """A finished run in which everyone was watched: goods, or a subscription."""
    if request.param == "small":
        return lived(load_scenario(SMALL), "letters", 1000)
    return lived(resized(load_scenario("crm"), 600, 120), "keep", 600)


@pytest.fixture(scope="module")
def stories(watched: JourneyModel) -> list[Story]:
    return [tell(watched, customer) for customer in range(watched.records.size)]


@cache
def pattern(template: str) -> str:
    """Return a regular expression for all that a template can become."""
    return re.sub(r"\\\{\w+\\\}", ".*", re.escape(template))


def clauses_of(line: StoryLine, reason: Reason) -> list[str]:
    """Return what a line says in the words of a reason."""
    words = pattern(wording.REASON_WORDS[reason])
    return [clause for clause in line.text.split("; ") if re.fullmatch(words, clause)]


# --- what really happened ------------------------------------------------------------


def test_every_move_is_told_once_in_order_with_its_cause(
    watched: JourneyModel, stories: list[Story]
) -> None:
    log = watched.history.moves
    assert log.size > watched.records.size  # there is something to tell
    for story in stories:
        moves = log[log["customer"] == story.customer]
        told = [line for line in story.lines if line.reason]
        assert [(line.day, line.stage, line.reason) for line in told] == [
            (move["day"], STAGE_NAMES[move["to_stage"]], Reason(move["reason"]).name.lower())
            for move in moves
        ]
        for line in told:
            assert len(clauses_of(line, Reason[line.reason.upper()])) == 1, line


def test_no_cause_is_told_on_a_day_without_a_move(stories: list[Story]) -> None:
    for story in stories:
        for line in story.lines:
            if not line.reason:
                assert not [reason for reason in Reason if clauses_of(line, reason)], line


def test_a_need_on_the_first_day_is_told(small: Scenario) -> None:
    # nobody has heard or done anything yet, so only the move itself shows that day
    model = lived(resized(small, None, 3), "keep", 1000)
    log = model.history.moves
    first = log[(log["day"] == 0) & (log["reason"] == Reason.NEED_AROSE)]["customer"]
    assert first.size > 0
    for customer in first:
        line = tell(model, int(customer)).lines[0]
        assert (line.day, line.reason) == (0, "need_arose")


def test_every_day_of_the_diary_is_in_one_line(watched: JourneyModel, stories: list[Story]) -> None:
    start = watched.market_file.scenario.start
    for story in stories:
        days = [day for day, _page in watched.diary.of(story.customer)]
        ends = [end for line in story.lines for end in (line.day, line.last_day)]
        assert ends == sorted(ends)
        assert {line.day for line in story.lines} | {line.last_day for line in story.lines} <= {
            *days
        }
        for day in days:
            assert sum(line.day <= day <= line.last_day for line in story.lines) == 1
        for line in story.lines:
            assert line.date == start + dt.timedelta(line.day)
            assert line.date >= start
            assert line.last_day < watched.market_file.n_days()


def test_quiet_days_are_counted(watched: JourneyModel, stories: list[Story]) -> None:
    phrase = re.compile(r"met advertising(?: on (\d+) days)?")
    n_counted = 0
    for story in stories:
        pages = watched.diary.of(story.customer)
        exposed = [day for day, page in pages if int(page["marks"]) >> Mark.EXPOSED & 1]
        for line in story.lines:
            within = [day for day in exposed if line.day <= day <= line.last_day]
            if found := phrase.search(line.text):
                assert len(within) == int(found[1] or 1), line
                n_counted += len(within)
            else:
                assert len(within) <= 1, line  # only a day that has more to tell omits it
    assert n_counted > 1000


def test_the_one_listened_to_is_named_with_its_tie(
    watched: JourneyModel, stories: list[Story]
) -> None:
    heard = (1 << Mark.HEARD_POSITIVE, 1 << Mark.HEARD_NEGATIVE)
    n_named = 0
    for story in stories:
        ties = dict(watched.network.ties_of(story.customer))
        for day, page in watched.diary.of(story.customer):
            if sum(bool(int(page["marks"]) & bit) for bit in heard) == 1:
                tie = wording.TIE_WORDS[ties[int(page["voice"])]]
                (line,) = [each for each in story.lines if each.day <= day <= each.last_day]
                is_named = f"{tie} no. {page['voice']}" in line.text
                is_many = line.day < line.last_day and wording.PEOPLE_IT_KNOWS in line.text
                assert is_named or is_many, line
                n_named += is_named
    assert n_named > 100


def test_where_everyone_mixes_a_voice_is_someone_met(small: Scenario) -> None:
    mixed = resized(small, 400, 30).model_copy(deep=True)
    mixed.peers.network = "everyone"
    mixed.peers.meetings_per_day = Quantity(5.0, source="test")
    model = lived(mixed, "keep", 400)
    text = "\n".join(str(tell(model, customer)) for customer in range(400))
    assert "someone it met (no. " in text
    assert "friend no. " not in text


def test_the_heading_says_what_we_were_to_it(watched: JourneyModel, stories: list[Story]) -> None:
    owned = [wording.OWNED_US in story.heading for story in stories]
    assert owned == list(watched.start_orders > 0)
    first = {int(move["customer"]): move for move in watched.history.moves[::-1]}
    for customer, move in first.items():
        if move["to_stage"] == Stage.AWARENESS and move["from_stage"] == Stage.UNAWARE:
            assert wording.KNEW_US_NOT in stories[customer].heading
        if move["from_stage"] == Stage.AWARENESS:
            assert wording.KNEW_US in stories[customer].heading
    for segment in watched.market_file.segments.values():
        assert any(segment.who in story.heading for story in stories)


# --- watching is free ----------------------------------------------------------------


def test_watching_changes_nothing_and_repeats(small: Scenario) -> None:
    unwatched = lived(small, "letters", 0)
    busiest = int(np.bincount(unwatched.history.moves["customer"]).argmax())
    first, second = (lived(small, "letters", [busiest]) for _ in range(2))
    assert first.history.tallies.tobytes() == unwatched.history.tallies.tobytes()
    assert first.history.moves.tobytes() == unwatched.history.moves.tobytes()
    assert str(tell(first, busiest)) == str(tell(second, busiest))
    assert tell(first, busiest) == tell(second, busiest)


def test_a_run_tells_stories(small: Scenario) -> None:
    run = cjsim.run(small, plan="easier", seed=SEED)
    customer = int(run.moves["customer"].value_counts().index[0])
    told = run.story(customer).to_frame().query("reason != ''")
    logged = run.moves.query("customer == @customer")
    assert list(told["reason"]) == list(logged["reason"])
    assert list(told["stage"]) == list(logged["to_stage"])


def test_only_the_panel_is_told_of(small: Scenario) -> None:
    model = JourneyModel(small, panel=[4])
    with pytest.raises(UserError, match="panel"):
        tell(model, 5)


# --- the words, on pages written by hand ---------------------------------------------

CUSTOMER = 4


class Notebook:
    """A diary written by hand, of a customer whose record is blank at the start."""

    def __init__(self, market: Scenario) -> None:
        self.model = JourneyModel(market, seed=SEED, panel=[CUSTOMER])
        self.model.calendar()  # the market of the day, which every run has
        self.model.diary = Diary(np.array([CUSTOMER]))
        self.records = self.model.records.copy()
        self.page = self.records[CUSTOMER]
        self.page["voice"] = 12345
        self.page["source"] = Source.FRIEND

    def write(self, day: int, *marks: Mark, reason: Reason | None = None) -> StoryLine:
        """Write a page and return the last line of the story so far."""
        self.page["marks"] = sum(1 << mark for mark in marks)
        if reason is not None:
            self.page["reason"] = reason
            self.page["entered_day"] = day
        self.model.diary.write(day, self.records)
        return tell(self.model, CUSTOMER).lines[-1]


@pytest.fixture
def notebook(small: Scenario) -> Notebook:
    return Notebook(small)


def test_every_mark_and_every_reason_has_words_of_its_own() -> None:
    assert set(wording.MARK_WORDS) == set(Mark)
    assert set(wording.REASON_WORDS) == set(Reason)
    words = [*wording.MARK_WORDS.values(), *wording.REASON_WORDS.values()]
    assert len(set(words)) == len(words)
    assert all(words)


def test_each_reason_is_told(small: Scenario) -> None:
    for reason in Reason:
        line = Notebook(small).write(7, Mark.EXPOSED, reason=reason)
        assert line.reason == reason.name.lower()
        assert len(clauses_of(line, reason)) == 1
        assert "{" not in line.text


def test_each_mark_alone_is_told(small: Scenario) -> None:
    for mark in Mark:
        text = Notebook(small).write(7, mark).text
        assert re.fullmatch(pattern(wording.MARK_WORDS[mark]), text), mark
        assert "{" not in text


def test_what_a_mark_or_a_reason_implies_is_itself_told() -> None:
    for mark, others in wording.SAID_BY_MARKS.items():
        assert mark not in others
        for other in others:
            # neither is the other hidden whenever this one hides
            assert mark not in wording.SAID_BY_MARKS.get(other, frozenset())
            together = wording.told_marks({mark, other}, None)
            assert together == [other]


def test_an_order_names_the_place_the_price_and_what_was_saved(notebook: Notebook) -> None:
    notebook.page["paid"], notebook.page["saved"] = 4_200_000.0, 300_000.0
    notebook.page["sales"] = 0
    line = notebook.write(9, Mark.CHECKOUT_STARTED, Mark.ORDERED, Mark.FIRST_ORDER)
    assert line.text == (
        "ordered from us through website for 4,200,000 USD (300,000 USD off); "
        "its first order from us"
    )
    notebook.page["paid"] = notebook.page["saved"] = 0.0
    assert (
        notebook.write(10, Mark.ORDERED).text == "ordered from us through website as a free trial"
    )


def test_a_pause_says_why_and_until_when(notebook: Notebook) -> None:
    notebook.page["worry"], notebook.page["next_day"] = 1, 39
    line = notebook.write(26, Mark.WORRIED, Mark.PAUSED)
    assert line.text == "a money worry: paused the purchase until 12 Feb"


def test_the_day_is_told_in_order(notebook: Notebook) -> None:
    notebook.page["brand"], notebook.page["wait_hours"] = NOBODY, 31.24
    happened = (Mark.SAID_NEGATIVE, Mark.LEFT, Mark.LEFT_ALONE, Mark.REPLIED, Mark.EXPOSED)
    line = notebook.write(20, *happened, reason=Reason.LEFT_BAD_SUPPORT)
    assert line.text == (
        "got a reply from support after 31.2 hours; was left alone with the problem and felt "
        "abandoned; left us: bad support; told others something bad about us"
    )


def test_a_reply_of_the_evening_does_not_hide_the_wait_for_the_first(notebook: Notebook) -> None:
    notebook.page["reply_day"], notebook.page["wait_hours"] = 21, 30.0
    notebook.write(20, Mark.TICKET_OPENED, reason=Reason.HAS_QUESTION)
    notebook.page["reply_day"], notebook.page["wait_hours"] = 22, 0.5
    again = notebook.write(21, Mark.REPLIED, Mark.TICKET_OPENED)
    assert "after 30.0 hours; the problem was still there" in again.text
    notebook.page["reply_day"] = 22
    last = notebook.write(22, Mark.REPLIED, Mark.SOLVED, reason=Reason.SOLVED)
    assert last.text.startswith("got a reply from support after 30 min; support solved")


def test_those_asked_are_counted_and_their_answer_is_told(notebook: Notebook) -> None:
    notebook.page["intention"] = Intention.ASKING
    assert notebook.write(5, Mark.ASKED_BEFORE_BUYING).text == "asked 2 people before buying"
    notebook.page["intention"], notebook.page["voice"] = Intention.NONE, 12345
    answered = (Mark.LEARNED_PERSONAL, Mark.PEERS_WERE_NEGATIVE)
    assert notebook.write(6, *answered, reason=Reason.RECONSIDERED).text == (
        "someone it met (no. 12345), whom it had asked, advised against it; "
        "the advice of others made it go back to comparing"
    )


def test_new_brands_and_offers_are_noticed(notebook: Notebook) -> None:
    notebook.page["known"] = 0
    notebook.write(1, Mark.EXPOSED)
    notebook.page["known"], notebook.page["source"] = 0b11, Source.SEARCH
    assert notebook.write(2, Mark.OPINION_CHANGED).text == (
        "came upon us through its own search; got to know roaster"
    )
    notebook.page["offer_bp"], notebook.page["offer_day"] = 500, 17
    assert notebook.write(3, Mark.CONTACTED).text == (
        "was contacted by us with 5 % off until 21 Jan"
    )
    assert notebook.write(4, Mark.CONTACTED).text == "was contacted by us"


def test_quiet_days_on_end_make_one_line(notebook: Notebook) -> None:
    for day in (1, 3, 15):
        quiet = notebook.write(day, Mark.EXPOSED, Mark.LEARNED_COMMERCIAL)
    assert (quiet.day, quiet.last_day) == (1, 15)
    assert quiet.text == "met advertising on 3 days"
    notebook.write(16, Mark.SAID_POSITIVE)
    story = tell(notebook.model, CUSTOMER)
    assert str(story).splitlines()[1:] == [
        "5 to 19 Jan: met advertising on 3 days",
        "     20 Jan: told others something good about us",
    ]


def test_contacts_on_end_make_one_line_that_names_who_spoke(notebook: Notebook) -> None:
    notebook.write(1, Mark.EXPOSED)
    alone = notebook.write(2, Mark.HEARD_POSITIVE, Mark.EXPOSED)
    assert alone.text.endswith("from someone it met (no. 12345)")
    notebook.write(4, Mark.READ_REVIEWS)
    notebook.page["voice"] = 23456
    folded = notebook.write(6, Mark.HEARD_POSITIVE)
    assert (folded.day, folded.last_day, len(tell(notebook.model, CUSTOMER).lines)) == (1, 6, 1)
    assert folded.text == (
        "met advertising on 2 days, heard something good about a brand from someone it met "
        "(no. 12345) and someone it met (no. 23456) on 2 days, read reviews"
    )
    assert wording.voices_words("abca") == "a, b and c"
    assert wording.voices_words("abcd") == wording.PEOPLE_IT_KNOWS
    notebook.write(8, Mark.READ_REVIEWS, reason=Reason.INFORMED)
    again = notebook.write(9, Mark.HEARD_NEGATIVE)  # a move parts what is before and after it
    assert (again.day, len(tell(notebook.model, CUSTOMER).lines)) == (9, 3)


def test_the_emotion_is_the_one_felt_that_day(notebook: Notebook) -> None:
    half_life_days = int(notebook.model.market_file.journey.use.emotion_half_life_days)
    notebook.page["emotion"], notebook.page["emotion_day"] = -1.5, 2
    notebook.page["trust"], notebook.page["satisfaction"] = 0.25, 0.75
    line = notebook.write(2 + half_life_days, Mark.SAID_NEGATIVE)
    assert (line.emotion, line.trust, line.satisfaction) == (pytest.approx(-0.75), 0.25, 0.75)


def test_a_story_is_a_table_too(notebook: Notebook) -> None:
    empty = tell(notebook.model, CUSTOMER)
    assert str(empty).endswith(wording.NOTHING_HAPPENED)
    assert len(empty.to_frame()) == 0
    line = notebook.write(3, Mark.EXPOSED, reason=Reason.NEED_AROSE)
    frame = tell(notebook.model, CUSTOMER).to_frame()
    assert list(frame.columns) == list(empty.to_frame().columns) == list(StoryLine.__slots__)
    assert frame.loc[0, "text"] == line.text
    assert frame["date"].dtype.kind == empty.to_frame()["date"].dtype.kind == "M"


def test_dates_are_written_as_short_as_they_can_be() -> None:
    first, near = dt.date(2027, 1, 5), dt.date(2027, 1, 19)
    later, next_year = dt.date(2027, 2, 3), dt.date(2028, 1, 2)
    assert wording.date_words(first, first, False) == "5 Jan"
    assert wording.date_words(first, near, False) == "5 to 19 Jan"
    assert wording.date_words(near, later, False) == "19 Jan to 3 Feb"
    assert wording.date_words(near, later, True) == "19 Jan to 3 Feb 2027"
    assert wording.date_words(later, next_year, True) == "3 Feb 2027 to 2 Jan 2028"
