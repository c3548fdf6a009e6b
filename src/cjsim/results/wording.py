"""The words of stories: a table of what may happen to a customer, and one of why it moves.

All words of a story are here, in English; `cjsim.language.text` says them in the language spoken.
Names in braces are facts of the day, which `story` fills in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from cjsim.journey.stages import LEAVING, Mark, Reason, Source
from cjsim.language import date, message, number, text

MARK_WORDS: dict[Mark, str] = {
    Mark.EXPOSED: message("met advertising"),
    Mark.CONTACTED: message("was contacted by us{offer}"),
    Mark.RESPONDED: message("took up our contact"),
    Mark.UNSUBSCRIBED: message("asked us not to write again"),
    Mark.HEARD_POSITIVE: message("heard something good about a brand from {voices}"),
    Mark.HEARD_NEGATIVE: message("heard something bad about a brand from {voices}"),
    Mark.LEARNED_COMMERCIAL: message("learned from advertising"),
    Mark.LEARNED_PERSONAL: message("learned what people it knows think"),
    Mark.LEARNED_REVIEWS: message("learned from reviews"),
    Mark.OPINION_CHANGED: message("changed its mind about a brand"),
    Mark.FIRST_VISIT: message("found our pages for the first time"),
    Mark.VISITED: message("visited our pages"),
    Mark.IDENTIFIED: message("left its name with us"),
    Mark.READ_REVIEWS: message("read reviews"),
    Mark.ASKED_IN_SEARCH: message("asked someone what to buy"),
    Mark.ASKED_EXPERIENCED: message("asked someone who uses a brand what it is like"),
    Mark.TALKED_IN_EVALUATION: message("talked it over with someone"),
    Mark.EXPLORED: message("went to see our product for itself ({explored})"),
    Mark.PEERS_WERE_NEGATIVE: message("{voice}, whom it had asked, advised against it"),
    Mark.INTENDED: message("made up its mind"),
    Mark.ASKED_BEFORE_BUYING: message("asked {asked} before buying"),
    Mark.WORRIED: message("had second thoughts: {worry}"),
    Mark.PAUSED: message("{worry}: paused the purchase until {until}"),
    Mark.RESUMED: message("took the paused purchase up again"),
    Mark.CANCELLED: message("cancelled the purchase"),
    Mark.FOUND_EMPTY: message("wanted to order and found it sold out"),
    Mark.CHECKOUT_STARTED: message("began the checkout"),
    Mark.ABANDONED: message("left the checkout half-way"),
    Mark.ORDERED: message("ordered from us through {sales} {bill}"),
    Mark.FIRST_ORDER: message("its first order from us"),
    Mark.REPEAT_ORDER: message("bought from us again"),
    Mark.REPEATED_IN_WINDOW: message("soon after the last order"),
    Mark.SWITCHED_CHANNEL: message("bought elsewhere than where it had looked"),
    Mark.CAME_BACK: message("is our customer again"),
    Mark.ORDERED_RIVAL: message("ordered from {candidate}"),
    Mark.DELIVERED_LATE: message("the delivery came late"),
    Mark.REFUSED: message("refused the delivery"),
    Mark.RECEIVED: message("received our product"),
    Mark.TRIAL_STARTED: message("began its trial"),
    Mark.REFERRAL_SUCCEEDED: message("had been invited by a customer of ours"),
    Mark.DELIGHTED: message("was delighted: {brand} was better than expected"),
    Mark.DISAPPOINTED: message("was disappointed: {brand} was worse than expected"),
    Mark.DECIDED_WELL: message("found that nothing else would have been better"),
    Mark.REGRETTED: message("regretted not having chosen otherwise"),
    Mark.REVIEWED_WELL: message("wrote a good review"),
    Mark.REVIEWED_BADLY: message("wrote a bad review"),
    Mark.SETUP_HELPED: message("we helped it to set up"),
    Mark.SETUP_TROUBLE: message("had trouble setting up"),
    Mark.FAILED: message("the product failed"),
    Mark.SYSTEM_FAILED: message("our app or system was down"),
    Mark.RETURNED: message("sent the product back and got {paid} back"),
    Mark.TRIAL_PAID: message("stayed after the trial and renewed {bill}"),
    Mark.RENEWED: message("renewed {bill}"),
    Mark.REPLIED: message("got a reply from support after {wait}"),
    Mark.GAVE_UP_WAITING: message("gave up waiting for support after {wait}"),
    Mark.TICKET_OPENED: message("the problem was still there: asked support again"),
    Mark.SOLVED: message("the problem was solved"),
    Mark.LEFT_ALONE: message("was left alone with the problem and felt abandoned"),
    Mark.CLIMBED: message("became a more loyal customer"),
    Mark.LEFT: message("left us"),
    Mark.SAID_POSITIVE: message("told others something good about us"),
    Mark.SAID_NEGATIVE: message("told others something bad about us"),
    Mark.INVITED: message("invited others"),
}
"""What each mark means, in the order in which a day is told."""

REASON_WORDS: dict[Reason, str] = {
    Reason.NONE: message("moved on to {stage}, without a cause noted"),
    Reason.HEARD_MEDIA: message("became aware of us through {source}"),
    Reason.HEARD_TALK: message("{voice} talked about us: became aware of us"),
    Reason.HEARD_FIRM: message("became aware of us because we contacted it"),
    Reason.FORGOT: message("heard nothing of us and forgot us"),
    Reason.NEED_AROSE: message("a need arose: started to search"),
    Reason.AROUSED_BY_MEDIA: message("our advertising woke a need: started to search"),
    Reason.AROUSED_BY_TALK: message("{voices} praised us and so woke a need: started to search"),
    Reason.ANSWERED_CONTACT: message("our contact made it look again: started to search"),
    Reason.INFORMED: message("knew enough: started to compare"),
    Reason.GAVE_UP: message("found nothing that day: gave up the search"),
    Reason.FOUND_NOTHING: message("knew no brand at the end of the search: gave up"),
    Reason.CHOSE_US: message("{compared} and chose us"),
    Reason.CHOSE_RIVAL: message("{compared} and chose {candidate}"),
    Reason.CHOSE_NOTHING: message("{compared} and decided to buy nothing"),
    Reason.RECONSIDERED: message("the advice of others made it go back to comparing"),
    Reason.PUT_OFF_BY_OTHERS: message("the advice of others made it give up the purchase"),
    Reason.CANCELLED_FINANCE: message("a money worry: cancelled the purchase"),
    Reason.CANCELLED_PSYCHOLOGY: message("a change of heart: cancelled the purchase"),
    Reason.CANCELLED_TIME: message("a lack of time: cancelled the purchase"),
    Reason.CANCELLED_OTHER: message("{worry}: cancelled the purchase"),
    Reason.NOT_AVAILABLE: message("could buy our product nowhere: gave up the purchase"),
    Reason.ABANDONED_CHECKOUT: message("left the checkout half-way: no order"),
    Reason.PAYMENT_FAILED: message("the payment failed: no order"),
    Reason.REFUSED_AT_DOOR: message("refused the delivery at the door"),
    Reason.RECEIVED: message("received our product and began to use it"),
    Reason.RECEIVED_RIVAL: message("received {brand} and began to use it"),
    Reason.BUYS_AGAIN: message("a need arose and it is loyal to us: compared without a search"),
    Reason.HAS_QUESTION: message("had a question: turned to support"),
    Reason.PRODUCT_FAILED: message("the product failed: turned to support"),
    Reason.CANNOT_SET_UP: message("could not set up the product: turned to support"),
    Reason.SOLVED: message("support solved the problem: back to using it"),
    Reason.STILL_UNSOLVED: message("the problem stayed unsolved: went on using it all the same"),
    Reason.LEFT_TOO_HARD: message("left us: too hard to use"),
    Reason.LEFT_PRICE: message("left us: too dear"),
    Reason.LEFT_COMPETITOR: message("left us: a competitor was better"),
    Reason.LEFT_BAD_SUPPORT: message("left us: bad support"),
    Reason.LEFT_CLOSED_DOWN: message("left us: no longer in need of any such product"),
    Reason.LEFT_PAYMENT_FAILED: message("left us: the payment of the renewal failed"),
    Reason.LEFT_DISSATISFIED: message("left us: dissatisfied"),
    Reason.LEFT_INACTIVE: message("lost to us: bought nothing for very long"),
    Reason.LEFT_TRIAL: message("left us: did not want to pay after the trial"),
    Reason.NOT_TRUSTED: message("did not trust the brand enough to order"),
    Reason.COOLED_OFF: message("put the order off and then let it be"),
    Reason.TRIAL_NOT_ANSWERED: message("waited for an answer about a trial and lost interest"),
    Reason.OWN_RULE: message("moved on to {stage} by a rule of one's own"),
}
"""Why each move was made, and where it led."""

ADVICE_WAS_GOOD = message("those it had asked had nothing against it")
ASKED_FOR_TRIAL = message("asked us for a trial")
TRIAL_ANSWERED = message("had our answer about the trial after {wait}")
TRIED_OURS = message("tried out our product: much as expected")
TRIED_RIVAL = message("tried out {brand}")
DISCOVERED = message("came upon us through {source}")
MET_RIVALS = message("got to know {rivals}")
"""What the records show and no mark says; told first."""

HEADING = message(
    "Customer {customer} ({segment}: {who}), plan {plan}. At the start it {relation}."
)
OWNED_US = message("was our customer")
KNEW_US = message("knew us")
KNEW_US_NOT = message("did not know us")
USED_RIVAL = message("{relation} and used {brand}")

BACKGROUND = frozenset({
    Mark.EXPOSED, Mark.LEARNED_COMMERCIAL, Mark.LEARNED_PERSONAL, Mark.LEARNED_REVIEWS,
    Mark.OPINION_CHANGED,
})  # fmt: skip
"""What is told only of quiet days, and of several of them together."""

CONTACTS = frozenset({
    *BACKGROUND, Mark.CONTACTED, Mark.HEARD_POSITIVE, Mark.HEARD_NEGATIVE, Mark.VISITED,
    Mark.READ_REVIEWS, Mark.ASKED_IN_SEARCH, Mark.ASKED_EXPERIENCED,
    Mark.TALKED_IN_EVALUATION,
})  # fmt: skip
"""What comes again and again and moves nobody by itself: several such days make one line."""
MAX_VOICES = 3
"""People named of those who spoke on several days."""

LAST_WORDS = frozenset({Mark.SAID_POSITIVE, Mark.SAID_NEGATIVE, Mark.INVITED})
"""What is done at the end of the day, after the move."""

_LEAVING = frozenset(LEAVING)
_CANCELLED = {
    Reason.CANCELLED_FINANCE, Reason.CANCELLED_PSYCHOLOGY, Reason.CANCELLED_TIME,
    Reason.CANCELLED_OTHER,
}  # fmt: skip
_LEARNING = (
    Mark.EXPOSED, Mark.CONTACTED, Mark.VISITED, Mark.HEARD_POSITIVE, Mark.HEARD_NEGATIVE,
    Mark.READ_REVIEWS,
)  # fmt: skip

SAID_BY_MARKS: dict[Mark, frozenset[Mark]] = {
    Mark.LEARNED_COMMERCIAL: frozenset(_LEARNING),
    Mark.LEARNED_PERSONAL: frozenset({Mark.HEARD_POSITIVE, Mark.HEARD_NEGATIVE}),
    Mark.LEARNED_REVIEWS: frozenset({Mark.READ_REVIEWS}),
    Mark.OPINION_CHANGED: frozenset({*_LEARNING, Mark.LEARNED_PERSONAL}),
    Mark.VISITED: frozenset({Mark.FIRST_VISIT}),
    Mark.WORRIED: frozenset({Mark.PAUSED, Mark.CANCELLED}),
    Mark.CHECKOUT_STARTED: frozenset({Mark.ORDERED, Mark.ABANDONED}),
    Mark.REPEATED_IN_WINDOW: frozenset({Mark.REPEAT_ORDER}),
}
"""Marks that need no words on a day when one of these is told."""

SAID_BY_REASONS: dict[Mark, frozenset[Reason]] = {
    Mark.CONTACTED: frozenset({Reason.HEARD_FIRM}),
    Mark.RESPONDED: frozenset({Reason.ANSWERED_CONTACT}),
    Mark.HEARD_POSITIVE: frozenset({Reason.HEARD_TALK, Reason.AROUSED_BY_TALK}),
    Mark.INTENDED: frozenset({Reason.CHOSE_US, Reason.CHOSE_RIVAL}),
    Mark.WORRIED: frozenset(_CANCELLED),
    Mark.CANCELLED: frozenset(_CANCELLED),
    Mark.CHECKOUT_STARTED: frozenset({Reason.PAYMENT_FAILED}),
    Mark.ABANDONED: frozenset({Reason.ABANDONED_CHECKOUT}),
    Mark.REFUSED: frozenset({Reason.REFUSED_AT_DOOR}),
    Mark.RECEIVED: frozenset({Reason.RECEIVED}),
    Mark.SETUP_TROUBLE: frozenset({Reason.CANNOT_SET_UP}),
    Mark.FAILED: frozenset({Reason.PRODUCT_FAILED}),
    Mark.TICKET_OPENED: frozenset(
        {Reason.HAS_QUESTION, Reason.PRODUCT_FAILED, Reason.CANNOT_SET_UP}
    ),
    Mark.SOLVED: frozenset({Reason.SOLVED}),
    Mark.LEFT: _LEAVING,
}
"""Marks that need no words on a day when the move is told with one of these reasons."""

WORRY_WORDS = (
    message("a money worry"),
    message("a change of heart"),
    message("a lack of time"),
)
"""In the order of `journey.market.WORRIES`; a worry of the file's own goes by its name."""
TIE_WORDS = {
    "family": message("family member"),
    "friend": message("friend"),
    "colleague": message("colleague"),
}
SOURCE_WORDS = {
    Source.FAMILY: message("a family member"),
    Source.FRIEND: message("a friend"),
    Source.COLLEAGUE: message("a colleague"),
    Source.SEARCH: message("its own search"),
    Source.FIRM: message("a contact of ours"),
    Source.START: message("what it had heard before"),
    Source.NONE: message("nothing in particular"),
}
VIRAL = message("a message that went round")
STRANGER = message("someone it met (no. {number})")
ACQUAINTANCE = message("{tie} no. {number}")
PEOPLE_IT_KNOWS = message("people it knows")
US = message("us")
OUR_PRODUCT = message("our product")
OFFER = message(" with {share} off until {until}")
BILL = message("for {paid}")
REDUCED_BILL = message("for {paid} ({saved} off)")
NO_BILL = message("as a free trial")
UNKNOWN_TIME = message("a while")
NOTHING_HAPPENED = message("Nothing happened to it.")


def sentence(
    marks: set[Mark], reason: Reason | None, seen: list[str], facts: Mapping[str, str]
) -> str:
    """Return a day in words: what happened, the move and its cause, what was said of it.

    `reason` is None on a day without a move; `seen` are templates of what no mark says.
    """
    told = told_marks(marks - BACKGROUND, reason)
    words = seen + [MARK_WORDS[mark] for mark in told if mark not in LAST_WORDS]
    words += [] if reason is None else [REASON_WORDS[reason]]
    words += [MARK_WORDS[mark] for mark in told if mark in LAST_WORDS]
    return "; ".join(text(each, facts) for each in words)


def told_marks(marks: set[Mark], reason: Reason | None) -> list[Mark]:
    """Return the marks that need words, in the order of telling; the others are implied."""
    return [mark for mark in MARK_WORDS if mark in marks and not _is_said(mark, marks, reason)]


def _is_said(mark: Mark, marks: set[Mark], reason: Reason | None) -> bool:
    """Return whether something else that is told that day says the same and more."""
    if SAID_BY_MARKS.get(mark, frozenset()) & marks:
        return True
    return reason is not None and reason in SAID_BY_REASONS.get(mark, frozenset())


def quiet_words(days: Mapping[Mark, int], voices: Mapping[Mark, str]) -> str:
    """Return quiet days in words, from on how many of them each thing happened.

    `voices` are those heard on them, for the marks that name somebody.
    """
    return ", ".join(
        text(MARK_WORDS[mark], {"voices": voices.get(mark, ""), "offer": ""})
        + (text(" on {days} days", {"days": days[mark]}) if days[mark] > 1 else "")
        for mark in MARK_WORDS
        if days.get(mark)
    )


def voices_words(voices: Collection[str]) -> str:
    """Return several voices in words; too many to name are the people one knows."""
    names = list(dict.fromkeys(voices))
    if len(names) > MAX_VOICES or text(PEOPLE_IT_KNOWS) in names:
        return text(PEOPLE_IT_KNOWS)
    return text(" and ").join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def date_words(first: dt.date, last: dt.date, with_year: bool) -> str:
    """Return a day, or the first and last of several, e.g. `12 Jan` or `5 to 19 Jan`."""
    end = date(last, with_year)
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return text("{day} to {end}", {"day": first.day, "end": end})
    begin = date(first, with_year and first.year != last.year)
    return text("{first} to {end}", {"first": begin, "end": end})


def compared_words(n_brands: int) -> str:
    """Return how many brands were compared, in words."""
    if n_brands == 1:
        return text("thought about the one brand it knows")
    return text("compared the {n_brands} brands it knows", {"n_brands": n_brands})


def people_words(n_people: int) -> str:
    """Return a number of people in words."""
    return (
        text("{n_people} person", {"n_people": n_people})
        if n_people == 1
        else text("{n_people} people", {"n_people": n_people})
    )


def wait_words(wait_hours: float) -> str:
    """Return a waiting time in words; under an hour in minutes."""
    if wait_hours >= 1.0:
        return text("{wait_hours} hours", {"wait_hours": number(wait_hours, 1)})
    return text("{wait_hours} min", {"wait_hours": max(round(60.0 * wait_hours), 1)})
