"""The words of stories: a table of what may happen to a customer, and one of why it moves.

All words of a story are here, so that a translation changes this file alone. Names in braces
are facts of the day, which `story` fills in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from cjsim.journey.stages import LEAVING, Mark, Reason, Source
from cjsim.language import number, text

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

MARK_WORDS: dict[Mark, str] = {
    Mark.EXPOSED: "met advertising",
    Mark.CONTACTED: "was contacted by us{offer}",
    Mark.RESPONDED: "took up our contact",
    Mark.UNSUBSCRIBED: "asked us not to write again",
    Mark.HEARD_POSITIVE: "heard something good about a brand from {voices}",
    Mark.HEARD_NEGATIVE: "heard something bad about a brand from {voices}",
    Mark.LEARNED_COMMERCIAL: "learned from advertising",
    Mark.LEARNED_PERSONAL: "learned what people it knows think",
    Mark.LEARNED_REVIEWS: "learned from reviews",
    Mark.OPINION_CHANGED: "changed its mind about a brand",
    Mark.FIRST_VISIT: "found our pages for the first time",
    Mark.VISITED: "visited our pages",
    Mark.IDENTIFIED: "left its name with us",
    Mark.READ_REVIEWS: "read reviews",
    Mark.ASKED_IN_SEARCH: "asked someone what to buy",
    Mark.ASKED_EXPERIENCED: "asked someone who uses a brand what it is like",
    Mark.TALKED_IN_EVALUATION: "talked it over with someone",
    Mark.EXPLORED: "went to see our product for itself ({explored})",
    Mark.PEERS_WERE_NEGATIVE: "{voice}, whom it had asked, advised against it",
    Mark.INTENDED: "made up its mind",
    Mark.ASKED_BEFORE_BUYING: "asked {asked} before buying",
    Mark.WORRIED: "had second thoughts: {worry}",
    Mark.PAUSED: "{worry}: paused the purchase until {until}",
    Mark.RESUMED: "took the paused purchase up again",
    Mark.CANCELLED: "cancelled the purchase",
    Mark.FOUND_EMPTY: "wanted to order and found it sold out",
    Mark.CHECKOUT_STARTED: "began the checkout",
    Mark.ABANDONED: "left the checkout half-way",
    Mark.ORDERED: "ordered from us through {sales} {bill}",
    Mark.FIRST_ORDER: "its first order from us",
    Mark.REPEAT_ORDER: "bought from us again",
    Mark.REPEATED_IN_WINDOW: "soon after the last order",
    Mark.SWITCHED_CHANNEL: "bought elsewhere than where it had looked",
    Mark.CAME_BACK: "is our customer again",
    Mark.ORDERED_RIVAL: "ordered from {candidate}",
    Mark.DELIVERED_LATE: "the delivery came late",
    Mark.REFUSED: "refused the delivery",
    Mark.RECEIVED: "received our product",
    Mark.TRIAL_STARTED: "began its trial",
    Mark.REFERRAL_SUCCEEDED: "had been invited by a customer of ours",
    Mark.DELIGHTED: "was delighted: {brand} was better than expected",
    Mark.DISAPPOINTED: "was disappointed: {brand} was worse than expected",
    Mark.DECIDED_WELL: "found that nothing else would have been better",
    Mark.REGRETTED: "regretted not having chosen otherwise",
    Mark.REVIEWED_WELL: "wrote a good review",
    Mark.REVIEWED_BADLY: "wrote a bad review",
    Mark.SETUP_HELPED: "we helped it to set up",
    Mark.SETUP_TROUBLE: "had trouble setting up",
    Mark.FAILED: "the product failed",
    Mark.SYSTEM_FAILED: "our app or system was down",
    Mark.RETURNED: "sent the product back and got {paid} back",
    Mark.TRIAL_PAID: "stayed after the trial and renewed {bill}",
    Mark.RENEWED: "renewed {bill}",
    Mark.REPLIED: "got a reply from support after {wait}",
    Mark.GAVE_UP_WAITING: "gave up waiting for support after {wait}",
    Mark.TICKET_OPENED: "the problem was still there: asked support again",
    Mark.SOLVED: "the problem was solved",
    Mark.LEFT_ALONE: "was left alone with the problem and felt abandoned",
    Mark.CLIMBED: "became a more loyal customer",
    Mark.LEFT: "left us",
    Mark.SAID_POSITIVE: "told others something good about us",
    Mark.SAID_NEGATIVE: "told others something bad about us",
    Mark.INVITED: "invited others",
}
"""What each mark means, in the order in which a day is told."""

REASON_WORDS: dict[Reason, str] = {
    Reason.NONE: "moved on to {stage}, without a cause noted",
    Reason.HEARD_MEDIA: "became aware of us through {source}",
    Reason.HEARD_TALK: "{voice} talked about us: became aware of us",
    Reason.HEARD_FIRM: "became aware of us because we contacted it",
    Reason.FORGOT: "heard nothing of us and forgot us",
    Reason.NEED_AROSE: "a need arose: started to search",
    Reason.AROUSED_BY_MEDIA: "our advertising woke a need: started to search",
    Reason.AROUSED_BY_TALK: "{voices} praised us and so woke a need: started to search",
    Reason.ANSWERED_CONTACT: "our contact made it look again: started to search",
    Reason.INFORMED: "knew enough: started to compare",
    Reason.GAVE_UP: "found nothing that day: gave up the search",
    Reason.FOUND_NOTHING: "knew no brand at the end of the search: gave up",
    Reason.CHOSE_US: "{compared} and chose us",
    Reason.CHOSE_RIVAL: "{compared} and chose {candidate}",
    Reason.CHOSE_NOTHING: "{compared} and decided to buy nothing",
    Reason.RECONSIDERED: "the advice of others made it go back to comparing",
    Reason.PUT_OFF_BY_OTHERS: "the advice of others made it give up the purchase",
    Reason.CANCELLED_FINANCE: "a money worry: cancelled the purchase",
    Reason.CANCELLED_PSYCHOLOGY: "a change of heart: cancelled the purchase",
    Reason.CANCELLED_TIME: "a lack of time: cancelled the purchase",
    Reason.CANCELLED_OTHER: "{worry}: cancelled the purchase",
    Reason.NOT_AVAILABLE: "could buy our product nowhere: gave up the purchase",
    Reason.ABANDONED_CHECKOUT: "left the checkout half-way: no order",
    Reason.PAYMENT_FAILED: "the payment failed: no order",
    Reason.REFUSED_AT_DOOR: "refused the delivery at the door",
    Reason.RECEIVED: "received our product and began to use it",
    Reason.RECEIVED_RIVAL: "received {brand} and began to use it",
    Reason.BUYS_AGAIN: "a need arose and it is loyal to us: compared without a search",
    Reason.HAS_QUESTION: "had a question: turned to support",
    Reason.PRODUCT_FAILED: "the product failed: turned to support",
    Reason.CANNOT_SET_UP: "could not set up the product: turned to support",
    Reason.SOLVED: "support solved the problem: back to using it",
    Reason.STILL_UNSOLVED: "the problem stayed unsolved: went on using it all the same",
    Reason.LEFT_TOO_HARD: "left us: too hard to use",
    Reason.LEFT_PRICE: "left us: too dear",
    Reason.LEFT_COMPETITOR: "left us: a competitor was better",
    Reason.LEFT_BAD_SUPPORT: "left us: bad support",
    Reason.LEFT_CLOSED_DOWN: "left us: no longer in need of any such product",
    Reason.LEFT_PAYMENT_FAILED: "left us: the payment of the renewal failed",
    Reason.LEFT_DISSATISFIED: "left us: dissatisfied",
    Reason.LEFT_INACTIVE: "lost to us: bought nothing for very long",
    Reason.LEFT_TRIAL: "left us: did not want to pay after the trial",
    Reason.NOT_TRUSTED: "did not trust the brand enough to order",
    Reason.COOLED_OFF: "put the order off and then let it be",
    Reason.TRIAL_NOT_ANSWERED: "waited for an answer about a trial and lost interest",
    Reason.OWN_RULE: "moved on to {stage} by a rule of one's own",
}
"""Why each move was made, and where it led."""

ADVICE_WAS_GOOD = "those it had asked had nothing against it"
ASKED_FOR_TRIAL = "asked us for a trial"
TRIAL_ANSWERED = "had our answer about the trial after {wait}"
TRIED_OURS = "tried out our product: much as expected"
TRIED_RIVAL = "tried out {brand}"
DISCOVERED = "came upon us through {source}"
MET_RIVALS = "got to know {rivals}"
"""What the records show and no mark says; told first."""

HEADING = "Customer {customer} ({segment}: {who}), plan {plan}. At the start it {relation}."
OWNED_US = "was our customer"
KNEW_US = "knew us"
KNEW_US_NOT = "did not know us"
USED_RIVAL = "{relation} and used {brand}"

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

WORRY_WORDS = ("a money worry", "a change of heart", "a lack of time")
"""In the order of `journey.market.WORRIES`; a worry of the file's own goes by its name."""
TIE_WORDS = {"family": "family member", "friend": "friend", "colleague": "colleague"}
SOURCE_WORDS = {
    Source.FAMILY: "a family member",
    Source.FRIEND: "a friend",
    Source.COLLEAGUE: "a colleague",
    Source.SEARCH: "its own search",
    Source.FIRM: "a contact of ours",
    Source.START: "what it had heard before",
    Source.NONE: "nothing in particular",
}
VIRAL = "a message that went round"
STRANGER = "someone it met (no. {number})"
ACQUAINTANCE = "{tie} no. {number}"
PEOPLE_IT_KNOWS = "people it knows"
US = "us"
OUR_PRODUCT = "our product"
OFFER = " with {share} off until {until}"
BILL = "for {paid}"
REDUCED_BILL = "for {paid} ({saved} off)"
NO_BILL = "as a free trial"
UNKNOWN_TIME = "a while"
NOTHING_HAPPENED = "Nothing happened to it."


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
    return "; ".join(words).format_map(facts)


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
        MARK_WORDS[mark].format(voices=voices.get(mark, ""), offer="")
        + (text(" on {days} days", {"days": days[mark]}) if days[mark] > 1 else "")
        for mark in MARK_WORDS
        if days.get(mark)
    )


def voices_words(voices: Collection[str]) -> str:
    """Return several voices in words; too many to name are the people one knows."""
    names = list(dict.fromkeys(voices))
    if len(names) > MAX_VOICES or PEOPLE_IT_KNOWS in names:
        return PEOPLE_IT_KNOWS
    return text(" and ").join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def date_words(first: dt.date, last: dt.date, with_year: bool) -> str:
    """Return a day, or the first and last of several, e.g. `12 Jan` or `5 to 19 Jan`."""
    year = f" {last.year}" if with_year else ""
    end = f"{last.day} {MONTHS[last.month - 1]}{year}"
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return text("{day} to {end}", {"day": first.day, "end": end})
    return text(
        "{first} to {end}",
        {"first": date_words(first, first, with_year and first.year != last.year), "end": end},
    )


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
